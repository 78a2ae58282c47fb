"""Workbooks for officers: all petitions, a sheet a body, and the denunciations apart from everything else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.records import Decision, PetitionType, Routed
from pipeline.report.names import Names

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

EXCEL_CELL = 32_767
POINTS_A_LINE, MOST_LINES = 15.0, 14  # a longer petition is read by enlarging its row
SUREST = 0.999  # nothing learnt from examples is certain
PRINTED = 16  # columns that go on paper; the others are for filtering on screen
CUT_NOTE = " … [bị cắt vì quá dài cho Excel, xem tệp gốc]"
HIDDEN = "(nội dung đơn tố cáo ở tệp to-cao.xlsx)"
_FORBIDDEN_IN_SHEET = re.compile(r"[\[\]:*?/\\]")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the workbook: its header and width in characters."""

    header: str
    width: int


COLUMNS = (
    Column("Mã đơn", 14), Column("Ngày nhận", 11), Column("Loại đơn", 14), Column("Nội dung", 70),
    Column("Chủ đề", 26), Column("Lĩnh vực", 22), Column("Cơ quan thẩm quyền", 28), Column("Cơ quan khác có thể", 32),
    Column("Mức chắc chắn", 10), Column("Xác suất", 9), Column("Xử lý", 12), Column("Lý do, ghi chú", 30),
    Column("Khẩn", 7), Column("Dấu hiệu pháp lý", 26), Column("Thời hạn", 26), Column("Trùng với đơn", 14),
    Column("Nội dung khác", 24), Column("Các chủ đề có thể", 34), Column("Từ ngữ căn cứ", 30),
    Column("Tỉnh, thành phố", 18), Column("Huyện (trước 1/7/2025)", 20), Column("Xã, phường", 20),
    Column("Nguồn", 20),
)  # fmt: skip


def write_petitions(path: Path, routed: Sequence[Routed], names: Names, as_of: date) -> None:
    """Write ``phan-don.xlsx``: all petitions, then a sheet for each body; the text of a denunciation stays out."""
    by_body: dict[str, list[Routed]] = {}
    for row in routed:
        by_body.setdefault(row.department, []).append(row)
    bodies = sorted(by_body, key=lambda code: (-len(by_body[code]), code))
    sheets = [("Tất cả", list(routed))]
    sheets += [(names.body(code) or "Chưa xác định cơ quan", by_body[code]) for code in bodies]
    _write(path, sheets, names, as_of, hide_denunciations=True)


def write_denunciations(path: Path, routed: Iterable[Routed], names: Names, as_of: date) -> None:
    """Write ``to-cao.xlsx``: the denunciations with their text, which stands nowhere else."""
    rows = [row for row in routed if row.prediction.petition_type is PetitionType.DENUNCIATION]
    _write(path, [("Đơn tố cáo", rows)], names, as_of, hide_denunciations=False)


def _write(
    path: Path, sheets: Sequence[tuple[str, Sequence[Routed]]], names: Names, as_of: date, hide_denunciations: bool
) -> None:
    from xlsxwriter import Workbook

    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Workbook(str(path), {**options, "constant_memory": True}) as book:
        # The creation time would make two runs differ; the day of the run's "today" does not.
        book.set_properties({"title": "Phân đơn", "created": datetime.combine(as_of, time())})
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#DCE6F1", "border": 1})
        body = book.add_format({"text_wrap": True, "valign": "top"})
        taken: set[str] = set()
        for title, rows in sheets:
            sheet = book.add_worksheet(sheet_name(title, taken))
            _prepare(sheet, head, body, len(rows))
            for at, row in enumerate(rows, start=1):
                cells = _cells(row, names, hide_denunciations)
                sheet.set_row(at, _height(cells))
                for column, cell in enumerate(cells):
                    sheet.write_string(at, column, cell, body)


def _prepare(sheet: Worksheet, head: Format, body: Format, rows: int) -> None:
    sheet.freeze_panes(1, 1)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.repeat_rows(0)
    sheet.fit_to_pages(1, 0)
    sheet.set_row(0, 2 * POINTS_A_LINE)
    sheet.print_area(0, 0, rows, PRINTED - 1)
    sheet.autofilter(0, 0, max(rows, 1), len(COLUMNS) - 1)
    for at, column in enumerate(COLUMNS):
        sheet.set_column(at, at, column.width, body)
        sheet.write_string(0, at, column.header, head)


def _cells(row: Routed, names: Names, hide_denunciations: bool) -> tuple[str, ...]:
    petition, prediction, place = row.petition, row.prediction, row.place
    hidden = hide_denunciations and prediction.petition_type is PetitionType.DENUNCIATION
    return tuple(
        excel_text(cell)
        for cell in (
            petition.id,
            names.day(petition.received_at),
            names.petition_type(prediction.petition_type),
            HIDDEN if hidden else petition.text,
            names.topic(prediction.topic),
            names.field(row.field),
            names.body(row.department),
            "; ".join(names.body(code) for code in row.departments_ranked[1:]),
            names.certainty(prediction.confidence, row.decision),
            names.percent(min(prediction.confidence, SUREST)),
            "Tự động" if row.decision is Decision.AUTO else "Cần rà soát",
            "; ".join(names.reason(code) for code in row.reasons),
            "KHẨN" if prediction.urgent else "",
            "; ".join(names.reason(code) for code in row.legal_flags),
            "; ".join(f"{what}: {names.day(day)}" for what, day in row.deadlines),
            row.repeat_of,
            "; ".join(names.topic(code) for code in prediction.other_topics),
            "; ".join(names.topic(code) for code in prediction.candidates),
            "" if hidden else ", ".join(prediction.evidence),
            place.province,
            place.district,
            place.commune,
            f"{petition.source}, dòng {petition.row}",
        )
    )


def _height(cells: Sequence[str]) -> float:
    """Return the height in points that shows the wrapped cells, up to ``MOST_LINES`` lines."""
    lines = max(
        sum(1 + len(part) // column.width for part in cell[: MOST_LINES * column.width].split("\n"))
        for cell, column in zip(cells, COLUMNS, strict=True)
    )
    return POINTS_A_LINE * min(lines, MOST_LINES)


def excel_text(cell: str) -> str:
    """Return what fits into an Excel cell, with a note where the text was cut."""
    return cell if len(cell) <= EXCEL_CELL else cell[: EXCEL_CELL - len(CUT_NOTE)] + CUT_NOTE


def sheet_name(title: str, taken: set[str]) -> str:
    r"""Return a name that Excel accepts and that no sheet has yet (31 characters, no ``[]:*?/\``)."""
    plain = _FORBIDDEN_IN_SHEET.sub(" ", title).strip(" '")[:31] or "Trang"
    name, number = plain, 1
    while name.lower() in taken:
        number += 1
        name = f"{plain[:27]} ({number})"
    taken.add(name.lower())
    return name
