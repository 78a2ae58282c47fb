"""One batch on its way into history: its rows and phrases as tables, and the name it will always have."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from pipeline.errors import InputError
from pipeline.history.numbered import Numbers
from pipeline.history.rows import COLUMNS, COUNTED, SEALED, PastPetition
from pipeline.history.seal import Seal
from pipeline.history.tables import Pieces, batch_schema, phrase_schema

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

Phrases: TypeAlias = "pa.Table"  # rows (id, phrase)
CHUNK = 10_000  # rows turned into columns at once


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows and phrases of one batch, not yet sealed, each as tables that are read one after the other, time and again.

    ``name`` is for people, ``content`` tells batches apart: the same content takes the place of its own earlier file.
    ``phrases`` is None where none were collected.
    """

    name: str
    content: str
    rows: Pieces
    phrases: Pieces | None = None


def content_of(files: Sequence[Path]) -> str:
    """Return what tells the inbox ``files`` apart from all others, whatever their names and their order."""
    return hashlib.sha256(" ".join(sorted(_digest(file) for file in files)).encode()).hexdigest()


def rows_table(rows: Iterable[PastPetition]) -> pa.Table:
    """Return rows as a table; no more than ``CHUNK`` of them stand in memory as objects."""
    import pyarrow as pa

    schema, waiting = batch_schema(), iter(rows)
    chunks = iter(lambda: list(islice(waiting, CHUNK)), [])
    tables = [pa.table([_column(chunk, field) for field in schema], schema=schema) for chunk in chunks]
    return pa.concat_tables(tables).unify_dictionaries() if tables else schema.empty_table()


def frame_table(frame: pd.DataFrame) -> pa.Table:
    """Return a frame with the counted columns of history as a table; signatures and senders may be missing.

    Raises:
        InputError: a column is missing.
    """
    import pandas as pd
    import pyarrow as pa

    missing = [column for column in COUNTED if column not in frame.columns]
    if missing:
        raise InputError(f"Lô ghi vào lịch sử thiếu cột {missing[0]!r}; cần các cột: {', '.join(COUNTED)}.")
    plain = frame.reindex(columns=list(COLUMNS), fill_value="")
    for column in ("received_at", "recorded_at"):
        plain[column] = pd.to_datetime(plain[column]).dt.date
    for column in SEALED:
        plain[column] = [_bytes(cell) for cell in plain[column]]
    return pa.Table.from_pandas(plain, preserve_index=False, schema=batch_schema())


def sealed_rows(batch: Batch, key: bytes) -> Iterator[pa.Table]:
    """Yield the rows of a batch with signatures and senders sealed by ``key``."""
    seals = {name: Seal(key, f"{batch.content}:{name}".encode(), _bytes_of(batch.rows, name)) for name in SEALED}
    for table in batch.rows:
        for name, seal in seals.items():
            table = table.set_column(table.schema.get_field_index(name), name, seal.put_on(table[name]))
        yield table


def phrase_table(phrases: Mapping[str, Iterable[str]]) -> Phrases:
    """Return phrases by petition id as a table in order of ids."""
    words = [phrase for petition in sorted(phrases) for phrase in sorted(set(phrases[petition]))]
    petition = np.repeat(np.arange(len(phrases)), [len(set(phrases[petition])) for petition in sorted(phrases)])
    return phrase_rows(sorted(phrases), petition, words, np.arange(len(words)))


def phrase_rows(ids: Sequence[str], petition: Numbers, words: Sequence[str], word: Numbers) -> Phrases:
    """Return one row a phrase: ``petition`` and ``word`` say which of ``ids`` and ``words`` it holds."""
    import pyarrow as pa

    told = pa.array(words, type=pa.string()).take(pa.array(word)).dictionary_encode()
    return pa.table([pa.array(ids, type=pa.string()).take(pa.array(petition)), told], schema=phrase_schema())


def _column(rows: Sequence[PastPetition], field: pa.Field) -> pa.Array:
    import pyarrow as pa

    cells = [getattr(row, field.name) for row in rows]
    if field.name in SEALED:
        cells = [_bytes(cell) for cell in cells]
    if pa.types.is_dictionary(field.type):
        return pa.array(cells, type=pa.string()).dictionary_encode()
    return pa.array(cells, type=field.type)


def _bytes_of(tables: Pieces, name: str) -> int:
    from pyarrow import compute

    return sum(compute.sum(compute.binary_length(table[name])).as_py() or 0 for table in tables)


def _bytes(cell: str | bytes) -> bytes:
    return cell.encode() if isinstance(cell, str) else cell


def _digest(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
