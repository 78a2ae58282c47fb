"""``phan-don.xlsx``: the summary, all petitions, and a sheet or a file for each body."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.records import RoutedRows
from pipeline.report.file_names import plain_slug, unique_slug
from pipeline.report.workbook.book import Styles, opened
from pipeline.report.workbook.cells import COLUMNS, PRINTED, Teller
from pipeline.report.workbook.figures import Figures
from pipeline.report.workbook.options import WorkbookOptions
from pipeline.report.workbook.sheet import EXCEL_ROWS, Value, prepare, row_height, sheet_name, write_row
from pipeline.report.workbook.summary_sheet import write_due, write_summary

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

FILE, ALL, BODIES = "phan-don.xlsx", "Tất cả", "co-quan"
NOBODY = "Chưa xác định cơ quan"


@dataclass(slots=True)
class _Pile:
    """A growing table of petitions: its sheet and the next free row of it."""

    book: Workbook
    styles: Styles
    sheet: Worksheet
    next: int = 1

    def add(self, cells: tuple[Value, ...], height: float) -> None:
        if self.next < EXCEL_ROWS:
            write_row(self.sheet, self.next, cells, height, COLUMNS, self.styles)
            self.next += 1


def write_petitions(
    folder: Path, routed: RoutedRows, figures: Figures, teller: Teller, as_of: date, options: WorkbookOptions
) -> None:
    """Write the workbook of all petitions and, sheet by sheet or file by file, those of each body.

    Only a row at a time is in memory. A sheet ends at Excel's last row; ``routed.csv`` holds every petition.
    """
    names = teller.names
    with ExitStack() as stack:
        book, styles = stack.enter_context(opened(folder / FILE, "Phân đơn", as_of, folder))
        write_summary(book, styles, figures, names, as_of, options.office.name)
        if figures.due:
            write_due(book, styles, figures.due, names, as_of)
        taken = {sheet.get_name().lower() for sheet in book.worksheets()}
        everything = _pile(book, styles, sheet_name(ALL, taken), len(routed))
        piles = {}
        for tally in figures.bodies:
            title = names.body(tally.name) or NOBODY
            if options.per_body:
                file = folder / BODIES / body_file(tally.name, title)
                file.parent.mkdir(exist_ok=True)
                own, looks = stack.enter_context(opened(file, title, as_of, folder))
                piles[tally.name] = _pile(own, looks, sheet_name(title, set()), tally.received)
            else:
                piles[tally.name] = _pile(book, styles, sheet_name(title, taken), tally.received)
        for row in routed:
            cells = teller.cells(row)
            height = row_height(cells, COLUMNS)
            everything.add(cells, height)
            piles[row.department].add(cells, height)


def _pile(book: Workbook, styles: Styles, title: str, rows: int) -> _Pile:
    sheet = book.add_worksheet(title)
    prepare(sheet, COLUMNS, styles, min(rows, EXCEL_ROWS - 1), PRINTED, 1)
    return _Pile(book, styles, sheet)


def body_file(code: str, title: str) -> str:
    """Return the name of a body's file: letters, digits and dashes, the same in every run, one for each code.

    >>> body_file("so-xd", "Sở Xây dựng")
    'so-xay-dung_so-xd.xlsx'
    """
    return f"{plain_slug(title, 60)}_{unique_slug(code, 40)}.xlsx"
