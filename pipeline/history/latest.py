"""Which rows of many batches hold the last word on a petition."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from pipeline.history.numbered import Numbers

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

Days = NDArray[np.datetime64]
_SMALL = 1 << 15


class _Codes:
    """A column of codes that repeat, gathered as numbers: each code stands once, each cell takes 2 or 4 bytes."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._parts: list[NDArray[np.signedinteger[Any]]] = []

    def add(self, column: pa.ChunkedArray) -> None:
        for chunk in column.chunks:
            known = [self._numbers.setdefault(code, len(self._numbers)) for code in chunk.dictionary.to_pylist()]
            codes = chunk.indices.fill_null(-1).to_numpy(zero_copy_only=False)
            small = np.int16 if len(self._numbers) < _SMALL else np.int32
            self._parts.append(np.array([*known, -1], dtype=small)[codes])

    def column(self, rows: Numbers | None) -> pd.Categorical:
        import pandas as pd

        codes = _gathered(self._parts, np.dtype(np.int16 if len(self._numbers) < _SMALL else np.int32), rows)
        return pd.Categorical.from_codes(codes, categories=pd.Index(list(self._numbers), dtype="str"))


def latest_rows(tables: Iterable[pa.Table], schema: pa.Schema, until: date) -> pd.DataFrame:
    """Return one row a petition received on or before ``until`` in order of dates, with ``first_recorded_at``.

    ``tables`` (of ``schema``) stand in order of arrival; impossible rows (received after they were recorded) are kept.
    A table is forgotten as soon as its codes are gathered as numbers: of years only numbers and ids stay in memory.
    """
    import pandas as pd
    import pyarrow as pa

    repeated = {field.name: _Codes() for field in schema if pa.types.is_dictionary(field.type)}
    plain: dict[str, list[NDArray[np.generic]]] = {
        field.name: [] for field in schema if field.name != "id" and field.name not in repeated
    }
    ids: list[pa.Array] = []
    for table in tables:
        ids += table["id"].chunks
        for name, codes in repeated.items():
            codes.add(table[name])
        for name, parts in plain.items():
            parts.append(table[name].to_numpy())
    pa.default_memory_pool().release_unused()
    kept, first = _chosen(pa.chunked_array(ids, type=pa.string()), plain, until)
    columns: dict[str, object] = {}
    for field in schema:
        if field.name == "id":
            everything = pa.chunked_array(ids, type=pa.string())
            columns["id"] = (everything if kept is None else everything.take(kept)).to_pandas()
        elif field.name in repeated:
            columns[field.name] = repeated.pop(field.name).column(kept)
        else:
            columns[field.name] = _gathered(plain.pop(field.name), _kind(field), kept)
    columns["first_recorded_at"] = first
    return pd.DataFrame(columns, copy=False)


def _chosen(
    ids: pa.ChunkedArray, plain: Mapping[str, list[NDArray[np.generic]]], until: date
) -> tuple[Numbers | None, Days]:
    """Return which rows to keep in which order (None: all as they are) and when each was first recorded."""
    recorded: Days = _gathered(plain["recorded_at"], np.dtype("datetime64[D]"), None)
    day: Days = _gathered(plain["received_at"], np.dtype("datetime64[D]"), None)
    first, kept = _first_and_last(ids, recorded)
    # a date after its own batch is impossible; such rows stay in, so that they can be counted
    kept = kept[np.isnat(day[kept]) | (day[kept] <= np.datetime64(until)) | (day[kept] > recorded[kept])]
    kept = kept[np.argsort(day[kept], kind="stable")]
    unmoved = len(kept) == len(day) and bool((kept == np.arange(len(kept))).all())
    return (None if unmoved else kept), first[kept].astype("datetime64[ms]")


def _gathered(parts: list[Any], kind: np.dtype[Any], rows: Numbers | None) -> NDArray[Any]:
    whole = np.concatenate(parts).astype(kind, copy=False) if parts else np.zeros(0, dtype=kind)
    return whole if rows is None else whole[rows]


def _kind(field: pa.Field) -> np.dtype[Any]:
    import pyarrow as pa

    return np.dtype("datetime64[ms]") if pa.types.is_date(field.type) else np.dtype(field.type.to_pandas_dtype())


def last_day(table: pa.Table) -> date | None:
    """Return the last day on which a row was recorded."""
    from pyarrow import compute

    last: date | None = compute.max(table["recorded_at"]).as_py()
    return last


def _first_and_last(ids: pa.ChunkedArray, recorded: Days) -> tuple[Days, Numbers]:
    """Return when each row's petition was first recorded, and the rows that hold the last word on one.

    Only ids whose hashes meet are compared: a table of millions of ids would take more memory than all else.
    """
    parts = [np.fromiter(map(hash, chunk.to_pylist()), np.int64, len(chunk)) for chunk in ids.chunks]
    hashes = np.concatenate(parts or [np.zeros(0, np.int64)])
    in_order = np.sort(hashes)
    meeting = in_order[1:][in_order[1:] == in_order[:-1]]
    if not len(meeting):
        return recorded, np.arange(len(hashes), dtype=np.intp)
    rows = np.flatnonzero(np.isin(hashes, meeting))
    codes = ids.take(rows).combine_chunks().dictionary_encode().indices.to_numpy()
    order = np.lexsort((recorded[rows], codes))
    ends = np.append(np.flatnonzero(np.diff(codes[order])), len(order) - 1)
    starts = np.concatenate(([0], ends[:-1] + 1))
    first, last = recorded.copy(), np.ones(len(recorded), dtype=bool)
    first[rows[order]] = np.repeat(recorded[rows[order[starts]]], ends - starts + 1)
    last[rows] = False
    last[rows[order[ends]]] = True
    return first, np.flatnonzero(last)
