"""Near-duplicates among many texts, in arrays: what ``splits.near_duplicates`` finds, in seconds and little memory.

Shingles become 64-bit numbers; of very many only a share is kept, the same everywhere (bottom-share sampling, Broder
1997), so that the Jaccard of what is kept estimates the Jaccard of all.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pipeline.training.splits import COMMON, NEAR, SHINGLE

MOST_SHINGLES = 3_000_000  # kept of a set; more are thinned out
NEIGHBOURS = 8  # texts after it that a text is compared with for each shingle: longer runs of one text still chain up
_FACTOR = np.uint64(0x9E3779B97F4A7C15)
Numbers = NDArray[np.uint64]


def similar_pairs(texts: Sequence[str]) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.float64]]:
    """Return (first, second, Jaccard) of pairs of texts whose five-syllable shingles overlap by more than ``NEAR``."""
    shingle, owner = _shingles(texts)
    sizes = np.bincount(owner, minlength=len(texts))
    order = np.lexsort((owner, shingle))
    shingle, owner = shingle[order], owner[order]
    keys = [np.zeros(0, dtype=np.int64)]
    rare = _rare(shingle)
    for lag in range(1, NEIGHBOURS + 1):
        same = np.flatnonzero((shingle[lag:] == shingle[:-lag]) & rare[lag:])
        keys.append(owner[same].astype(np.int64) * len(texts) + owner[same + lag])
    pairs, shared = np.unique(np.concatenate(keys), return_counts=True)
    first, second = np.divmod(pairs, max(len(texts), 1))
    share = shared / (sizes[first] + sizes[second] - shared)
    near = share > NEAR
    return first[near].astype(np.intp), second[near].astype(np.intp), share[near]


def similar_groups(texts: Sequence[str]) -> NDArray[np.intp]:
    """Return for each text the place of the first text of its near-duplicate group."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    first, second, _ = similar_pairs(texts)
    graph = coo_matrix((np.ones(len(first), dtype=np.int8), (first, second)), shape=(len(texts), len(texts)))
    _, label = connected_components(graph, directed=False)
    _, leader = np.unique(label, return_index=True)
    return np.asarray(leader[label], dtype=np.intp)


def _shingles(texts: Sequence[str]) -> tuple[Numbers, NDArray[np.int32]]:
    """Return the distinct (shingle, text) pairs; texts too short for a shingle are one shingle of all their words."""
    known: dict[str, int] = {}
    found = [_numbers(re.findall(r"\w+", text.lower()), known) for text in texts]
    thin = np.uint64(max(1, sum(map(len, found)) // MOST_SHINGLES))
    kept = [np.unique(row[row % thin == 0] if len(row) > 1 else row) for row in found]
    owner = np.repeat(np.arange(len(texts), dtype=np.int32), [len(row) for row in kept])
    return np.concatenate([np.zeros(0, dtype=np.uint64), *kept]), owner


def _numbers(words: Sequence[str], known: dict[str, int]) -> Numbers:
    for word in words:
        if word not in known:
            known[word] = zlib.crc32(word.encode("utf-8", "replace")) | len(word) << 32
    row = np.array([known[word] for word in words], dtype=np.uint64)
    width = min(SHINGLE, len(row))
    mixed = np.zeros(max(len(row) - width + 1, 1), dtype=np.uint64)
    for at in range(width):
        mixed = (mixed ^ row[at : at + len(mixed)]) * _FACTOR
        mixed ^= mixed >> np.uint64(29)
    return mixed


def _rare(shingle: Numbers) -> NDArray[np.bool_]:
    """Say of each place in a sorted array whether its number stands there at most ``COMMON`` times."""
    if not len(shingle):
        return np.zeros(0, dtype=bool)
    starts = np.flatnonzero(np.concatenate([[True], shingle[1:] != shingle[:-1]]))
    runs = np.diff(np.append(starts, len(shingle)))
    return np.repeat(runs <= COMMON, runs)
