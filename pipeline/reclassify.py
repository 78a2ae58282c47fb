"""Batches of history read again from their originals with the model of today, each in its own old place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from pipeline.errors import InputError
from pipeline.history import content_of
from pipeline.inboxes import read_batch, received_from
from pipeline.intake.tables import inbox_files
from pipeline.job import Job
from pipeline.look_back import watch_history
from pipeline.report.folder import check_free
from pipeline.watch import Watched, history_of, remember_batch
from pipeline.workers import Advance, Work


def check_task(job: Job, until: date | None, again: bool) -> None:
    """Refuse a command line that asks for nothing, or for two things.

    Raises:
        InputError: no inbox and no ``until``; both; or inboxes to be read ``again`` that are not named.
    """
    if again and not job.inputs:
        raise InputError("--reclassify cần các tệp đơn gốc; hãy nêu chúng trên dòng lệnh.")
    if not (job.inputs or until):
        raise InputError("thiếu tham số tệp đơn; chạy với --help để xem cách dùng.")
    if job.inputs and until and not again:
        raise InputError("--until chỉ dùng khi không nêu tệp đơn; với tệp đơn hãy dùng --as-of.")


def look_back(job: Job, until: date | None, again: bool, advance: Advance) -> Watched:
    """Detect hotspots in history without a new batch, after ``reclassify`` where originals are to be read ``again``.

    Raises:
        PipelineError: as ``reclassify`` and ``watch_history``.
    """
    if again:
        return reclassify(job, until, advance)
    return watch_history(job, until or date.today())


def reclassify(job: Job, until: date | None, advance: Advance = lambda done, total: None) -> Watched:
    """Rewrite the history of the job's inboxes, then detect hotspots as of ``until`` (else the last recorded day).

    Every batch keeps its place and the day it was recorded. An inbox that history does not know is refused before any
    is rewritten.

    Raises:
        PipelineError: an inbox that is not in history, as it was, or cannot be read; damaged history; a refused model.
    """
    job = job.pinned()
    check_free(job.out, job.overwrite)
    history = history_of(job)
    batches = [(files, history.recorded(content_of(files))) for files in _batches(job)]
    unknown = next((files for files, recorded in batches if recorded is None), None)
    if unknown:
        raise InputError(
            f"{unknown[0]}: lịch sử không có lô này, hoặc tệp đã thay đổi từ khi nạp; hãy chạy tệp như một lô mới, "
            "không có --reclassify."
        )
    for files, recorded in batches:
        day = recorded or date.today()
        own = replace(job, as_of=day)
        read = read_batch(files, received_from(own, files), Work(own, day), advance)
        remember_batch(own, read.batch)
    last = history.last_recorded() or date.today()
    return watch_history(job, until or last)


def _batches(job: Job) -> list[Sequence[Path]]:
    """Return the batches among the inboxes: all together where they once came as one, else each by itself."""
    together = inbox_files(list(job.inputs))
    if history_of(job).path_of(content_of(together)):
        return [together]
    return [inbox_files([one]) for one in job.inputs]
