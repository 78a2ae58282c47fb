"""Opening a workbook that is the same bytes for the same input, with the formats that all our sheets share."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format

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


@contextmanager
def opened(target: Path | BytesIO, title: str, as_of: date, scratch: Path | None) -> Iterator[tuple[Workbook, Styles]]:
    """Open a workbook for writing and close it; citizens' text never becomes a formula, a link or a number.

    With ``scratch``, a folder for temporary files, rows go to disk in order as they are written; without it the whole
    workbook stays in memory, and nothing of it is written anywhere but to ``target``.
    """
    from xlsxwriter import Workbook

    plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    font = {"default_format_properties": {"font_name": FONT, "font_size": 10}}
    how = {"in_memory": True} if scratch is None else {"constant_memory": True, "tmpdir": str(scratch)}
    with Workbook(target if isinstance(target, BytesIO) else str(target), {**plain, **font, **how}) as book:
        # The creation time would make two runs differ; the day of the run's "today" does not.
        book.set_properties({"title": title, "created": datetime.combine(as_of, time())})
        yield book, _styles(book)


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
