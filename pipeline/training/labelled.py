"""Rows of labelled files, read without judging them: fitting refuses the first bad one, an audit lists them all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import TrainingError
from pipeline.intake.clean import cell_text, clean_characters
from pipeline.intake.columns import fold_header, known_headers
from pipeline.intake.dates import read_date
from pipeline.intake.tables import BrokenRow, Row, Table, open_tables
from pipeline.settings import DATA

BY_HEADER = ("id", "received_at")  # known by the headers that inboxes have, too
COLUMNS = ("id", "text", "topic", "other_topics", "petition_type", "urgent", "manner", "part", "received_at")
# headers of the workbook that an audit writes, by which it is known when it comes back
AUDITED = {
    "id": "Mã đơn", "text": "Nội dung", "topic": "Nhãn", "fixed": "Nhãn sửa", "dropped": "Bỏ dòng",
    "other_topics": "Nhãn khác", "petition_type": "Loại đơn", "urgent": "Khẩn", "manner": "Cách viết", "part": "Phần",
    "received_at": "Ngày nhận",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class LabelColumns:
    """Headers of a training file: which column holds the text and which the label."""

    text: str = "text"
    label: str = "topic"


@dataclass(frozen=True, slots=True)
class LabelledRow:
    """The cells of one row as read, cleaned of forbidden characters; ``topic`` is the corrected label if there is one.

    ``where`` names file and row. ``dropped`` says that the auditor wants the row left out.
    """

    table: str
    row: int
    id: str = ""
    text: str = ""
    topic: str = ""
    other_topics: str = ""
    petition_type: str = ""
    urgent: str = ""
    manner: str = ""
    part: str = ""
    received_at: str = ""
    dropped: bool = False

    @property
    def where(self) -> str:
        """File and row, for messages."""
        return f"{self.table}, dòng {self.row}"


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A row that is no row: where it stands, what was seen, what to do."""

    table: str
    row: int
    seen: str
    advice: str


def labelled_rows(file: Path, columns: LabelColumns) -> Iterator[LabelledRow | Unreadable]:
    """Yield the rows of a file: its columns as named, else ``text`` and ``topic``, else those of an audit's workbook.

    Raises:
        InputError: the file cannot be read.
        TrainingError: a table without these columns, with the ones it has.
    """
    wanted = {fold_header(columns.text), "text", fold_header(AUDITED["text"])}
    for table in open_tables(file, lambda cells: bool(wanted & set(map(fold_header, cells)))):
        folded = [fold_header(cell) for cell in table.header]
        if fold_header(columns.text) not in folded and _is_guide(table.name, file):
            continue
        yield from _rows(table, _places(table, folded, columns))


def _is_guide(name: str, file: Path) -> bool:
    """Say whether a sheet is one of the lists and notes that an audit puts beside its rows."""
    return name in {f"{file.name}#{title}" for title in ("Hướng dẫn", "Danh mục nhãn", "Phát hiện")}


def _places(table: Table, folded: Sequence[str], columns: LabelColumns) -> dict[str, int]:
    if fold_header(AUDITED["fixed"]) in folded:
        heads = {name: fold_header(header) for name, header in AUDITED.items()}
        places = {name: folded.index(head) for name, head in heads.items() if head in folded}
        if "text" in places and "topic" in places:
            return places
    places = {name: folded.index(fold_header(name)) for name in COLUMNS if fold_header(name) in folded}
    known = known_headers(DATA / "intake" / "headers.csv")
    for at, head in enumerate(folded):
        if known.get(head, ("", 0))[0] in BY_HEADER:
            places.setdefault(known[head][0], at)
    named = {"text": fold_header(columns.text), "topic": fold_header(columns.label)}
    if all(head in folded for head in named.values()):
        return places | {name: folded.index(head) for name, head in named.items()}
    if "text" in places and "topic" in places:
        return places
    missing = columns.text if named["text"] not in folded else columns.label
    seen = ", ".join(cell for cell in table.header if cell)
    raise TrainingError(f"{table.name}: không có cột {missing!r}; các cột có: {seen}.")


def _rows(table: Table, places: dict[str, int]) -> Iterator[LabelledRow | Unreadable]:
    for row in table.rows:
        if isinstance(row, BrokenRow):
            yield Unreadable(table.name, row.number, row.seen, row.advice)
            continue
        cells = {name: _cell(row, at) for name, at in places.items()}
        fixed, dropped = cells.pop("fixed", ""), cells.pop("dropped", "")
        if fixed:
            cells["topic"] = fixed
        if "received_at" in places:
            day = read_date(row.cells[places["received_at"]])
            cells["received_at"] = day.isoformat() if day else ""
        yield LabelledRow(table.name, row.number, **cells, dropped=bool(dropped))


def _cell(row: Row, at: int) -> str:
    return clean_characters(cell_text(row.cells[at])).strip()
