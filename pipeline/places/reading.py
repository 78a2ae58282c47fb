"""What a resolved name says in both systems, and what several equally good readings have in common."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from pipeline.places.gazetteer import Gazetteer
from pipeline.places.units import Era, Level

MOST_CANDIDATES = 12


class Reading(NamedTuple):
    """Unit indices in both systems; a set of several is a choice that the text leaves open, an empty one is silence."""

    old_province: int | None = None
    districts: frozenset[int] = frozenset()
    old_commune: int | None = None
    new_province: int | None = None
    new_communes: frozenset[int] = frozenset()

    @property
    def empty(self) -> bool:
        """Whether nothing at all is known."""
        return self.old_province is None and self.new_province is None

    @property
    def depth(self) -> int:
        """3 with a commune (or a choice of new ones), 2 with a district, 1 with a province, 0 with nothing."""
        if self.old_commune is not None or self.new_communes:
            return 3
        return 2 if self.districts else int(not self.empty)


def read_unit(gazetteer: Gazetteer, index: int, said: frozenset[int]) -> Reading:
    """Tell a unit in both systems; ``said`` are units named beside it, which narrow a choice."""
    unit = gazetteer.units[index]
    if unit.era is Era.SINCE:
        return _read_new(gazetteer, index, said)
    old, new = gazetteer.province_of(index), gazetteer.successor_province(index)
    heirs = frozenset(gazetteer.successors.get(index, ())) if unit.level is not Level.PROVINCE else frozenset()
    if unit.level is Level.PROVINCE:
        return Reading(old, frozenset(), None, new)
    if unit.level is Level.DISTRICT:
        return Reading(old, frozenset({index}), None, new, heirs)
    return Reading(old, frozenset({unit.parent}), index, new, heirs & said or heirs)


def _read_new(gazetteer: Gazetteer, index: int, said: frozenset[int]) -> Reading:
    province = gazetteer.province_of(index)
    constituents = gazetteer.constituents.get(index, ())
    if gazetteer.units[index].level is Level.PROVINCE:
        return Reading(constituents[0] if len(constituents) == 1 else None, frozenset(), None, province)
    districts = frozenset(gazetteer.districts[index])
    olds = {gazetteer.province_of(district) for district in districts}
    return Reading(
        min(olds) if len(olds) == 1 else None,
        districts & said or districts,
        _unchanged(gazetteer, index, constituents),
        province,
        frozenset({index}),
    )


def _unchanged(gazetteer: Gazetteer, index: int, constituents: tuple[int, ...]) -> int | None:
    """Return the one old commune that became this new one, whole and alone."""
    if len(constituents) != 1 or gazetteer.successors[constituents[0]] != (index,):
        return None
    return constituents[0] if gazetteer.units[constituents[0]].level is Level.COMMUNE else None


def common(readings: Sequence[Reading]) -> Reading:
    """Keep what all readings agree on, and the choices they leave if they are few."""
    if len(readings) == 1:
        return readings[0]
    if not readings:
        return Reading()
    old_province = _agreed(r.old_province for r in readings)
    new_province = _agreed(r.new_province for r in readings)
    if old_province is None and new_province is None:
        return Reading()
    return Reading(
        old_province,
        _choices([r.districts for r in readings]),
        _agreed(r.old_commune for r in readings),
        new_province,
        _choices([r.new_communes for r in readings]),
    )


def _agreed(values: Iterable[int | None]) -> int | None:
    distinct = set(values)
    return distinct.pop() if len(distinct) == 1 else None


def _choices(sets: Sequence[frozenset[int]]) -> frozenset[int]:
    """Join the sets of all readings; nothing if one of them is silent or too many remain."""
    joined = frozenset().union(*sets)
    return joined if all(sets) and len(joined) <= MOST_CANDIDATES else frozenset()
