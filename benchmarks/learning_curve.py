"""How accuracy grows with the corpus: ``python -m benchmarks.learning_curve``.

Fits the shipped recipe on at most 15, 30, 60 petitions a topic and on all, taken part by part in turn, and measures
topics and fields on the golden petitions and, where ../shared/real/hue.csv stands beside the checkout (measuring only),
on real ones, alternatives accepted.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from pipeline.intake.masking import load_name_words
from pipeline.settings import DATA, PROJECT
from pipeline.taxonomy.catalogue import load_taxonomy
from pipeline.text.features import Recipe
from pipeline.topics.reading import read_terms
from pipeline.training.augment import load_habits
from pipeline.training.examples import Example, load_corpus
from pipeline.training.features import fit_vocabulary, prepare
from pipeline.training.fit import FOLDS, make_task
from pipeline.training.heads import Strength, fit_svc
from pipeline.training.labels import number_labels
from pipeline.training.splits import folds

REAL = PROJECT.parent / "shared" / "real" / "hue.csv"
SIZES = (15, 30, 60, 10_000)


def in_turn(examples: Sequence[Example]) -> list[list[int]]:
    """Return for each topic its examples, the first of every part before the second of any."""
    seen: dict[tuple[str, str], int] = defaultdict(int)
    ranked: dict[str, list[tuple[int, str, int]]] = defaultdict(list)
    for i, example in enumerate(examples):
        ranked[example.topic].append((seen[example.topic, example.part], example.part, i))
        seen[example.topic, example.part] += 1
    return [[i for _, _, i in sorted(own)] for own in ranked.values()]


def load_judged(path: Path) -> list[Mapping[str, str]]:
    """Return the rows of a labelled set."""
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def accepted(row: Mapping[str, str]) -> set[str]:
    """Return the topics that count as right."""
    return set(filter(None, (row["topics"] + "|" + row.get("alt_topics", "")).split("|")))


def main() -> None:
    """Print one row a size."""
    names, taxonomy = load_name_words(DATA / "intake" / "name_words.csv"), load_taxonomy(DATA / "taxonomy")
    examples, _ = load_corpus(DATA / "corpus", taxonomy.topics)
    labels = number_labels(examples)
    prepared = prepare(examples, Recipe(), names, load_habits(DATA), folds(examples, FOLDS))
    sets = {"golden": load_judged(DATA / "golden" / "petitions.csv")}
    if REAL.exists():
        sets["real (hue)"] = load_judged(REAL)
    read = {name: read_terms([row["text"] for row in rows], Recipe(), names, prepared.spellings)
            for name, rows in sets.items()}  # fmt: skip
    order = in_turn(examples)
    for size in SIZES:
        chosen = np.array(sorted(i for own in order for i in own[:size]))
        vocabulary = fit_vocabulary(prepared, chosen)
        task = make_task(prepared, vocabulary, labels, chosen, Strength())
        model = fit_svc(task.features, task.targets[0][0], task.weight, len(labels.names), task.strength)
        cells = []
        for name, rows in sets.items():
            best = model.scores(vocabulary.matrix(read[name])).argmax(axis=1)
            given = [labels.names[i] for i in best]
            topic = np.mean([g in accepted(row) for g, row in zip(given, rows, strict=True)])
            field = np.mean(
                [
                    g.split("/")[0] in {t.split("/")[0] for t in accepted(row)}
                    for g, row in zip(given, rows, strict=True)
                ]
            )
            cells.append(f"{name}: topic {topic:.3f} field {field:.3f}")
        print(f"at most {size:5d} a topic ({len(chosen)} petitions)  {'  '.join(cells)}", flush=True)


if __name__ == "__main__":
    main()
