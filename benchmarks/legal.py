"""Figures of the legal reading: ``python benchmarks/legal.py [ROWS]`` (default 20,000 petitions of the corpus).

Prints precision and recall of each flag on ``data/golden/legal.jsonl`` and on ``data/golden/legal_held_out.jsonl``
(freely worded, by which no cue was ever chosen), with a line for all flags together; macro-F1 of the type on the
misleading titles of ``data/golden/types.jsonl`` as the shipped model tells it and as the rules set it right; how often
the rules change a true type of the corpus; and petitions a second of one core: the legal reading against folding and
splitting the words alone (what no reader of words can do without), then the whole step of masking, legal reading and
trace of repeats.
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

from pipeline.intake.masking import masked_spans
from pipeline.loading import word_lists
from pipeline.records import PetitionType
from pipeline.routing.legal import LegalRules, load_rules, read_law
from pipeline.routing.legal.words import read_words
from pipeline.routing.repeat_words import load_repeat_words
from pipeline.routing.repeats import trace_of
from pipeline.settings import MODELS
from pipeline.topics.artifact import load_model
from pipeline.topics.predict import predict_clean
from pipeline.topics.reading import look_over

DATA = Path(__file__).resolve().parent.parent / "data"
FORMAL = {"no-name", "no-address", "no-signature", "no-date"}
DAY = date(2026, 3, 2)


def print_flags(rules: LegalRules, file: str) -> None:
    """Print precision and recall of each flag; formal flags are judged only on rows that say what they lack."""
    tally: Counter[tuple[str, str]] = Counter()
    with (DATA / "golden" / file).open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    for row in rows:
        told = read_law(row["text"], PetitionType(row["petition_type"]), DAY, (), rules).flags
        for flag in rules.flags:
            true = flag.code in row["flags"]
            if flag.code in FORMAL and not true and flag.code not in row["near"]:
                continue
            for name in (flag.code, "all"):
                tally[name, f"{true:d}{flag.code in told:d}"] += 1
    print(
        f"{file}: {len(rows)} petitions\n{'flag':20}{'true':>6}{'false':>6}{'missed':>7}{'precision':>11}{'recall':>8}"
    )
    for name in (*(flag.code for flag in rules.flags), "all"):
        hit, false, missed = (tally[name, kind] for kind in ("11", "01", "10"))
        precision, recall = (f"{hit / whole:.3f}" if whole else "-" for whole in (hit + false, hit + missed))
        print(f"{name:20}{hit:6}{false:6}{missed:7}{precision:>11}{recall:>8}")


def print_types(rules: LegalRules) -> None:
    """Print macro-F1 of types under misleading titles, by part, and how often a true type of the corpus is changed."""
    with (DATA / "golden" / "types.jsonl").open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    told = told_types([row["text"] for row in rows])
    for part in ("tuned", "held-out"):
        mine = [at for at, row in enumerate(rows) if row["part"] == part]
        true = [PetitionType(rows[at]["petition_type"]) for at in mine]
        guessed = [told[at] for at in mine]
        right = [read_law(rows[at]["text"], told[at], DAY, (), rules).petition_type for at in mine]
        print(
            f"types, {part}: {len(mine)} petitions, macro-F1 {macro_f1(true, guessed):.3f} by the model alone, "
            f"{macro_f1(true, right):.3f} with the rules"
        )
    known = corpus_rows()
    changed = sum(read_law(text, kind, DAY, (), rules).petition_type is not kind for text, kind in known)
    print(f"rules change {changed} of {len(known)} true types of the corpus")


def told_types(texts: Sequence[str]) -> list[PetitionType]:
    """Return the types that the shipped model tells."""
    lists = word_lists()
    clean = [look_over(text, lists.names).clean for text in texts]
    return [found.petition_type for found in predict_clean(load_model(MODELS / "default"), clean, lists.connectives)]


def macro_f1(true: Sequence[PetitionType], told: Sequence[PetitionType]) -> float:
    """Return the mean F1 of the types, each as weighty as the others."""
    scores = []
    for kind in PetitionType:
        hit = sum(a is b is kind for a, b in zip(true, told, strict=True))
        scores.append(2 * hit / max(1, sum(kind is one for one in (*true, *told))))
    return sum(scores) / len(scores)


def corpus_rows() -> list[tuple[str, PetitionType]]:
    """Return texts and types of the corpus."""
    found = []
    for file in sorted((DATA / "corpus").glob("*.csv")):
        with file.open(encoding="utf-8", newline="") as lines:
            found += [(row["text"], PetitionType(row["petition_type"])) for row in csv.DictReader(lines)]
    return found


def corpus(rows: int) -> list[tuple[str, PetitionType]]:
    """Return texts and types of the corpus, over and over."""
    found = corpus_rows()
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


def print_whole(rules: LegalRules, petitions: Sequence[tuple[str, PetitionType]]) -> None:
    """Print petitions a second through masking, legal reading and trace of repeats, by length; the best of three."""
    names, words = word_lists().names, load_repeat_words(DATA / "routing" / "repeats.toml")
    said = [word for text, _ in petitions for word in text.split(" ")]
    for length in (70, 110, 150):
        texts = [" ".join(said[at : at + length]) for at in range(0, min(len(said), 3_000 * length) - length, length)]
        spent = []
        for _ in range(3):
            started = time.process_time()
            for text in texts:
                trace_of(text, masked_spans(text, names), words)
                read_law(text, PetitionType.PROPOSAL, DAY, (), rules)
            spent.append(time.process_time() - started)
        print(f"masking, legal reading and trace: {len(texts) / min(spent):.0f}/s of {length} words")


def main(rows: int) -> None:
    """Print all figures."""
    rules = load_rules(DATA / "legal")
    print_flags(rules, "legal.jsonl")
    print_flags(rules, "legal_held_out.jsonl")
    print_types(rules)
    print_speed(rules, corpus(rows))
    print_whole(rules, corpus(rows))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
