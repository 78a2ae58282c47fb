"""``phan-don.xlsx``: the summary, all petitions, and a sheet or a file for each body."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from pipeline.records import RoutedRows
from pipeline.report.file_names import plain_slug, unique_slug
from pipeline.report.names import Names
from pipeline.report.workbook.book import Draft, laid_out
from pipeline.report.workbook.cells import COLUMNS, PRINTED, Teller
from pipeline.report.workbook.figures import Figures, Tally
from pipeline.report.workbook.options import WorkbookOptions
from pipeline.report.workbook.sheet import EXCEL_ROWS, Value, prepare, sheet_name
from pipeline.report.workbook.summary_sheet import add_due, lay_due, write_summary
from pipeline.report.workbook.table import Table

FILE, ALL, BODIES = "phan-don.xlsx", "Tất cả", "co-quan"
NOBODY = "Chưa xác định cơ quan"


def write_petitions(
    folder: Path, routed: RoutedRows, figures: Figures, teller: Teller, as_of: date, options: WorkbookOptions
) -> None:
    """Write the workbook of all petitions and, sheet by sheet or file by file, those of each body.

    Only a row at a time is in memory. A sheet ends at Excel's last row; ``routed.csv`` holds every petition.
    """
    names = teller.names
    with laid_out("Phân đơn", as_of, folder) as draft:
        write_summary(draft.book, draft.styles, figures, names, as_of, options.office.name)
        due = lay_due(draft, figures.due) if figures.due else None
        taken = {sheet.get_name().lower() for sheet in draft.book.worksheets()}
        everything = _table(draft, sheet_name(ALL, taken), len(routed))
        own = {} if options.per_body else _own_sheets(draft, figures.bodies, names, taken)
    files = {folder / FILE: draft}
    if options.per_body:
        own, books = _own_books(folder / BODIES, figures.bodies, names, as_of)
        files |= books
    if due:
        add_due(due, figures.due, names, as_of)
    for row in routed:
        _add(teller.cells(row), everything, own[row.department])
    for file, book in files.items():
        file.parent.mkdir(exist_ok=True)
        book.pack(file)


def _own_sheets(draft: Draft, bodies: tuple[Tally, ...], names: Names, taken: set[str]) -> dict[str, Table]:
    """Return a table for each body, by its code, on sheets of one workbook."""
    return {one.name: _table(draft, sheet_name(_title(one, names), taken), one.received) for one in bodies}


def _own_books(
    folder: Path, bodies: tuple[Tally, ...], names: Names, as_of: date
) -> tuple[dict[str, Table], dict[Path, Draft]]:
    """Return a table for each body, by its code, and the workbooks in which they stand, by their files."""
    tables, books = {}, {}
    for one in bodies:
        title = _title(one, names)
        with laid_out(title, as_of, folder.parent) as draft:
            tables[one.name] = _table(draft, sheet_name(title, set()), one.received)
        books[folder / body_file(one.name, title)] = draft
    return tables, books


def _title(body: Tally, names: Names) -> str:
    return names.body(body.name) or NOBODY


def _table(draft: Draft, title: str, rows: int) -> Table:
    sheet = draft.book.add_worksheet(title)
    prepare(sheet, COLUMNS, draft.styles, min(rows, EXCEL_ROWS - 1), PRINTED, 1)
    return draft.table(sheet, COLUMNS)


def _add(cells: tuple[Value, ...], *tables: Table) -> None:
    """Add a row to several tables, made once where they are of the same form."""
    row, form = b"", None
    for table in tables:
        if table.form is not form:
            form = table.form
            row = form.row(cells)
        table.put(row)


def body_file(code: str, title: str) -> str:
    """Return the name of a body's file: letters, digits and dashes, the same in every run, one for each code.

    >>> body_file("so-xd", "Sở Xây dựng")
    'so-xay-dung_so-xd.xlsx'
    """
    return f"{plain_slug(title, 60)}_{unique_slug(code, 40)}.xlsx"
