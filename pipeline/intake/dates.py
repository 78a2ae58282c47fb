"""Dates as they stand in inboxes: ISO, day first, Excel serials, dates in words."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from functools import lru_cache

EXCEL_EPOCH = date(1899, 12, 30)  # serial 1 is 1/1/1900, shifted by Excel's false leap day of 1900
SERIALS = (20_000, 80_000)  # 1954 to 2119; a smaller or larger number is no date of a petition
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_DAY_FIRST = re.compile(r"(?<!\d)(\d{1,2})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{4}|\d{2})(?!\d)")
_WORDS = re.compile(r"(?:ngày\s*)?(\d{1,2})\s*tháng\s*(\d{1,2})\s*(?:năm|,)\s*(\d{4})", re.IGNORECASE)


def read_date(cell: object) -> date | None:
    """Return the date of a cell, None if it holds none that can be read.

    >>> read_date("15/3/2026 08:30"), read_date(45000.5), read_date("2026-13-01")
    (datetime.date(2026, 3, 15), datetime.date(2023, 3, 15), None)
    """
    if isinstance(cell, str):
        return _written(cell.strip())
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return _serial(float(cell))
    return _written(str(cell).strip()) if cell is not None else None


def _serial(number: float) -> date | None:
    if not SERIALS[0] <= number <= SERIALS[1]:
        return None
    return EXCEL_EPOCH + timedelta(days=int(number))


@lru_cache(maxsize=4_096)  # an inbox has few days
def _written(text: str) -> date | None:
    if re.fullmatch(r"\d{5}(\.\d+)?", text):
        return _serial(float(text))
    if iso := _ISO.match(text):
        return _day(*map(int, iso.groups()))
    if words := _WORDS.search(text):
        day, month, year = map(int, words.groups())
        return _day(year, month, day)
    if found := _DAY_FIRST.search(text):
        day, month, year = map(int, found.groups())
        return _day(year + 2000 if year < 100 else year, month, day)
    return None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return found if year >= 1900 else None
