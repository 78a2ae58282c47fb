"""``run.json``: what was run with what, and how many; times only under ``timings``, and never a petition's words."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path

from pipeline.records import Reject
from pipeline.report.counted import SIGNS, Counted

LIBRARIES = ("holidays", "numpy", "scikit-learn", "scipy", "underthesea", "pandas", "xlsxwriter", "python-calamine")
GROUPS = {"by_type": "petition_type", "by_body": "department", "reasons": "reasons", "legal_flags": "legal_flags"}


def write_run(
    path: Path,
    about: Mapping[str, object],
    counted: Counted,
    rejects: Sequence[Reject],
    timings: Mapping[str, float],
) -> None:
    """Write the log of a run; ``about`` says its settings, inputs and model as JSON values."""
    write_log(path, {**about, "counts": counts(counted, rejects)}, timings)


def write_log(path: Path, about: Mapping[str, object], timings: Mapping[str, float]) -> None:
    """Write ``about``, the versions of the libraries and the times as JSON."""
    content = {
        **about,
        "versions": {library: version(library) for library in LIBRARIES},
        "timings": {name: round(seconds, 3) for name, seconds in timings.items()},
    }
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def counts(counted: Counted, rejects: Sequence[Reject]) -> dict[str, object]:
    """Return the counts of a run as JSON values; rows read are accepted plus rejected."""
    rejected = sum(reject.rows for reject in rejects)
    return {
        "rows_read": counted.total + rejected,
        "accepted": counted.total,
        "rejected": rejected,
        **{name: counted.sign(name) for name in SIGNS},
        **{name: counted.by(kind) for name, kind in GROUPS.items()},
    }


def digest(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:  # an inbox of a million petitions fills memory
        return hashlib.file_digest(file, "sha256").hexdigest()
