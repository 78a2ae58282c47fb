"""``ra-soat.xlsx``: what needs a person and a sample of the rest, with answers to choose and everything else locked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
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
from pipeline.report.workbook.book import Styles, opened
from pipeline.report.workbook.cells import URGENT, Teller, day, due_lines
from pipeline.report.workbook.guide_sheet import write_guide
from pipeline.report.workbook.lists import Choices
from pipeline.report.workbook.options import WorkbookOptions
from pipeline.report.workbook.review_lists import UNLOCKED, write_batch, write_lists
from pipeline.report.workbook.sample import Reviewed
from pipeline.report.workbook.sheet import Column, Value, excel_text, prepare, row_height, write_row

if TYPE_CHECKING:
    from xlsxwriter import Workbook
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
PRINTED = 9  # up to the verdict


@dataclass(frozen=True, slots=True)
class _Form:
    """What the sheets of one review workbook share."""

    book: Workbook
    styles: Styles
    teller: Teller
    choices: Choices


def write_review(
    folder: Path, reviewed: Reviewed, choices: Choices, teller: Teller, as_of: date, options: WorkbookOptions
) -> None:
    """Write the review workbook; ``train.py import-review`` reads it back (see ``pipeline.corrections``)."""
    with opened(folder / FILE, TITLE, as_of, folder) as (book, styles):
        form = _Form(book, styles, teller, choices)
        write_guide(book, styles, len(reviewed.doubtful), len(reviewed.sampled))
        put = [*_write_rows(form, REVIEW, reviewed.doubtful, 1.0)]
        put += _write_rows(form, SAMPLE, reviewed.sampled, reviewed.chance)
        write_lists(book, styles, choices)
        write_batch(book, reviewed, options.office, put)
        book.set_custom_property("phan-don-batch", reviewed.batch)
        book.set_custom_property("phan-don-format", VERSION)


def _write_rows(form: _Form, title: str, rows: Sequence[Routed], chance: float) -> Iterator[Put]:
    sheet = form.book.add_worksheet(title)
    prepare(sheet, COLUMNS, form.styles, len(rows), PRINTED, 1)
    sheet.protect("", UNLOCKED)
    sheet.set_column(len(COLUMNS) - 1, len(COLUMNS) - 1, None, None, {"hidden": True})
    _offer(sheet, max(len(rows), 1), form.choices)
    for at, row in enumerate(rows, start=1):
        cells = _cells(row, chance, form)
        write_row(sheet, at, cells, row_height(cells, COLUMNS), COLUMNS, form.styles)
        yield _put(row, chance, str(cells[list(LOOKS).index(Header.TEXT)]))


def _cells(row: Routed, chance: float, form: _Form) -> tuple[Value, ...]:
    names, prediction = form.teller.names, row.prediction
    certainty = f"{form.teller.words.certain(prediction.confidence)} ({names.percent(prediction.confidence)})"
    others = [names.topic(code) for code, _ in prediction.ranked[1:4]]
    return (
        excel_text(row.petition.id),
        URGENT if prediction.urgent else "",
        form.teller.text(row),
        excel_text("; ".join(map(names.reason, (*row.reasons, *row.legal_flags)))),
        excel_text(form.choices.name("topic", prediction.topic)),
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
