"""Official names of units for the page."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pipeline.history import Succession, UnitLevel, load_succession
from pipeline.hotspots.record import FoundHotspot
from pipeline.places import Gazetteer
from pipeline.places.home import home_units
from pipeline.places.units import Level


def province_code(gazetteer: Gazetteer, written: str) -> str:
    """Return the code of today's province meant by a name or code of any day; empty for nothing.

    Raises:
        SettingsError: no province has this name or code.
    """
    if not written.strip():
        return ""
    return gazetteer.units[gazetteer.successor_province(home_units(gazetteer, written)[0])].code


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Names of units, and which of them lie in the office's province (its code; empty for the country)."""

    succession: Succession
    province: str = ""

    @classmethod
    def load(cls, places: Path, province: str) -> Whereabouts:
        """Read the units of ``places``."""
        return cls(load_succession(places), province)

    def name(self, level: str, code: str) -> str:
        """Name of a unit, its code where nobody knows it."""
        return self.succession.names.get((UnitLevel(level), code), code)

    def province_of(self, level: str, code: str) -> str:
        """Code of today's province that holds a unit; empty for an unknown unit."""
        if level == UnitLevel.PROVINCE:
            return code
        parent = self.succession.parents.get((UnitLevel(level), code), "")
        if level == UnitLevel.COMMUNE or not parent:
            return parent
        return self.succession.heirs.get((Level.PROVINCE, parent), (parent,))[0]

    def holds(self, level: str, code: str) -> bool:
        """Whether a unit lies in the office's province; the country holds all."""
        return not self.province or self.province_of(level, code) == self.province

    def full_name(self, level: str, code: str) -> str:
        """Name of a unit with its province, which an office of one province need not be told."""
        province = "" if self.province else self.province_of(level, code)
        name = self.name(level, code)
        return f"{name}, {self.name('province', province)}" if province and province != code else name

    def unit(self, spot: FoundHotspot) -> str:
        """Return where a hotspot is, with its province of today."""
        if spot.unit_level == "all":
            return "toàn bộ hộp thư"
        name = spot.commune or spot.district or self.name("province", spot.province_code)
        if spot.unit_level == UnitLevel.PROVINCE:
            return name
        province = self.province_of(spot.unit_level, spot.unit_code)
        return f"{name}, {self.name('province', province)}" if province else name
