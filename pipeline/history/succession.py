"""From unit codes of any day to today's: what took over which unit, and in which shares.

The facts are ``data/places/units.csv`` and ``successors.csv``. A commune that was split goes to its heirs by equal
shares, because nothing says how many of its people live in each; such rows are marked. Districts ended on 30/6/2025 and
stay as they were: the place step names the old district at any date.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from pipeline.history.numbered import Numbers, numbered
from pipeline.places.tables import Days, read_level, read_table
from pipeline.places.units import REFORM, Level

if TYPE_CHECKING:
    import pandas as pd


class UnitLevel(StrEnum):
    """Units that petitions are counted by."""

    DISTRICT = "district"
    COMMUNE = "commune"
    PROVINCE = "province"


@dataclass(frozen=True, slots=True)
class Placed:
    """Petitions on units, as arrays with one place for each petition and unit.

    ``row`` is the row of the history, ``unit`` a number among ``units``, ``weight`` 1 or the share of an heir, and
    ``shared`` whether the unit is one of several heirs. Petitions without a unit stand nowhere.
    """

    row: Numbers
    unit: Numbers
    units: tuple[str, ...]
    weight: NDArray[np.float32]
    shared: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Succession:
    """Names, provinces and heirs of units by official code.

    ``heirs`` maps (level, old code) to today's codes;
    ``parents`` maps (level, code) to the province code of the same system: old for districts, today's for communes;
    ``names`` holds full names, districts old, provinces and communes of today.
    """

    heirs: Mapping[tuple[Level, str], tuple[str, ...]]
    parents: Mapping[tuple[UnitLevel, str], str]
    names: Mapping[tuple[UnitLevel, str], str]

    def placed(self, history: pd.DataFrame, level: UnitLevel) -> Placed:
        """Return in which units of ``level`` each petition counts, and with what share.

        A code that the tables do not know counts as itself.
        """
        codes, distinct, old = self._codes(history, level)
        kind = Level.PROVINCE if level is UnitLevel.PROVINCE else Level.COMMUNE
        known = [self.heirs.get((kind, code), (code,)) for code in distinct] + [(code,) for code in distinct]
        ways = np.array([len(units) for units in known], dtype=np.int32)
        start = (np.cumsum(ways) - ways).astype(np.int32)
        flat = np.array([unit for units in known for unit in units], dtype=object)
        rows = np.flatnonzero(codes >= 0).astype(np.int32)
        key = codes[rows] + np.where(old[rows], 0, len(distinct)).astype(np.int32)
        units, which = np.unique(flat, return_inverse=True)
        names, numbers = tuple(map(str, units)), which.astype(np.int32)
        times = ways[key]
        if bool((times == 1).all()):  # nothing was split: spare millions of rows the rest
            whole = np.ones(len(rows), dtype=np.float32)
            return Placed(rows, numbers[start[key]], names, whole, np.zeros(len(rows), dtype=bool))
        nth = np.arange(times.sum()) - np.repeat(np.cumsum(times) - times, times)
        return Placed(
            row=np.repeat(rows, times),
            unit=numbers[np.repeat(start[key], times) + nth],
            units=names,
            weight=np.repeat(1 / times, times).astype(np.float32),
            shared=np.repeat(times > 1, times),
        )

    def _codes(self, history: pd.DataFrame, level: UnitLevel) -> tuple[Numbers, tuple[str, ...], NDArray[np.bool_]]:
        """Return numbers of codes (-1 without one), the distinct codes, and which rows carry codes that had heirs."""
        import pandas as pd

        codes, distinct = numbered(history[f"{level}_code"])
        if level is UnitLevel.DISTRICT:
            return codes, distinct, np.zeros(len(history), dtype=bool)
        old = (history["received_at"].fillna(history["recorded_at"]) < pd.Timestamp(REFORM)).to_numpy()
        if level is UnitLevel.PROVINCE or not old.any():
            return codes, distinct, old
        districts, names = numbered(history["district_code"])
        islands = [name for name in names if (Level.COMMUNE, _stand_in(name)) in self.heirs]
        places = [len(distinct) + islands.index(name) if name in islands else -1 for name in names]
        stand_in = np.array([*places, -1], dtype=np.intp)[districts]
        codes = np.where((codes < 0) & old, stand_in, codes)
        return codes, (*distinct, *map(_stand_in, islands)), old


@cache
def load_succession(folder: Path) -> Succession:
    """Read the tables of ``data/places``.

    Raises:
        DataError: a table is missing or lacks a column.
    """
    heirs: dict[tuple[Level, str], list[str]] = {}
    path = folder / "successors.csv"
    for row, (name, old, new, extent) in read_table(path, ("level", "old_code", "new_code", "extent")):
        level = read_level(path, row, name)
        if level is not Level.DISTRICT:
            heirs.setdefault((level, old), []).append(new)
        elif extent == "whole":
            heirs.setdefault((Level.COMMUNE, _stand_in(old)), []).append(new)
    units = _units(folder / "units.csv")
    return Succession(
        heirs={unit: tuple(sorted(set(new))) for unit, new in heirs.items()},
        parents={(level, code): parent for level, code, _, parent in units},
        names={(level, code): name for level, code, name, _ in units},
    )


def _units(path: Path) -> list[tuple[UnitLevel, str, str, str]]:
    """Return (level, code, full name, parent) of old districts and of the provinces and communes that stand today."""
    found = []
    days = Days(path)
    columns = ("level", "code", "type", "name", "parent", "valid_from", "valid_to")
    for row, (name, code, kind, proper, parent, _, until) in read_table(path, columns):
        level = read_level(path, row, name)
        if (level is Level.DISTRICT) is (days.read(row, until) is not None):
            found.append((UnitLevel(name), code, f"{kind[:1].upper()}{kind[1:]} {proper}", parent))
    return found


def _stand_in(district: str) -> str:
    """Return the key of a district that had no communes and became one commune, such as Côn Đảo."""
    return f"district {district}"
