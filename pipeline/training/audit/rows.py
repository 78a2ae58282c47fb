"""The rows of the files audited, with whatever is wrong with each: nothing here stops at the first fault."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from pipeline.corrections import read_corrections
from pipeline.errors import TrainingError
from pipeline.intake.clean import is_blank
from pipeline.training.examples import Example, example_of
from pipeline.training.labelled import LabelColumns, LabelledRow, labelled_rows
from pipeline.training.remap import Remap
from pipeline.training.sources import correction_examples

CORRECTIONS = "bản sửa của cán bộ"


class Kind(StrEnum):
    """What can be wrong; the value is what the workbook and the page say."""

    SCHEMA = "Dòng không dùng được"
    EMPTY = "Nội dung hoặc nhãn trống"
    SPLIT = "Nhãn cũ đã tách, cần chọn nhãn mới"
    RENAMED = "Nhãn cũ đã đổi tên, tự chuyển"
    BODY = "Cơ quan đã giải thể hoặc sáp nhập"
    RARE = "Nhãn quá ít đơn"
    SHORT = "Nội dung quá ngắn"
    CONFLICT = "Đơn gần trùng mà khác nhãn"
    LEAK = "Đơn gần trùng nằm ở hai phần dữ liệu"
    REPEATED = "Đơn gần trùng, cùng nhãn"
    PERSONAL = "Có dữ liệu cá nhân"
    WRONG = "Nhãn có thể sai"


@dataclass(frozen=True, slots=True)
class Audited:
    """One row that can be learnt from, or not: ``example`` is None then. ``row`` is as the file has it."""

    row: LabelledRow
    example: Example | None


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found about one row (its place among the audited) or, with place -1, about a file; never quotes."""

    kind: Kind
    at: int
    where: str
    told: str


@dataclass(frozen=True, slots=True)
class Gathered:
    """All rows and what reading them found."""

    rows: tuple[Audited, ...]
    findings: tuple[Finding, ...]


def gather_rows(files: Sequence[Path], columns: LabelColumns, topics: Container[str] | None, remap: Remap) -> Gathered:
    """Read the files whole; rows that cannot be used are findings.

    Raises:
        InputError: a file that cannot be read.
        TrainingError: a file without the columns.
    """
    rows: list[Audited] = []
    findings: list[Finding] = []
    for file in files:
        for row in labelled_rows(file, columns):
            if not isinstance(row, LabelledRow):
                findings.append(Finding(Kind.SCHEMA, -1, f"{row.table}, dòng {row.row}", f"{row.seen}; {row.advice}"))
            elif not row.dropped:
                example, found = _read(row, len(rows), topics, remap)
                rows.append(Audited(row, example))
                findings += found
    return Gathered(tuple(rows), tuple(findings))


def correction_rows(home: Path) -> Gathered:
    """Return the office's corrections as rows."""
    examples = correction_examples(read_corrections(home))
    rows = [
        LabelledRow(CORRECTIONS, i, id=e.id, text=e.text, topic=e.topic, received_at=e.day)
        for i, e in enumerate(examples, start=1)
    ]
    return Gathered(tuple(map(Audited, rows, examples)), ())


def _read(
    row: LabelledRow, at: int, topics: Container[str] | None, remap: Remap
) -> tuple[Example | None, list[Finding]]:
    if is_blank(row.text) or not row.topic:
        what = "nội dung trống" if is_blank(row.text) else "nhãn trống"
        return None, [Finding(Kind.EMPTY, at, row.where, f"{what}; bổ sung hoặc bỏ dòng")]
    changes = remap.changes(row.topic)
    new = remap.renamed(row.topic, row.text)
    found = []
    if changes and not new:
        into = ", ".join(dict.fromkeys(change.new for change in changes))
        return None, [Finding(Kind.SPLIT, at, row.where, f"{row.topic} thành một trong: {into}")]
    if changes:
        since = changes[0].since.strftime("%d/%m/%Y")
        found.append(Finding(Kind.RENAMED, at, row.where, f"{row.topic} thành {new} từ {since}"))
    try:
        return example_of(row, topics, remap), found
    except TrainingError as fault:  # what fitting would refuse, an audit lists
        told = str(fault).removeprefix(f"{row.where}: ")
        return None, [*found, Finding(Kind.SCHEMA, at, row.where, told)]
