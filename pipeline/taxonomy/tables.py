"""Reading a policy table: UTF-8 CSV with a header, its rows with the number that a spreadsheet would show."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

from pipeline.errors import DataError


def read_rows(path: Path, columns: Sequence[str]) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Yield (row number, cells) of a CSV table that must have all ``columns``; the header is row 1.

    Raises:
        DataError: the file is missing, not UTF-8, lacks a column, or a row is longer than the header.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.DictReader(lines)
            missing = [c for c in columns if c not in (reader.fieldnames or [])]
            if missing:
                raise DataError(f"{path}: thiếu cột {missing[0]!r}; hãy thêm cột này vào dòng đầu.")
            for row, cells in enumerate(reader, start=2):
                if None in cells:
                    raise DataError(f"{path}, dòng {row}: nhiều ô hơn số cột; hãy đặt ô có dấu phẩy trong nháy kép.")
                yield row, {key: (value or "").strip() for key, value in cells.items()}
    except FileNotFoundError as fault:
        raise DataError(f"{path}: không có tệp này; hãy chép lại từ bản cài đặt.") from fault
    except UnicodeDecodeError as fault:
        raise DataError(f"{path}: tệp không ở dạng UTF-8; hãy lưu lại dạng CSV UTF-8.") from fault


def read_day(path: Path, row: int, cell: str) -> date | None:
    """Read an ISO date, an empty cell being no bound.

    Raises:
        DataError: the cell is neither empty nor YYYY-MM-DD.
    """
    if not cell:
        return None
    try:
        return date.fromisoformat(cell)
    except ValueError as fault:
        raise DataError(f"{path}, dòng {row}: ngày {cell!r} không đúng dạng NĂM-THÁNG-NGÀY.") from fault
