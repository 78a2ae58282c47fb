"""Parquet files of history: written whole or not at all, read with every fault named."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import InputError, OutputError
from pipeline.history.rows import COLUMNS

if TYPE_CHECKING:
    import pyarrow as pa

FORMAT = b"1"
PHRASE_COLUMNS = ("id", "phrase")
_DATES, _NUMBERS = ("received_at", "recorded_at"), ("place_confidence", "confidence")
_REPEATED = frozenset(COLUMNS) - {"id", "signature", *_DATES, *_NUMBERS}


def batch_schema() -> pa.Schema:
    """Return the columns of a batch; codes that repeat are stored once (dictionary)."""
    import pyarrow as pa

    kinds = {name: pa.date32() for name in _DATES} | {name: pa.float32() for name in _NUMBERS}
    kinds |= {name: pa.dictionary(pa.int32(), pa.string()) for name in _REPEATED}
    return pa.schema([(name, kinds.get(name, pa.string())) for name in COLUMNS])


def phrase_schema() -> pa.Schema:
    """Return the columns of the restricted sidecar."""
    import pyarrow as pa

    return pa.schema([("id", pa.string()), ("phrase", pa.dictionary(pa.int32(), pa.string()))])


def write_table(path: Path, table: pa.Table, notes: Mapping[bytes, bytes]) -> None:
    """Write ``table`` in one move, readable by its owner only.

    Raises:
        OutputError: the folder cannot be written.
    """
    from pyarrow import parquet

    unfinished = path.with_suffix(".unfinished")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as file:
            parquet.write_table(table.replace_schema_metadata({**notes, b"format": FORMAT}), file, compression="zstd")
        unfinished.replace(path)
    except OSError as fault:
        raise OutputError(f"{path}: không ghi được lịch sử ({fault.strerror}); hãy kiểm tra quyền và đĩa.") from fault


def read_table(path: Path, schema: pa.Schema) -> pa.Table:
    """Read a table of ``schema``.

    Raises:
        InputError: the file is cut short, is not Parquet, or is of another format.
    """
    import pyarrow as pa
    from pyarrow import parquet

    try:
        # read through the file object: a path would make pyarrow guess columns from the folders' names
        with path.open("rb") as file:
            table = parquet.read_table(file)
            return table.select(schema.names).cast(schema)
    except (pa.ArrowException, OSError, KeyError) as fault:
        raise InputError(
            f"{path}: tệp lịch sử hỏng hoặc không đúng dạng; hãy chép lại từ bản sao lưu, nạp lại lô này, "
            "hoặc thêm --skip-damaged để bỏ qua."
        ) from fault
