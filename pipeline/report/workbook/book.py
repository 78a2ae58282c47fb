"""Opening a workbook that is the same bytes for the same input, with the formats that all our sheets share."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from datetime import date, datetime, time
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZipFile

from pipeline.report.workbook.package import pack, style_numbers
from pipeline.report.workbook.sheet import Column
from pipeline.report.workbook.table import Table

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

FONT = "Arial"  # on every system, or in the same widths as Liberation Sans
INK, HEAD, LINE = "#1F3864", "#D9E2F3", "#BFBFBF"
RED, RED_PAPER, AMBER, AMBER_PAPER = "#9C0006", "#FFC7CE", "#7F6000", "#FFF2CC"
GREEN, ANSWER_PAPER = "#375623", "#FFFBE6"


@dataclass(frozen=True, slots=True)
class Styles:
    """Formats of one workbook."""

    head: Format
    text: Format
    quoted: Format
    day: Format
    share: Format
    count: Format
    days: Format
    urgent: Format
    review: Format
    auto: Format
    title: Format
    caption: Format
    note: Format
    total: Format
    total_share: Format
    answer: Format
    answer_head: Format
    count_head: Format


STYLE_NAMES = tuple(field.name for field in fields(Styles))


class Draft:
    """A workbook in the making: first its layout by ``xlsxwriter``, then the rows of its tables, then the file.

    ``book`` and ``styles`` are for the layout: all short sheets whole, the long ones with what stands above their rows.
    """

    def __init__(self, book: Workbook, layout: BytesIO, scratch: Path | None) -> None:
        """Begin a workbook that ``xlsxwriter`` lays out into ``layout``."""
        self.book, self.styles = book, _styles(book)
        self._layout, self._scratch = layout, scratch
        self._tables: dict[str, Table] = {}

    def table(self, sheet: Worksheet, columns: tuple[Column, ...], first: int = 1) -> Table:
        """Make a table of the rows of ``sheet`` from ``first`` on; rows are taken when the layout is done."""
        for at, style in enumerate(STYLE_NAMES, start=first):
            sheet.write_blank(at, 0, None, getattr(self.styles, style))  # tells the style's number; never packed
        table = Table(sheet, columns, first, self._scratch)
        self._tables[f"xl/worksheets/sheet{self.book.worksheets().index(sheet) + 1}.xml"] = table
        return table

    def take_rows(self) -> None:
        """End the layout: from now on tables take rows."""
        with ZipFile(self._layout) as package:
            for name, table in self._tables.items():
                numbers = style_numbers(package.read(name), table.first)
                table.use(tuple(zip(STYLE_NAMES, numbers, strict=True)))

    def pack(self, target: Path | BytesIO) -> None:
        """Write the workbook with all rows."""
        pack(self._layout.getvalue(), self._tables, target)


@contextmanager
def laid_out(title: str, as_of: date, scratch: Path | None) -> Iterator[Draft]:
    """Give a workbook to lay out; citizens' text never becomes a formula, a link or a number.

    After the block its tables take rows, which wait in ``scratch``; without that folder they stay in memory, and
    nothing of the workbook is written anywhere but to where it is packed.
    """
    from xlsxwriter import Workbook

    plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    font = {"default_format_properties": {"font_name": FONT, "font_size": 10}}
    layout = BytesIO()
    with Workbook(layout, {**plain, **font, "in_memory": True}) as book:
        # The creation time would make two runs differ; the day of the run's "today" does not.
        book.set_properties({"title": title, "created": datetime.combine(as_of, time())})
        draft = Draft(book, layout, scratch)
        yield draft
    draft.take_rows()


def _styles(book: Workbook) -> Styles:
    top = {"text_wrap": True, "valign": "top", "border": 1, "border_color": LINE}
    head = {**top, "bold": True, "font_color": INK, "bg_color": HEAD}
    return Styles(
        head=book.add_format(head),
        text=book.add_format(top),
        quoted=book.add_format({**top, "quote_prefix": True}),
        day=book.add_format({**top, "num_format": "dd/mm/yyyy", "align": "left"}),
        share=book.add_format({**top, "num_format": "0.0%"}),
        count=book.add_format({**top, "num_format": "#,##0;-#,##0;–", "align": "right"}),
        days=book.add_format({**top, "num_format": '#,##0;-#,##0;"hôm nay"', "align": "right"}),
        urgent=book.add_format({**top, "bold": True, "font_color": RED, "bg_color": RED_PAPER}),
        review=book.add_format({**top, "font_color": AMBER, "bg_color": AMBER_PAPER}),
        auto=book.add_format({**top, "font_color": GREEN}),
        title=book.add_format({"bold": True, "font_size": 15, "font_color": INK}),
        caption=book.add_format({"bold": True, "font_size": 12, "font_color": INK}),
        note=book.add_format({"italic": True, "valign": "top", "font_color": "#595959"}),
        total=book.add_format({**top, "bold": True, "num_format": "#,##0"}),
        total_share=book.add_format({**top, "bold": True, "num_format": "0.0%"}),
        answer=book.add_format({**top, "locked": False, "bg_color": ANSWER_PAPER}),
        count_head=book.add_format({**head, "align": "right"}),
        answer_head=book.add_format({**head, "bg_color": "#FFE699"}),
    )
