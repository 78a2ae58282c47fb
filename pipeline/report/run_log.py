"""``run.json``: what was run with what, and how many; times only under ``timings``, and never a petition's words."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path

from pipeline.records import Decision, Reject, Routed, RoutedRows

LIBRARIES = ("holidays", "numpy", "scikit-learn", "scipy", "underthesea", "pandas", "xlsxwriter", "python-calamine")
SIGNS = ("auto", "urgent", "with_district", "with_commune", "repeats")
GROUPS = ("by_type", "by_body", "reasons", "legal_flags")


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
    rejected = sum(reject.rows for reject in rejects)
    found = Counter(pair for row in routed for pair in _counted(row))  # in one pass: a large batch is on the disk
    return {
        "rows_read": len(routed) + rejected,
        "accepted": len(routed),
        "rejected": rejected,
        **{name: found["", name] for name in SIGNS},
        **{name: {code: n for (group, code), n in sorted(found.items()) if group == name} for name in GROUPS},
    }


def _counted(row: Routed) -> Iterator[tuple[str, str]]:
    """Yield (group, code) of all that a petition counts for; signs stand in the group without a name."""
    place, prediction = row.place, row.prediction
    held = (row.decision is Decision.AUTO, prediction.urgent, place.district_code, place.commune_code, row.repeat_of)
    yield from (("", name) for name, holds in zip(SIGNS, held, strict=True) if holds)
    yield "by_type", prediction.petition_type.value
    yield "by_body", row.department
    yield from (("reasons", code) for code in row.reasons)
    yield from (("legal_flags", code) for code in row.legal_flags)


def digest(path: Path) -> str:
    """Return the SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
