"""Labelled texts of any number and length made of the corpus's sentences, to measure training at size.

``python -m benchmarks.news_like OUT.csv [--texts 34000] [--words 350]``: ten labels, deterministic. Not a measure of
accuracy: sentences occur again and again, so a classifier finds these labels easier than real news.
"""

from __future__ import annotations

import argparse
import csv
import random
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from pipeline.settings import DATA
from pipeline.taxonomy.catalogue import load_taxonomy
from pipeline.training.examples import load_corpus

LABELS = 10
OFF_TOPIC = 0.45  # share of sentences taken from any label: news of one topic speaks of others too
MISLABELLED = 0.03
SEED = 20261122


def sentences_by_label(topics: bool = False) -> dict[str, list[str]]:
    """Return the sentences of the corpus by one of ten labels, each a few fields, or by their ``topics``."""
    taxonomy = load_taxonomy(DATA / "taxonomy")
    examples, _ = load_corpus(DATA / "corpus", taxonomy.topics)
    fields = sorted({taxonomy.field_of(example.topic) for example in examples})
    found: dict[str, list[str]] = defaultdict(list)
    for example in examples:
        label = f"nhan-{fields.index(taxonomy.field_of(example.topic)) % LABELS}"
        label = example.topic if topics else label
        found[label] += [s for s in re.split(r"(?<=[.!?])\s+", example.text) if len(s.split()) > 4]
    return found


def texts(count: int, words: int, seed: int = SEED, topics: bool = False) -> Iterator[tuple[str, str]]:
    """Yield (text, label) ``count`` times, each text of about ``words`` syllables."""
    rng = random.Random(seed)  # noqa: S311  # reproducible texts, not a secret
    by_label = sentences_by_label(topics)
    labels = sorted(by_label)
    everything = [s for found in by_label.values() for s in found]
    for _ in range(count):
        label = rng.choice(labels)
        size, kept = 0, []
        wanted = words * rng.uniform(0.4, 1.6)
        while size < wanted:
            pool: Sequence[str] = everything if rng.random() < OFF_TOPIC else by_label[label]
            kept.append(_changed(rng.choice(pool), rng, everything))
            size += len(kept[-1].split())
        yield " ".join(kept), rng.choice(labels) if rng.random() < MISLABELLED else label


def _changed(sentence: str, rng: random.Random, everything: Sequence[str]) -> str:
    """Return the sentence with its tail from another, so that word pairs vary as in real prose."""
    head, tail = sentence.split(), rng.choice(everything).split()
    cut = rng.randrange(2, len(head))
    return " ".join([*head[:cut], *tail[-min(len(tail), 6) :]])


def write(path: Path, count: int, words: int, seed: int = SEED, topics: bool = False) -> None:
    """Write the texts as a training file with columns text and topic."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("text", "topic"))
        writer.writerows(texts(count, words, seed, topics))


def main() -> None:
    """Write a file of texts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--texts", type=int, default=34_000)
    parser.add_argument("--words", type=int, default=350)
    parser.add_argument("--seed", type=int, default=SEED)
    options = parser.parse_args()
    write(options.out, options.texts, options.words, options.seed)


if __name__ == "__main__":
    main()
