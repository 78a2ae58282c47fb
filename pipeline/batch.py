"""One batch from end to end: inbox files in, a folder of results out, every row accounted for."""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from importlib.metadata import version
from pathlib import Path

from pipeline.errors import ModelError
from pipeline.intake.inbox import read_inbox
from pipeline.intake.masking import load_name_words
from pipeline.intake.tables import inbox_files
from pipeline.places import Gazetteer, Locator
from pipeline.records import Decision, Petition, Reject, Routed
from pipeline.report.folder import check_free, results_folder
from pipeline.report.names import Names
from pipeline.report.tables import write_rejects, write_routed
from pipeline.report.workbook import write_denunciations, write_petitions
from pipeline.routing.reasons import load_reasons
from pipeline.routing.route import Rules, chosen_limits, route
from pipeline.settings import DATA, MODELS, Settings
from pipeline.taxonomy.bodies import load_cues
from pipeline.taxonomy.catalogue import EMPTY, load_taxonomy
from pipeline.text.sentences import load_connectives
from pipeline.topics.artifact import load_model
from pipeline.topics.model import Model
from pipeline.topics.predict import WordLists, predict, with_types_of

CHUNK = 1_000
LIBRARIES = ("numpy", "scikit-learn", "scipy", "underthesea", "pandas", "xlsxwriter", "python-calamine")
Advance = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Job:
    """What an officer asked for: inboxes, where results go, which model, "today", which gazetteer and home province."""

    inputs: tuple[Path, ...]
    out: Path
    home: Path
    settings: Settings
    model: str = "default"
    as_of: date | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    overwrite: bool = False
    places: Path = DATA / "places"
    province: str = ""


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
    check_free(job.out, job.overwrite)
    files = inbox_files(list(job.inputs))
    model = load_model(model_folder(job.model, job.home))
    locator = Locator(Gazetteer.load(job.places), job.province or job.settings.office.province_code or None)
    limits = chosen_limits(model.card, job.settings.routing.precision)
    started = time.monotonic()
    rows = list(read_inbox(files, DATA / "intake" / "headers.csv", job.columns))
    petitions = [row for row in rows if isinstance(row, Petition)]
    rejects = tuple(row for row in rows if isinstance(row, Reject))
    as_of = job.as_of or max((p.received_at for p in petitions if p.received_at), default=date.today())
    rules = _rules(model, job.settings, limits, as_of)
    read_at = time.monotonic()
    routed = tuple(_routed(petitions, model, rules, locator, advance))
    routed_at = time.monotonic()
    names = Names(rules.taxonomy, rules.reasons)
    with results_folder(job.out, job.overwrite) as folder:
        write_routed(folder / "routed.csv", routed)
        write_rejects(folder / "rejects.csv", rejects)
        write_petitions(folder / "phan-don.xlsx", routed, names, as_of)
        write_denunciations(folder / "to-cao.xlsx", routed, names, as_of)
        timings = {"read": read_at - started, "classify": routed_at - read_at, "write": time.monotonic() - routed_at}
        _write_run(folder / "run.json", job, files, model, rules, routed, rejects, timings)
    return Outcome(job.out, routed, rejects, names)


def model_folder(name: str, home: Path) -> Path:
    """Return the folder of a model: a path as given, else the office's own model, else a shipped one."""
    if os.sep in name or "/" in name:
        return Path(name)
    own = home / "models" / name
    return own if own.is_dir() else MODELS / name


def _rules(model: Model, settings: Settings, limits: Mapping[str, float], as_of: date) -> Rules:
    return Rules(
        taxonomy=load_taxonomy(DATA / "taxonomy") if model.card.taxonomy else EMPTY,
        cues=load_cues(DATA / "taxonomy" / "cues.csv"),
        reasons=load_reasons(DATA / "routing" / "reasons.csv"),
        office=settings.office,
        card=model.card,
        limits=limits,
        as_of=as_of,
    )


def word_lists() -> WordLists:
    """Return the shipped word lists."""
    return WordLists(
        load_name_words(DATA / "intake" / "name_words.csv"), load_connectives(DATA / "text" / "connectives.csv")
    )


def _routed(
    petitions: Sequence[Petition], model: Model, rules: Rules, locator: Locator, advance: Advance
) -> list[Routed]:
    lists, done = word_lists(), []
    legal = None if model.card.reads_types else load_model(MODELS / "default")
    for start in range(0, len(petitions), CHUNK):
        chunk = petitions[start : start + CHUNK]
        texts = [p.text for p in chunk]
        predictions = predict(model, texts, lists)
        if legal is not None:
            predictions = with_types_of(predictions, predict(legal, texts, lists))
        dated = [replace(p, received_at=p.received_at or rules.as_of) for p in chunk]
        places = [location.place for location in locator.locate_many(dated)]
        done += [route(*found, rules) for found in zip(chunk, predictions, places, strict=True)]
        advance(len(done), len(petitions))
    return done


def _write_run(
    path: Path,
    job: Job,
    files: Sequence[Path],
    model: Model,
    rules: Rules,
    routed: Sequence[Routed],
    rejects: Sequence[Reject],
    timings: Mapping[str, float],
) -> None:
    if len(routed) != len({row.petition.id for row in routed}):
        raise ModelError("Hai đơn có cùng mã trong kết quả; hãy báo nhóm phát triển.")
    content = {
        "settings": asdict(job.settings),
        "as_of": rules.as_of.isoformat(),
        "columns": dict(job.columns),
        "province": job.province,
        "places": {file.name: _digest(file) for file in sorted(job.places.glob("*.csv"))},
        "inputs": [{"name": f.name, "sha256": _digest(f)} for f in files if f.is_file()],
        "model": {"name": model.card.name, "sha256": _digest(model_folder(job.model, job.home) / "SHA256SUMS.json")},
        "versions": {library: version(library) for library in LIBRARIES},
        "counts": _counts(routed, rejects),
        "timings": {name: round(seconds, 3) for name, seconds in timings.items()},
    }
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def _counts(routed: Sequence[Routed], rejects: Sequence[Reject]) -> dict[str, object]:
    return {
        "rows_read": len(routed) + len(rejects),
        "accepted": len(routed),
        "rejected": len(rejects),
        "auto": sum(row.decision is Decision.AUTO for row in routed),
        "urgent": sum(row.prediction.urgent for row in routed),
        "with_district": sum(bool(row.place.district_code) for row in routed),
        "with_commune": sum(bool(row.place.commune_code) for row in routed),
        "by_type": dict(sorted(Counter(row.prediction.petition_type.value for row in routed).items())),
        "by_body": dict(sorted(Counter(row.department for row in routed).items())),
        "reasons": dict(sorted(Counter(code for row in routed for code in row.reasons).items())),
    }


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
