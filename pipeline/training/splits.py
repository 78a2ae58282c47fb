"""Folds that near-duplicates cannot straddle: by writer's part where there are parts, else by near-duplicate group."""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pipeline.training.examples import Example

SHINGLE = 5  # syllables
NEAR = 0.5  # Jaccard above which two texts are one (issue: "pairs with 5-syllable shingle Jaccard above 0.5")
COMMON = 50  # texts: a shingle in more of them is a formula ("kính gửi ủy ban nhân dân") and pairs nothing
SEED = 20250701


def shingles(text: str) -> frozenset[str]:
    """Return the runs of five syllables of a text; a shorter text is one shingle."""
    syllables = re.findall(r"\w+", text.lower())
    if len(syllables) <= SHINGLE:
        return frozenset([" ".join(syllables)])
    return frozenset(" ".join(syllables[i : i + SHINGLE]) for i in range(len(syllables) - SHINGLE + 1))


def near_duplicates(texts: Sequence[str]) -> list[tuple[int, int, float]]:
    """Return (first, second, Jaccard) of the pairs of texts whose shingles overlap by more than ``NEAR``."""
    sets = [shingles(text) for text in texts]
    holders: dict[str, list[int]] = defaultdict(list)
    for at, found in enumerate(sets):
        for shingle in found:
            holders[shingle].append(at)
    shared: dict[tuple[int, int], int] = defaultdict(int)
    for held in holders.values():
        if 1 < len(held) <= COMMON:
            for j, second in enumerate(held):
                for first in held[:j]:
                    shared[first, second] += 1
    pairs = ((a, b, n / (len(sets[a]) + len(sets[b]) - n)) for (a, b), n in shared.items())
    return sorted((a, b, share) for a, b, share in pairs if share > NEAR)


def groups(texts: Sequence[str]) -> list[int]:
    """Return for each text the number of its near-duplicate group: the place of the group's first text."""
    leader = list(range(len(texts)))

    def root(at: int) -> int:
        while leader[at] != at:
            at = leader[at]
        return at

    for first, second, _ in near_duplicates(texts):
        a, b = root(first), root(second)
        leader[max(a, b)] = min(a, b)
    return [root(at) for at in range(len(texts))]


def folds(examples: Sequence[Example], count: int) -> NDArray[np.intp]:
    """Return the fold of each example, 0 to ``count`` - 1: whole parts if there are enough, else whole groups.

    A petition without a part stands for itself. A group that spans parts goes with its first text. The order of parts
    is drawn once with a fixed seed, the largest part first into the smallest fold, so that the same data has the same
    folds everywhere.
    """
    return spread(examples, groups([example.text for example in examples]), count)


def spread(examples: Sequence[Example], group: Sequence[int], count: int) -> NDArray[np.intp]:
    """Return the folds of examples whose near-duplicate ``group`` is known: the place of its first text."""
    parts = [examples[leader].part for leader in group]
    whole = len({part for part in parts if part}) >= count
    keys = [part if whole and part else str(leader) for part, leader in zip(parts, group, strict=True)]
    sizes: dict[str, int] = defaultdict(int)
    for key in keys:
        sizes[key] += 1
    shuffled = sorted(sizes)
    random.Random(SEED).shuffle(shuffled)  # noqa: S311  # a reproducible order, not a secret
    shuffled.sort(key=lambda key: -sizes[key])
    filled, home = [0] * count, {}
    for key in shuffled:
        home[key] = filled.index(min(filled))
        filled[home[key]] += sizes[key]
    return np.array([home[key] for key in keys], dtype=np.intp)
