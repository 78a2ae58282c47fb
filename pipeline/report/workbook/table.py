"""A long table on a sheet: the sheet is laid out by ``xlsxwriter``, the rows are added one by one afterwards."""

from __future__ import annotations

import weakref
from collections.abc import Sequence
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO, TYPE_CHECKING

from pipeline.report.workbook.row_xml import NUMBER, RowForm, letters, row_form
from pipeline.report.workbook.sheet import EXCEL_ROWS, Column, Value

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

IN_MEMORY = 500_000  # bytes of a table; the rows of a longer one wait on the disk, in a file without a name
_PLACE = NUMBER.encode()


class Table:
    """Rows of ``sheet`` from the row ``first`` (counted from 0) on; what stands above them is in the layout."""

    def __init__(self, sheet: Worksheet, columns: tuple[Column, ...], first: int, scratch: Path | None) -> None:
        """Begin a table; its rows wait in ``scratch``, a folder, or in memory alone where there is none."""
        self.sheet, self.first = sheet, first
        self.rows: IO[bytes] = BytesIO() if scratch is None else SpooledTemporaryFile(IN_MEMORY, dir=str(scratch))
        weakref.finalize(self, _let_go, self.rows)
        self._columns, self._next = columns, first + 1
        self._form: RowForm | None = None

    def use(self, styles: tuple[tuple[str, int], ...]) -> None:
        """Begin to take rows, now that each style (name, number) is known by its number in the workbook."""
        self._form = row_form(self._columns, styles)

    @property
    def form(self) -> RowForm:
        """How rows are written; two tables of the same form can share them."""
        assert self._form is not None, "rows are added after the layout"  # noqa: S101  # a slip of ours, not of a user
        return self._form

    @property
    def dimension(self) -> str:
        """The range of cells from the head to the last row."""
        return f"A1:{letters(len(self._columns) - 1)}{self._next - 1}"

    def add(self, values: Sequence[Value]) -> None:
        """Add a row; none is added below Excel's last."""
        self.put(self.form.row(values))

    def put(self, row: bytes) -> None:
        """Add a row written in this table's form."""
        if self._next <= EXCEL_ROWS:
            self.rows.write(row.replace(_PLACE, b"%d" % self._next))
            self._next += 1


def _let_go(rows: IO[bytes]) -> None:
    """Close rows that nobody packed, after a fault that has been told: a full disk need not be told twice."""
    with suppress(OSError):
        rows.close()
