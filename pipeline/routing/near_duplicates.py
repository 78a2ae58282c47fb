"""Which pairs of signatures are worth comparing, and which are alike: banding of min-hash values.

Two texts that share both values of one of 32 bands, or one of 8 values and all their particulars, become a candidate
pair (Leskovec, Rajaraman, Ullman, "Mining of Massive Datasets", 3.4). At a resemblance of 0.4 a pair is missed three
times in a thousand. Among equal keys a petition is compared with the first and the nearest before it, so that a
campaign of n copies costs n comparisons and not their square; the particulars keep a common form from hiding repeats.

Pairs are told for some petitions at a time, so that a million need little more memory than a hundred thousand; the
price is that all keys before them are put in order again each time (2 hundredths of a second a band and a million).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from pipeline.routing.bands import ALL_BANDS, VALUE_BITS, band_keys, neighbours
from pipeline.routing.repeat_words import Limits
from pipeline.routing.signatures import VALUES, Stored
from pipeline.text.runs import run_starts

BANDS = 4  # whose pairs are put in order together
TOGETHER = 1 << 17  # petitions whose pairs are told together: their candidates take some 100 MB
BLOCK = 1 << 15  # pairs compared at once: 8 MB
_EQUAL_BITS = 7  # for numbers from 0 to VALUES
Index = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class AlikePairs:
    """Pairs of places with ``earlier`` < ``later`` and the share of equal values (``equal``), sorted by ``later``.

    Of one ``later``, the likest comes first and among equals the earliest.
    """

    earlier: Index
    later: Index
    equal: NDArray[np.float64]


def alike_pairs(signed: Stored, rows: Index, first_new: int, limits: Limits) -> Iterator[AlikePairs]:
    """Yield the pairs of signatures that resemble or contain each other, particulars not yet considered.

    ``rows`` of ``signed`` are in the order of time, and a place is one in ``rows``; a pair with both before
    ``first_new`` is left out. All pairs of one ``later`` come together, the earliest ones first.
    """
    for start in range(first_new, len(rows), TOGETHER):
        yield _pairs_from(signed, rows[: start + TOGETHER], start, limits)


def _pairs_from(signed: Stored, rows: Index, start: int, limits: Limits) -> AlikePairs:
    """Return the pairs with ``later`` among ``rows`` from ``start``."""
    usable, bits = np.flatnonzero(signed.sizes[rows] > 0), len(rows).bit_length()
    tried = np.zeros(0, dtype=np.int64)
    found = [tried]
    # within a batch the number of a set of particulars says as much as its digest, and is smaller
    bands = band_keys(signed, signed.which.astype(np.uint64) << VALUE_BITS)
    for _ in range(0, ALL_BANDS, BANDS):
        waiting = []
        for keys in islice(bands, BANDS):
            earlier, later = neighbours(keys[rows], usable, start)
            waiting.append(later << bits | earlier)
        codes, tried = _fresh(np.concatenate(waiting), tried)
        found += _checked(codes, bits, signed, rows, limits)
    # one number a pair, so that they are sorted as numbers: later, how many values are not equal, earlier
    alike = np.sort(np.concatenate(found))
    unequal = alike >> bits & ((1 << _EQUAL_BITS) - 1)
    return AlikePairs(alike & ((1 << bits) - 1), alike >> (bits + _EQUAL_BITS), (VALUES - unequal) / VALUES)


def _fresh(codes: Index, known: Index) -> tuple[Index, Index]:
    """Return, sorted, the distinct codes that do not stand among ``known``, and both together."""
    joined = np.concatenate((known, codes))
    joined <<= 1
    joined[len(known) :] |= 1
    joined.sort()  # far faster than a search: processors sort numbers
    new = (joined & 1).astype(bool)
    joined >>= 1
    first = run_starts(joined)
    return joined[first & new], joined[first]


def _checked(codes: Index, bits: int, signed: Stored, rows: Index, limits: Limits) -> Iterator[Index]:
    """Yield those of the pairs that are alike, how many values are not equal between ``later`` and ``earlier``."""
    values, words, sizes = signed.values, signed.words, signed.sizes
    for start in range(0, len(codes), BLOCK):
        later, earlier = codes[start : start + BLOCK] >> bits, codes[start : start + BLOCK] & ((1 << bits) - 1)
        a, b = rows[earlier], rows[later]
        equal = (values[a] == values[b]).mean(axis=1)
        size_a, size_b = sizes[a].astype(np.int64), sizes[b].astype(np.int64)
        few = np.minimum(size_a, size_b)
        held = equal / (1 + equal) * (size_a + size_b) / few
        alike = (equal >= limits.resemblance) | ((held >= limits.containment) & (few >= limits.contained_pairs))
        rest = np.flatnonzero(~alike & (few <= limits.reworded_pairs))
        alike[rest] = shared_words(words[a[rest]], words[b[rest]]) >= limits.reworded
        unequal = VALUES - (equal[alike] * VALUES).astype(np.int64)
        yield (later[alike] << _EQUAL_BITS | unequal) << bits | earlier[alike]


def shared_words(a: NDArray[np.uint64], b: NDArray[np.uint64]) -> NDArray[np.float64]:
    """Return the share of the fewer bits of two maps that both have set, row by row."""
    both, one, other = (np.bitwise_count(bits).sum(axis=1, dtype=np.int64) for bits in (a & b, a, b))
    share: NDArray[np.float64] = both / np.maximum(np.minimum(one, other), 1)
    return share
