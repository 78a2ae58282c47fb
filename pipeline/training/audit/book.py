"""The workbook that an audit writes: all rows, the most doubtful first, with drop-downs; fit reads it back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.training.audit.rows import Audited, Finding, Kind
from pipeline.training.audit.wrong import Doubt
from pipeline.training.labelled import AUDITED

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

EXCEL_CELL = 32_767
DROP = "x"
GUIDE, DATA_SHEET, LABELS, FILES = "Hướng dẫn", "Dữ liệu", "Danh mục nhãn", "Phát hiện"
# what is only for the eye stands beside what fit reads back
COLUMNS = (
    ("STT", 6), (AUDITED["id"], 14), (AUDITED["text"], 70), (AUDITED["topic"], 28), ("Nhãn gợi ý", 28),
    ("Mức tin gợi ý", 9), (AUDITED["fixed"], 28), (AUDITED["dropped"], 8), ("Vấn đề", 40), ("Nguồn", 26),
    (AUDITED["received_at"], 11), (AUDITED["other_topics"], 20), (AUDITED["petition_type"], 16),
    (AUDITED["urgent"], 7), (AUDITED["manner"], 12), (AUDITED["part"], 10),
)  # fmt: skip
FIXED, DROPPED = 6, 7
QUIET = (Kind.PERSONAL, Kind.RARE)  # counted on the page; in every other row of the workbook they would drown the rest
STEPS = (
    "Trang Dữ liệu xếp dòng đáng ngờ nhất lên đầu: chỉ cần đọc từ trên xuống cho đến khi không còn thấy sai.",
    "Cột Nhãn gợi ý là nhãn mà mô hình chưa đọc đơn này cho là đúng; mô hình cũng có thể sai.",
    "Sửa bằng cách chọn ở cột Nhãn sửa; để trống là giữ nhãn cũ. Ghi x ở cột Bỏ dòng để không học đơn đó.",
    "Không đổi tiêu đề cột. Lưu lại rồi chạy: python train.py fit --data TỆP_NÀY --name TÊN",
    "Tệp này có nội dung đơn: giữ trong máy của cơ quan như giữ hồ sơ gốc.",
)


def write_book(
    path: Path,
    rows: Sequence[Audited],
    doubts: Sequence[Doubt | None],
    findings: Sequence[Finding],
    labels: Mapping[str, str],
) -> None:
    """Write the workbook; ``labels`` are code -> name of what may be chosen.

    Same rows, same bytes: the time of writing is left out.
    """
    from xlsxwriter import Workbook

    told: dict[int, list[str]] = defaultdict(list)
    for finding in findings:
        if finding.kind not in QUIET:
            told[finding.at].append(f"{finding.kind.value}: {finding.told}")
    plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Workbook(str(path), {**plain, "constant_memory": True}) as book:
        book.set_properties({"title": "Kiểm tra dữ liệu huấn luyện", "created": datetime(2025, 1, 1)})
        sheet = _data_sheet(book, len(rows), len(labels))
        for line, at in enumerate(ordered(rows, doubts), start=1):
            for column, cell in enumerate(_cells(line, rows[at], doubts[at], told[at])):
                sheet.write_string(line, column, _as_text(cell[:EXCEL_CELL]))
        _lists(book, labels, [finding for finding in findings if finding.at < 0])
    path.chmod(0o600)


def _as_text(cell: str) -> str:
    """Return a cell that xlsxwriter does not take for XML of its own, which would make the workbook unreadable."""
    return f" {cell}" if cell.startswith("<r>") and cell.endswith("</r>") else cell


def ordered(rows: Sequence[Audited], doubts: Sequence[Doubt | None]) -> list[int]:
    """Return the places of rows as the workbook has them: unusable ones, then by doubt, then those not judged."""

    def key(at: int) -> tuple[int, int, int]:
        doubt = doubts[at]
        if rows[at].example is None:
            return 0, 0, at
        return (2, 0, at) if doubt is None else (1, doubt.rank, at)

    return sorted(range(len(rows)), key=key)


def _cells(line: int, audited: Audited, doubt: Doubt | None, told: Sequence[str]) -> tuple[str, ...]:
    row = audited.row
    topic = audited.example.topic if audited.example else row.topic
    suggested = doubt is not None and doubt.suggested != topic
    sure = f"{100 * doubt.probability:.0f} %" if doubt and suggested else ""
    return (
        str(line), row.id, row.text, topic,
        doubt.suggested if doubt and suggested else "", sure,
        "", "", "; ".join([*(["Nhãn có thể sai"] if doubt and doubt.wrong else []), *told]), row.where,
        row.received_at, row.other_topics, row.petition_type, row.urgent, row.manner, row.part,
    )  # fmt: skip


def _data_sheet(book: Workbook, rows: int, labels: int) -> Worksheet:
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#DCE6F1", "border": 1})
    body = book.add_format({"text_wrap": True, "valign": "top"})
    fill = book.add_format({"text_wrap": True, "valign": "top", "bg_color": "#FFF8DC"})
    sheet = book.add_worksheet(DATA_SHEET)
    sheet.freeze_panes(1, 3)
    sheet.autofilter(0, 0, max(rows, 1), len(COLUMNS) - 1)
    for at, (title, width) in enumerate(COLUMNS):
        sheet.set_column(at, at, width, fill if at in (FIXED, DROPPED) else body)
        sheet.write_string(0, at, title, head)
    wrong = {"error_title": "Không có trong danh mục", "error_message": "Hãy chọn trong danh sách."}
    source = f"='{LABELS}'!$A$2:$A${labels + 1}"
    sheet.data_validation(1, FIXED, max(rows, 1), FIXED, {"validate": "list", "source": source, **wrong})
    sheet.data_validation(1, DROPPED, max(rows, 1), DROPPED, {"validate": "list", "source": [DROP], **wrong})
    return sheet


def _lists(book: Workbook, labels: Mapping[str, str], findings: Sequence[Finding]) -> None:
    sheet = book.add_worksheet(LABELS)
    sheet.set_column(0, 1, 40)
    for line, (label, name) in enumerate([("Nhãn", "Tên"), *labels.items()]):
        sheet.write_string(line, 0, label)
        sheet.write_string(line, 1, name)
    guide = book.add_worksheet(GUIDE)
    guide.set_column(0, 0, 110)
    for line, step in enumerate(STEPS):
        guide.write_string(line, 0, f"{line + 1}. {step}")
    if findings:
        sheet = book.add_worksheet(FILES)
        sheet.set_column(0, 2, 50)
        for line, finding in enumerate(findings):
            for column, cell in enumerate((finding.kind.value, finding.where, finding.told)):
                sheet.write_string(line, column, cell)
