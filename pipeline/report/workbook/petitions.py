"""``phan-don.xlsx``: the summary, all petitions, and a sheet or a file for each body."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from pipeline.records import RoutedRows
from pipeline.report.file_names import plain_slug, unique_slug
from pipeline.report.workbook.book import Draft, laid_out
from pipeline.report.workbook.cells import COLUMNS, PRINTED, Teller
from pipeline.report.workbook.figures import Figures
from pipeline.report.workbook.options import WorkbookOptions
from pipeline.report.workbook.packing import Packer
from pipeline.report.workbook.sheet import EXCEL_ROWS, Value, prepare, sheet_name
from pipeline.report.workbook.summary_sheet import add_due, lay_due, write_summary
from pipeline.report.workbook.table import Table

FILE, ALL, BODIES = "phan-don.xlsx", "Tất cả", "co-quan"
NOBODY = "Chưa xác định cơ quan"


def write_petitions(
    folder: Path,
    routed: RoutedRows,
    figures: Figures,
    teller: Teller,
    as_of: date,
    options: WorkbookOptions,
    pack: Packer,
) -> None:
    """Write the workbook of all petitions and, sheet by sheet or file by file, those of each body.

    Only a row at a time is in memory. A sheet ends at Excel's last row; ``routed.csv`` holds every petition.
    """
    names, own = teller.names, {}
    with laid_out("Phân đơn", as_of, folder) as draft:
        write_summary(draft.book, draft.styles, figures, names, as_of, options.office.name)
        due = lay_due(draft, figures.due) if figures.due else None
        taken = {sheet.get_name().lower() for sheet in draft.book.worksheets()}
        everything = _table(draft, sheet_name(ALL, taken), len(routed))
        for tally in () if options.per_body else figures.bodies:
            own[tally.name] = _table(draft, sheet_name(names.body(tally.name) or NOBODY, taken), tally.received)
    files = {folder / FILE: draft}
    for tally in figures.bodies if options.per_body else ():
        title = names.body(tally.name) or NOBODY
        with laid_out(title, as_of, folder) as draft:
            own[tally.name] = _table(draft, sheet_name(title, set()), tally.received)
        files[folder / BODIES / body_file(tally.name, title)] = draft
    if due:
        add_due(due, figures.due, names, as_of)
    for routed_row in routed:
        _add(teller.cells(routed_row), everything, own[routed_row.department])
    for file, draft in files.items():
        file.parent.mkdir(exist_ok=True)
        pack(draft, file)


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
