"""``run.json``: what was run with what, and how many; times only under ``timings``, and never a petition's words."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path

from pipeline.records import Decision, Reject, RoutedRows

LIBRARIES = ("holidays", "numpy", "scikit-learn", "scipy", "underthesea", "pandas", "xlsxwriter", "python-calamine")


def write_run(
    path: Path,
    about: Mapping[str, object],
    routed: RoutedRows,
    rejects: Sequence[Reject],
    timings: Mapping[str, float],
) -> None:
    """Write the log of a run; ``about`` says its settings, inputs and model as JSON values."""
    write_log(path, {**about, "counts": counts(routed, rejects)}, timings)


def write_log(path: Path, about: Mapping[str, object], timings: Mapping[str, float]) -> None:
    """Write ``about``, the versions of the libraries and the times as JSON."""
    content = {
        **about,
        "versions": {library: version(library) for library in LIBRARIES},
        "timings": {name: round(seconds, 3) for name, seconds in timings.items()},
    }
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def counts(routed: RoutedRows, rejects: Sequence[Reject]) -> dict[str, object]:
    """Return the counts of a run as JSON values; rows read are accepted plus rejected."""
    return {
        "rows_read": len(routed) + len(rejects),
        "accepted": len(routed),
        "rejected": len(rejects),
        "auto": sum(row.decision is Decision.AUTO for row in routed),
        "urgent": sum(row.prediction.urgent for row in routed),
        "with_district": sum(bool(row.place.district_code) for row in routed),
        "with_commune": sum(bool(row.place.commune_code) for row in routed),
        "by_type": _sorted(Counter(row.prediction.petition_type.value for row in routed)),
        "by_body": _sorted(Counter(row.department for row in routed)),
        "reasons": _sorted(Counter(code for row in routed for code in row.reasons)),
        "repeats": sum(bool(row.repeat_of) for row in routed),
        "legal_flags": _sorted(Counter(code for row in routed for code in row.legal_flags)),
    }


def digest(path: Path) -> str:
    """Return the SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _sorted(found: Counter[str]) -> dict[str, int]:
    return dict(sorted(found.items()))
