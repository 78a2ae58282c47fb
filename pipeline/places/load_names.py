"""Reading the tables of names: later, former and everyday ones."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pipeline.errors import DataError
from pipeline.places.fold import fold_name
from pipeline.places.gazetteer import Change, Codes
from pipeline.places.names import Kind, NameIndex
from pipeline.places.tables import Days, read_level, read_table
from pipeline.places.units import LEVELS, Era, Level, Unit

KINDS = {"alias": Kind.ALIAS, "former": Kind.FORMER, "short": Kind.SHORT}
STATUSES = ("confirmed", "unconfirmed")


def read_changes(path: Path, codes: Codes) -> dict[int, tuple[Change, ...]]:
    """Read ``changes.csv``: later names and types of units, in the order of their dates.

    Raises:
        DataError: an unknown code or status, or no date.
    """
    days, changes = Days(path), []
    columns = ("level", "code", "type", "name", "valid_from", "status")
    for row, (level_name, code, type_, name, since, status) in read_table(path, columns):
        index = codes[Era.SINCE, read_level(path, row, level_name)].get(code)
        day = days.read(row, since)
        if index is None or day is None or status not in STATUSES:
            raise DataError(f"{path}, dòng {row}: cần mã có trong units.csv, ngày, và {' hoặc '.join(STATUSES)}.")
        changes.append(Change(index, type_, name, day, status == "confirmed"))
    changes.sort(key=lambda change: change.valid_from)
    return {c.unit: tuple(other for other in changes if other.unit == c.unit) for c in changes}


def index_names(
    folder: Path,
    units: tuple[Unit, ...],
    codes: Codes,
    successors: dict[int, tuple[int, ...]],
    changes: dict[int, tuple[Change, ...]],
) -> NameIndex:
    """Index official, later, former and everyday names.

    Raises:
        DataError: a name of an unknown unit.
    """
    names = NameIndex()
    for unit in units:
        names.add(unit.index, unit.level, unit.type, unit.name, Kind.OFFICIAL)
        if unit.level is Level.PROVINCE:
            names.add_glued(unit)
    for index, known in changes.items():
        for change in known:
            names.add(index, units[index].level, change.type, change.name, Kind.ALIAS)
    for unit, cells in _former(folder / "former_names.csv", units, codes):
        names.add(unit.index, LEVELS[cells[2]], cells[0], cells[1], Kind.FORMER)
    for unit, type_, written, kind in _aliases(folder / "aliases.csv", units, codes, successors):
        names.add(unit.index, unit.level, type_, written, kind)
    return names


def _former(path: Path, units: tuple[Unit, ...], codes: Codes) -> Iterator[tuple[Unit, tuple[str, str, str]]]:
    for row, (level_name, code, type_, name, named) in read_table(
        path, ("level", "code", "type", "name", "named_level")
    ):
        index = codes[Era.BEFORE, read_level(path, row, level_name)].get(code)
        if index is None or named not in LEVELS:
            raise DataError(f"{path}, dòng {row}: mã {code} không có trong units.csv hoặc cấp {named!r} không có.")
        yield units[index], (type_, name, named)


def _aliases(
    path: Path, units: tuple[Unit, ...], codes: Codes, successors: dict[int, tuple[int, ...]]
) -> Iterator[tuple[Unit, str, str, Kind]]:
    """Yield each everyday name for the old unit and, where a province kept its name, for the new one too."""
    for row, (name, level_name, code, type_, kind) in read_table(path, ("name", "level", "code", "type", "kind")):
        index = codes[Era.BEFORE, read_level(path, row, level_name)].get(code)
        if index is None or kind not in KINDS:
            raise DataError(f"{path}, dòng {row}: mã {code} không có trong units.csv hoặc loại {kind!r} không có.")
        yield units[index], type_, name, KINDS[kind]
        for heir in successors.get(index, ()):
            if fold_name(units[heir].name) == fold_name(units[index].name):
                yield units[heir], type_, name, KINDS[kind]
