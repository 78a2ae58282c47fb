"""The first sheet of ``phan-don.xlsx``: how many came, what was decided, what waits, what is late."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import astuple, dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from pipeline.records import PetitionType
from pipeline.report.names import Names
from pipeline.report.workbook.book import Draft, Styles
from pipeline.report.workbook.figures import Due, Figures, Tally
from pipeline.report.workbook.sheet import Column, excel_text, prepare
from pipeline.report.workbook.table import Table

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

TITLE, DUE_TITLE, UNKNOWN = "Tổng hợp", "Thời hạn", "Chưa xác định"
MOST_TOPICS, MOST_WEEKS, MOST_DISTRICTS = 30, 26, 60
COUNTS = ("Nhận", "Tự động", "Cần rà soát", "Khẩn", "Đơn trùng")
RESOLVED = ("Đã giải quyết", "Đúng hạn", "Tỷ lệ giải quyết")
IN_TIME = "Đúng hạn chỉ tính trên đơn có ngày giải quyết và có thời hạn; “–” là không biết hoặc không có."
DUE_COLUMNS = (
    Column("Mã đơn", 16), Column("Việc phải làm", 52), Column("Hạn", 12, "day"), Column("Còn (ngày)", 10, "days"),
    Column("Loại đơn", 18), Column("Cơ quan thẩm quyền", 36), Column("Khẩn", 8, "urgent"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Block:
    """A table of the summary: its caption, what its first column is, and its tallies."""

    caption: str
    first: str
    tallies: tuple[Tally, ...]
    name: Callable[[str], str]


def write_summary(book: Workbook, styles: Styles, figures: Figures, names: Names, as_of: date, office: str) -> None:
    """Write the summary as the next sheet of a workbook, top to bottom."""
    sheet = book.add_worksheet(TITLE)
    headers = (*COUNTS, *(RESOLVED if figures.has_status else ()))
    _page(sheet, len(headers))
    sheet.write_string(0, 0, "TỔNG HỢP PHÂN LOẠI ĐƠN", styles.title)
    sheet.write_string(
        1, 0, excel_text(f"{office or 'Cơ quan chưa đặt tên'}; tính đến ngày {names.day(as_of)}"), styles.note
    )
    at = _facts(sheet, styles, figures, names, 3)
    for block in _blocks(figures, names):
        at = _write_block(sheet, styles, block, headers, at + 1)
    note = "Chương trình gợi ý, người có thẩm quyền quyết định. Đơn trùng là đơn giống đơn đã nhận trước đó."
    sheet.write_string(at + 1, 0, note, styles.note)
    if figures.has_status:
        sheet.write_string(at + 2, 0, IN_TIME, styles.note)


def _page(sheet: Worksheet, columns: int) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.set_margins(left=0.5, right=0.5, top=0.5, bottom=0.6)
    sheet.set_footer("&L&A&RTrang &P/&N")
    sheet.fit_to_pages(1, 0)
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 52)
    sheet.set_column(1, columns, 15)


def _facts(sheet: Worksheet, styles: Styles, figures: Figures, names: Names, at: int) -> int:
    total = figures.total
    rows: list[tuple[str, int, str]] = [
        ("Đơn đã nhận", total.received, ""),
        ("Tự động: có thể chuyển như đã ghi", total.auto, _share(total.auto, total.received, names)),
        ("Cần rà soát: phải có người xem", total.review, _share(total.review, total.received, names)),
        ("Có dấu hiệu khẩn", total.urgent, _share(total.urgent, total.received, names)),
        ("Quá hạn (nếu chưa xử lý)", figures.overdue, "xem trang Thời hạn"),
        ("Sắp đến hạn", figures.due_soon, "xem trang Thời hạn"),
    ]
    if figures.has_status:
        rows.append(("Đã giải quyết", total.resolved, _share(total.resolved, total.received, names)))
    for number, (what, count, share) in enumerate(rows, start=at):
        sheet.write_string(number, 0, what, styles.text)
        sheet.write_number(number, 1, count, styles.total)
        sheet.write_string(number, 2, share, styles.note)
    return at + len(rows)


def _share(part: int, whole: int, names: Names) -> str:
    return names.percent(part / whole) if whole else ""


def _blocks(figures: Figures, names: Names) -> Iterator[_Block]:
    yield _Block("Theo loại đơn", "Loại đơn", figures.types, lambda code: names.petition_type(PetitionType(code)))
    yield _Block("Theo cơ quan thẩm quyền", "Cơ quan", figures.bodies, names.body)
    yield _Block("Theo lĩnh vực", "Lĩnh vực", figures.fields, names.field)
    yield _Block("Theo chủ đề", "Chủ đề", _first(figures.topics, MOST_TOPICS, "Các chủ đề khác"), names.topic)
    weeks = _first(figures.weeks[::-1], MOST_WEEKS, "Các tuần trước")
    yield _Block("Theo tuần nhận đơn, tuần mới nhất đứng trước", "Tuần", weeks, week_name)
    if any(tally.name for tally in figures.districts):
        districts = _first(figures.districts, MOST_DISTRICTS, "Các huyện khác")
        yield _Block("Theo huyện (đơn vị trước 1/7/2025)", "Huyện", districts, str)


def _first(tallies: tuple[Tally, ...], most: int, rest: str) -> tuple[Tally, ...]:
    """Return the first ``most`` tallies, and the sum of all others under the name ``rest``."""
    if len(tallies) <= most:
        return tallies
    others = [astuple(tally)[1:] for tally in tallies[most:]]
    return (*tallies[:most], Tally(rest, *(sum(column) for column in zip(*others, strict=True))))


def week_name(monday: str) -> str:
    """Name a week by its number and days: ``Tuần 10/2026 (02/03 đến 08/03)``; other names stay."""
    if not monday[:1].isdigit():
        return monday
    first = date.fromisoformat(monday)
    year, week, _ = first.isocalendar()
    last = first + timedelta(days=6) if first < date.max - timedelta(days=6) else first
    return f"Tuần {week:02d}/{year} ({first:%d/%m} đến {last:%d/%m})"


def _write_block(sheet: Worksheet, styles: Styles, block: _Block, headers: Sequence[str], at: int) -> int:
    sheet.write_string(at, 0, block.caption, styles.caption)
    for number, header in enumerate((block.first, *headers)):
        sheet.write_string(at + 1, number, header, styles.count_head if number else styles.head)
    for line, tally in enumerate(block.tallies, start=at + 2):
        sheet.write_string(line, 0, excel_text(block.name(tally.name)) or UNKNOWN, styles.text)
        counts = (tally.received, tally.auto, tally.review, tally.urgent, tally.repeats, tally.resolved, tally.in_time)
        for number, count in enumerate(counts[: min(len(headers), len(counts))], start=1):
            sheet.write_number(line, number, count, styles.count)
        if len(headers) > len(COUNTS):
            _write_in_time(sheet, line, len(headers) - 1, tally, styles)
        if len(headers) > len(COUNTS):
            sheet.write_number(line, len(headers), tally.resolved / tally.received, styles.share)
    end = at + 1 + len(block.tallies)
    if len(block.tallies) > 1:
        bar = {"type": "data_bar", "bar_color": "#9DC3E6", "min_type": "num", "min_value": 0}
        sheet.conditional_format(at + 2, 1, end, 1, bar)
    return end + 1


def _write_in_time(sheet: Worksheet, line: int, at: int, tally: Tally, styles: Styles) -> None:
    """Write how many were resolved in time; without a date of resolution nobody knows, and nothing counts as late."""
    if not tally.resolved:
        return
    if tally.judged < tally.resolved:
        known = f"{tally.in_time} trên {tally.judged}" if tally.judged else "–"
        sheet.write_string(line, at, known, styles.count)
    elif not tally.in_time:
        sheet.write_string(line, at, "0", styles.count)  # as a number it would look like "–"


def lay_due(draft: Draft, due: Sequence[Due]) -> Table:
    """Lay out the sheet of what is overdue or due soon."""
    sheet = draft.book.add_worksheet(DUE_TITLE)
    prepare(sheet, DUE_COLUMNS, draft.styles, len(due), len(DUE_COLUMNS), 1)
    late = {"type": "cell", "criteria": "<", "value": 0, "format": draft.styles.urgent}
    sheet.conditional_format(1, 3, max(len(due), 1), 3, late)
    return draft.table(sheet, DUE_COLUMNS)


def add_due(table: Table, due: Sequence[Due], names: Names, as_of: date) -> None:
    """Add what is due, the earliest first; no petition's text stands there."""
    for step in due:
        table.add((
            excel_text(step.id), excel_text(step.what), step.day, (step.day - as_of).days,
            names.petition_type(PetitionType(step.petition_type)), excel_text(names.body(step.department)),
            "KHẨN" if step.urgent else "",
        ))  # fmt: skip
