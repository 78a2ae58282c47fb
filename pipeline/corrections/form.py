"""The shape of the review workbook: what the report writes and import-review reads back."""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

VERSION = "1"
GUIDE, REVIEW, SAMPLE, LISTS, BATCH = "Hướng dẫn", "Rà soát", "Kiểm tra mẫu", "Danh mục", "lo_don"
REVIEWER_CELL = "B3"  # on the guide sheet
DIGEST = 16  # hexadecimal digits
CUT_NOTE = " … [bị cắt vì quá dài cho Excel, xem tệp gốc]"


class Header(StrEnum):
    """Headers of the review sheets; a column is known by its header, wherever it was moved."""

    ID = "Mã đơn"
    RECEIVED = "Ngày nhận"
    URGENT = "Khẩn"
    TEXT = "Nội dung"
    REASONS = "Vì sao cần xem"
    TOPIC = "Chủ đề máy gợi ý"
    TYPE = "Loại đơn máy gợi ý"
    BODY = "Cơ quan máy gợi ý"
    PLACE = "Nơi xảy ra"
    CERTAINTY = "Mức chắc chắn"
    OTHERS = "Chủ đề khác có thể"
    DUE = "Thời hạn"
    VERDICT = "Kết luận"
    RIGHT_TOPIC = "Chủ đề đúng"
    RIGHT_TYPE = "Loại đơn đúng"
    RIGHT_BODY = "Cơ quan đúng"
    RIGHT_PLACE = "Xã, phường đúng"
    NOTE = "Ghi chú"
    INCLUSION = "Xác suất chọn"


ANSWERS = (Header.VERDICT, Header.RIGHT_TOPIC, Header.RIGHT_TYPE, Header.RIGHT_BODY, Header.RIGHT_PLACE, Header.NOTE)
NEEDED = (Header.ID, Header.TEXT, *ANSWERS)
RIGHT, WRONG = "Đúng", "Cần sửa"
CHOSEN_FROM = {
    Header.RIGHT_TOPIC: "topic", Header.RIGHT_TYPE: "type", Header.RIGHT_BODY: "body", Header.RIGHT_PLACE: "place",
}  # fmt: skip
LIST_TITLES = {"topic": "Chủ đề", "type": "Loại đơn", "body": "Cơ quan", "place": "Xã, phường, đặc khu"}


class Mark(StrEnum):
    """Keys of the hidden sheet: whose batch this is and in which format."""

    VERSION = "version"
    BATCH = "batch"
    OFFICE = "office"
    OFFICE_NAME = "office_name"
    MODEL = "model"
    AUTO = "auto"


MARK_ROWS = 8  # rows of the hidden sheet before its table of petitions


@dataclass(frozen=True, slots=True)
class Put:
    """A petition as it was put before the officer: one row of the hidden sheet, codes only."""

    id: str
    digest: str
    topic: str
    petition_type: str
    department: str
    commune_code: str
    decision: str
    inclusion_probability: float


def text_digest(cell: str) -> str:
    """Return what tells whether a cell still holds the text that was put there; spaces and lines do not count."""
    plain = " ".join(unicodedata.normalize("NFC", cell).split())
    return hashlib.sha256(plain.encode("utf-8", "replace")).hexdigest()[:DIGEST]


def office_key(name: str, level: str, province: str, commune: str) -> str:
    """Return what tells one office's workbooks from another's, without saying who it is."""
    whose = "\n".join((name, level, province, commune))
    return hashlib.sha256(whose.encode("utf-8", "replace")).hexdigest()[:DIGEST]


def plain_name(written: str) -> str:
    """Return a written name as it is compared: composed letters, single spaces, no capitals."""
    return " ".join(unicodedata.normalize("NFC", written).split()).casefold()
