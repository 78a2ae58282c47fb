"""One administrative unit of either era and the few words that describe it."""

from __future__ import annotations

from datetime import date
from enum import IntEnum, StrEnum
from typing import NamedTuple

REFORM = date(2025, 7, 1)
"""First day of 34 provinces, 3,321 communes and no districts (Nghị quyết 202/2025/QH15)."""


class Level(IntEnum):
    """Level of a unit; a larger number is a smaller unit."""

    PROVINCE = 1
    DISTRICT = 2
    COMMUNE = 3


LEVELS = {"province": Level.PROVINCE, "district": Level.DISTRICT, "commune": Level.COMMUNE}


class Era(StrEnum):
    """Which of the two systems a unit belongs to; the same code may stand in both for different units."""

    BEFORE = "before"
    SINCE = "since"


def era_on(day: date) -> Era:
    """Return the system in force on ``day``."""
    return Era.SINCE if day >= REFORM else Era.BEFORE


class Unit(NamedTuple):
    """A unit by official code; a tuple because there are 14,000 of them to make before anything is read.

    ``index`` is its place in the gazetteer, ``parent`` that of the unit above it (-1 for a province). A date that the
    sources do not give is None and bounds nothing.
    """

    index: int  # type: ignore[assignment]  # hides tuple.index, which nobody asks a unit for
    level: Level
    era: Era
    code: str
    type: str
    name: str
    parent: int
    valid_from: date | None
    valid_to: date | None

    @property
    def full_name(self) -> str:
        """The official name with its capitalised type: ``Phường Thủy Xuân``."""
        return f"{self.type[:1].upper()}{self.type[1:]} {self.name}"

    def valid_on(self, day: date) -> bool:
        """Whether the unit existed on ``day`` as far as the sources tell."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)
