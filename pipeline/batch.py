"""One batch from end to end: inbox files in, a folder of results out, every row accounted for."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path

from pipeline.inboxes import read_batch, received_from
from pipeline.intake.tables import inbox_files
from pipeline.job import Job
from pipeline.loading import chosen_model, routing_rules
from pipeline.look_back import bulletin_content
from pipeline.places import Gazetteer
from pipeline.records import Reject, RoutedRows
from pipeline.report.bulletin import write_bulletin
from pipeline.report.counted import Counted
from pipeline.report.folder import check_free, results_folder
from pipeline.report.names import Names
from pipeline.report.page import PageContent, Tally, begin_tally, province_code, write_page
from pipeline.report.run_log import digest, write_run
from pipeline.report.slips import write_slips
from pipeline.report.tables import routed_table, write_rejects
from pipeline.report.workbook import WorkbookOptions, write_workbooks
from pipeline.settings import DATA
from pipeline.text.segment import segmenter_name
from pipeline.watch import Watched, check_history, remember, watch_batch
from pipeline.workers import Advance, Work

MOST_IN_WORKBOOKS = 100_000  # petitions; workbooks of more are written only when asked for


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run found, for the summary that a script prints; ``workbooks`` says whether there are any."""

    out: Path
    routed: RoutedRows
    rejects: tuple[Reject, ...]
    names: Names
    watched: Watched
    counted: Counted
    workbooks: bool = True
    model: str = ""


def run_batch(job: Job, advance: Advance = lambda done, total: None) -> Outcome:
    """Classify and route the inboxes of ``job`` and write the folder of results.

    ``advance`` is told how many petitions are done, and of how many. However large the inboxes, their petitions are
    never in memory together: see ``spool``.

    Raises:
        PipelineError: nothing was done: unreadable input, refused model, unwritable folder.
    """
    clock = [time.monotonic()]
    job = job.pinned()
    check_free(job.out, job.overwrite, plain=not job.password)
    check_history(job)
    files = inbox_files(list(job.inputs))
    card = chosen_model(job).card
    clock.append(time.monotonic())
    received = received_from(job, files)
    as_of = job.as_of or received.arrivals.last_day or date.today()
    rules = routing_rules(job, card, as_of)
    clock.append(time.monotonic())
    read = read_batch(files, received, Work(job, as_of), advance)
    routed = read.routed
    clock.append(time.monotonic())
    names = Names(rules.taxonomy, rules.reasons)
    workbooks = job.workbooks or len(routed) <= MOST_IN_WORKBOOKS
    options = _workbook_options(job, card.labels) if workbooks or job.slips else WorkbookOptions()
    with results_folder(job.out, job.overwrite) as folder:
        write_rejects(folder / "rejects.csv", received.rejects)
        watched = watch_batch(job, read, folder, as_of)
        content = _page_content(job, watched, routed, received.rejects, names)
        counted, tally = _read_once(folder / "routed.csv", content)
        if workbooks:
            write_workbooks(folder, routed, names, as_of, options)
        if job.slips:
            write_slips(folder, routed, names, as_of, options.office, options.places, job.home / "templates")
        write_page(folder / "bao-cao.html", content, tally)
        if job.period:
            write_bulletin(folder, bulletin_content(job, watched))
        clock.append(time.monotonic())
        spans = (after - before for before, after in pairwise(clock))
        timings = dict(zip(("load", "read", "classify", "write"), spans, strict=True))
        about = _about(job, files, as_of) | {"hotspots": watched.about(), "history_not_compared": read.foreign}
        write_run(folder / "run.json", about, counted, received.rejects, timings)
        remember(job, watched)  # last: results appear and history grows together, see watch
    return Outcome(job.out, routed, received.rejects, names, watched, counted, workbooks, job.model_folder.name)


def _read_once(path: Path, content: PageContent) -> tuple[Counted, Tally]:
    """Write ``routed.csv`` and count all that reports tell, in one go: a large batch is slow to read."""
    counted, tally = Counted(), begin_tally(content)
    with routed_table(path) as write:
        for row in content.routed:
            write(row)
            counted.add(row)
            tally.see(row)
    return counted, tally


def _workbook_options(job: Job, labels: Sequence[str]) -> WorkbookOptions:
    return WorkbookOptions(
        per_body=job.per_body,
        password=job.password,
        office=job.settings.office,
        labels=tuple(labels),
        places=Gazetteer.load(job.places),
        province=job.province,
    )


def _page_content(
    job: Job, watched: Watched, routed: RoutedRows, rejects: Sequence[Reject], names: Names
) -> PageContent:
    listed = job.workbooks or len(routed) <= MOST_IN_WORKBOOKS
    province = job.province or job.settings.office.province_code
    return PageContent(
        routed=routed,
        rejected=sum(reject.rows for reject in rejects),
        names=names,
        as_of=watched.until,
        settings=job.settings,
        hotspots=watched.hotspots,
        figures=watched.figures,
        grids=watched.grids,
        history=watched.history,
        province=province_code(Gazetteer.load(job.places), province) if province else "",
        model=job.model_folder.name,
        workbook="phan-don.xlsx" if listed else "routed.csv",
        places=job.places,
    )


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
        "model": {"name": job.model_folder.name, "sha256": digest(job.model_folder / "SHA256SUMS.json")},
        "segmenter": segmenter_name(),
    }
