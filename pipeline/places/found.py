"""A chain once resolved: where it stands, what it means, whose place it is and how sure that is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from pipeline.places.chains import Chain, Link, hit_level
from pipeline.places.context import Context, weight
from pipeline.places.gazetteer import Gazetteer
from pipeline.places.hits import Hit, Strength
from pipeline.places.reading import Reading, common, read_unit
from pipeline.places.resolve import Answer, resolve
from pipeline.places.roles import Role
from pipeline.places.siblings import siblings_of
from pipeline.places.typos import mend
from pipeline.places.units import REFORM, Era, Level
from pipeline.places.words import Words


class Found(NamedTuple):
    """A resolved chain in the words from ``start`` to before ``end``.

    ``units`` are its answers, ``siblings`` other places of the same list.
    """

    start: int
    end: int
    units: tuple[int, ...]
    siblings: tuple[tuple[Hit, int], ...]
    reading: Reading
    role: Role
    typed: bool
    cued: bool
    reasons: tuple[str, ...]
    confidence: float


def find_meaning(
    words: Words, chain: Chain, role: Role, gazetteer: Gazetteer, day: date | None, context: Context, number: int
) -> Found | None:
    """Resolve a chain, mend misspelt names inside a known parent, and see whether it lists several places."""
    answers = resolve(chain, gazetteer, day, context, number)
    mended = _mended(words, chain, answers, gazetteer)
    if mended != chain:
        chain, answers = mended, resolve(mended, gazetteer, day, context, number)
    if not answers:
        return None
    siblings = siblings_of(chain, answers[0], gazetteer) if len(answers) == 1 else ()
    readings = [_read(chain, answer, gazetteer, day) for answer in answers]
    readings += [read_unit(gazetteer, unit, frozenset()) for _, unit in siblings]
    reading = common(readings)
    if siblings:
        reading = reading._replace(old_commune=None, new_communes=frozenset())
    if reading.empty:
        return None
    hits = [chain[i].hit for i in answers[0].explained]
    helped = len(hits) == 1 and weight(gazetteer.kin(answers[0].unit), context.around(number, gazetteer)) > 0
    reasons = _reasons(hits, answers, bool(siblings), helped, gazetteer)
    return Found(
        min([hit.start for hit in hits]),
        max([hit.end for hit in hits]),
        tuple([answer.unit for answer in answers]),
        siblings,
        reading,
        role,
        Strength.TYPED in [hit.strength for hit in hits],
        True in [hit.cued for hit in hits],
        reasons,
        _confidence(hits, answers, reasons),
    )


def _mended(words: Words, chain: Chain, answers: tuple[Answer, ...], gazetteer: Gazetteer) -> Chain:
    """Read the OPEN links of a chain as children of what the rest of the chain means."""
    if len(answers) != 1 or Strength.OPEN not in [link.hit.strength for link in chain]:
        return chain
    parents = frozenset({answers[0].unit})
    return [_mend_link(words, link, parents, gazetteer) for link in chain]


def _mend_link(words: Words, link: Link, parents: frozenset[int], gazetteer: Gazetteer) -> Link:
    if link.hit.strength is not Strength.OPEN:
        return link
    better = mend(words, link.hit, parents, gazetteer)
    return link if better is None else Link(better, link.joined)


def _read(chain: Chain, answer: Answer, gazetteer: Gazetteer, day: date | None) -> Reading:
    """Read an answer, narrowed by its kin named in the chain; a bare new name without a date names no commune."""
    unit, kin = gazetteer.units[answer.unit], gazetteer.kin(answer.unit)
    after = day is not None and day >= REFORM
    said: set[int] = set()
    for hit in [chain[position].hit for position in answer.explained]:
        if after or answer.unit not in hit.candidates:
            said |= _meant(hit, kin, gazetteer)
    reading = read_unit(gazetteer, answer.unit, frozenset(said))
    if day is None and unit.era is Era.SINCE and unit.level is Level.COMMUNE:
        own = [chain[i].hit for i in answer.explained if answer.unit in chain[i].hit.candidates]
        if not any(hit.strength is Strength.TYPED for hit in own):
            return reading._replace(new_communes=frozenset(), old_commune=None)
    return reading


def _meant(hit: Hit, kin: frozenset[int], gazetteer: Gazetteer) -> set[int]:
    """Return which kin a name beside the answer means: the best spelt, the province before a city of its name."""
    grades = {unit: grade for unit, grade in hit.candidates.items() if unit in kin}
    most = max(grades.values(), default=0.0)
    best = {unit for unit, grade in grades.items() if grade == most}
    provinces = {unit for unit in best if gazetteer.units[unit].level is Level.PROVINCE} if len(best) > 1 else None
    return provinces or best


def _reasons(
    hits: Sequence[Hit],
    answers: Sequence[Answer],
    listed: bool,
    helped: bool,
    gazetteer: Gazetteer,
) -> tuple[str, ...]:
    typed = Strength.TYPED in [hit.strength for hit in hits]
    parent = len(hits) > 1 and len({hit_level(hit, gazetteer) for hit in hits}) > 1
    flags = {
        "typed": typed,
        "bare": not typed,
        "parent": parent,
        "context": helped,
        "tie": len(answers) > 1,
        "list": listed,
        "typo": False in [hit.exact for hit in hits],
    }
    return tuple([reason for reason, holds in flags.items() if holds])


def _confidence(hits: Sequence[Hit], answers: Sequence[Answer], reasons: Sequence[str]) -> float:
    """Return a plain scale, no fitted probability: type word and parent make it sure, each doubt takes some away."""
    alone = len(hits) == 1
    value = 0.97 if not alone else 0.9
    value -= 0.12 * ("bare" in reasons) + 0.1 * ("bare" in reasons and alone)
    value -= 0.15 * ("typo" in reasons) + 0.15 * (len(answers) > 1) + 0.1 * ("context" in reasons)
    return round(max(value, 0.3), 2)
