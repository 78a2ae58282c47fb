"""Finding names in running text: every type word with a name, and bare names that may stand for a place."""

from __future__ import annotations

from datetime import date

from pipeline.places.bare import bare_hit
from pipeline.places.caseless import commune_before
from pipeline.places.fold import Word
from pipeline.places.gazetteer import Gazetteer
from pipeline.places.hits import Hit, Strength
from pipeline.places.names import NameIndex
from pipeline.places.typed import typed_hit
from pipeline.places.units import REFORM, Era
from pipeline.places.words import Words


def scan(words: Words, gazetteer: Gazetteer, day: date | None, trusted: bool = False) -> list[Hit]:
    """Return the names that a text of ``day`` may mean, in order, none overlapping; linear in the number of words.

    ``trusted`` is for a place column, where a name like an ordinary word is a name.
    """
    hits: list[Hit] = []
    after = known_to = 0  # the words before have been read, and those that are part of a name
    for position in _worth_reading(words, gazetteer):
        hit = _hit_at(words, gazetteer, position, known_to, hits, trusted) if position >= after else None
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


def _worth_reading(words: Words, gazetteer: Gazetteer) -> list[int]:
    """Return the words that are a type word or that a name may start with."""
    types, all_words = gazetteer.lexicon.marker_starts, words.words
    seconds, large_seconds = gazetteer.names.seconds, gazetteer.names.large_seconds
    after = [word.fold for word in all_words[1:]] + [""]
    return [  # every word of every petition comes by here: ``_may_start`` is written out
        at
        for at, ((fold, _, capital, _, _), following) in enumerate(zip(all_words, after, strict=False))
        if fold in types
        or (
            (found := (seconds if capital else large_seconds).get(fold)) is not None
            and (following in found or "" in found)
        )
    ]


def _may_start(word: Word, following: str, names: NameIndex) -> bool:
    seconds = (names.seconds if word.capital else names.large_seconds).get(word.fold)
    return seconds is not None and (following in seconds or "" in seconds)


def _hit_at(
    words: Words, gazetteer: Gazetteer, position: int, known_to: int, hits: list[Hit], trusted: bool
) -> Hit | None:
    word = words.words[position]
    hit = typed_hit(words, gazetteer, position, trusted) if word.fold in gazetteer.lexicon.marker_starts else None
    if hit is not None:
        return hit
    following = words.words[position + 1].fold if position + 1 < len(words.words) else ""
    if not _may_start(word, following, gazetteer.names):
        return None
    return bare_hit(words, gazetteer, position, known_to, hits[-1] if hits else None)


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
