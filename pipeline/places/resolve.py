"""Which unit a chain of names means: the one that explains most of its names.

Every unit that any name of the chain may mean is tried as the answer. A name is explained if it may mean the answer
itself or one of its kin (what holds it, what it was, what it became). Parents thus confirm their children and the
other way round, at once and whatever the order. Equally good answers are all kept: the caller sees what they share.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from pipeline.places.chains import Chain, hit_level
from pipeline.places.context import Context
from pipeline.places.gazetteer import Gazetteer
from pipeline.places.hits import Hit, Strength
from pipeline.places.units import REFORM, Era, Level

WEIGHT = {Level.PROVINCE: 5.0, Level.DISTRICT: 5.0, Level.COMMUNE: 4.5}
TIE, LONELY_TIE = 0.4, 1.1  # a commune named alone may be any that bears or once bore the name
NEW_ERA, OLD_HABIT, WITH_DISTRICT, OTHER_ERA = 1.5, 0.75, 2.0, 0.5


@dataclass(frozen=True, slots=True)
class Answer:
    """A unit that explains ``explained`` (positions of links in the chain)."""

    unit: int
    score: float
    explained: tuple[int, ...]


def resolve(chain: Chain, gazetteer: Gazetteer, day: date | None, context: Context, number: int) -> tuple[Answer, ...]:
    """Return the best answers of a chain, all equally good; none if nothing in it may be believed."""
    answers = []
    for unit in sorted({unit for link in chain for unit in link.hit.candidates}):
        answer = _try(unit, chain, gazetteer, day)
        if answer is not None:
            answers.append(answer)
    if not answers:
        return ()
    return _best(answers, gazetteer, context, number)


def _best(answers: list[Answer], gazetteer: Gazetteer, context: Context, number: int) -> tuple[Answer, ...]:
    """Return the best answers; what stands elsewhere in the text only counts if there is a choice."""
    if len(answers) == 1:
        return tuple(answers)
    helped = {a.unit: context.weight(gazetteer.kin(a.unit), number, gazetteer) for a in answers}
    ranked = [Answer(a.unit, a.score + helped[a.unit], a.explained) for a in answers]
    best = max(ranked, key=lambda answer: answer.score)
    lonely = len(best.explained) == 1 and gazetteer.units[best.unit].level is Level.COMMUNE and not helped[best.unit]
    kin = gazetteer.kin(best.unit)
    return tuple(a for a in ranked if best.score - a.score < (LONELY_TIE if lonely and a.unit not in kin else TIE))


def _try(unit: int, chain: Chain, gazetteer: Gazetteer, day: date | None) -> Answer | None:
    kin, era = gazetteer.kin(unit), gazetteer.units[unit].era
    score, explained = 0.0, []
    for position, link in enumerate(chain):
        grade = _explains(link.hit.candidates, kin, era, gazetteer)
        if grade:
            score += WEIGHT[_said_level(unit, link.hit, kin, gazetteer)] + grade
            explained.append(position)
    hits = [chain[position].hit for position in explained]
    if not _believable(unit, hits, gazetteer):
        return None
    return Answer(unit, score + _era_bonus(unit, hits, gazetteer, day), tuple(explained))


def _explains(candidates: Mapping[int, float], kin: frozenset[int], era: Era, gazetteer: Gazetteer) -> float:
    """Return the best grade of a candidate among the kin; one of the other system counts a little less."""
    shared = candidates.keys() & kin
    if not shared:
        return 0.0
    return max([candidates[unit] - (OTHER_ERA if gazetteer.units[unit].era is not era else 0.0) for unit in shared])


def _said_level(unit: int, hit: Hit, kin: frozenset[int], gazetteer: Gazetteer) -> Level:
    if len(hit.levels) == 1:
        return hit.levels[0]
    if unit in hit.candidates:
        return gazetteer.units[unit].level
    return min(gazetteer.units[unit].level for unit in hit.candidates if unit in kin)


def _believable(unit: int, hits: list[Hit], gazetteer: Gazetteer) -> bool:
    """Something strong must be said, or two weak names that fit, one of them a district or a province."""
    if gazetteer.units[unit].level is Level.COMMUNE and not _commune_named(unit, hits, gazetteer):
        return False
    if any(hit.strength >= Strength.BARE for hit in hits):
        return True
    return len(hits) > 1 and any(hit_level(hit, gazetteer) is not Level.COMMUNE for hit in hits)


def _commune_named(unit: int, hits: list[Hit], gazetteer: Gazetteer) -> bool:
    """Whether a commune is named by itself or, weakly ("Quang Trung", a wrong diacritic), beside something else."""
    own = [hit for hit in hits if unit in hit.candidates]
    if any(hit.strength >= Strength.BARE for hit in own):
        return True
    others = [hit for hit in hits if unit not in hit.candidates]
    return bool(others)


def _era_bonus(unit: int, hits: list[Hit], gazetteer: Gazetteer, day: date | None) -> float:
    """After the reform a typed name is first the new unit, unless an old district stands beside it."""
    if day is not None and day < REFORM:
        return 0.0
    era, level = gazetteer.units[unit].era, gazetteer.units[unit].level
    if era is Era.SINCE:
        typed = any(hit.levels for hit in hits if unit in hit.candidates)
        return NEW_ERA if day is not None and typed else 0.0
    if level is Level.COMMUNE and any(_says_district(hit, gazetteer.units[unit].parent) for hit in hits):
        return WITH_DISTRICT
    return OLD_HABIT if day is None else 0.0


def _says_district(hit: Hit, district: int) -> bool:
    """Whether a typed name means the old district as something that still is."""
    grade = hit.candidates.get(district, 0.0)
    return grade > 0 and grade == max(hit.candidates.values()) and Level.DISTRICT in hit.levels and not hit.former
