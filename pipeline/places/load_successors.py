"""Reading what became of the old units, and the same turned round."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from pipeline.errors import DataError
from pipeline.places.gazetteer import Codes
from pipeline.places.tables import read_level, read_table
from pipeline.places.units import LEVELS, Era, Level, Unit

EXTENTS = ("whole", "part", "unknown")
Many = dict[int, tuple[int, ...]]


def read_successors(path: Path, units: tuple[Unit, ...], codes: Codes) -> tuple[Many, Many]:
    """Return old units to the new ones, and new communes to the old districts on whose land they lie.

    Raises:
        DataError: an unknown level, code or extent, or an old unit without a successor.
    """
    successors: dict[int, list[int]] = {}
    districts: dict[int, list[int]] = {}
    for row, (name, old_code, new_code, extent) in read_table(path, ("level", "old_code", "new_code", "extent")):
        level = LEVELS[name] if name in LEVELS else read_level(path, row, name)
        old = codes[Era.BEFORE, level].get(old_code)
        new = codes[Era.SINCE, level if level is Level.PROVINCE else Level.COMMUNE].get(new_code)
        if old is None or new is None:
            raise DataError(f"{path}, dòng {row}: mã {old_code} hoặc {new_code} không có trong units.csv.")
        if extent not in EXTENTS:
            raise DataError(f"{path}, dòng {row}: mức {extent!r} không có; các mức: {', '.join(EXTENTS)}.")
        if level is not Level.PROVINCE:
            districts.setdefault(new, []).append(units[old].parent if level is Level.COMMUNE else old)
        if level is not Level.DISTRICT or extent == "whole":
            successors.setdefault(old, []).append(new)
    _check(path, units, codes, successors)
    return _sorted(successors), _sorted(districts)


def _check(path: Path, units: tuple[Unit, ...], codes: Codes, successors: Mapping[int, object]) -> None:
    for level in (Level.PROVINCE, Level.COMMUNE):
        for index in codes[Era.BEFORE, level].values():
            if index not in successors:
                said = f"đơn vị cũ mã {units[index].code} chưa có đơn vị mới kế tục; hãy thêm một dòng."
                raise DataError(f"{path}: {said}")


def turned(successors: Many) -> Many:
    """Return new units to the old ones that they took over."""
    found: dict[int, list[int]] = {}
    for old, heirs in successors.items():
        for heir in heirs:
            found.setdefault(heir, []).append(old)
    return _sorted(found)


def _sorted(found: Mapping[int, Sequence[int]]) -> Many:
    return {unit: tuple(sorted(set(others)) if len(others) > 1 else others) for unit, others in found.items()}
