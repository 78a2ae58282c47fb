"""A folder of batches: one Parquet file each, never edited, the latest word on a petition wins.

::

    history/000001-tuan-01-3f2a9c81.parquet             codes and dates, no text
    history/phrases/000001-tuan-01-3f2a9c81.parquet     masked phrases for emerging subjects, restricted

The number is the order of arrival. A batch of the same name takes the place of its own earlier file, number included.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from pipeline.errors import InputError
from pipeline.history.numbered import Numbers
from pipeline.history.rows import COLUMNS, PastPetition
from pipeline.history.tables import PHRASE_COLUMNS, batch_schema, phrase_schema, read_table, write_table
from pipeline.text.normalize import strip_diacritics

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

_PHRASES = "phrases"


@dataclass(frozen=True, slots=True)
class History:
    """The batches that stand in ``folder``, which need not exist before the first."""

    folder: Path

    def append(
        self,
        batch: pd.DataFrame | Sequence[PastPetition],
        name: str,
        phrases: Mapping[str, Iterable[str]] | None = None,
    ) -> Path:
        """Add a batch, or put it in place of the earlier one of the same name, and return its file.

        ``phrases`` are masked candidate phrases by petition id; they go to the restricted sidecar.

        Raises:
            OutputError: the folder cannot be written.
            InputError: a frame lacks a column.
        """
        path = self._path(name)
        notes = {b"batch": name.encode()}
        sidecar = path.parent / _PHRASES / path.name
        write_table(path, _batch_table(batch), notes)
        if phrases is None:
            sidecar.unlink(missing_ok=True)
        else:
            write_table(sidecar, _phrase_table(phrases), notes)
        return path

    def read(self, until: date, *, skip_damaged: bool = False) -> pd.DataFrame:
        """Return one row a petition received on or before ``until``, or without a date, in order of dates.

        Columns are ``COLUMNS`` and ``first_recorded_at``. Where batches overlap, the one with the later
        ``recorded_at`` wins, then the later in arrival. Impossible rows (received after they were recorded) are kept.

        Raises:
            InputError: a file is damaged and ``skip_damaged`` is not set.
        """
        frame = _frame(self._tables(self.files(), batch_schema(), skip_damaged))
        recorded = frame["recorded_at"].to_numpy()
        first, kept = _first_and_last(frame["id"], recorded)
        frame["first_recorded_at"] = first
        day = frame["received_at"].to_numpy()[kept]
        # a date after its own batch is impossible; such rows stay in, so that they can be counted
        kept = kept[np.isnat(day) | (day <= np.datetime64(until)) | (day > recorded[kept])]
        kept = kept[np.argsort(frame["received_at"].to_numpy()[kept], kind="stable")]
        found: pd.DataFrame = frame.take(kept).reset_index(drop=True)
        return found

    def read_phrases(self, *, skip_damaged: bool = False) -> pd.DataFrame:
        """Return the restricted sidecars: one row a petition and phrase, the latest batch of a petition only.

        Raises:
            InputError: a file is damaged and ``skip_damaged`` is not set.
        """
        import pandas as pd

        files = [self.folder / _PHRASES / file.name for file in self.files()]
        tables = self._tables([file for file in files if file.exists()], phrase_schema(), skip_damaged)
        frames = [table.to_pandas().assign(batch=number) for number, table in enumerate(tables)]
        if not frames:
            return pd.DataFrame({column: pd.Series(dtype="str") for column in PHRASE_COLUMNS})
        frame = pd.concat(frames, ignore_index=True)
        latest = frame.groupby("id", observed=True)["batch"].transform("max")
        kept: pd.DataFrame = frame.loc[frame["batch"] == latest, list(PHRASE_COLUMNS)]
        return kept.reset_index(drop=True)

    def files(self) -> list[Path]:
        """Return the files of all batches in order of arrival."""
        return sorted(self.folder.glob("*.parquet"))

    def damaged(self) -> list[Path]:
        """Return the batch files that cannot be read."""
        found = []
        for file in self.files():
            try:
                read_table(file, batch_schema())
            except InputError:
                found.append(file)
        return found

    def _path(self, name: str) -> Path:
        mark = f"{_slug(name)}-{hashlib.sha256(name.encode()).hexdigest()[:8]}"
        files = self.files()
        for file in files:
            if file.stem.partition("-")[2] == mark:
                return file
        number = 1 + max((int(file.stem.partition("-")[0]) for file in files), default=0)
        return self.folder / f"{number:06d}-{mark}.parquet"

    def _tables(self, files: Sequence[Path], schema: pa.Schema, skip_damaged: bool) -> list[pa.Table]:
        damaged = set(self.damaged()) if skip_damaged else frozenset[Path]()
        skipped = {file.name for file in damaged}
        return [read_table(file, schema) for file in files if file.name not in skipped]


def _first_and_last(ids: pd.Series, recorded: NDArray[np.datetime64]) -> tuple[NDArray[np.datetime64], Numbers]:
    """Return when each row's petition was first recorded, and the rows that hold the last word on one."""
    order = np.argsort(recorded, kind="stable")
    ordered = ids.take(order)
    last = ~ordered.duplicated(keep="last").to_numpy()
    first = recorded.copy()
    if not last.all():
        codes = ordered.factorize()[0]
        earliest = recorded[order][~ordered.duplicated(keep="first").to_numpy()]
        first[order] = earliest[codes]
    return first, np.sort(order[last])


def _slug(name: str) -> str:
    plain = strip_diacritics(name).lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40] or "batch"


def _batch_table(batch: pd.DataFrame | Sequence[PastPetition]) -> pa.Table:
    import pandas as pd
    import pyarrow as pa

    frame = batch if isinstance(batch, pd.DataFrame) else pd.DataFrame([asdict(row) for row in batch], columns=COLUMNS)
    missing = [column for column in COLUMNS if column not in frame.columns]
    if missing:
        raise InputError(f"Lô ghi vào lịch sử thiếu cột {missing[0]!r}; cần các cột: {', '.join(COLUMNS)}.")
    plain = frame.loc[:, list(COLUMNS)].copy()
    for column in ("received_at", "recorded_at"):
        plain[column] = pd.to_datetime(plain[column]).dt.date
    return pa.Table.from_pandas(plain, preserve_index=False, schema=batch_schema())


def _phrase_table(phrases: Mapping[str, Iterable[str]]) -> pa.Table:
    import pyarrow as pa

    rows = [(petition, phrase) for petition in sorted(phrases) for phrase in sorted(set(phrases[petition]))]
    columns = list(zip(*rows, strict=True)) if rows else [(), ()]
    return pa.table({"id": list(columns[0]), "phrase": list(columns[1])}).cast(phrase_schema())


def _frame(tables: Sequence[pa.Table]) -> pd.DataFrame:
    import pyarrow as pa

    table = pa.concat_tables(tables).unify_dictionaries() if tables else batch_schema().empty_table()
    frame: pd.DataFrame = table.to_pandas(date_as_object=False)
    return frame
