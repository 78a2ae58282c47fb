"""Figures on the golden petitions: ``python -m benchmarks.golden [--write]``.

Prints the share of accepted topics, bodies, types and urgency, and of topics by kind of difficulty. ``--write`` makes
``data/golden/misses.csv``, the list of what the shipped model is known to get wrong.
"""

from __future__ import annotations

import csv
import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from pipeline.job import Job
from pipeline.loading import load_reader, routing_rules
from pipeline.records import Petition, Routed
from pipeline.settings import DATA, Settings

ASPECTS = ("topic", "body", "type", "urgent")


def route_golden(rows: Sequence[Mapping[str, str]]) -> list[Routed]:
    """Return the golden petitions as the shipped model routes them in a province's inbox."""
    job = Job((), Path(), Path(), Settings())
    reader = load_reader(job)
    petitions = [Petition(row["id"], row["text"], date.fromisoformat(row["received_at"])) for row in rows]
    rules = routing_rules(job, reader.model.card, date(2026, 4, 1))
    return [read.routed for read in reader.read(petitions, rules)]


def judged(row: Mapping[str, str], routed: Routed) -> dict[str, bool]:
    """Return for each of ``ASPECTS`` whether the route is right."""
    prediction = routed.prediction
    return {
        "topic": prediction.topic in row["topics"].split("|"),
        "body": routed.department in row["departments"].split("|"),
        "type": prediction.petition_type == row["petition_type"],
        "urgent": prediction.urgent == (row["urgent"] == "1"),
    }


def main(write: bool) -> None:
    """Print the figures."""
    with (DATA / "golden" / "petitions.csv").open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    right = [judged(row, routed) for row, routed in zip(rows, route_golden(rows), strict=True)]
    for what in ASPECTS:
        print(f"{what:18s} {_share([found[what] for found in right]):.4f}")
    kinds: dict[str, list[bool]] = defaultdict(list)
    for row, found in zip(rows, right, strict=True):
        kinds[row["kind"]].append(found["topic"])
    for kind, hits in sorted(kinds.items()):
        print(f"  {kind:16s} {_share(hits):.2f} of {len(hits)}")
    if write:
        pairs = zip(rows, right, strict=True)
        misses = [(row["id"], what) for row, found in pairs for what, ok in found.items() if not ok]
        with (DATA / "golden" / "misses.csv").open("w", encoding="utf-8", newline="") as lines:
            csv.writer(lines, lineterminator="\n").writerows([("id", "what"), *misses])


def _share(flags: Sequence[bool]) -> float:
    return sum(flags) / len(flags)


if __name__ == "__main__":
    main("--write" in sys.argv[1:])
