"""Parquet files of history: written whole or not at all, read with every fault named."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from pipeline.errors import InputError, OutputError
from pipeline.history.rows import COLUMNS, SEALED

if TYPE_CHECKING:
    import pyarrow as pa

Pieces: TypeAlias = "Iterable[pa.Table]"  # tables of one schema, one after the other, that can be read again
FORMAT = b"2"
_DATES, _NUMBERS = ("received_at", "recorded_at"), ("place_confidence", "confidence")
_REPEATED = frozenset(COLUMNS) - {"id", *SEALED, *_DATES, *_NUMBERS}


def batch_schema(columns: Sequence[str] = COLUMNS) -> pa.Schema:
    """Return the columns of a batch; codes that repeat are stored once (dictionary)."""
    import pyarrow as pa

    kinds = {name: pa.date32() for name in _DATES} | {name: pa.float32() for name in _NUMBERS}
    kinds |= {name: pa.dictionary(pa.int32(), pa.string()) for name in _REPEATED}
    kinds |= {name: pa.binary() for name in SEALED}
    return pa.schema([(name, kinds.get(name, pa.string())) for name in columns])


def phrase_schema() -> pa.Schema:
    """Return the columns of the restricted sidecar."""
    import pyarrow as pa

    return pa.schema([("id", pa.string()), ("phrase", pa.dictionary(pa.int32(), pa.string()))])


def make_private(folder: Path) -> None:
    """Make a folder, with those above it that do not exist yet, that only its owner may enter."""
    for missing in reversed([path for path in (folder, *folder.parents) if not path.exists()]):
        missing.mkdir(mode=0o700, exist_ok=True)


def check_writable(folder: Path) -> None:
    """Refuse a folder in which nothing could be written, without making it.

    Raises:
        OutputError: the folder, or what exists of the way to it, is closed to us or no folder.
    """
    standing = next(path for path in (folder, *folder.absolute().parents) if path.exists())
    if not standing.is_dir() or not os.access(standing, os.W_OK | os.X_OK):
        raise OutputError(
            f"{folder}: không ghi được lịch sử vào đây; hãy chọn --history hoặc --home khác, hoặc thêm --no-history."
        )


def write_tables(path: Path, tables: Pieces, schema: pa.Schema, notes: Mapping[bytes, bytes]) -> None:
    """Write ``tables`` of ``schema`` one after the other as one file, in one move, readable by its owner only.

    Raises:
        OutputError: the folder cannot be written.
    """
    import pyarrow as pa
    from pyarrow import parquet

    own = schema.with_metadata({**notes, b"format": FORMAT})
    unfinished = path.with_suffix(".unfinished")
    try:
        make_private(path.parent)
        handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        try:
            # pyarrow's own file: a thread of it may outlive Python, and then it must not hold one of Python's
            with pa.OSFile(str(unfinished), "wb") as file, parquet.ParquetWriter(file, own, compression="zstd") as out:
                for table in tables:
                    out.write_table(table.replace_schema_metadata(own.metadata))
            os.fsync(handle)
        finally:
            os.close(handle)
        unfinished.replace(path)
        pa.default_memory_pool().release_unused()
    except OSError as fault:
        unfinished.unlink(missing_ok=True)
        raise OutputError(f"{path}: không ghi được lịch sử ({fault.strerror}); hãy kiểm tra quyền và đĩa.") from fault


def read_table(path: Path, schema: pa.Schema) -> pa.Table:
    """Read the columns of ``schema``; the notes of the file stand in the table's own metadata.

    Raises:
        InputError: the file is cut short, is not Parquet, or is of another format.
    """
    import pyarrow as pa
    from pyarrow import parquet

    repeated = [field.name for field in schema if pa.types.is_dictionary(field.type)]
    try:
        # read through a map: a path would make pyarrow guess columns from the folders' names
        with pa.memory_map(str(path)) as file:
            table = parquet.read_table(file, columns=schema.names, read_dictionary=repeated)
            return table.select(schema.names).cast(schema.with_metadata(table.schema.metadata))
    except (pa.ArrowException, OSError, KeyError) as fault:
        raise _damaged(path) from fault


def read_pieces(path: Path, schema: pa.Schema) -> Iterator[pa.Table]:
    """Yield the row groups of a file one after the other: a sidecar of a large batch would fill memory.

    Raises:
        InputError: as ``read_table``.
    """
    import pyarrow as pa
    from pyarrow import parquet

    repeated = [field.name for field in schema if pa.types.is_dictionary(field.type)]
    try:
        with pa.memory_map(str(path)) as file:
            whole = parquet.ParquetFile(file, read_dictionary=repeated)
            for number in range(whole.num_row_groups):
                yield whole.read_row_group(number, schema.names).select(schema.names).cast(schema)
    except (pa.ArrowException, OSError, KeyError) as fault:
        raise _damaged(path) from fault


def read_notes(path: Path) -> Mapping[bytes, bytes]:
    """Return the notes of a file, having looked at its end alone: that is where a file cut short is found out.

    Raises:
        InputError: the file is cut short or is not Parquet.
    """
    import pyarrow as pa
    from pyarrow import parquet

    try:
        with pa.memory_map(str(path)) as file:
            return dict(parquet.read_schema(file).metadata or {})
    except (pa.ArrowException, OSError) as fault:
        raise _damaged(path) from fault


def _damaged(path: Path) -> InputError:
    return InputError(
        f"{path}: tệp lịch sử hỏng hoặc không đúng dạng; hãy chép lại từ bản sao lưu, nạp lại lô này, "
        "hoặc thêm --skip-damaged để bỏ qua."
    )
