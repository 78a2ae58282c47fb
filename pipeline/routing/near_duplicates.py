"""Which pairs of signatures are worth comparing, and which are alike: banding of min-hash values.

Two texts that share both values of one of 32 bands, or one of 8 values and all their particulars, become a candidate
pair (Leskovec, Rajaraman, Ullman, "Mining of Massive Datasets", 3.4). At a resemblance of 0.4 a pair is missed three
times in a thousand. Among equal keys a petition is compared with the first and the nearest before it, so that a
campaign of n copies costs n comparisons and not their square; the particulars keep a common form from hiding repeats.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from pipeline.routing.repeat_words import Limits
from pipeline.routing.signatures import VALUES, Stored
from pipeline.text.runs import run_lengths, run_starts

NEAREST = 4
PLACED_BANDS = 8
BANDS = 4  # whose pairs are put in order together
BLOCK = 1 << 15  # pairs compared at once: 8 MB
_VALUE_BITS = np.uint64(16)
Index = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class AlikePairs:
    """Pairs of positions with ``earlier`` < ``later`` and the share of equal values (``equal``), sorted by ``later``.

    Of one ``later``, the likest comes first and among equals the earliest.
    """

    earlier: Index
    later: Index
    equal: NDArray[np.float64]


def alike_pairs(signed: Stored, first_new: int, limits: Limits) -> AlikePairs:
    """Return the pairs of signatures that resemble or contain each other, particulars not yet considered.

    ``signed`` stand in the order of time; a pair with both before ``first_new`` is left out.
    """
    usable, count = np.flatnonzero(signed.sizes > 0), np.int64(max(len(signed.sizes), 1))
    tried = np.zeros(0, dtype=np.int64)
    found: list[tuple[Index, NDArray[np.float64]]] = [(tried, np.zeros(0))]
    # within a batch the number of a set of particulars says as much as its digest, and is smaller
    bands = band_keys(signed, signed.which.astype(np.uint64) << _VALUE_BITS)
    for some in iter(lambda: list(islice(bands, BANDS)), []):
        waiting = []
        for keys in some:
            earlier, later = neighbours(keys, usable)
            wanted = later >= first_new
            waiting.append(later[wanted] * count + earlier[wanted])
        codes, tried = _fresh(np.concatenate(waiting), tried)
        found += [(b * count + a, equal) for a, b, equal in _checked(codes % count, codes // count, signed, limits)]
    alike, equal = (np.concatenate([part[k] for part in found]) for k in (0, 1))
    order = np.lexsort((alike % count, -equal, alike // count))
    later, earlier = np.divmod(alike[order].astype(np.int64), count)
    return AlikePairs(earlier, later, equal[order])


def _fresh(codes: Index, known: Index) -> tuple[Index, Index]:
    """Return, sorted, the distinct codes that do not stand among ``known``, and both together."""
    joined = np.sort(np.concatenate((known << 1, codes << 1 | 1)))  # far faster than a search: processors sort numbers
    both = joined >> 1
    first = run_starts(both)
    return both[first & (joined & 1 > 0)], both[first]


def band_keys(signed: Stored, places: NDArray[np.uint64] | None = None) -> Iterator[NDArray[np.uint64]]:
    """Yield the keys of all signatures, band by band; two that share a key of one band are worth comparing.

    ``places`` are numbers for their particulars, the lower 16 bits free; digests that hold for any batch by default.
    """
    for at in range(0, VALUES, 2):
        yield signed.values[:, at].astype(np.uint64) << _VALUE_BITS | signed.values[:, at + 1]
    if places is None:
        places = np.array([_digest(named) for named in signed.named], dtype=np.uint64)[signed.which]
    for at in range(PLACED_BANDS):
        yield places ^ signed.values[:, at]


def _digest(particulars: frozenset[int]) -> int:
    """Return one number for all particulars, its lower 16 bits free."""
    mixed = 0
    for particular in sorted(particulars):
        mixed = (mixed * 1_000_003 + particular + 1) & 0xFFFFFFFFFFFF
    return mixed << 16


def neighbours(keys: NDArray[np.uint64], usable: Index) -> tuple[Index, Index]:
    """Pair each position with the first and the nearest earlier ones of the same key."""
    order, sorted_keys = _sorted(keys, usable)
    starts = np.flatnonzero(run_starts(sorted_keys))
    first = np.repeat(starts, run_lengths(starts, len(order)))
    rank = np.arange(len(order)) - first
    pairs = [(order[first[rank > NEAREST]], order[rank > NEAREST])]
    for back in range(1, NEAREST + 1):
        at = np.flatnonzero(rank >= back)
        pairs.append((order[at - back], order[at]))
    return np.concatenate([p[0] for p in pairs]), np.concatenate([p[1] for p in pairs])


def _sorted(keys: NDArray[np.uint64], usable: Index) -> tuple[Index, Index]:
    """Return the usable positions in the order of their keys, equal ones as they stand, and their keys."""
    bits = np.uint64(len(keys).bit_length())
    if len(keys) and keys.max() >> (np.uint64(64) - bits):
        order = usable[np.argsort(keys[usable], kind="stable")]
        return order, keys[order].astype(np.int64)
    joined = np.sort(keys[usable] << bits | usable.astype(np.uint64))  # ten times as fast as argsort
    return (joined & ((np.uint64(1) << bits) - np.uint64(1))).astype(np.int64), (joined >> bits).astype(np.int64)


def _checked(
    earlier: Index, later: Index, signed: Stored, limits: Limits
) -> Iterator[tuple[Index, Index, NDArray[np.float64]]]:
    values, words, sizes = signed.values, signed.words, signed.sizes
    for start in range(0, len(later), BLOCK):
        a, b = earlier[start : start + BLOCK], later[start : start + BLOCK]
        equal = (values[a] == values[b]).mean(axis=1)
        few = np.minimum(sizes[a], sizes[b])
        held = equal / (1 + equal) * (sizes[a] + sizes[b]) / few
        alike = (equal >= limits.resemblance) | ((held >= limits.containment) & (few >= limits.contained_pairs))
        rest = np.flatnonzero(~alike & (few <= limits.reworded_pairs))
        alike[rest] = shared_words(words[a[rest]], words[b[rest]]) >= limits.reworded
        yield a[alike], b[alike], equal[alike]


def shared_words(a: NDArray[np.uint64], b: NDArray[np.uint64]) -> NDArray[np.float64]:
    """Return the share of the fewer bits of two maps that both have set, row by row."""
    both, one, other = (np.bitwise_count(bits).sum(axis=1, dtype=np.int64) for bits in (a & b, a, b))
    share: NDArray[np.float64] = both / np.maximum(np.minimum(one, other), 1)
    return share
