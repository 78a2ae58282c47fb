"""Phrases of many batches as numbers: of a petition those of its latest batch alone.

A petition has some thirty phrases, so that a million of them fill memory as rows of strings: every table is read twice,
once for the ids and the phrases there are, once for who wrote which, and only numbers of it stay.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from pipeline.history.numbered import Numbers
from pipeline.history.tables import Pieces

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

Truths = NDArray[np.bool_]
AT_ONCE = 20_000  # petitions whose pairs stand in memory together


@dataclass(frozen=True, slots=True)
class Piece:
    """Rows of the history, how many phrases each has, and the numbers of all of these phrases."""

    row: Numbers
    many: Numbers
    phrase: Numbers


@dataclass(frozen=True, slots=True)
class Written:
    """Which petitions wrote which phrases; a phrase's number is its place among the ``distinct`` ones.

    ``rows`` is how many rows the history has.
    """

    pieces: tuple[Piece, ...]
    distinct: pa.Array
    rows: int

    def pairs(self) -> Iterator[tuple[Numbers, Numbers]]:
        """Yield rows of the history and numbers of phrases, arrays of one length, some petitions at a time."""
        for piece in self.pieces:
            ends = np.append(0, np.cumsum(piece.many))
            for first in range(0, len(piece.row), AT_ONCE):
                some = slice(first, first + AT_ONCE)
                begin, end = ends[first], ends[min(first + AT_ONCE, len(piece.row))]
                yield np.repeat(piece.row[some], piece.many[some]), piece.phrase[begin:end]


@dataclass(frozen=True, slots=True)
class _Seen:
    """What one table holds: its runs of rows of one id, and its phrases."""

    ids: pa.Array
    many: Numbers
    batch: int
    phrases: pa.Array


def latest_phrases(ids: pd.Series, wanted: Truths, batches: Sequence[Pieces]) -> Written:
    """Return the phrases of the ``wanted`` rows of a history; ``ids`` are those of all of its rows.

    ``batches`` have rows (id, phrase) and stand in order of arrival. Phrases of petitions that the history does not
    hold are left out.
    """
    import pyarrow as pa

    seen = [_seen(table, number) for number, batch in enumerate(batches) for table in batch]
    if not seen:
        return Written((), pa.array([], type=pa.string()), len(wanted))
    row, kept = _rows_of(ids, wanted, seen)
    places, distinct = _numbers_of([one.phrases for one in seen])
    pieces: list[Piece] = []
    begin = 0
    for codes, one, place in zip(_codes_of(batches), seen, places, strict=True):
        runs = slice(begin, begin + len(one.many))
        begin = runs.stop
        told = np.repeat(kept[runs], one.many)
        pieces.append(Piece(row[runs][kept[runs]], one.many[kept[runs]], place[codes[told]]))
    pa.default_memory_pool().release_unused()
    return Written(tuple(piece for piece in pieces if len(piece.row)), distinct, len(wanted))


def _codes_of(batches: Sequence[Pieces]) -> Iterator[Numbers]:
    for batch in batches:
        for table in batch:
            chunks = _of_one_dictionary(table["phrase"])
            yield np.concatenate([np.zeros(0, np.int32), *(chunk.indices.to_numpy() for chunk in chunks)])


def _seen(table: pa.Table, batch: int) -> _Seen:
    import pyarrow as pa
    from pyarrow import compute

    runs = compute.run_end_encode(table["id"].combine_chunks())
    many = np.diff(runs.run_ends.to_numpy(), prepend=np.int32(0))
    ids = runs.values.cast(pa.large_string())  # noqa: PD011  # an array of pyarrow
    return _Seen(ids, many, batch, _dictionary(table["phrase"]))


def _of_one_dictionary(phrases: pa.ChunkedArray) -> list[pa.DictionaryArray]:
    chunks: list[pa.DictionaryArray] = phrases.chunks
    if not all(chunk.dictionary.equals(chunks[0].dictionary) for chunk in chunks):
        chunks = phrases.unify_dictionaries().chunks
    return chunks


def _dictionary(phrases: pa.ChunkedArray) -> pa.Array:
    import pyarrow as pa

    chunks = _of_one_dictionary(phrases)
    return chunks[0].dictionary if chunks else pa.array([], type=pa.string())


def _rows_of(ids: pd.Series, wanted: Truths, seen: Sequence[_Seen]) -> tuple[Numbers, Truths]:
    """Return for every run its row of the history (-1: none) and whether it is wanted and the last word."""
    import pyarrow as pa
    from pyarrow import compute

    known = pa.array(ids.astype("str"), type=pa.large_string())
    found = compute.index_in(pa.chunked_array([one.ids for one in seen]), value_set=known).fill_null(-1)
    row: Numbers = found.to_numpy()
    batch = np.repeat(np.array([one.batch for one in seen], dtype=np.int32), [len(one.many) for one in seen])
    latest = np.full(len(wanted) + 1, -1, dtype=np.int32)
    np.maximum.at(latest, row, batch)
    return row, np.append(wanted, False)[row] & (batch == latest[row])


def _numbers_of(dictionaries: Sequence[pa.Array]) -> tuple[list[Numbers], pa.Array]:
    """Return the numbers of the phrases of each dictionary in one of all, and that one."""
    import pyarrow as pa

    each = [pa.DictionaryArray.from_arrays(pa.array(np.arange(len(one), dtype=np.int32)), one) for one in dictionaries]
    unified = pa.chunked_array(each).unify_dictionaries()
    return [chunk.indices.to_numpy() for chunk in unified.chunks], unified.chunks[0].dictionary
