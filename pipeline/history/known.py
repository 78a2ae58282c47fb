"""Which petitions of history a new batch may repeat: the few that its signatures point to, with all of their groups.

The files are read one at a time and all but the candidates are forgotten, so that years of history cost no memory.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from pipeline.history.rows import SEALED
from pipeline.history.seal import fingerprint, sealed
from pipeline.history.store import History
from pipeline.history.tables import batch_schema, read_notes, read_table
from pipeline.routing.bands import Keys, band_keys
from pipeline.routing.collected import arrays_of
from pipeline.routing.repeats import KnownPetition, Traces
from pipeline.routing.signatures import is_signature

if TYPE_CHECKING:
    import pyarrow as pa

_COLUMNS = ("id", "received_at", "recorded_at", "group", *SEALED)
Truths = NDArray[np.bool_]
_Found = dict[str, tuple[date, KnownPetition]]


@dataclass(frozen=True, slots=True)
class Known:
    """Candidates, and how many batches could not be compared: another key sealed them, or an older program signed."""

    petitions: tuple[KnownPetition, ...]
    foreign: int = 0


def known_petitions(history: History, traces: Traces, content: str) -> Known:
    """Return the petitions of history that resemble one of ``traces``, and every member of their groups.

    Of a batch whose ``content`` stands in history already only what came before it counts: running it again finds
    what it found the first time.

    Raises:
        InputError: a file is damaged and the history does not skip such files.
    """
    own = history.path_of(content)
    files = [file for file in history.usable() if own is None or file < own] if len(traces) else []
    opened = [file for file in files if read_notes(file).get(b"key") == fingerprint(history.key)]
    fresh = [np.unique(keys) for keys in band_keys(traces.arrays().stored)] if opened else []
    found: _Found = {}
    old = 0
    for file in opened:
        stored = _Stored.read(file, history.key)
        old += any(signature and not is_signature(signature) for signature in stored.signatures)
        _collect(found, stored, lambda some: some.resembling(fresh))
    groups = {petition.group or petition.id for _, petition in found.values()}
    for file in opened if groups else ():
        _collect(found, _Stored.read(file, history.key), lambda some: some.members(groups))
    petitions = sorted((petition for _, petition in found.values()), key=lambda petition: petition.id)
    return Known(tuple(petitions), len(files) - len(opened) + old)


@dataclass(frozen=True, slots=True)
class _Stored:
    """One file of history, its seal open."""

    table: pa.Table
    signatures: list[bytes]
    senders: list[bytes]

    @staticmethod
    def read(file: Path, key: bytes) -> _Stored:
        table = read_table(file, batch_schema(_COLUMNS))
        content = table.schema.metadata[b"content"].decode()
        opened = [sealed(table[name].to_pylist(), key, f"{content}:{name}".encode()) for name in SEALED]
        return _Stored(table.select(_COLUMNS[:4]), *opened)

    def resembling(self, fresh: Sequence[Keys]) -> Truths:
        """Return the rows that share a band with the new petitions."""
        kept = np.array([is_signature(signature) for signature in self.signatures], dtype=bool)
        keys = band_keys(
            arrays_of([signature for signature, whole in zip(self.signatures, kept, strict=True) if whole])
        )
        shared = np.zeros(int(kept.sum()), dtype=bool)
        for own, new in zip(keys, fresh, strict=True):
            shared |= np.isin(own, new)
        kept[kept] = shared
        return kept

    def members(self, groups: Collection[str]) -> Truths:
        """Return the rows that belong to one of ``groups``, or gave it its name."""
        import pyarrow as pa
        from pyarrow import compute

        names = pa.array(sorted(groups), type=pa.string())
        own = compute.is_in(self.table["group"].cast(pa.string()), value_set=names)
        return np.asarray(compute.or_(own, compute.is_in(self.table["id"], value_set=names)))


def _collect(found: _Found, stored: _Stored, which: Callable[[_Stored], Truths]) -> None:
    """Put the chosen rows of a file into ``found``; the later word on a petition wins."""
    rows = np.flatnonzero(which(stored))
    for row, cells in zip(rows.tolist(), stored.table.take(rows).to_pylist(), strict=True):
        name, recorded = cells["id"], cells["recorded_at"]
        if not is_signature(stored.signatures[row]):
            continue
        if name not in found or found[name][0] <= recorded:
            sender = stored.senders[row].decode()
            known = KnownPetition(name, cells["received_at"], stored.signatures[row], cells["group"], sender)
            found[name] = (recorded, known)
