"""Which unit a chain of names means: the one that explains most of its names.

Every unit that any name of the chain may mean is tried as the answer. A name is explained if it may mean the answer
itself or one of its kin (what holds it, what it was, what it became). Parents thus confirm their children and the
other way round, at once and whatever the order. Equally good answers are all kept: the caller sees what they share.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from pipeline.places.chains import Chain, hit_level
from pipeline.places.context import Context, weight
from pipeline.places.gazetteer import Gazetteer
from pipeline.places.hits import Hit, Strength
from pipeline.places.units import REFORM, Era, Level, Unit

WEIGHT = {Level.PROVINCE: 5.0, Level.DISTRICT: 5.0, Level.COMMUNE: 4.5}
TIE, LONELY_TIE = 0.4, 1.1  # a commune named alone may be any that bears or once bore the name
NEW_ERA, OLD_HABIT, WITH_DISTRICT, OTHER_ERA = 1.5, 0.75, 2.0, 0.5


class Answer(NamedTuple):
    """A unit that explains ``explained`` (positions of links in the chain)."""

    unit: int
    score: float
    explained: tuple[int, ...]


def resolve(chain: Chain, gazetteer: Gazetteer, day: date | None, context: Context, number: int) -> tuple[Answer, ...]:
    """Return the best answers of a chain, all equally good; none if nothing in it may be believed."""
    hits = [link.hit for link in chain]
    doubtful = min([hit.strength for hit in hits]) < Strength.BARE  # else whatever a name may mean is believable
    units = sorted({unit for hit in hits for unit in hit.candidates})
    tried = [_try(unit, hits, gazetteer, day, doubtful) for unit in units]
    answers = [answer for answer in tried if answer is not None]
    return tuple(answers) if len(answers) < 2 else _best(answers, gazetteer, context.around(number, gazetteer))


def _best(answers: list[Answer], gazetteer: Gazetteer, around: Mapping[int, float]) -> tuple[Answer, ...]:
    """Return the best answers; what stands elsewhere in the text only counts if there is a choice."""
    helped = dict.fromkeys([a.unit for a in answers], 0.0)
    if around:
        helped = {unit: weight(gazetteer.kin(unit), around) for unit in helped}
        answers = [Answer(a.unit, a.score + helped[a.unit], a.explained) for a in answers]
    best = max(answers, key=_score)
    lonely = len(best.explained) == 1 and gazetteer.units[best.unit].level is Level.COMMUNE and not helped[best.unit]
    kin = gazetteer.kin(best.unit)
    return tuple([a for a in answers if best.score - a.score < (LONELY_TIE if lonely and a.unit not in kin else TIE)])


def _score(answer: Answer) -> float:
    return answer.score


def _try(index: int, hits: Sequence[Hit], gazetteer: Gazetteer, day: date | None, doubtful: bool) -> Answer | None:
    unit, kin = gazetteer.units[index], gazetteer.kin(index)
    score, explained = 0.0, []
    for position, hit in enumerate(hits):
        grade = _explains(hit.candidates, kin, unit.era, gazetteer.units)
        if grade:
            score += WEIGHT[_said_level(unit, hit, kin, gazetteer)] + grade
            explained.append(position)
    meant = hits if len(explained) == len(hits) else [hits[position] for position in explained]
    if doubtful and not _believable(unit, meant, gazetteer):
        return None
    if day is None or day >= REFORM:
        score += _era_bonus(unit, meant, day)
    return Answer(index, score, tuple(explained))


def _explains(candidates: Mapping[int, float], kin: frozenset[int], era: Era, units: Sequence[Unit]) -> float:
    """Return the best grade of a candidate among the kin; one of the other system counts a little less."""
    best: float | None = None
    for index, grade in candidates.items():
        if index in kin:
            fair = grade if units[index].era is era else grade - OTHER_ERA
            if best is None or fair > best:
                best = fair
    return best or 0.0


def _said_level(unit: Unit, hit: Hit, kin: frozenset[int], gazetteer: Gazetteer) -> Level:
    if len(hit.levels) == 1:
        return hit.levels[0]
    if unit.index in hit.candidates:
        return unit.level
    return min([gazetteer.units[index].level for index in hit.candidates if index in kin])


def _believable(unit: Unit, hits: Sequence[Hit], gazetteer: Gazetteer) -> bool:
    """Something strong must be said, or two weak names that fit, one of them a district or a province.

    A commune must be named by itself or, weakly ("Quang Trung", a wrong diacritic), beside something else.
    """
    strong = [hit for hit in hits if hit.strength >= Strength.BARE]
    if unit.level is Level.COMMUNE and not any(unit.index in hit.candidates for hit in strong):
        if all(unit.index in hit.candidates for hit in hits):
            return False
    return bool(strong) or (len(hits) > 1 and any(hit_level(hit, gazetteer) is not Level.COMMUNE for hit in hits))


def _era_bonus(unit: Unit, hits: Sequence[Hit], day: date | None) -> float:
    """After the reform a typed name is first the new unit, unless an old district stands beside it."""
    if unit.era is Era.SINCE:
        typed = [hit for hit in hits if hit.levels and unit.index in hit.candidates]
        return NEW_ERA if day is not None and typed else 0.0
    if unit.level is Level.COMMUNE and [hit for hit in hits if _says_district(hit, unit.parent)]:
        return WITH_DISTRICT
    return OLD_HABIT if day is None else 0.0


def _says_district(hit: Hit, district: int) -> bool:
    """Whether a typed name means the old district as something that still is."""
    grade = hit.candidates.get(district, 0.0)
    return grade > 0 and grade == max(hit.candidates.values()) and Level.DISTRICT in hit.levels and not hit.former
