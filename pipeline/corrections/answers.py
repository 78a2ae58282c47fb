"""From filled rows to corrections: every answer is checked, and a fault names its sheet and cell."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from pipeline.corrections.form import (
    ANSWERS,
    CHOSEN_FROM,
    CUT_NOTE,
    LIST_TITLES,
    RIGHT,
    WRONG,
    Header,
    Mark,
    Put,
    plain_name,
)
from pipeline.corrections.form import text_digest as digest
from pipeline.corrections.record import Correction
from pipeline.corrections.sheets import FilledRow, Form
from pipeline.records import PetitionType

Mask = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Fault:
    """What stands wrong in one cell; nothing of a petition is quoted."""

    sheet: str
    cell: str
    what: str

    def __str__(self) -> str:
        """Say it with its place: ``Rà soát!N7: ...``."""
        return f"{self.sheet}!{self.cell}: {self.what}"


@dataclass(frozen=True, slots=True)
class Said:
    """Corrections and faults of one workbook; ``unread`` rows came back without an answer."""

    corrections: tuple[Correction, ...]
    faults: tuple[Fault, ...]
    unread: int


def said_in(form: Form, reviewer: str, mask: Mask) -> Said:
    """Return what ``reviewer`` said in a workbook; ``mask`` takes people out of texts and notes."""
    corrections: dict[str, Correction] = {}
    faults: list[Fault] = []
    unread = 0
    for row in form.rows:
        found = _row_faults(form, row) or _twice(row, corrections)
        faults += found
        if found:
            continue
        if not any(row.answers[header].written for header in ANSWERS[:-1]):
            unread += 1
            continue
        put = form.put[row.answers[Header.ID].written]
        corrections[put.id] = _correction(form, row, put, reviewer, mask)
    return Said(tuple(corrections.values()), tuple(faults), unread)


def _row_faults(form: Form, row: FilledRow) -> list[Fault]:
    faults = [
        Fault(row.sheet, answer.cell, "ô này là công thức, hãy gõ hoặc chọn giá trị")
        for header, answer in row.answers.items()
        if answer.formula and header in (Header.ID, *ANSWERS)
    ]
    return faults or _identity(form, row) or [*_unknown(form, row), *_contradiction(form, row)]


def _identity(form: Form, row: FilledRow) -> list[Fault]:
    name, text = row.answers[Header.ID], row.answers[Header.TEXT]
    put = form.put.get(name.written)
    if put is None:
        return [Fault(row.sheet, name.cell, "mã đơn không có trong lô này, hãy ghi lại mã cũ hoặc xóa cả dòng")]
    if digest(text.written) != put.digest:
        what = "nội dung không phải của đơn có mã ở dòng này, hãy khôi phục dòng (có thể chỉ một số cột bị sắp xếp)"
        return [Fault(row.sheet, text.cell, what)]
    return []


def _unknown(form: Form, row: FilledRow) -> list[Fault]:
    faults = []
    for header, kind in CHOSEN_FROM.items():
        answer = row.answers[header]
        if answer.written and plain_name(answer.written) not in form.choices[kind]:
            what = f"giá trị không có trong danh mục {LIST_TITLES[kind].lower()}, hãy chọn trong danh sách của ô"
            faults.append(Fault(row.sheet, answer.cell, what))
    return faults


def _contradiction(form: Form, row: FilledRow) -> list[Fault]:
    verdict = row.answers[Header.VERDICT]
    written, put = plain_name(verdict.written), form.put[row.answers[Header.ID].written]
    if written not in ("", plain_name(RIGHT), plain_name(WRONG)):
        return [Fault(row.sheet, verdict.cell, f"kết luận chỉ là “{RIGHT}” hoặc “{WRONG}”")]
    given = {kind: _chosen(form, row, header) for header, kind in CHOSEN_FROM.items()}
    changes = any(code and code != before for code, before in zip(given.values(), _before(put), strict=True))
    if written == plain_name(RIGHT) and changes:
        return [Fault(row.sheet, verdict.cell, f"đã chọn “{RIGHT}” nhưng có ô sửa khác, hãy giữ một trong hai")]
    if written == plain_name(WRONG) and not changes:
        return [Fault(row.sheet, verdict.cell, f"đã chọn “{WRONG}” nhưng chưa ghi điều đúng, hãy chọn ở ô bên phải")]
    return []


def _before(put: Put) -> tuple[str, ...]:
    return put.topic, put.petition_type, put.department, put.commune_code


def _twice(row: FilledRow, corrections: Mapping[str, Correction]) -> list[Fault]:
    name = row.answers[Header.ID]
    if name.written not in corrections:
        return []
    return [Fault(row.sheet, name.cell, "mã đơn này đã có kết luận ở dòng khác, hãy xóa một dòng")]


def _chosen(form: Form, row: FilledRow, header: Header) -> str:
    return form.choices[CHOSEN_FROM[header]].get(plain_name(row.answers[header].written), "")


def _correction(form: Form, row: FilledRow, put: Put, reviewer: str, mask: Mask) -> Correction:
    kind = _chosen(form, row, Header.RIGHT_TYPE) or put.petition_type
    secret = PetitionType.DENUNCIATION in (kind, put.petition_type)
    return Correction(
        id=put.id,
        text="" if secret else mask(row.answers[Header.TEXT].written.removesuffix(CUT_NOTE)),
        topic=_chosen(form, row, Header.RIGHT_TOPIC) or put.topic,
        petition_type=kind,
        department=_chosen(form, row, Header.RIGHT_BODY) or put.department,
        commune_code=_chosen(form, row, Header.RIGHT_PLACE) or put.commune_code,
        note="" if secret else mask(row.answers[Header.NOTE].written),
        reviewer=reviewer,
        reviewed_at=form.saved_at,
        batch=form.marks[Mark.BATCH],
        predicted_topic=put.topic,
        decision=put.decision,
        inclusion_probability=put.inclusion_probability,
        predicted_type=put.petition_type,
        predicted_department=put.department,
        predicted_commune_code=put.commune_code,
        model=form.marks[Mark.MODEL],
    )
