"""Petitions read and routed block by block, by this process or by several; the results are the same, to the byte."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from pipeline.history import Phrases, past_petition, rows_table
from pipeline.hotspots import kept_phrases
from pipeline.job import Job
from pipeline.loading import load_reader, routing_rules
from pipeline.reader import Reader
from pipeline.records import Petition
from pipeline.routing.route import Rules
from pipeline.spool import PETITIONS, ROUTED

if TYPE_CHECKING:
    import pyarrow as pa

ALONE = 4_000  # petitions that one process reads before others have started and loaded
Advance = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Work:
    """What a process reads petitions for, the same for all blocks of a batch."""

    job: Job
    as_of: date


@dataclass(frozen=True, slots=True)
class ReadBlock:
    """A block of routed petitions, packed, and what history keeps of them: ``past`` rows, and rows (id, phrase).

    Their repeats are not told yet, nor the groups of ``past``.
    """

    routed: bytes
    past: pa.Table
    phrases: Phrases


class _Station:
    """What this process has loaded for the work it does."""

    def __init__(self) -> None:
        self._work: Work | None = None
        self._loaded: tuple[Reader, Rules] | None = None

    def ready(self, work: Work) -> tuple[Reader, Rules]:
        if self._loaded is None or self._work != work:
            with _set_aside():
                reader = load_reader(work.job)
                rules = routing_rules(work.job, reader.model.card, work.as_of)
                reader.read([Petition("", "đường")], rules)  # a rehearsal: tables made on first use are made now
            self._work, self._loaded = work, (reader, rules)
        return self._loaded


@contextmanager
def _set_aside() -> Iterator[None]:
    """Keep the collector from what is loaded here: it stays, and looking through it takes a tenth of all time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
        gc.freeze()
    finally:
        if was_on:
            gc.enable()


_STATION = _Station()


def read_block(work: Work, block: bytes) -> ReadBlock:
    """Return a block of petitions routed.

    Raises:
        PipelineError: a model that is refused, an unknown province, a broken table.
    """
    reader, rules = _STATION.ready(work)
    read = reader.read(PETITIONS.records(block), rules)
    phrases = kept_phrases({one.routed.petition.id: one.words for one in read}, reader.common)
    past = rows_table(past_petition(one.routed, one.trace, work.as_of) for one in read)
    return ReadBlock(ROUTED.block([one.routed for one in read]), past, phrases)


def read_blocks(work: Work, blocks: Iterable[bytes], workers: int) -> Iterator[ReadBlock]:
    """Yield blocks of petitions routed, in order, by ``workers`` processes, each of which loads the model once.

    Raises:
        PipelineError: as ``read_block``, wherever the fault came up.
    """
    if workers < 2:
        yield from (read_block(work, block) for block in blocks)
        return
    from joblib import Parallel, delayed
    from joblib.externals.loky import get_reusable_executor

    try:
        yield from Parallel(n_jobs=workers, return_as="generator", pre_dispatch="2*n_jobs")(
            delayed(read_block)(work, block) for block in blocks
        )
    finally:
        get_reusable_executor().shutdown(wait=True)  # gives their memory back before the reports are written


def chosen_workers(wanted: int, petitions: int) -> int:
    """Return how many processes read: as many as wanted, or 1 for few petitions and one a core for many (wanted 0)."""
    return wanted or (1 if petitions <= ALONE else os.cpu_count() or 1)
