"""From the tables of ``data/places`` to a checked gazetteer."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import lru_cache
from pathlib import Path

from pipeline.errors import DataError
from pipeline.places.gazetteer import Gazetteer, Key
from pipeline.places.lexicon import Lexicon
from pipeline.places.load_names import index_names, read_changes
from pipeline.places.openers import Openers
from pipeline.places.tables import Days, read_level, read_table
from pipeline.places.units import LEVELS, REFORM, Era, Level, Unit

EXTENTS = ("whole", "part", "unknown")


@lru_cache(maxsize=2)  # a run asks for it in several places, and tables do not change while it lasts
def load_gazetteer(folder: Path) -> Gazetteer:
    """Read every table and check that parents exist, dates are in order and every old commune has a successor."""
    with _uncollected():
        return _load(folder)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Pause the collector: the tables make many objects and no garbage, and looking costs a fifth of the time."""
    paused = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if paused:
            gc.enable()


def _load(folder: Path) -> Gazetteer:
    units, positions = _read_units(folder / "units.csv")
    successors, of_districts = _read_successors(folder / "successors.csv", positions)
    _check_successors(folder / "successors.csv", units, successors)
    changes = read_changes(folder / "changes.csv", positions)
    names = index_names(folder, units, positions, successors, changes)
    lexicon = Lexicon.load(folder)
    return Gazetteer(
        units,
        positions,
        successors,
        _turned(successors),
        _districts(units, successors, of_districts),
        changes,
        names,
        lexicon,
        Openers(names, lexicon),
    )


def _read_units(path: Path) -> tuple[tuple[Unit, ...], dict[Key, int]]:
    units: list[Unit] = []
    positions: dict[Key, int] = {}
    days = Days(path)
    columns = ("level", "code", "type", "name", "parent", "valid_from", "valid_to")
    rows = sorted(read_table(path, columns), key=lambda row: LEVELS.get(row[1][0], Level.COMMUNE))
    for row, (level_name, code, type_, name, parent_code, since, until) in rows:
        level = read_level(path, row, level_name)
        first, last = days.read(row, since), days.read(row, until)
        era = _era(path, row, first, last)
        if not type_ or not name:
            raise DataError(f"{path}, dòng {row}: thiếu loại hoặc tên đơn vị; hãy điền đủ.")
        key = (era, level, code)
        if key in positions:
            raise DataError(f"{path}, dòng {row}: mã {code} đã có ở một dòng trước; hãy bỏ một dòng.")
        parent = -1 if level is Level.PROVINCE else _parent(path, row, positions, (era, level, parent_code))
        positions[key] = len(units)
        units.append(Unit(len(units), level, era, code, type_, name, parent, first, last))
    return tuple(units), positions


def _era(path: Path, row: int, first: date | None, last: date | None) -> Era:
    if first and last and last < first:
        raise DataError(f"{path}, dòng {row}: ngày hết hiệu lực trước ngày có hiệu lực; hãy sửa một trong hai.")
    return Era.SINCE if first and first >= REFORM else Era.BEFORE


def _parent(path: Path, row: int, positions: dict[Key, int], child: Key) -> int:
    era, level, code = child
    above = Level.DISTRICT if era is Era.BEFORE and level is Level.COMMUNE else Level.PROVINCE
    parent = positions.get((era, above, code))
    if parent is None:
        raise DataError(f"{path}, dòng {row}: đơn vị cấp trên {code!r} không có trong bảng; hãy thêm hoặc sửa mã.")
    return parent


def _read_successors(path: Path, positions: dict[Key, int]) -> tuple[dict[int, tuple[int, ...]], dict[int, set[int]]]:
    """Return old unit to new ones, and new commune to the old districts of which it took land without a commune."""
    successors: dict[int, list[int]] = {}
    of_districts: dict[int, set[int]] = {}
    for row, (level_name, old_code, new_code, extent) in read_table(path, ("level", "old_code", "new_code", "extent")):
        level = read_level(path, row, level_name)
        new_level = Level.PROVINCE if level is Level.PROVINCE else Level.COMMUNE
        old, new = positions.get((Era.BEFORE, level, old_code)), positions.get((Era.SINCE, new_level, new_code))
        if old is None or new is None:
            raise DataError(f"{path}, dòng {row}: mã {old_code} hoặc {new_code} không có trong units.csv.")
        if extent not in EXTENTS:
            raise DataError(f"{path}, dòng {row}: mức {extent!r} không có; các mức: {', '.join(EXTENTS)}.")
        if level is Level.DISTRICT:
            of_districts.setdefault(new, set()).add(old)
        if level is not Level.DISTRICT or extent == "whole":
            successors.setdefault(old, []).append(new)
    return {old: tuple(sorted(set(new))) for old, new in successors.items()}, of_districts


def _check_successors(path: Path, units: tuple[Unit, ...], successors: dict[int, tuple[int, ...]]) -> None:
    for unit in units:
        if unit.era is Era.BEFORE and unit.level is not Level.DISTRICT and unit.index not in successors:
            raise DataError(f"{path}: đơn vị cũ mã {unit.code} chưa có đơn vị mới kế tục; hãy thêm một dòng.")


def _turned(successors: dict[int, tuple[int, ...]]) -> dict[int, tuple[int, ...]]:
    turned: dict[int, list[int]] = {}
    for old, heirs in successors.items():
        for heir in heirs:
            turned.setdefault(heir, []).append(old)
    return {new: tuple(sorted(old)) for new, old in turned.items()}


def _districts(
    units: tuple[Unit, ...], successors: dict[int, tuple[int, ...]], of_districts: dict[int, set[int]]
) -> dict[int, tuple[int, ...]]:
    found = {new: set(districts) for new, districts in of_districts.items()}
    for old, heirs in successors.items():
        if units[old].level is Level.COMMUNE:
            for new in heirs:
                found.setdefault(new, set()).add(units[old].parent)
    return {new: tuple(sorted(districts)) for new, districts in found.items()}
