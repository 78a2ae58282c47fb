"""What a model is trained on: files and folders, the office's corrections, each with its weight, hash and row count."""

from __future__ import annotations

import hashlib
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.corrections import Correction, read_corrections
from pipeline.errors import TrainingError
from pipeline.records import PetitionType
from pipeline.registry.entries import InputFile, Inputs
from pipeline.settings import DATA, default_home
from pipeline.topics.card import Source
from pipeline.training.examples import Example, load_files
from pipeline.training.labelled import LabelColumns
from pipeline.training.remap import Remap, load_remap

CORRECTIONS = "corrections"  # how --weight names the office's corrections
ALL = -1
REMAP = DATA / "taxonomy" / "remap.csv"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the data staff asked to train on.

    ``corrections`` is how many of the office's, the first ones; ``ALL`` of them, or none. ``weights`` are by file or
    folder as given, or ``CORRECTIONS``.
    """

    files: tuple[Path, ...]
    columns: LabelColumns
    home: Path
    corrections: int = 0
    weights: tuple[tuple[str, float], ...] = ()
    taxonomy: Path | None = None


@dataclass(frozen=True, slots=True)
class Gathered:
    """The examples, what the card says of their files, and what the registry needs to read them again."""

    examples: list[Example]
    sources: list[Source]
    inputs: Inputs


def parse_weights(given: Sequence[str]) -> tuple[tuple[str, float], ...]:
    """Read ``--weight FILE=2``.

    Raises:
        TrainingError: no ``=``, or a weight that is no number above 0 and at most 100.
    """
    found = []
    for part in given:
        name, _, number = part.rpartition("=")
        if not name or not number.replace(".", "", 1).isdecimal() or not 0 < float(number) <= 100:
            raise TrainingError(f"--weight: {part!r} không đúng dạng TỆP=SỐ với số lớn hơn 0, không quá 100.")
        found.append((name, float(number)))
    return tuple(found)


def gather(wanted: Wanted, topics: Container[str] | None, remap: Remap) -> Gathered:
    """Read everything that was asked for, in the order given, the corrections last.

    Raises:
        TrainingError: nothing to read, a weight for a file that is not read, a bad row with file and number.
        InputError: a file that cannot be read.
    """
    weights = dict(wanted.weights)
    files = [(file, weights.get(str(given), 1.0)) for given in wanted.files for file in files_in(given)]
    known = {*map(str, wanted.files), *((CORRECTIONS,) if wanted.corrections else ())}
    for name in weights:
        if name not in known:
            raise TrainingError(f"--weight: {name!r} không có trong các tệp nêu ở --data; hãy ghi đúng như ở --data.")
    by_file = {str(file): weight for file, weight in files}
    examples, sources = load_files([file for file, _ in files], wanted.columns, topics, remap, by_file)
    inputs = Inputs(
        files=tuple(
            InputFile(str(file.resolve()), source.sha256, source.rows, source.weight)
            for (file, _), source in zip(files, sources, strict=True)
        ),
        text_column=wanted.columns.text,
        label_column=wanted.columns.label,
        taxonomy=str(wanted.taxonomy.resolve()) if wanted.taxonomy else "",
        remap_sha256=hashlib.sha256(REMAP.read_bytes()).hexdigest(),
    )
    gathered = Gathered(examples, sources, inputs)
    if wanted.corrections:
        found = read_corrections(wanted.home)
        found = found if wanted.corrections == ALL else found[: wanted.corrections]
        gathered = _with_corrections(gathered, found, weights.get(CORRECTIONS, 1.0), topics)
    if not gathered.examples:
        raise TrainingError("Không có đơn nào để huấn luyện; hãy nêu tệp bằng --data hoặc thêm --corrections.")
    return gathered


def files_in(given: Path) -> list[Path]:
    """Return a file itself, of a folder its tables in name order."""
    if not given.is_dir():
        return [given]
    files = sorted(p for p in given.iterdir() if p.suffix.lower() in (".csv", ".xlsx", ".jsonl", ".parquet"))
    if not files:
        raise TrainingError(f"{given}: thư mục không có tệp .csv, .xlsx, .jsonl hay .parquet nào; hãy kiểm tra lại.")
    return files


def _with_corrections(
    gathered: Gathered, corrections: Sequence[Correction], weight: float, topics: Container[str] | None
) -> Gathered:
    """Add the officers' corrections; one of a text that also stands in a file replaces the row of the file."""
    found = correction_examples(corrections, weight)
    allowed = {example.topic for example in gathered.examples} if topics is None else topics
    strange = [e for e in found if gathered.examples and e.topic not in allowed]
    if strange:
        raise TrainingError(
            f"Có {len(strange)} bản sửa mang nhãn không có trong danh mục (nhãn đầu tiên: {strange[0].topic!r}); "
            "hãy thêm dòng vào remap.csv trong thư mục riêng hoặc bổ sung nhãn."
        )
    corrected = {example.text for example in found}
    kept = [example for example in gathered.examples if example.text not in corrected]
    digest = corrections_hash(corrections)
    return replace(
        gathered,
        examples=kept + found,
        sources=[*gathered.sources, Source("bản sửa của cán bộ", digest, len(found), weight)],
        inputs=replace(
            gathered.inputs, corrections=len(corrections), corrections_sha256=digest, corrections_weight=weight
        ),
    )


def correction_examples(corrections: Sequence[Correction], weight: float = 1.0) -> list[Example]:
    """Return the last word on each petition as an example; a denunciation, whose text is kept nowhere, is none."""
    last = {(found.batch, found.id): found for found in corrections if found.text and found.topic}
    return [
        Example(
            id=f"{found.batch}:{found.id}",
            text=found.text,
            topic=found.topic,
            petition_type=PetitionType(found.petition_type) if found.petition_type in list(PetitionType) else None,
            weight=weight,
            day=found.reviewed_at[:10],
            corrected=True,
        )
        for found in last.values()
    ]


def corrections_hash(corrections: Sequence[Correction]) -> str:
    """Return the hash of corrections in their order; the same rows, however they are stored, have the same hash."""
    whole = hashlib.sha256()
    for found in corrections:
        whole.update(repr((found.batch, found.id, found.reviewer, found.text, found.topic)).encode("utf-8", "replace"))
    return whole.hexdigest()


def remap_for(home: Path, topics: Mapping[str, object] | None) -> Remap:
    """Return the shipped table of changes under the office's own ``remap.csv``."""
    return load_remap(REMAP, topics, home / "remap.csv")


def wanted_from(
    data: Sequence[Path] | None,
    corrections: bool,
    weights: Sequence[str] | None,
    text_column: str,
    label_column: str,
    taxonomy: Path | None,
    home: Path | None,
) -> Wanted:
    """Return what the options of the script ask for.

    Raises:
        TrainingError: a weight that cannot be read, or nothing to read.
    """
    if not data and not corrections:
        raise TrainingError("Chưa nêu dữ liệu; hãy thêm --data TỆP, --data data/corpus hoặc --corrections.")
    return Wanted(
        files=tuple(data or ()),
        columns=LabelColumns(text_column, label_column),
        home=home or default_home(),
        corrections=ALL if corrections else 0,
        weights=parse_weights(weights or ()),
        taxonomy=taxonomy,
    )
