"""Keys of min-hash values that make two signatures worth comparing, and which of those with equal keys are compared."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from pipeline.routing.signatures import VALUES, Stored
from pipeline.text.runs import run_lengths, run_starts

NEAREST = 4
PLACED_BANDS = 8
ALL_BANDS = VALUES // 2 + PLACED_BANDS
VALUE_BITS = np.uint64(16)
Index = NDArray[np.int64]
Keys: TypeAlias = NDArray[np.unsignedinteger]


def band_keys(signed: Stored, places: NDArray[np.uint64] | None = None) -> Iterator[Keys]:
    """Yield the keys of all signatures, band by band; two that share a key of one band are worth comparing.

    ``places`` are numbers for their particulars, the lower 16 bits free; digests that hold for any batch by default.
    """
    both = signed.values.view(np.uint32)  # two values read as one number
    for at in range(VALUES // 2):
        yield both[:, at]
    if places is None:
        places = np.array([_digest(signed.named[at]) for at in range(len(signed.named))], dtype=np.uint64)[signed.which]
    for at in range(PLACED_BANDS):
        yield places ^ signed.values[:, at]


def _digest(particulars: frozenset[int]) -> int:
    """Return one number for all particulars, its lower 16 bits free."""
    mixed = 0
    for particular in sorted(particulars):
        mixed = (mixed * 1_000_003 + particular + 1) & 0xFFFFFFFFFFFF
    return mixed << 16


def neighbours(keys: Keys, usable: Index, start: int = 0) -> tuple[Index, Index]:
    """Pair each position from ``start`` with the first and the nearest earlier ones of the same key."""
    order, sorted_keys = _sorted(keys, usable)
    starts = np.flatnonzero(run_starts(sorted_keys))
    own = np.flatnonzero(order >= start)
    first = np.repeat(starts, run_lengths(starts, len(order)))[own]
    rank = own - first
    far = rank > NEAREST
    pairs = [(order[first[far]], order[own[far]])]
    for back in range(1, NEAREST + 1):
        at = own[rank >= back]
        pairs.append((order[at - back], order[at]))
    return np.concatenate([p[0] for p in pairs]), np.concatenate([p[1] for p in pairs])


def _sorted(keys: Keys, usable: Index) -> tuple[Index, Index]:
    """Return the usable positions in the order of their keys, equal ones as they stand, and their keys."""
    bits = np.uint64(len(keys).bit_length())
    if len(keys) and int(keys.max()) >> (64 - int(bits)):
        order = usable[np.argsort(keys[usable], kind="stable")]
        return order, keys[order].astype(np.int64)
    joined = keys[usable].astype(np.uint64)
    joined <<= bits
    joined |= usable.view(np.uint64)
    joined.sort()  # ten times as fast as argsort
    return (joined & ((np.uint64(1) << bits) - np.uint64(1))).view(np.int64), (joined >> bits).view(np.int64)
