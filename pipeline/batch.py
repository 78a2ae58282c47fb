"""One batch from end to end: inbox files in, a folder of results out, every row accounted for."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path

from pipeline.errors import DataError
from pipeline.intake.inbox import read_inbox
from pipeline.intake.tables import inbox_files
from pipeline.job import Job
from pipeline.reader import Advance, load_reader
from pipeline.records import Petition, Reject, Routed
from pipeline.report.folder import check_free, results_folder
from pipeline.report.names import Names
from pipeline.report.run_log import digest, write_run
from pipeline.report.tables import write_rejects, write_routed
from pipeline.report.workbook import write_denunciations, write_petitions
from pipeline.settings import DATA
from pipeline.text.segment import segmenter_name


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run found, for the summary that a script prints."""

    out: Path
    routed: tuple[Routed, ...]
    rejects: tuple[Reject, ...]
    names: Names


def run_batch(job: Job, advance: Advance = lambda done, total: None) -> Outcome:
    """Classify and route the inboxes of ``job`` and write the folder of results.

    ``advance`` is told how many petitions are done, and of how many.

    Raises:
        PipelineError: nothing was done: unreadable input, refused model, unwritable folder.
    """
    clock = [time.monotonic()]
    check_free(job.out, job.overwrite)
    files = inbox_files(list(job.inputs))
    reader = load_reader(job)
    clock.append(time.monotonic())
    petitions, rejects = _read(files, job)
    as_of = job.as_of or max((p.received_at for p in petitions if p.received_at), default=date.today())
    clock.append(time.monotonic())
    rules = reader.rules(job, as_of)
    routed = tuple(reader.routed(petitions, rules, advance))
    clock.append(time.monotonic())
    names = Names(rules.taxonomy, rules.reasons)
    with results_folder(job.out, job.overwrite) as folder:
        write_routed(folder / "routed.csv", routed)
        write_rejects(folder / "rejects.csv", rejects)
        write_petitions(folder / "phan-don.xlsx", routed, names, as_of)
        write_denunciations(folder / "to-cao.xlsx", routed, names, as_of)
        clock.append(time.monotonic())
        spans = (after - before for before, after in pairwise(clock))
        timings = dict(zip(("load", "read", "classify", "write"), spans, strict=True))
        write_run(folder / "run.json", _about(job, files, as_of), routed, rejects, timings)
    return Outcome(job.out, routed, rejects, names)


def _read(files: Sequence[Path], job: Job) -> tuple[list[Petition], tuple[Reject, ...]]:
    rows = list(read_inbox(files, DATA / "intake" / "headers.csv", job.columns))
    petitions = [row for row in rows if isinstance(row, Petition)]
    if len({petition.id for petition in petitions}) != len(petitions):
        raise DataError("Hai đơn có cùng mã sau khi đọc; hãy báo nhóm phát triển kèm tệp run.json.")
    return petitions, tuple(row for row in rows if isinstance(row, Reject))


def _about(job: Job, files: Sequence[Path], as_of: date) -> dict[str, object]:
    """Return the settings, inputs and model of a run as JSON values."""
    return {
        "settings": asdict(job.settings),
        "as_of": as_of.isoformat(),
        "columns": dict(job.columns),
        "province": job.province,
        "own_priors": job.own_priors.exists(),
        "legal": {file.name: digest(file) for file in sorted((DATA / "legal").glob("*.toml"))},
        "places": {file.name: digest(file) for file in sorted(job.places.glob("*.csv"))},
        "inputs": [{"name": file.name, "sha256": digest(file)} for file in files if file.is_file()],
        "model": {"name": job.model, "sha256": digest(job.model_folder / "SHA256SUMS.json")},
        "segmenter": segmenter_name(),
    }
