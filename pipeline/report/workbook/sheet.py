"""One table on one sheet: header, widths, filter, print setup, and what a cell can hold."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

from pipeline.corrections.form import CUT_NOTE
from pipeline.intake.clean import clean_characters

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

    from pipeline.report.workbook.book import Styles

EXCEL_CELL, EXCEL_ROWS = 32_767, 1_048_576
POINTS_A_LINE, MOST_LINES = 13.0, 16  # a longer petition is read by enlarging its row
FORMULA_STARTS = frozenset("=+-@\t\r")
_FORBIDDEN_IN_SHEET = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
Value = str | date | float | int
AUTO, REVIEW = "Tự động", "Cần rà soát"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its header, width in characters, and how its cells look ("plain": as any new cell)."""

    header: str
    width: int
    look: Literal["text", "day", "share", "count", "days", "urgent", "decision", "answer", "plain"] = "text"


def prepare(sheet: Worksheet, columns: Sequence[Column], styles: Styles, rows: int, printed: int, frozen: int) -> None:
    """Write the header row and set up screen and paper for ``rows`` rows; the first ``printed`` columns go on paper."""
    sheet.freeze_panes(1, frozen)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.set_footer("&L&A&RTrang &P/&N")
    sheet.repeat_rows(0)
    sheet.fit_to_pages(1, 0)
    sheet.print_area(0, 0, max(rows, 1), printed - 1)
    sheet.autofilter(0, 0, max(rows, 1), len(columns) - 1)
    sheet.set_row(0, 2 * POINTS_A_LINE)
    for at, column in enumerate(columns):
        sheet.set_column(at, at, column.width)
        sheet.write_string(0, at, column.header, styles.answer_head if column.look == "answer" else styles.head)


def text_lines(text: str, width: int) -> int:
    """Return how many lines show a wrapped text; of a long one the first part is enough, see ``MOST_LINES``."""
    return sum(1 + len(part) // width for part in text[: MOST_LINES * width].split("\n"))


def excel_text(cell: str) -> str:
    """Return what an Excel cell can hold of a text, with a note where it was cut; Excel counts UTF-16 units."""
    if not cell.isprintable():
        cell = clean_characters(cell)
    if len(cell) <= EXCEL_CELL // 2 or _units(cell) <= EXCEL_CELL:
        return cell
    kept = cell.encode("utf-16-le")[: 2 * (EXCEL_CELL - _units(CUT_NOTE))].decode("utf-16-le", "ignore")
    return kept + CUT_NOTE


def _units(cell: str) -> int:
    return len(cell.encode("utf-16-le")) // 2


def sheet_name(title: str, taken: set[str]) -> str:
    r"""Return a name that Excel accepts and that no sheet has yet (31 characters, no ``[]:*?/\``)."""
    plain = _FORBIDDEN_IN_SHEET.sub(" ", clean_characters(title)).strip(" '")[:31].strip(" '") or "Trang"
    if plain.lower() == "history":  # Excel keeps this name for itself
        plain = "History_"
    name, number = plain, 1
    while name.lower() in taken:
        number += 1
        name = f"{plain[:26]} ({number})"
    taken.add(name.lower())
    return name
