"""From the tables of ``data/places`` to a checked gazetteer."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import lru_cache
from pathlib import Path

from pipeline.errors import DataError
from pipeline.places.gazetteer import Codes, Gazetteer
from pipeline.places.lexicon import Lexicon
from pipeline.places.load_names import index_names, read_changes
from pipeline.places.load_successors import read_successors, turned
from pipeline.places.openers import Openers
from pipeline.places.tables import Cells, Days, read_level, read_table
from pipeline.places.units import LEVELS, REFORM, Era, Level, Unit
from pipeline.places.vocabulary import Vocabulary


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
    units, codes = _read_units(folder / "units.csv")
    successors, districts = read_successors(folder / "successors.csv", units, codes)
    changes = read_changes(folder / "changes.csv", codes)
    names = index_names(folder, units, codes, successors, changes)
    lexicon = Lexicon.load(folder)
    return Gazetteer(
        units,
        codes,
        successors,
        turned(successors),
        districts,
        changes,
        names,
        lexicon,
        Vocabulary(Openers(names, lexicon)),
    )


def _read_units(path: Path) -> tuple[tuple[Unit, ...], Codes]:
    columns = ("level", "code", "type", "name", "parent", "valid_from", "valid_to")
    rows = list(read_table(path, columns))
    for row, cells in rows:
        if cells[0] not in LEVELS:
            read_level(path, row, cells[0])
    units: list[Unit] = []
    codes: Codes = {(era, level): {} for era in Era for level in Level}
    for name, level in LEVELS.items():  # those above before those below
        _add_units(path, level, [one for one in rows if one[1][0] == name], units, codes)
    return tuple(units), codes


def _add_units(path: Path, level: Level, rows: Iterable[tuple[int, Cells]], units: list[Unit], codes: Codes) -> None:
    """Add the units of a level; a plain loop, as it is run 14,000 times before anything is read."""
    spans = _Spans(path)
    for row, (_, code, type_, name, parent_code, since, until) in rows:
        era, first, last = spans.read(row, since, until)
        own = codes[era, level]
        if not type_ or not name:
            raise DataError(f"{path}, dòng {row}: thiếu loại hoặc tên đơn vị; hãy điền đủ.")
        if code in own:
            raise DataError(f"{path}, dòng {row}: mã {code} đã có ở một dòng trước; hãy bỏ một dòng.")
        parent = -1
        if level is not Level.PROVINCE:
            districts = era is Era.BEFORE and level is Level.COMMUNE
            above = codes[era, Level.DISTRICT if districts else Level.PROVINCE].get(parent_code)
            if above is None:
                said = f"đơn vị cấp trên {parent_code!r} không có trong bảng; hãy thêm hoặc sửa mã."
                raise DataError(f"{path}, dòng {row}: {said}")
            parent = above
        index = own[code] = len(units)
        units.append(Unit(index, level, era, code, type_, name, parent, first, last))


class _Spans:
    """From when to when units were, each pair of days read once."""

    def __init__(self, path: Path) -> None:
        self._days = Days(path)
        self._known: dict[tuple[str, str], tuple[Era, date | None, date | None]] = {}

    def read(self, row: int, since: str, until: str) -> tuple[Era, date | None, date | None]:
        known = self._known.get((since, until))
        if known is None:
            first, last = self._days.read(row, since), self._days.read(row, until)
            if first and last and last < first:
                said = "ngày hết hiệu lực trước ngày có hiệu lực; hãy sửa một trong hai."
                raise DataError(f"{self._days.path}, dòng {row}: {said}")
            era = Era.SINCE if first and first >= REFORM else Era.BEFORE
            known = self._known[since, until] = era, first, last
        return known
