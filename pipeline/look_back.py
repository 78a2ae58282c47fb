"""Hotspots and bulletins from history alone, without an inbox."""

from __future__ import annotations

import time
from dataclasses import asdict
from datetime import date

from pipeline.errors import InputError
from pipeline.history import Period
from pipeline.job import Job
from pipeline.report.bulletin import BulletinContent, office_content, write_bulletin
from pipeline.report.folder import results_folder
from pipeline.report.run_log import write_log
from pipeline.report.tables import write_hotspots
from pipeline.watch import Watched, detected, history_of


def watch_history(job: Job, until: date) -> Watched:
    """Detect hotspots in history as it stood on ``until``, without an inbox; write ``hotspots.csv`` and ``run.json``.

    Raises:
        PipelineError: there is no history, a file of it is damaged, or the results cannot be written.
    """
    begun = time.monotonic()
    history = history_of(job)
    if not history.files():
        raise InputError(f"{history.folder}: chưa có lịch sử; hãy chạy một hộp đơn trước hoặc sửa --history.")
    with results_folder(job.out, job.overwrite) as folder:
        watched = detected(history, job, until, None)
        write_hotspots(folder / "hotspots.csv", watched.hotspots)
        about = {
            "as_of": until.isoformat(),
            "settings": asdict(job.settings),
            "hotspots": watched.about(),
            "history": [file.name for file in history.usable()],
        }
        if job.period:
            write_bulletin(folder, bulletin_content(job, watched))
        write_log(folder / "run.json", about, {"hotspots": time.monotonic() - begun})
    return watched


def bulletin_content(job: Job, watched: Watched) -> BulletinContent:
    """Return what the bulletin of a job is made from."""
    office, period = job.settings.office, job.period or Period.MONTH
    return office_content(watched.history, period, watched.until, office, job.home, job.province, job.places)
