"""A folder of batches: one Parquet file each, never edited, the latest word on a petition wins.

::

    history/000001-tuan-01-3f2a9c81.parquet             codes and dates, no text; signatures and senders sealed
    history/phrases/000001-tuan-01-3f2a9c81.parquet     masked phrases for emerging subjects, restricted

The number is the order of arrival. A batch of the same content takes the place of its own earlier file, number and all.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import InputError
from pipeline.history.batch import Batch, frame_table, phrase_table, rows_table, sealed_rows
from pipeline.history.latest import last_day, latest_rows
from pipeline.history.rows import COUNTED, PastPetition
from pipeline.history.seal import fingerprint
from pipeline.history.tables import (
    Pieces,
    batch_schema,
    phrase_schema,
    read_notes,
    read_pieces,
    read_table,
    write_tables,
)
from pipeline.text.normalize import strip_diacritics

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

_PHRASES = "phrases"


@dataclass(frozen=True, slots=True)
class History:
    """The batches that stand in ``folder``, which need not exist before the first.

    ``key`` is the office's own (``office_key``); counting needs none. With ``skip_damaged`` files that cannot be read
    are left out instead of refused.
    """

    folder: Path
    key: bytes = b""
    skip_damaged: bool = False

    def append(
        self,
        batch: pd.DataFrame | Sequence[PastPetition],
        name: str,
        phrases: Mapping[str, Iterable[str]] | None = None,
    ) -> Path:
        """Add rows under a name, or put them in place of the earlier batch of that name, and return the file.

        Raises:
            OutputError: the folder cannot be written.
            InputError: a frame lacks a column.
        """
        rows = rows_table(batch) if isinstance(batch, Sequence) else frame_table(batch)
        return self.add(Batch(name, name, (rows,), None if phrases is None else (phrase_table(phrases),)))

    def add(self, batch: Batch) -> Path:
        """Add a batch, or put it in place of the earlier one of the same content, and return its file.

        Raises:
            OutputError: the folder cannot be written.
        """
        path = self.path_of(batch.content) or self._new_path(batch)
        notes = {b"batch": batch.name.encode(), b"content": batch.content.encode(), b"key": fingerprint(self.key)}
        sidecar = self._sidecar(path)
        # phrases first: those of a batch that never came are not read, a batch without its own would miss them
        if batch.phrases is not None:
            write_tables(sidecar, batch.phrases, phrase_schema(), notes)
        write_tables(path, sealed_rows(batch, self.key), batch_schema(), notes)
        if batch.phrases is None:
            sidecar.unlink(missing_ok=True)
        return path

    def read(self, until: date, *, skip_damaged: bool = False, batch: Batch | None = None) -> pd.DataFrame:
        """Return one row a petition received on or before ``until``, or without a date, in order of dates.

        Columns are ``COUNTED`` and ``first_recorded_at``. Where batches overlap, the one with the later
        ``recorded_at`` wins, then the later in arrival. Impossible rows (received after they were recorded) are kept.
        ``batch`` counts as if it had been added.

        Raises:
            InputError: a file is damaged and ``skip_damaged`` is not set.
        """
        return latest_rows(self._tables(COUNTED, skip_damaged, batch), batch_schema(COUNTED), until)

    def read_phrases(
        self, *, since: date = date.min, skip_damaged: bool = False, batch: Batch | None = None
    ) -> list[Pieces]:
        """Return the restricted sidecars in order of arrival, rows (id, phrase) to be read as often as wanted.

        Batches recorded before ``since`` are left out. ``latest_phrases`` finds the last word on a petition.

        Raises:
            InputError: a file is damaged and ``skip_damaged`` is not set; also while they are read.
        """
        own = self.path_of(batch.content) if batch else None
        others = [file for file in self.usable(skip_damaged) if file != own and _recorded(file) >= since]
        found: list[Pieces] = [_Sidecar(path) for path in map(self._sidecar, others) if path.exists()]
        return [*found, batch.phrases] if batch and batch.phrases is not None else found

    def files(self) -> list[Path]:
        """Return the files of all batches in order of arrival."""
        return sorted(self.folder.glob("*.parquet"))

    def damaged(self) -> list[Path]:
        """Return the batch files that cannot be read."""
        found = []
        for file in self.files():
            try:
                read_table(file, batch_schema(COUNTED))
            except InputError:
                found.append(file)
        return found

    def check(self) -> None:
        """Look at the end of every file, so that a damaged one is told before an hour's work and not after.

        Raises:
            InputError: a file is damaged and ``skip_damaged`` is not set.
        """
        for file in self.files() if not self.skip_damaged else ():
            read_notes(file)

    def path_of(self, content: str) -> Path | None:
        """Return the file of the batch of this content, None where there is none."""
        mark = _mark(content)
        return next((file for file in self.files() if file.stem.rpartition("-")[2] == mark), None)

    def recorded(self, content: str) -> date | None:
        """Return the day on which the batch of this content was recorded, None where there is none."""
        path = self.path_of(content)
        return _recorded(path) if path else None

    def last_recorded(self) -> date | None:
        """Return the last day on which a batch was recorded, None where there is none."""
        return max((_recorded(file) for file in self.usable()), default=None)

    def usable(self, skip_damaged: bool = False) -> list[Path]:
        """Return the files that are read: all of them, or those that can be read."""
        damaged = set(self.damaged()) if skip_damaged or self.skip_damaged else frozenset[Path]()
        return [file for file in self.files() if file not in damaged]

    def _new_path(self, batch: Batch) -> Path:
        number = 1 + max((int(file.stem.partition("-")[0]) for file in self.files()), default=0)
        return self.folder / f"{number:06d}-{_slug(batch.name)}-{_mark(batch.content)}.parquet"

    def _tables(self, columns: Sequence[str], skip_damaged: bool, batch: Batch | None) -> Iterator[pa.Table]:
        """Yield the tables in order of arrival; a batch of the same content is left out for ``batch``, at its place."""
        schema = batch_schema(columns)
        own = self.path_of(batch.content) if batch else None
        for file in self.usable(skip_damaged):
            if batch and file == own:
                yield from (rows.select(schema.names) for rows in batch.rows)
            else:
                yield read_table(file, schema)
        if batch and own is None:
            yield from (rows.select(schema.names) for rows in batch.rows)

    def _sidecar(self, file: Path) -> Path:
        return self.folder / _PHRASES / file.name


@dataclass(frozen=True, slots=True)
class _Sidecar:
    """Phrases of one batch on the disk."""

    path: Path

    def __iter__(self) -> Iterator[pa.Table]:
        return read_pieces(self.path, phrase_schema())


def _recorded(file: Path) -> date:
    """Return the day on which a batch was recorded; the first of all days for a batch without a petition."""
    return last_day(read_table(file, batch_schema(("recorded_at",)))) or date.min


def _mark(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()[:12]


def _slug(name: str) -> str:
    plain = strip_diacritics(name).lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40] or "batch"
