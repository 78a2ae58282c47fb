"""The office's corrections: a folder of Parquet files, one an imported workbook, never edited.

A file's name is its number of arrival and the hash of what it says, so the same answers imported again change nothing.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from dataclasses import astuple, replace
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.corrections.record import COLUMNS, Correction
from pipeline.errors import InputError, OutputError
from pipeline.records import PetitionType

if TYPE_CHECKING:
    import pyarrow as pa

FOLDER = "corrections"
FORMAT = b"1"


def corrections_folder(home: Path) -> Path:
    """Return the folder of an office's corrections; need not exist."""
    return home / FOLDER


def read_corrections(home: Path) -> tuple[Correction, ...]:
    """Return the corrections of a home in order of arrival.

    Two officers' words on one petition are both there; of one officer's words on one petition of one batch only the
    last is. Where anybody found a petition to be a denunciation, nobody's record of it gives its text or a note.

    Raises:
        InputError: a file is damaged or of another format.
    """
    last: dict[tuple[str, str, str], Correction] = {}
    for path in _files(home):
        for found in _read(path):
            last[found.batch, found.id, found.reviewer] = found
    secret = {found.id for found in last.values() if found.petition_type == PetitionType.DENUNCIATION}
    return tuple(replace(found, text="", note="") if found.id in secret else found for found in last.values())


def add_corrections(home: Path, corrections: Sequence[Correction]) -> bool:
    """Add a workbook's corrections to a home; false, and nothing written, when the same answers are there already.

    Raises:
        OutputError: the folder cannot be written.
    """
    mark = _content_hash(corrections)
    files = _files(home)
    if any(path.stem.endswith(f"-{mark}") for path in files):
        return False
    number = 1 + max((int(path.stem.partition("-")[0]) for path in files), default=0)
    _write(corrections_folder(home) / f"{number:06d}-{mark}.parquet", corrections)
    return True


def _files(home: Path) -> list[Path]:
    return sorted(corrections_folder(home).glob("[0-9]*-*.parquet"))


def _content_hash(corrections: Sequence[Correction]) -> str:
    """Return the hash of what was said by whom; when a workbook was saved does not count."""
    said = sorted(json.dumps(astuple(replace(found, reviewed_at="")), ensure_ascii=False) for found in corrections)
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:16]


def _schema() -> pa.Schema:
    import pyarrow as pa

    return pa.schema(
        [(name, pa.float64() if name == "inclusion_probability" else pa.string()) for name in COLUMNS],
        metadata={b"format": FORMAT},
    )


def _as_parquet(table: pa.Table) -> memoryview:
    """Return the bytes of a table; through memory, because a thread of pyarrow may outlive Python on Python's files."""
    import pyarrow as pa
    from pyarrow import parquet

    sink = pa.BufferOutputStream()
    parquet.write_table(table, sink, compression="zstd")
    return memoryview(sink.getvalue())


def _write(path: Path, corrections: Sequence[Correction]) -> None:
    import pyarrow as pa

    cells = zip(*(astuple(found) for found in corrections), strict=True)
    columns = dict(zip(COLUMNS, cells, strict=True)) if corrections else dict.fromkeys(COLUMNS, ())
    unfinished = path.with_suffix(".unfinished")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(_as_parquet(pa.table(columns, schema=_schema())))
        unfinished.replace(path)
    except OSError as fault:
        raise OutputError(f"{path}: không ghi được bản sửa ({fault.strerror}); hãy kiểm tra quyền và đĩa.") from fault


def _read(path: Path) -> list[Correction]:
    import pyarrow as pa
    from pyarrow import parquet

    try:
        table = parquet.read_table(pa.BufferReader(path.read_bytes()), use_threads=False)
        if (table.schema.metadata or {}).get(b"format") != FORMAT:
            raise InputError(f"{path}: bản sửa ở dạng khác với dạng chương trình này đọc; hãy dùng đúng phiên bản.")
        rows = table.select(list(COLUMNS)).cast(_schema()).to_pylist()
    except (pa.ArrowException, OSError, KeyError) as fault:
        raise InputError(f"{path}: tệp bản sửa hỏng; hãy chép lại từ bản sao lưu hoặc nhập lại tệp rà soát.") from fault
    return [Correction(**row) for row in rows]
