"""Inbox files read and routed as one batch, with all that history will know it by."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pipeline.history import WaitingBatch, content_of, traces_in
from pipeline.intake.future import latest_day, without_future
from pipeline.intake.inbox import read_inbox
from pipeline.intake.received import Received, receive
from pipeline.job import Job
from pipeline.routing.repeat_words import load_repeat_words
from pipeline.routing.repeats import Traces, find_repeats
from pipeline.routing.routed_spool import routed_rows
from pipeline.settings import DATA
from pipeline.spool import Blocks
from pipeline.watch import ReadBatch, known_to
from pipeline.workers import Advance, Work, chosen_workers, read_blocks


def received_from(job: Job, files: Sequence[Path]) -> Received:
    """Return the petitions of inbox files as they came in.

    Raises:
        InputError: no file can be read.
    """
    rows = without_future(read_inbox(files, DATA / "intake" / "headers.csv", job.columns), latest_day(job.as_of))
    return receive(rows, Blocks(_disk_of(job.out)))


def read_batch(files: Sequence[Path], received: Received, work: Work, advance: Advance) -> ReadBatch:
    """Return all petitions routed, repeats told, and what history will keep of them.

    Raises:
        PipelineError: a model that is refused, a broken table, a damaged file of history.
    """
    total, content, done = len(received.arrivals), content_of(files), 0
    disk = _disk_of(work.job.out)
    blocks, waiting, traces = Blocks(disk), WaitingBatch(disk), Traces(total)
    for read in read_blocks(work, received.blocks, chosen_workers(work.job.workers, total)):
        blocks.add(read.routed)
        waiting.add(read.past, read.phrases)
        traces.add(*traces_in(read.past))
        done += len(read.past)
        advance(done, total)
    known = known_to(work.job, traces, content)
    limits = load_repeat_words(DATA / "routing" / "repeats.toml").limits
    repeats = find_repeats(received.arrivals.dated(work.as_of), traces, known.petitions, limits)
    del traces  # 220 bytes a petition
    batch = waiting.told(files[0].stem, content, [repeat.group for repeat in repeats])
    return ReadBatch(routed_rows(blocks, repeats), batch, known.foreign)


def _disk_of(out: Path) -> Path:
    """Return the folder of ``out`` that exists, for files without a name: none of them is left behind."""
    return next(folder for folder in (out, *out.absolute().parents) if folder.is_dir())
