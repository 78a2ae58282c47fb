"""CSV as offices export it: UTF-8 or UTF-16, comma, semicolon or tab, and now and then a broken quote.

A broken quote must cost its own row and not the rest of the file, which is why records are found line by line instead
of by one ``csv.reader`` over everything: a record ends where its quotes balance; one that never does is rejected alone.
"""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from pipeline.errors import InputError
from pipeline.intake.tables import BrokenRow, HeaderTest, Row, Table

MAX_LINES = 5_000  # of one record: bounds the search for a closing quote
MAX_UNDECODED = 0.01  # share of lines that are not UTF-8 above which the file is in another encoding
_AT_ONCE = 1_000  # lines read ahead
_BLOCK = 1 << 20  # bytes
_UNDECODED = re.compile("[\udc80-\udcff]")
csv.field_size_limit(2**31 - 1)


class _Lines:
    """The lines of a file by their number, from 0; those that are done with are forgotten."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._coming = iter(lines)
        self._ahead: list[str] = []
        self._first = 0

    def get(self, at: int) -> str | None:
        """Return line ``at``, None behind the last one."""
        try:
            return self._ahead[at - self._first]
        except IndexError:
            more = list(islice(self._coming, _AT_ONCE))
            self._ahead += more
            return self.get(at) if more else None

    def forget(self, before: int) -> None:
        """Let go of the lines ``before`` this one."""
        if before - self._first > _AT_ONCE:
            del self._ahead[: before - self._first]
            self._first = before


class _Cells:
    """The cells of one record at a time: one reader for a whole file, because making one takes as long as reading."""

    def __init__(self, delimiter: str) -> None:
        self._delimiter = delimiter
        self._reader = csv.reader(self, delimiter=delimiter, strict=True)
        self._record: str | None = None

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        """Hand the record to the reader, which asks for more where a quote is open: there is no more."""
        record, self._record = self._record, None
        if record is None:
            raise StopIteration
        return record

    def of(self, record: str) -> list[str] | None:
        """Return the cells of ``record``, None if its quotes are broken."""
        self._record = record.rstrip("\n")
        if '"' not in record:
            return self._record.split(self._delimiter)
        try:
            return next(self._reader)
        except (csv.Error, StopIteration):
            return None


def read_csv(path: Path, is_header: HeaderTest) -> Iterator[Table]:
    """Yield the file as one table, of which little is in memory at a time.

    Raises:
        InputError: not UTF-8 or UTF-16, or nothing but blank lines.
    """
    encoding = _encoding(path)
    errors = "replace" if encoding == "utf-16" else "surrogateescape"
    with path.open(encoding=encoding, errors=errors) as file:  # all kinds of line ends become "\n"
        lines = _Lines(file)
        start = 0
        while (first := lines.get(start)) is not None and not first.strip():
            start += 1
        if first is None:
            raise InputError(f"{path}: tệp chỉ có dòng trắng; hãy xuất lại từ phần mềm quản lý đơn.")
        delimiter = max(",;\t", key=first.count)
        cells = _Cells(delimiter)
        header, after = _record(lines, start, cells, 0) or ([first.strip()], start + 1)
        names = tuple(cell.strip() for cell in header)
        yield Table(path.name, names, _rows(lines, after, cells, len(names)))


def _encoding(path: Path) -> str:
    with path.open("rb") as file:
        if file.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
            return "utf-16"
        file.seek(0)
        decoder = codecs.getincrementaldecoder("utf-8")()
        try:
            while block := file.read(_BLOCK):
                decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            _check_mostly_utf8(path)
    return "utf-8-sig"


def _check_mostly_utf8(path: Path) -> None:
    lines = undecoded = 0
    with path.open(encoding="utf-8-sig", errors="surrogateescape") as file:
        for line in file:
            lines += 1
            undecoded += _UNDECODED.search(line) is not None
    if undecoded > max(1, MAX_UNDECODED * lines):
        raise InputError(f"{path}: tệp không ở dạng UTF-8; trong Excel hãy lưu lại kiểu 'CSV UTF-8' hoặc .xlsx.")


def _rows(lines: _Lines, start: int, parser: _Cells, width: int) -> Iterator[Row | BrokenRow]:
    number, at = 1, start
    while (line := lines.get(at)) is not None:
        lines.forget(at)
        if line.isspace():
            at += 1
            continue
        number += 1
        found = _record(lines, at, parser, width)
        if found is None:
            yield BrokenRow(number, "dấu nháy kép không khép hoặc số ô không khớp", "sửa dấu nháy kép trong dòng này")
            at += 1
            continue
        cells, at = found
        if len(cells) > width:
            seen = f"có {len(cells)} ô, tiêu đề có {width}"
            yield BrokenRow(number, seen, "đặt nội dung có dấu phân cách trong nháy kép")
            continue
        yield Row(number, (*cells, *[""] * (width - len(cells))))


def _record(lines: _Lines, at: int, parser: _Cells, width: int) -> tuple[list[str], int] | None:
    """Return the cells of the record that begins on line ``at`` and the next line's number; None if it never closes."""
    first = lines.get(at) or ""
    alone = parser.of(first)
    if alone is not None:
        return alone, at + 1
    quotes, block = first.count('"'), [first]
    for end in range(at + 1, at + MAX_LINES):
        line = lines.get(end)
        if line is None:
            break
        block.append(line)
        quotes += line.count('"')
        if quotes % 2 == 0 and '"' in line:
            cells = parser.of("".join(block))
            if cells is not None and (not width or len(cells) <= width):
                return cells, end + 1
            return None
    return None
