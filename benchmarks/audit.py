"""How many wrong labels an audit puts first: ``python -m benchmarks.audit [--share 0.05] [--topics N]``.

Five in a hundred labels of the corpus are replaced by another drawn at random (seeded); the audit ranks all rows; of
the flipped ones, how many stand in the first 7.5 %?
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Sequence
from dataclasses import replace

from pipeline.settings import DATA
from pipeline.taxonomy.catalogue import load_taxonomy
from pipeline.training.audit.wrong import label_doubts
from pipeline.training.examples import Example, load_corpus
from pipeline.training.run import material_for

FIRST = 0.075  # share of rows that a person would read
SEED = 20261122


def flipped(examples: Sequence[Example], share: float, seed: int = SEED) -> tuple[list[Example], set[int]]:
    """Return the examples with ``share`` of their labels wrong, and which."""
    rng = random.Random(seed)  # noqa: S311  # reproducible noise, not a secret
    labels = sorted({example.topic for example in examples})
    wrong = set(rng.sample(range(len(examples)), round(share * len(examples))))
    return [
        replace(e, topic=rng.choice([label for label in labels if label != e.topic])) if i in wrong else e
        for i, e in enumerate(examples)
    ], wrong


def found_first(examples: Sequence[Example], wrong: set[int], first: float = FIRST) -> float:
    """Return the share of the wrong labels that stand in the ``first`` share of the ranked rows."""
    doubts = label_doubts(examples, material_for(load_taxonomy(DATA / "taxonomy")))
    limit = first * len(examples)
    return sum(d is not None and d.rank < limit for d in (doubts[i] for i in wrong)) / len(wrong)


def main() -> None:
    """Print the share found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--share", type=float, default=0.05)
    parser.add_argument("--seeds", type=int, default=1)
    options = parser.parse_args()
    examples, _ = load_corpus(DATA / "corpus", load_taxonomy(DATA / "taxonomy").topics)
    for seed in range(SEED, SEED + options.seeds):
        start = time.perf_counter()
        noisy, wrong = flipped(examples, options.share, seed)
        share = found_first(noisy, wrong)
        print(
            f"{len(examples)} petitions, {len(wrong)} labels flipped (seed {seed}): {share:.1%} of them in the first "
            f"{FIRST:.1%} of rows, {time.perf_counter() - start:.0f} s"
        )


if __name__ == "__main__":
    main()
