"""Labelled petitions from tables: the shipped corpus, or an office's own file with its own labels."""

from __future__ import annotations

import hashlib
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import TrainingError
from pipeline.intake.clean import cell_text, clean_characters, is_blank
from pipeline.intake.columns import fold_header
from pipeline.intake.tables import Row, Table, open_tables
from pipeline.records import PetitionType
from pipeline.topics.card import Source

CORPUS_COLUMNS = ("id", "text", "topic", "other_topics", "petition_type", "urgent", "manner", "part", "place")
FEWEST_TEXTS = 5  # of a label: below that no fold can both train and test it


@dataclass(frozen=True, slots=True)
class Example:
    """A labelled petition; ``part`` is the writer's manner (or the file) it came from."""

    id: str
    text: str
    topic: str
    other_topics: tuple[str, ...] = ()
    petition_type: PetitionType | None = None
    urgent: bool | None = None
    part: str = ""
    manner: str = ""


@dataclass(frozen=True, slots=True)
class LabelColumns:
    """Headers of a training file: which column holds the text and which the label."""

    text: str = "text"
    label: str = "topic"


def load_corpus(folder: Path, topics: Container[str]) -> tuple[list[Example], list[Source]]:
    """Read every table of a corpus folder, in name order, with its types, urgency and parts.

    Raises:
        TrainingError: no table, an empty text or an unknown code, with file and row.
    """
    files = sorted(folder.glob("*.csv"))
    if not files:
        raise TrainingError(f"{folder}: không có tệp .csv nào để huấn luyện; hãy chép lại thư mục data/corpus.")
    return load_files(files, LabelColumns(), topics)


def load_files(
    files: Sequence[Path], columns: LabelColumns, topics: Container[str] | None
) -> tuple[list[Example], list[Source]]:
    """Read labelled files; ``topics`` are the labels allowed, None for any label list.

    Raises:
        TrainingError: a missing column, an empty text or label, a label that is refused, with file and row.
    """
    examples: list[Example] = []
    sources = []
    for file in files:
        before = len(examples)
        for table in open_tables(file, lambda cells: fold_header(columns.text) in map(fold_header, cells)):
            examples += _table_examples(table, columns, topics)
        digest = hashlib.sha256(file.read_bytes()).hexdigest()
        sources.append(Source(file.name, digest, len(examples) - before))
    return examples, sources


def _table_examples(table: Table, columns: LabelColumns, topics: Container[str] | None) -> Iterator[Example]:
    header = [fold_header(cell) for cell in table.header]
    for wanted in (columns.text, columns.label):
        if fold_header(wanted) not in header:
            seen = ", ".join(cell for cell in table.header if cell)
            raise TrainingError(f"{table.name}: không có cột {wanted!r}; các cột có: {seen}.")
    places = {name: header.index(fold_header(name)) for name in CORPUS_COLUMNS if fold_header(name) in header}
    places |= {"text": header.index(fold_header(columns.text)), "topic": header.index(fold_header(columns.label))}
    for row in table.rows:
        if not isinstance(row, Row):
            raise TrainingError(f"{table.name}, dòng {row.number}: {row.seen}; hãy {row.advice}.")
        cells = {name: clean_characters(cell_text(row.cells[at])).strip() for name, at in places.items()}
        yield _example(table.name, row.number, cells, topics)


def _example(table: str, row: int, cells: dict[str, str], topics: Container[str] | None) -> Example:
    where = f"{table}, dòng {row}"
    if is_blank(cells["text"]):
        raise TrainingError(f"{where}: nội dung trống; hãy xóa dòng hoặc bổ sung nội dung.")
    others = tuple(filter(None, cells.get("other_topics", "").split("|")))
    if any(mark in cells["topic"] for mark in "|\n"):
        raise TrainingError(f"{where}: nhãn có ký tự '|' hoặc xuống dòng; hãy đổi tên nhãn.")
    for label in (cells["topic"], *others):
        if not label:
            raise TrainingError(f"{where}: nhãn trống; hãy ghi nhãn hoặc xóa dòng.")
        if topics is not None and label not in topics:
            raise TrainingError(f"{where}: mã chủ đề {label!r} không có trong danh mục; hãy sửa theo topics.csv.")
    return Example(
        id=cells.get("id", "") or where,
        text=cells["text"],
        topic=cells["topic"],
        other_topics=others,
        petition_type=_type(where, cells.get("petition_type", "")),
        urgent=cells["urgent"] == "1" if cells.get("urgent") else None,
        part=cells.get("part", "") or table,
        manner=cells.get("manner", ""),
    )


def _type(where: str, code: str) -> PetitionType | None:
    if not code:
        return None
    if code not in list(PetitionType):
        raise TrainingError(f"{where}: loại đơn {code!r} không có; hãy ghi một trong {', '.join(PetitionType)}.")
    return PetitionType(code)


def refuse_thin(examples: Sequence[Example]) -> None:
    """Refuse data that no classifier can be made from.

    Raises:
        TrainingError: fewer than two labels, or a label with fewer than ``FEWEST_TEXTS`` texts.
    """
    counts: dict[str, int] = {}
    for example in examples:
        counts[example.topic] = counts.get(example.topic, 0) + 1
    if len(counts) < 2:
        raise TrainingError("Dữ liệu chỉ có một nhãn; cần ít nhất hai nhãn để huấn luyện.")
    thin = min(counts, key=lambda label: (counts[label], label))
    if counts[thin] < FEWEST_TEXTS:
        raise TrainingError(f"Nhãn {thin!r} chỉ có {counts[thin]} đơn; cần ít nhất {FEWEST_TEXTS} đơn cho mỗi nhãn.")
