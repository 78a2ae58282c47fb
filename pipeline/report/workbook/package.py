"""Workbooks put together: the layout that ``xlsxwriter`` made, with the rows of each table in its place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from pipeline.report.workbook.table import Table

LEVEL = 5  # of zlib: half the time of its usual 6, for files 2 % larger
CHUNK = 1 << 20  # bytes packed at a time
ZIP64 = 1 << 31  # bytes of rows from which on a file in the package may grow over the limit of plain zip
_DIMENSION = re.compile(rb'(<dimension ref=")[^"]*')
_STYLE = re.compile(rb'<c r="A\d+" s="(\d+)"')


def pack(layout: bytes, tables: Mapping[str, Table], target: Path | BytesIO) -> None:
    """Write a workbook: all files of ``layout``, in those named by ``tables`` their rows from the first one on.

    What the layout holds from a table's first row on was there for its styles and is left out. Times of files are those
    of 1980, as with ``xlsxwriter``: same rows, same bytes.
    """
    with ZipFile(BytesIO(layout)) as old, ZipFile(target, "w", ZIP_DEFLATED, compresslevel=LEVEL) as new:
        for name in old.namelist():
            if name in tables:
                _pack_sheet(old.read(name), tables[name], new, name)
            else:
                with new.open(name, "w") as file:
                    file.write(old.read(name))


def style_numbers(sheet: bytes, first: int) -> list[int]:
    """Return the style of each row of a laid out sheet from the row ``first`` (counted from 0) on."""
    return [int(number) for number in _STYLE.findall(_parts(sheet, first)[1])]


def _parts(sheet: bytes, first: int) -> tuple[bytes, bytes, bytes]:
    """Return what stands above the row ``first`` of a sheet, its rows from there on, and what follows the last."""
    above, row, rest = sheet.partition(b'<row r="%d"' % (first + 1))
    rows, end, below = rest.partition(b"</sheetData>")
    return above, row + rows, end + below


def _pack_sheet(laid_out: bytes, table: Table, new: ZipFile, name: str) -> None:
    above, _, below = _parts(laid_out, table.first)
    above = _DIMENSION.sub(rb"\g<1>" + table.dimension.encode(), above, count=1)
    with table.rows as rows, new.open(name, "w", force_zip64=rows.tell() > ZIP64) as file:
        file.write(above)
        rows.seek(0)
        while chunk := rows.read(CHUNK):
            file.write(chunk)
        file.write(below)
