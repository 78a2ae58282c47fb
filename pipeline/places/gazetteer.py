"""The gazetteer: units of both eras, what became of the old ones, and every name they go by."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from pipeline.places.lexicon import Lexicon
from pipeline.places.names import NameIndex
from pipeline.places.units import Era, Level, Unit
from pipeline.places.vocabulary import Vocabulary

Codes = dict[tuple[Era, Level], dict[str, int]]
"""The index of each unit by era and level, then by official code."""


@dataclass(frozen=True, slots=True)
class Change:
    """A later name or type of a unit; only a confirmed one is written, any helps to recognise."""

    unit: int
    type: str
    name: str
    valid_from: date
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Units by index, with successions in both directions.

    ``successors`` maps an old province or commune to the new ones that took it over; ``heirs_of_district`` an old
    district to the new communes on its land and ``districts`` back again.
    """

    units: tuple[Unit, ...]
    codes: Codes
    successors: dict[int, tuple[int, ...]]
    constituents: dict[int, tuple[int, ...]]
    districts: dict[int, tuple[int, ...]]
    changes: dict[int, tuple[Change, ...]]
    names: NameIndex
    lexicon: Lexicon
    vocabulary: Vocabulary
    _kin: dict[int, frozenset[int]] = field(default_factory=dict, compare=False, repr=False)
    _children: dict[int, tuple[int, ...]] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def load(cls, folder: Path) -> Gazetteer:
        """Read and check the tables of ``folder`` (see data/README.md).

        Raises:
            DataError: a table is missing or contradicts itself; the message names the file and the row.
        """
        from pipeline.places.load import load_gazetteer  # the loader makes this class, so it cannot be imported above

        return load_gazetteer(folder)

    def find(self, era: Era, level: Level, code: str) -> Unit | None:
        """Return the unit with this code, or None."""
        index = self.codes[era, level].get(code)
        return None if index is None else self.units[index]

    def province_of(self, index: int) -> int:
        """Return the province (of the unit's own era) that holds a unit, itself for a province."""
        unit = self.units[index]
        while unit.parent >= 0:
            unit = self.units[unit.parent]
        return unit.index

    def successor_province(self, index: int) -> int:
        """Return the new province on whose land a unit of any era and level lies."""
        province = self.province_of(index)
        return province if self.units[province].era is Era.SINCE else self.successors[province][0]

    def kin(self, index: int) -> frozenset[int]:
        """Return the units whose mention speaks for this one: itself, what holds it, what it was or became."""
        known = self._kin.get(index)
        if known is None:
            known = self._kin[index] = frozenset(self._find_kin(index))
        return known

    def _find_kin(self, index: int) -> set[int]:
        unit = self.units[index]
        kin = {index, self.province_of(index), self.successor_province(index)}
        if unit.level is Level.COMMUNE:
            kin.update(self.successors.get(index, ()), self.constituents.get(index, ()))
            kin.update(self.districts.get(index, (unit.parent,)))
            kin.update(self.province_of(district) for district in self.districts.get(index, ()))
        if unit.era is Era.SINCE and unit.level is Level.COMMUNE:
            kin.update(self.province_of(old) for old in self.constituents.get(index, ()))
        return kin

    def children(self, index: int) -> tuple[int, ...]:
        """Return the communes of a district, or the districts (before) or communes (since) of a province."""
        if not self._children:
            below: dict[int, list[int]] = {}
            for unit in self.units:
                below.setdefault(unit.parent, []).append(unit.index)
            self._children.update({parent: tuple(found) for parent, found in below.items()})
        return self._children.get(index, ())

    def name_on(self, index: int, day: date | None) -> str:
        """Return the full official name on ``day`` (the latest if None); an unconfirmed change never counts."""
        unit = self.units[index]
        for change in reversed(self.changes.get(index, ())):
            if change.confirmed and (day is None or change.valid_from <= day):
                return f"{change.type[:1].upper()}{change.type[1:]} {change.name}"
        return unit.full_name
