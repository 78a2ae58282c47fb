"""Labelled petitions from tables: the shipped corpus, or an office's own file with its own labels."""

from __future__ import annotations

import hashlib
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import TrainingError
from pipeline.intake.clean import is_blank
from pipeline.records import PetitionType
from pipeline.topics.card import Source
from pipeline.training.labelled import LabelColumns, LabelledRow, Unreadable, labelled_rows
from pipeline.training.remap import NO_CHANGES, Remap

__all__ = ["Example", "LabelColumns", "example_of", "load_corpus", "load_files", "refuse_thin"]


FEWEST_TEXTS = 5  # of a label: below that no fold can both train and test it


@dataclass(frozen=True, slots=True)
class Example:
    """A labelled petition; ``day`` is an ISO date or empty, ``corrected`` says that an officer labelled it.

    ``part`` is the writer it came from where one wrote many (the corpus), empty where every petition has its own.
    """

    id: str
    text: str
    topic: str
    other_topics: tuple[str, ...] = ()
    petition_type: PetitionType | None = None
    urgent: bool | None = None
    part: str = ""
    manner: str = ""
    weight: float = 1.0
    day: str = ""
    corrected: bool = False


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
    files: Sequence[Path],
    columns: LabelColumns,
    topics: Container[str] | None,
    remap: Remap = NO_CHANGES,
    weights: Mapping[str, float] | None = None,
) -> tuple[list[Example], list[Source]]:
    """Read labelled files; ``topics`` are the labels allowed, None for any label list.

    Labels no longer in use become those that ``remap`` says. ``weights`` are by file as given, 1 for the others.

    Raises:
        TrainingError: a missing column, an empty text or label, a label that is refused, with file and row.
    """
    examples: list[Example] = []
    sources = []
    for file in files:
        before, weight = len(examples), (weights or {}).get(str(file), 1.0)
        for row in labelled_rows(file, columns):
            if isinstance(row, Unreadable):
                raise TrainingError(f"{row.table}, dòng {row.row}: {row.seen}; hãy {row.advice}.")
            if not row.dropped:
                examples.append(example_of(row, topics, remap, weight))
        digest = hashlib.sha256(file.read_bytes()).hexdigest()
        sources.append(Source(file.name, digest, len(examples) - before, weight))
    return examples, sources


def example_of(row: LabelledRow, topics: Container[str] | None, remap: Remap, weight: float = 1.0) -> Example:
    """Return the example of a row.

    Raises:
        TrainingError: an empty text, a label or type that is refused, a label that was split while the text does not
            say into which one.
    """
    where = row.where
    if is_blank(row.text):
        raise TrainingError(f"{where}: nội dung trống; hãy xóa dòng hoặc bổ sung nội dung.")
    others = tuple(filter(None, row.other_topics.split("|")))
    if any(mark in row.topic for mark in "|\n"):
        raise TrainingError(f"{where}: nhãn có ký tự '|' hoặc xuống dòng; hãy đổi tên nhãn.")
    if not row.topic:
        raise TrainingError(f"{where}: nhãn trống; hãy ghi nhãn hoặc xóa dòng.")
    labels = [remap.renamed(label, row.text) for label in (row.topic, *others)]
    for label in filter(None, labels):
        if topics is not None and label not in topics:
            raise TrainingError(f"{where}: mã chủ đề {label!r} không có trong danh mục; hãy sửa theo topics.csv.")
    if not labels[0]:
        new = ", ".join(dict.fromkeys(change.new for change in remap.changes(row.topic)))
        raise TrainingError(
            f"{where}: nhãn cũ {row.topic!r} đã tách thành {new} mà nội dung không nói rõ; "
            "hãy chạy python train.py audit rồi chọn nhãn trong tệp Excel được lập."
        )
    return Example(
        id=row.id or where,
        text=row.text,
        topic=labels[0],
        other_topics=tuple(label for label in dict.fromkeys(labels[1:]) if label and label != labels[0]),
        petition_type=_type(where, row.petition_type),
        urgent=row.urgent == "1" if row.urgent else None,
        part=row.part,
        manner=row.manner,
        weight=weight,
        day=row.received_at,
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
