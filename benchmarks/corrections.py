"""What 300 corrected petitions of a style that the model has not read are worth: ``python -m benchmarks.corrections``.

A part of the corpus is held out, and another beside it. One model is fitted without both; one with 300 petitions of
the first, as officers' corrections would add them. Both judge the rest of the first part (the style corrected) and the
whole of the second (everything else); the interval is a paired bootstrap over petitions. Copies are left out on both
sides, as ``train.py compare`` does.

``--style shorthand`` (default) writes the first part as a desk notes petitions down, the commonest words by their
initials ("nhà văn hóa" as NVH); ``--style part`` leaves it as it is: another writer, whose words are mostly known.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pipeline.settings import DATA
from pipeline.taxonomy.catalogue import load_taxonomy
from pipeline.text.diacritics import NO_SPELLINGS
from pipeline.text.segment import segment
from pipeline.topics.reading import read_terms
from pipeline.training.examples import load_corpus
from pipeline.training.features import Prepared, fit_vocabulary
from pipeline.training.heads import Strength, fit_svc
from pipeline.training.labels import number_labels
from pipeline.training.run import material_for

CORRECTED = 300
SHORTENED = 1_500  # words that the desk has initials for
SEED = 20261122
Gain = tuple[float, float, float, float]


def gain(without: NDArray[np.bool_], with_them: NDArray[np.bool_]) -> Gain:
    """Return accuracy without and with the corrections, and the 95 % interval of the difference."""
    rng = np.random.default_rng(SEED)
    change = with_them.astype(float) - without.astype(float)
    means = [change[rng.integers(0, len(change), len(change))].mean() for _ in range(1_000)]
    low, high = np.quantile(means, [0.025, 0.975])
    return float(without.mean()), float(with_them.mean()), float(low), float(high)


def shorthand(texts: Sequence[str]) -> list[str]:
    """Return the texts with the commonest words of several syllables written as their initials in capitals."""
    segmented = segment(texts)
    counts = Counter(word.lower() for words in segmented for word in words if " " in word and word.islower())
    short = {
        word: "".join(syllable[0] for syllable in word.split()).upper() for word, _ in counts.most_common(SHORTENED)
    }
    return [" ".join(short.get(word.lower(), word) for word in words) for words in segmented]


def measured(pairs: Sequence[tuple[str, str]], weight: float, style: str) -> tuple[Gain, Gain]:
    """Return the gain on the corrected styles and on the others, over all (corrected part, other part)."""
    taxonomy = load_taxonomy(DATA / "taxonomy")
    examples, _ = load_corpus(DATA / "corpus", taxonomy.topics)
    labels, material = number_labels(examples), material_for(taxonomy)
    texts = [example.text for example in examples]
    documents = read_terms(texts, material.recipe, material.names)
    noted = read_terms(shorthand(texts), material.recipe, material.names) if style == "shorthand" else documents
    part, topic = np.array([example.part for example in examples]), labels.topic
    right: list[list[NDArray[np.bool_]]] = [[], [], [], []]
    for corrected, other in pairs:
        own = np.flatnonzero(part == corrected)
        chosen = np.array(sorted(random.Random(SEED).sample(own.tolist(), CORRECTED)))  # noqa: S311  # reproducible
        base = np.flatnonzero((part != corrected) & (part != other))
        tests = np.setdiff1d(own, chosen), np.flatnonzero(part == other)
        parts = np.where(np.isin(np.arange(len(part)), chosen), "", part).tolist()  # each correction has its writer
        written = [noted[i] if part[i] == corrected else document for i, document in enumerate(documents)]
        prepared = Prepared(written, [], [], parts, NO_SPELLINGS)
        for at, rows in enumerate((base, np.concatenate([base, chosen]))):
            vocabulary = fit_vocabulary(prepared, rows)
            weights = np.where(np.isin(rows, chosen), weight, 1.0)
            train = vocabulary.matrix([written[i] for i in rows])
            model = fit_svc(train, topic[rows], weights, len(labels.names), Strength(tolerance=0.02))
            for where, test in enumerate(tests):
                scores = model.scores(vocabulary.matrix([written[i] for i in test]))
                right[2 * where + at].append(scores.argmax(axis=1) == topic[test])
    joined = [np.concatenate(found) for found in right]
    return gain(joined[0], joined[1]), gain(joined[2], joined[3])


def main() -> None:
    """Print both gains."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", default="p13:p07,p03:p11,p08:p02")
    parser.add_argument("--weight", type=float, default=1.0)
    parser.add_argument("--style", choices=("shorthand", "part"), default="shorthand")
    options = parser.parse_args()
    pairs = [(pair.partition(":")[0], pair.partition(":")[2]) for pair in options.pairs.split(",")]
    about = f"weight {options.weight:g}, style {options.style}"
    print(f"{CORRECTED} corrections, {about}; (corrected part, other part): {options.pairs}")
    gains = measured(pairs, options.weight, options.style)
    for name, found in zip(("the style corrected", "another style"), gains, strict=True):
        without, with_them, low, high = found
        change = f"{with_them - without:+.3f}, 95 % {low:+.3f} to {high:+.3f}"
        print(f"  {name:20s} {without:.3f} -> {with_them:.3f}  ({change})")


if __name__ == "__main__":
    main()
