"""Traces of a whole batch in columns: a million of them take 220 MB and not two thousand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from pipeline.routing.distinct import Distinct
from pipeline.routing.signatures import NamedSets, Stored, particulars_of, rows_of
from pipeline.routing.traces import Trace

if TYPE_CHECKING:
    import pyarrow as pa

_COLUMNS = ("values", "words", "pairs")


class Senders(Distinct[str]):
    """Distinct senders; ``which`` is the number of each petition's."""

    def __init__(self, which: NDArray[np.int32], distinct: pa.Array) -> None:
        """Take the senders as they stand."""
        super().__init__()
        self.which, self._distinct = which, distinct

    def __len__(self) -> int:
        """Return the number of distinct senders."""
        return len(self._distinct)

    def _make(self, at: int) -> str:
        sender: bytes = self._distinct[at].as_py()
        return sender.decode()


@dataclass(frozen=True, slots=True)
class Signed:
    """Signatures and senders of petitions, one row each."""

    stored: Stored
    senders: Senders


class Traces:
    """Growing columns of traces; only what differs in length stays as it came, packed by pyarrow."""

    def __init__(self, expected: int = 0) -> None:
        """Make room for the ``expected`` number of traces; more may come."""
        empty = rows_of([])
        self._columns = {name: np.empty((expected, *empty[name].shape[1:]), empty[name].dtype) for name in _COLUMNS}
        self._count = 0
        self._named: list[pa.Array] = []
        self._senders: list[pa.Array] = []

    @staticmethod
    def of(traces: Sequence[Trace]) -> Traces:
        """Return traces in columns."""
        found = Traces(len(traces))
        found.add([one.signature for one in traces], [one.sender for one in traces])
        return found

    def __len__(self) -> int:
        """Return how many there are."""
        return self._count

    def add(self, signatures: Sequence[bytes], senders: Sequence[str]) -> None:
        """Add traces at the end; the signatures must be whole."""
        self._write(signatures)
        self._count += len(signatures)
        self._named.append(_packed(particulars_of(signatures)))
        self._senders.append(_packed([sender.encode() for sender in senders]))

    def arrays(self, signatures: Sequence[bytes] = (), senders: Sequence[str] = ()) -> Signed:
        """Return the traces and, after them, others that are not kept; good until more are added or asked for."""
        self._write(signatures)
        end = self._count + len(signatures)
        which, cells = _numbered([*self._named, _packed(particulars_of(signatures))])
        _, ends, flat = cells.buffers()
        ends = np.frombuffer(ends, dtype=np.int64)[: len(cells) + 1] // 4
        named = NamedSets(np.frombuffer(flat or b"", dtype="<u4", count=int(ends[-1])), ends[1:])
        values, words, sizes = (self._columns[name][:end] for name in _COLUMNS)
        return Signed(
            Stored(values, words, sizes, which, named, named.kinds()),
            Senders(*_numbered([*self._senders, _packed([sender.encode() for sender in senders])])),
        )

    def _write(self, signatures: Sequence[bytes]) -> None:
        """Put signatures behind those that count."""
        rows, end = rows_of(signatures), self._count + len(signatures)
        for name, column in self._columns.items():
            if len(column) < end:  # one column after the other: there is never a second copy of all
                larger = np.empty((max(end, len(column) * 3 // 2), *column.shape[1:]), column.dtype)
                larger[: self._count] = column[: self._count]
                self._columns[name] = larger
            self._columns[name][self._count : end] = rows[name]


def arrays_of(signatures: Sequence[bytes]) -> Stored:
    """Return signatures as arrays."""
    return Traces(len(signatures)).arrays(signatures, [""] * len(signatures)).stored


def _packed(cells: Iterable[bytes]) -> pa.Array:
    import pyarrow as pa

    return pa.array(cells, type=pa.large_binary())


def _numbered(chunks: Sequence[pa.Array]) -> tuple[NDArray[np.int32], pa.Array]:
    """Return the place of each cell among the distinct ones, and these."""
    import pyarrow as pa

    encoded = pa.chunked_array(chunks, type=pa.large_binary()).dictionary_encode().combine_chunks()
    numbers, distinct = encoded.indices.to_numpy(), encoded.dictionary
    pa.default_memory_pool().release_unused()  # it would keep the table of a million cells, 100 MB
    return numbers, distinct
