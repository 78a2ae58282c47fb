"""Finding names in running text: every type word with a name, and bare names that may stand for a place."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from pipeline.places.bare import bare_hit
from pipeline.places.caseless import commune_before
from pipeline.places.fold import ALONE
from pipeline.places.gazetteer import Gazetteer
from pipeline.places.hits import Hit, Strength
from pipeline.places.typed import typed_hit
from pipeline.places.units import REFORM, Era
from pipeline.places.words import Words


def scan(words: Words, gazetteer: Gazetteer, day: date | None, trusted: bool = False) -> list[Hit]:
    """Return the names that a text of ``day`` may mean, in order, none overlapping; linear in the number of words.

    ``trusted`` is for a place column, where a name like an ordinary word is a name.
    """
    hits: list[Hit] = []
    after = known_to = 0  # the words before have been read, and those that are part of a name
    for opening in _worth_reading(words):
        hit = _hit_at(words, gazetteer, opening, known_to, hits, trusted) if opening.at >= after else None
        if hit is None:
            continue
        if _unmarked(words, hit):
            _add_commune_before(words, gazetteer, hit, hits)
        if hit.candidates or hit.strength is Strength.OPEN:
            hits.append(hit)
        after = hit.end
        if hit.candidates or hit.blocked:
            known_to = hit.end
    return hits if day is None or day >= REFORM else _of_old_units(hits, gazetteer)


class Opening(NamedTuple):
    """A word where a type word or a name may begin."""

    at: int
    opens_type: bool
    opens_name: bool


def _worth_reading(words: Words) -> list[Opening]:
    """Return the words that may open a type word or a name."""
    likely = [(at, word.opener) for at, word in enumerate(words.words) if word.opener is not None]
    found, last = [], len(words.words) - 1
    for at, opener in likely:
        following = words.words[at + 1].key if at < last else ALONE
        if following in opener.either or ALONE in opener.either:
            found.append(Opening(at, opener.opens_type(following), opener.opens_name(following)))
    return found


def _hit_at(
    words: Words, gazetteer: Gazetteer, opening: Opening, known_to: int, hits: list[Hit], trusted: bool
) -> Hit | None:
    hit = typed_hit(words, gazetteer, opening.at, trusted) if opening.opens_type else None
    if hit is not None or not opening.opens_name:
        return hit
    return bare_hit(words, gazetteer, opening.at, known_to, hits[-1] if hits else None)


def _add_commune_before(words: Words, gazetteer: Gazetteer, large: Hit, hits: list[Hit]) -> None:
    """Put a commune before its district, or see one in a name just read as a district ("thạnh phú cái nước")."""
    last = hits[-1] if hits else None
    again = last is not None and last.end == large.start and not last.levels
    known_to = 0 if last is None else last.start if again else last.end
    before = commune_before(words, gazetteer, large, known_to)
    if before is None:
        return
    if last is not None and before.start < last.end:
        last.candidates = {**last.candidates, **before.candidates}
    else:
        hits.append(before)


def _unmarked(words: Words, hit: Hit) -> bool:
    """Whether a bare name may follow a commune that no capital marks either."""
    if not hit.candidates or hit.levels or hit.start == 0:
        return False
    return words.caseless[hit.start] or not words.words[hit.start - 1].capital


def _of_old_units(hits: list[Hit], gazetteer: Gazetteer) -> list[Hit]:
    """Drop what did not exist before the reform."""
    for hit in hits:
        old = {unit: grade for unit, grade in hit.candidates.items() if gazetteer.units[unit].era is Era.BEFORE}
        hit.candidates = old
    return [hit for hit in hits if hit.candidates or hit.strength is Strength.OPEN]
