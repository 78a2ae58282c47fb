"""What a batch adds to history and what history then shows: hotspots of one run, with or without a batch.

A batch becomes part of history at the very end of a run, when all results are written but not yet in their place
(``remember``): a run killed before that leaves history as it was, a run killed after it misses its results, and running
it again puts the same batch in its own place. ``watch_batch`` therefore counts the batch as if it were there already.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.history import (
    Batch,
    History,
    Known,
    check_writable,
    known_petitions,
    office_key,
)
from pipeline.hotspots import Figures, FoundHotspot, Grid, detect_levels
from pipeline.job import Job
from pipeline.records import RoutedRows
from pipeline.report.hotspot_log import hotspot_log
from pipeline.report.tables import write_hotspots
from pipeline.routing.repeats import Traces
from pipeline.settings import HotspotSettings

if TYPE_CHECKING:
    import pandas as pd


PHRASE_YEAR = timedelta(weeks=54)  # phrases are judged over a year; older batches hold none of it
_FIRST = date(1900, 1, 1)


@dataclass(frozen=True, slots=True)
class ReadBatch:
    """A batch read and routed, and what history keeps of it.

    ``foreign`` counts batches of history that another key sealed, so that their petitions could not be compared.
    """

    routed: RoutedRows
    batch: Batch
    foreign: int = 0


@dataclass(frozen=True, slots=True)
class Watched:
    """What a run found in history; ``figures`` has one entry and ``grids`` at most one for each level of units.

    ``history`` is what ``History.read`` returns up to ``until`` with the batch of the run, for bulletins
    (``pipeline.history.span_of`` cuts it). ``batch`` is what ``remember`` will add; None where nothing is to be added.
    """

    until: date
    hotspots: tuple[FoundHotspot, ...]
    figures: tuple[Figures, ...]
    grids: tuple[Grid, ...]
    settings: HotspotSettings
    history: pd.DataFrame
    batch: Batch | None = None

    @property
    def alarms(self) -> int:
        """How many hotspots all channels found."""
        return sum(figures.alarms for figures in self.figures)

    @property
    def expected_false(self) -> float:
        """How many of the hotspots are likely to be none."""
        return sum(figures.expected_false for figures in self.figures)

    def about(self) -> dict[str, object]:
        """Return the figures for ``run.json`` as JSON values."""
        return hotspot_log(self.until, self.figures)


def history_of(job: Job) -> History:
    """Return the history of a job; its own folder or that of the office's home.

    Raises:
        InputError: a file of it is damaged and the job does not skip such files, or its key cannot be read.
    """
    folder = job.history or job.home / "history"
    history = History(folder, office_key(job.home), job.skip_damaged)
    history.check()
    return history


def check_history(job: Job) -> None:
    """Tell before an hour's work what would spoil it at its end.

    Raises:
        InputError: as ``history_of``.
        OutputError: the batch could not be added.
    """
    history = history_of(job)
    if job.remember:
        check_writable(history.folder)
        check_writable(job.home)


def known_to(job: Job, traces: Traces, content: str) -> Known:
    """Return the petitions of history that those of the batch of ``content`` may repeat.

    Raises:
        InputError: a file of history is damaged and the job does not skip such files.
    """
    return known_petitions(history_of(job), traces, content)


def watch_batch(job: Job, read: ReadBatch, folder: Path, as_of: date) -> Watched:
    """Detect hotspots in history with this batch, and write ``hotspots.csv`` into ``folder``.

    Raises:
        InputError: a file of history is damaged and the job does not skip such files.
    """
    watched = detected(history_of(job), job, as_of, read.batch)
    write_hotspots(folder / "hotspots.csv", watched.hotspots)
    return replace(watched, batch=read.batch if job.remember else None)


def remember(job: Job, watched: Watched) -> None:
    """Add the batch of a run to history: the last step before the results are moved into their place.

    Raises:
        OutputError: history or its key cannot be written.
    """
    if watched.batch is not None:
        remember_batch(job, watched.batch)


def remember_batch(job: Job, batch: Batch) -> None:
    """Add a batch to history, or put it in the place of its earlier self.

    Raises:
        OutputError: history or its key cannot be written.
    """
    replace(history_of(job), key=office_key(job.home, create=True)).add(batch)


def detected(history: History, job: Job, until: date, batch: Batch | None) -> Watched:
    """Return what history shows on ``until``, with ``batch`` as if it stood there already."""
    frame = history.read(until, batch=batch)
    settings = job.settings.hotspots
    phrases = history.read_phrases(since=max(until, _FIRST) - PHRASE_YEAR, batch=batch)
    found = detect_levels(frame, until, settings, phrases=phrases, places=job.places)
    return Watched(until, found.hotspots, found.figures, found.grids, settings, frame)
