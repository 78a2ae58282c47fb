"""Reading the tables of ``data/places`` with row numbers in every complaint."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from operator import itemgetter
from pathlib import Path

from pipeline.errors import DataError
from pipeline.places.units import LEVELS, Level

Cells = tuple[str, ...]


def read_table(path: Path, columns: Sequence[str]) -> Iterator[tuple[int, Cells]]:
    """Return (row number, cells in the order of ``columns``) of each row; the header is row 1.

    Raises:
        DataError: the file is missing, not UTF-8, lacks a column, or a row has another number of cells.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as fault:
        raise DataError(f"{path}: không có tệp này; hãy chép lại từ bản cài đặt.") from fault
    except UnicodeDecodeError as fault:
        raise DataError(f"{path}: tệp không ở dạng UTF-8; hãy lưu lại dạng CSV UTF-8.") from fault
    header, *rows = list(csv.reader(io.StringIO(text, newline=""))) or [[]]
    pick = _picker([_position(path, header, column) for column in columns])
    if not set(map(len, rows)) <= {len(header)}:
        row, size = next((row, len(cells)) for row, cells in enumerate(rows, start=2) if len(cells) != len(header))
        raise DataError(f"{path}, dòng {row}: có {size} ô, cần {len(header)}; hãy sửa lại dòng này.")
    return enumerate(map(pick, rows), start=2)


def _picker(order: Sequence[int]) -> Callable[[Sequence[str]], Cells]:
    if len(order) == 1:
        return lambda cells: (cells[order[0]],)
    return itemgetter(*order)


def _position(path: Path, header: Sequence[str], column: str) -> int:
    if column not in header:
        raise DataError(f"{path}: thiếu cột {column!r}; hãy thêm cột này vào dòng đầu.")
    return header.index(column)


def read_level(path: Path, row: int, cell: str) -> Level:
    """Read the name of a level.

    Raises:
        DataError: no level has this name.
    """
    if cell not in LEVELS:
        raise DataError(f"{path}, dòng {row}: cấp {cell!r} không có; các cấp: {', '.join(LEVELS)}.")
    return LEVELS[cell]


class Days:
    """Dates of a table, each distinct cell read once."""

    def __init__(self, path: Path) -> None:
        """Remember which file to name in an error."""
        self.path = path
        self._known: dict[str, date | None] = {"": None}

    def read(self, row: int, cell: str) -> date | None:
        """Read YYYY-MM-DD, an empty cell being unknown.

        Raises:
            DataError: the cell is neither.
        """
        if cell not in self._known:
            try:
                self._known[cell] = date.fromisoformat(cell)
            except ValueError as fault:
                raise DataError(f"{self.path}, dòng {row}: ngày {cell!r} không đúng dạng NĂM-THÁNG-NGÀY.") from fault
        return self._known[cell]
