"""``ra-soat.xlsx``: what needs a person and a sample of the rest, with answers to choose and everything else locked."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.corrections.form import (
    ANSWERS,
    CHOSEN_FROM,
    LIST_TITLES,
    LISTS,
    REVIEW,
    RIGHT,
    SAMPLE,
    VERSION,
    WRONG,
    Header,
    Put,
    text_digest,
)
from pipeline.records import Routed
from pipeline.report.workbook.book import Draft, laid_out
from pipeline.report.workbook.cells import URGENT, Teller, day, due_lines
from pipeline.report.workbook.guide_sheet import write_guide
from pipeline.report.workbook.lists import Choices
from pipeline.report.workbook.options import WorkbookOptions
from pipeline.report.workbook.review_lists import UNLOCKED, add_put, lay_batch, write_lists
from pipeline.report.workbook.sample import Reviewed
from pipeline.report.workbook.sheet import Column, Value, excel_text, prepare
from pipeline.report.workbook.table import Table

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

FILE, TITLE = "ra-soat.xlsx", "Rà soát đơn"
WIDTHS = (12, 26, 15, 26, 26, 24)
LOOKS = {
    Header.ID: Column(Header.ID, 12), Header.URGENT: Column(Header.URGENT, 7, "urgent"),
    Header.TEXT: Column(Header.TEXT, 54), Header.REASONS: Column(Header.REASONS, 22),
    Header.TOPIC: Column(Header.TOPIC, 21), Header.TYPE: Column(Header.TYPE, 12),
    Header.BODY: Column(Header.BODY, 21), Header.PLACE: Column(Header.PLACE, 18),
    **{header: Column(header, width, "answer") for header, width in zip(ANSWERS, WIDTHS, strict=True)},
    Header.RECEIVED: Column(Header.RECEIVED, 11, "day"), Header.CERTAINTY: Column(Header.CERTAINTY, 13),
    Header.OTHERS: Column(Header.OTHERS, 34), Header.DUE: Column(Header.DUE, 40),
    Header.INCLUSION: Column(Header.INCLUSION, 10, "share"),
}  # fmt: skip
COLUMNS = tuple(LOOKS.values())
TEXT_AT = list(LOOKS).index(Header.TEXT)
PRINTED = 9  # up to the verdict


def write_review(
    folder: Path, reviewed: Reviewed, choices: Choices, teller: Teller, as_of: date, options: WorkbookOptions
) -> None:
    """Write the review workbook; ``train.py import-review`` reads it back (see ``pipeline.corrections``)."""
    with laid_out(TITLE, as_of, folder) as draft:
        write_guide(draft.book, draft.styles, len(reviewed.doubtful), len(reviewed.sampled))
        doubtful = _lay_rows(draft, REVIEW, len(reviewed.doubtful), choices)
        sampled = _lay_rows(draft, SAMPLE, len(reviewed.sampled), choices)
        write_lists(draft.book, draft.styles, choices)
        batch = lay_batch(draft, reviewed, options.office)
        draft.book.set_custom_property("phan-don-batch", reviewed.batch)
        draft.book.set_custom_property("phan-don-format", VERSION)
    for table, rows, chance in ((doubtful, reviewed.doubtful, 1.0), (sampled, reviewed.sampled, reviewed.chance)):
        for row in rows:
            cells = _cells(row, chance, teller, choices)
            table.add(cells)
            add_put(batch, _put(row, chance, str(cells[TEXT_AT])))
    draft.pack(folder / FILE)


def _lay_rows(draft: Draft, title: str, rows: int, choices: Choices) -> Table:
    sheet = draft.book.add_worksheet(title)
    prepare(sheet, COLUMNS, draft.styles, rows, PRINTED, 1)
    sheet.protect("", UNLOCKED)
    sheet.set_column(len(COLUMNS) - 1, len(COLUMNS) - 1, None, None, {"hidden": True})
    _offer(sheet, max(rows, 1), choices)
    return draft.table(sheet, COLUMNS)


def _cells(row: Routed, chance: float, teller: Teller, choices: Choices) -> tuple[Value, ...]:
    names, prediction = teller.names, row.prediction
    certainty = f"{teller.words.certain(prediction.confidence)} ({names.percent(prediction.confidence)})"
    others = [names.topic(code) for code, _ in prediction.ranked[1:4]]
    return (
        excel_text(row.petition.id),
        URGENT if prediction.urgent else "",
        teller.text(row),
        excel_text("; ".join(map(names.reason, (*row.reasons, *row.legal_flags)))),
        excel_text(choices.name("topic", prediction.topic)),
        names.petition_type(prediction.petition_type),
        excel_text(names.body(row.department)),
        excel_text(", ".join(filter(None, (row.place.commune, row.place.district, row.place.province)))),
        *[""] * len(ANSWERS),
        day(row.petition.received_at),
        certainty,
        excel_text("; ".join(others)),
        due_lines(row, names),
        chance,
    )


def _put(row: Routed, chance: float, text: str) -> Put:
    return Put(
        id=excel_text(row.petition.id),
        digest=text_digest(text),
        topic=row.prediction.topic,
        petition_type=row.prediction.petition_type.value,
        department=row.department,
        commune_code=row.place.commune_code,
        decision=row.decision.value,
        inclusion_probability=chance,
    )


def _offer(sheet: Worksheet, last: int, choices: Choices) -> None:
    """Put drop-down lists on the cells to be filled in."""
    headers = list(LOOKS)
    at = headers.index(Header.VERDICT)
    sheet.data_validation(1, at, last, at, {"validate": "list", "source": [RIGHT, WRONG], **_said("Kết luận")})
    for header, kind in CHOSEN_FROM.items():
        at, known = headers.index(header), len(choices.lists[kind])
        letter = "ACEG"[list(LIST_TITLES).index(kind)]
        if known:
            source = f"='{LISTS}'!${letter}$2:${letter}${known + 1}"
            rule = {"validate": "list", "source": source, **_said(LIST_TITLES[kind])}
            sheet.data_validation(1, at, last, at, rule)


def _said(what: str) -> dict[str, object]:
    return {
        "error_title": "Không có trong danh mục",
        "error_message": f"{what}: hãy chọn một giá trị trong danh sách của ô, hoặc để trống.",
    }
