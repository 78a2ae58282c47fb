"""Figures on the golden petitions: ``python benchmarks/golden.py [--write]``.

Prints the share of accepted topics by kind of difficulty, of fields, types and urgency. ``--write`` makes
``data/golden/misses.csv``, the list of what the shipped model is known to get wrong.
"""

from __future__ import annotations

import csv
import sys
from collections import defaultdict
from collections.abc import Sequence

from pipeline.reader import word_lists
from pipeline.settings import DATA, MODELS
from pipeline.topics.artifact import load_model
from pipeline.topics.predict import predict


def main(write: bool) -> None:
    """Print the figures."""
    with (DATA / "golden" / "petitions.csv").open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    predictions = predict(load_model(MODELS / "default"), [row["text"] for row in rows], word_lists())
    misses: list[tuple[str, str]] = []
    kinds: dict[str, list[bool]] = defaultdict(list)
    fields = []
    for row, found in zip(rows, predictions, strict=True):
        accepted = row["topics"].split("|")
        kinds[row["kind"]].append(found.topic in accepted)
        fields.append(found.topic.split("/")[0] in {topic.split("/")[0] for topic in accepted})
        right = {
            "topic": found.topic in accepted,
            "type": found.petition_type == row["petition_type"],
            "urgent": found.urgent == (row["urgent"] == "1"),
        }
        misses += [(row["id"], what) for what, ok in right.items() if not ok]
    for what in ("topic", "type", "urgent"):
        print(f"{what:18s} {1 - sum(w == what for _, w in misses) / len(rows):.4f}")
    print(f"{'field':18s} {_share(fields):.4f}")
    for kind, hits in sorted(kinds.items()):
        print(f"  {kind:16s} {_share(hits):.2f} of {len(hits)}")
    if write:
        with (DATA / "golden" / "misses.csv").open("w", encoding="utf-8", newline="") as lines:
            csv.writer(lines, lineterminator="\n").writerows([("id", "what"), *misses])


def _share(flags: Sequence[bool]) -> float:
    return sum(flags) / len(flags)


if __name__ == "__main__":
    main("--write" in sys.argv[1:])
