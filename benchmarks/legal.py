"""Figures of the legal reading: ``python benchmarks/legal.py [ROWS]`` (default 20,000 petitions of the corpus).

Prints precision and recall of each flag on ``data/golden/legal.jsonl`` and petitions a second of one core, against
folding and splitting the words alone (what no reader of words can do without).
"""

from __future__ import annotations

import csv
import json
import sys
import time
from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from pipeline.records import PetitionType
from pipeline.routing.legal import LegalRules, load_rules, read_law
from pipeline.routing.legal.words import read_words

DATA = Path(__file__).resolve().parent.parent / "data"
FORMAL = {"no-name", "no-address", "no-signature", "no-date"}
DAY = date(2026, 3, 2)


def print_flags(rules: LegalRules) -> None:
    """Print precision and recall of each flag; formal flags are judged only on rows that say what they lack."""
    tally: Counter[tuple[str, str]] = Counter()
    with (DATA / "golden" / "legal.jsonl").open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    for row in rows:
        told = read_law(row["text"], PetitionType(row["petition_type"]), DAY, (), rules).flags
        for flag in rules.flags:
            true = flag.code in row["flags"]
            if flag.code in FORMAL and not true and flag.code not in row["near"]:
                continue
            tally[flag.code, f"{true:d}{flag.code in told:d}"] += 1
    print(f"{len(rows)} petitions\n{'flag':20}{'true':>6}{'false':>6}{'missed':>7}{'precision':>11}{'recall':>8}")
    for flag in rules.flags:
        hit, false, missed = (tally[flag.code, kind] for kind in ("11", "01", "10"))
        precision, recall = hit / max(1, hit + false), hit / max(1, hit + missed)
        print(f"{flag.code:20}{hit:6}{false:6}{missed:7}{precision:11.3f}{recall:8.3f}")


def corpus(rows: int) -> list[tuple[str, PetitionType]]:
    """Return texts and types of the corpus, over and over."""
    found = []
    for file in sorted((DATA / "corpus").glob("*.csv")):
        with file.open(encoding="utf-8", newline="") as lines:
            found += [(row["text"], PetitionType(row["petition_type"])) for row in csv.DictReader(lines)]
    return [found[i * 7919 % len(found)] for i in range(rows)]


def print_speed(rules: LegalRules, petitions: Sequence[tuple[str, PetitionType]]) -> None:
    """Print petitions a second, whole and for the words alone, the best of three."""
    days = [date(2026, i % 12 + 1, i % 28 + 1) for i in range(len(petitions))]
    whole, words = [], []
    for _ in range(3):
        started = time.process_time()
        for (text, kind), day in zip(petitions, days, strict=True):
            read_law(text, kind, day, (), rules)
        whole.append(time.process_time() - started)
        started = time.process_time()
        for text, _kind in petitions:
            read_words(text)
        words.append(time.process_time() - started)
    letters = sum(len(text) for text, _ in petitions) / len(petitions)
    speed, bare = len(petitions) / min(whole), len(petitions) / min(words)
    print(
        f"{len(petitions)} petitions of {letters:.0f} letters: {speed:.0f}/s of one core, the words alone {bare:.0f}/s"
    )


def main(rows: int) -> None:
    """Print both tables."""
    rules = load_rules(DATA / "legal")
    print_flags(rules)
    print_speed(rules, corpus(rows))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
