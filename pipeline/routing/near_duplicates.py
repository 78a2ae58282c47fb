"""Which pairs of signatures are worth comparing, and which are alike: banding of min-hash values.

Two texts that share both values of one of 32 bands, or one of 8 values and all their particulars, become a candidate
pair (Leskovec, Rajaraman, Ullman, "Mining of Massive Datasets", 3.4). At a resemblance of 0.4 a pair is missed three
times in a thousand. Among equal keys a petition is compared with the first and the nearest before it, so that a
campaign of n copies costs n comparisons and not their square; the particulars keep a common form from hiding repeats.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.routing.repeat_words import Limits
from pipeline.routing.signatures import VALUES, pairs_of, particulars_of, values_of, words_of
from pipeline.text.runs import run_starts

NEAREST = 4
PLACED_BANDS = 8
BLOCK = 1 << 15  # pairs compared at once: 8 MB
Index = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class AlikePairs:
    """Pairs of positions with ``earlier`` < ``later`` and the share of equal values (``equal``), sorted by ``later``.

    Of one ``later``, the likest comes first and among equals the earliest.
    """

    earlier: Index
    later: Index
    equal: NDArray[np.float64]


def alike_pairs(signatures: Sequence[bytes], first_new: int, limits: Limits) -> AlikePairs:
    """Return the pairs of signatures that resemble or contain each other, particulars not yet considered.

    ``signatures`` stand in the order of time; a pair with both before ``first_new`` is left out.
    """
    sizes = np.array([pairs_of(s) for s in signatures], dtype=np.int64)
    words = words_of(signatures)
    values, usable, count = values_of(signatures), np.flatnonzero(sizes > 0), np.int64(max(len(sizes), 1))
    tried = np.zeros(0, dtype=np.int64)
    found: list[tuple[Index, NDArray[np.float64]]] = [(tried, np.zeros(0))]
    for keys in band_keys(signatures):
        earlier, later = _neighbours(keys, usable)
        wanted = later >= first_new
        codes = np.sort(later[wanted] * count + earlier[wanted])
        codes = codes[run_starts(codes)]  # numpy.unique hashes such numbers badly: ten times as slow
        codes = codes[_absent(codes, tried)]
        tried = np.sort(np.concatenate((tried, codes)), kind="stable")  # merges, both being sorted
        checked = _checked(codes % count, codes // count, values, words, sizes, limits)
        found += [(b * count + a, equal) for a, b, equal in checked]
    alike, equal = (np.concatenate([part[k] for part in found]) for k in (0, 1))
    order = np.lexsort((alike % count, -equal, alike // count))
    later, earlier = np.divmod(alike[order].astype(np.int64), count)
    return AlikePairs(earlier, later, equal[order])


def _absent(codes: Index, known: Index) -> NDArray[np.bool_]:
    """Say which of some codes do not stand among ``known``; both are sorted."""
    if not len(known):
        return np.ones(len(codes), dtype=bool)
    here = known[np.minimum(np.searchsorted(known, codes), len(known) - 1)]
    return np.not_equal(here, codes)


def band_keys(signatures: Sequence[bytes]) -> Iterator[NDArray[np.uint64]]:
    """Yield the keys of all signatures, band by band; two that share a key of one band are worth comparing."""
    values = values_of(signatures)
    for at in range(0, VALUES, 2):
        yield values[:, at].astype(np.uint64) << np.uint64(16) | values[:, at + 1]
    placed = np.array([_digest(s) for s in signatures], dtype=np.uint64)
    for at in range(PLACED_BANDS):
        yield placed ^ values[:, at]


def _digest(stored: bytes) -> int:
    """Return one number for all particulars, its lower 16 bits free."""
    mixed = 0
    for particular in sorted(particulars_of(stored)):
        mixed = (mixed * 1_000_003 + particular + 1) & 0xFFFFFFFFFFFF
    return mixed << 16


def _neighbours(keys: NDArray[np.uint64], usable: Index) -> tuple[Index, Index]:
    """Pair each position with the first and the nearest earlier ones of the same key."""
    order = usable[np.argsort(keys[usable], kind="stable")]
    sorted_keys = keys[order]
    starts = np.flatnonzero(np.concatenate(([True], sorted_keys[1:] != sorted_keys[:-1]))) if len(order) else order
    first = np.repeat(starts, np.diff(np.append(starts, len(order))))
    rank = np.arange(len(order)) - first
    pairs = [(order[first[rank > NEAREST]], order[rank > NEAREST])]
    for back in range(1, NEAREST + 1):
        at = np.flatnonzero(rank >= back)
        pairs.append((order[at - back], order[at]))
    return np.concatenate([p[0] for p in pairs]), np.concatenate([p[1] for p in pairs])


def _checked(
    earlier: Index, later: Index, values: NDArray[np.uint16], words: NDArray[np.uint64], sizes: Index, limits: Limits
) -> Iterator[tuple[Index, Index, NDArray[np.float64]]]:
    for start in range(0, len(later), BLOCK):
        a, b = earlier[start : start + BLOCK], later[start : start + BLOCK]
        equal = (values[a] == values[b]).mean(axis=1)
        few = np.minimum(sizes[a], sizes[b])
        held = equal / (1 + equal) * (sizes[a] + sizes[b]) / few
        alike = (equal >= limits.resemblance) | ((held >= limits.containment) & (few >= limits.contained_pairs))
        rest = np.flatnonzero(~alike & (few <= limits.reworded_pairs))
        alike[rest] = _same_words(words[a[rest]], words[b[rest]]) >= limits.reworded
        yield a[alike], b[alike], equal[alike]


def _same_words(a: NDArray[np.uint64], b: NDArray[np.uint64]) -> NDArray[np.float64]:
    """Return the share of the fewer bits of two maps that both have set, row by row."""
    both, one, other = (np.bitwise_count(bits).sum(axis=1, dtype=np.int64) for bits in (a & b, a, b))
    share: NDArray[np.float64] = both / np.maximum(np.minimum(one, other), 1)
    return share
