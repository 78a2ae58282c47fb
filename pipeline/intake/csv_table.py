"""CSV as offices export it: UTF-8 or UTF-16, comma, semicolon or tab, and now and then a broken quote.

A broken quote must cost its own row and not the rest of the file, which is why records are found line by line instead
of by one ``csv.reader`` over everything: a record ends where its quotes balance; one that never does is rejected alone.
"""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator
from pathlib import Path

from pipeline.errors import InputError
from pipeline.intake.tables import BrokenRow, HeaderTest, Row, Table

MAX_LINES = 5_000  # of one record: bounds the search for a closing quote
MAX_UNDECODED = 0.01  # share of lines that are not UTF-8 above which the file is in another encoding
csv.field_size_limit(2**31 - 1)


def read_csv(path: Path, is_header: HeaderTest) -> Iterator[Table]:
    """Yield the file as one table.

    Raises:
        InputError: not UTF-8 or UTF-16, or nothing but blank lines.
    """
    lines = _lines(path)
    start = next((i for i, line in enumerate(lines) if line.strip()), None)
    if start is None:
        raise InputError(f"{path}: tệp chỉ có dòng trắng; hãy xuất lại từ phần mềm quản lý đơn.")
    delimiter = max(",;\t", key=lines[start].count)
    header, after = _record(lines, start, delimiter, 0) or ([lines[start].strip()], start + 1)
    names = tuple(cell.strip() for cell in header)
    yield Table(path.name, names, _rows(lines, after, delimiter, len(names)))


def _lines(path: Path) -> list[str]:
    raw = path.read_bytes()
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return raw.decode("utf-16", errors="replace").splitlines(keepends=True)
    text = raw.decode("utf-8-sig", errors="surrogateescape")
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    undecoded = sum(any("\udc80" <= c <= "\udcff" for c in line) for line in lines if not line.isascii())
    if undecoded > max(1, MAX_UNDECODED * len(lines)):
        raise InputError(f"{path}: tệp không ở dạng UTF-8; trong Excel hãy lưu lại kiểu 'CSV UTF-8' hoặc .xlsx.")
    return [line + "\n" for line in lines]


def _rows(lines: list[str], start: int, delimiter: str, width: int) -> Iterator[Row | BrokenRow]:
    number, at = 1, start
    while at < len(lines):
        if not lines[at].strip():
            at += 1
            continue
        number += 1
        found = _record(lines, at, delimiter, width)
        if found is None:
            yield BrokenRow(number, "dấu nháy kép không khép hoặc số ô không khớp", "sửa dấu nháy kép trong dòng này")
            at += 1
            continue
        cells, at = found
        if len(cells) > width:
            seen = f"có {len(cells)} ô, tiêu đề có {width}"
            yield BrokenRow(number, seen, "đặt nội dung có dấu phân cách trong nháy kép")
            continue
        yield Row(number, tuple(cells) + ("",) * (width - len(cells)))


def _record(lines: list[str], at: int, delimiter: str, width: int) -> tuple[list[str], int] | None:
    """Return the cells of the record that begins on line ``at`` and the next line's index; None if it never closes."""
    alone = _parse(lines[at], delimiter)
    if alone is not None:
        return alone, at + 1
    quotes, block = lines[at].count('"'), [lines[at]]
    for end in range(at + 1, min(len(lines), at + MAX_LINES)):
        block.append(lines[end])
        quotes += lines[end].count('"')
        if quotes % 2 == 0 and '"' in lines[end]:
            cells = _parse("".join(block), delimiter)
            if cells is not None and (not width or len(cells) <= width):
                return cells, end + 1
            return None
    return None


def _parse(record: str, delimiter: str) -> list[str] | None:
    try:
        parsed = list(csv.reader([record.rstrip("\n")], delimiter=delimiter, strict=True))
    except csv.Error:
        return None
    return parsed[0] if len(parsed) == 1 else None
