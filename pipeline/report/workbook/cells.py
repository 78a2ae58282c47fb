"""The columns of the petition workbooks, and a petition's cells in them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from pipeline.records import Decision, PetitionType, Routed
from pipeline.report.names import Names
from pipeline.report.workbook.sheet import AUTO, REVIEW, Column, Value, excel_text
from pipeline.report.workbook.words import Words

SUREST = 0.999  # nothing learnt from examples is certain
PRINTED = 10  # columns that go on paper; the others are for filtering on screen
URGENT = "KHẨN"
UNTOLD = "(đơn tố cáo, nội dung ở tệp to-cao.xlsx)"
COLUMNS = (
    Column("Mã đơn", 13), Column("Ngày nhận", 11, "day"), Column("Loại đơn", 12), Column("Khẩn", 7, "urgent"),
    Column("Nội dung", 60), Column("Chủ đề", 24), Column("Cơ quan thẩm quyền", 25), Column("Xử lý", 11, "decision"),
    Column("Lý do, ghi chú", 22), Column("Thời hạn", 36),
    Column("Lĩnh vực", 20), Column("Mức chắc chắn", 11), Column("Xác suất", 9, "share"),
    Column("Cơ quan khác có thể", 30), Column("Dấu hiệu pháp lý", 26), Column("Trùng với đơn", 13),
    Column("Nội dung khác", 24), Column("Các chủ đề có thể", 34), Column("Từ ngữ căn cứ", 28),
    Column("Tỉnh, thành phố", 18), Column("Huyện (trước 1/7/2025)", 20), Column("Xã, phường", 20),
    Column("Nguồn", 22),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Teller:
    """Turns routed petitions into cells: names for codes, and for a denunciation topic, field and place alone."""

    names: Names
    words: Words
    told: Callable[[Routed], str]

    def text(self, row: Routed) -> str:
        """Return the text as it may stand outside ``to-cao.xlsx``."""
        if row.prediction.petition_type is not PetitionType.DENUNCIATION:
            return excel_text(row.petition.text)
        return excel_text(f"{UNTOLD} {self.told(row)}".strip())

    def cells(self, row: Routed, secret: bool = False) -> tuple[Value, ...]:
        """Return the cells of a petition in ``COLUMNS``; with ``secret``, those of ``to-cao.xlsx``."""
        petition, prediction, place, names = row.petition, row.prediction, row.place, self.names
        hidden = not secret and prediction.petition_type is PetitionType.DENUNCIATION
        return (
            excel_text(petition.id),
            day(petition.received_at),
            names.petition_type(prediction.petition_type),
            URGENT if prediction.urgent else "",
            self.text(row) if hidden else excel_text(petition.text),
            excel_text(names.topic(prediction.topic)),
            excel_text(names.body(row.department)),
            AUTO if row.decision is Decision.AUTO else REVIEW,
            excel_text("; ".join(map(names.reason, row.reasons))),
            due_lines(row, names),
            excel_text(names.field(row.field)),
            self.words.certain(prediction.confidence),
            min(prediction.confidence, SUREST),
            excel_text("; ".join(map(names.body, row.departments_ranked[1:]))),
            excel_text("; ".join(map(names.reason, row.legal_flags))),
            excel_text(row.repeat_of),
            excel_text("; ".join(map(names.topic, prediction.other_topics))),
            excel_text("; ".join(map(names.topic, prediction.candidates))),
            "" if hidden else excel_text(", ".join(prediction.evidence)),
            excel_text(place.province),
            excel_text(place.district),
            excel_text(place.commune),
            excel_text(f"{petition.source}, dòng {petition.row}"),
        )


def due_lines(row: Routed, names: Names) -> str:
    """Return what is due when, a line each."""
    return excel_text("\n".join(f"{names.day(due)}: {what}" for what, due in row.deadlines))


def day(received: date | None) -> Value:
    """Return a date that Excel can hold (since 1900), else its text, empty for none."""
    if received is None:
        return ""
    return received if received.year >= 1900 else f"{received:%d/%m}/{received.year:04d}"
