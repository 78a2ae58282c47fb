"""Which pairs of petitions are one matter: signatures and senders of a whole batch as arrays, judged pair by pair."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from pipeline.routing.collected import Senders, Signed, arrays_of
from pipeline.routing.distinct import Distinct
from pipeline.routing.near_duplicates import shared_words
from pipeline.routing.particulars import OWN_ADDRESS
from pipeline.routing.repeat_words import Limits
from pipeline.routing.senders import same_sender
from pipeline.routing.signatures import Stored, kind_bits

Index = NDArray[np.int64]
Truths = NDArray[np.bool_]
Shares = NDArray[np.float64]
T = TypeVar("T")
TOGETHER = 1 << 17  # pairs judged at once: some 50 MB
_OWN = 1 << OWN_ADDRESS


@dataclass(frozen=True, slots=True)
class Likeness:
    """How far the two petitions of each pair are one; arrays over pairs.

    ``resemblance`` is the estimated share of common pairs of syllables among all, ``containment`` among those of the
    shorter text (both 0 to 1, standard error at most 0.07); ``words`` is the share of the shorter text's content
    syllables that the other has as well, in whatever order (a little too high: two syllables may share a bit);
    ``pairs`` is the size of the shorter text. ``conflict``: both name something of one kind and not the same.
    ``placed``: they share a particular. ``apart``: their senders' own addresses differ.
    """

    resemblance: Shares
    containment: Shares
    words: Shares
    pairs: Index
    conflict: Truths
    placed: Truths
    apart: Truths


def same_petitions(signed: Signed, a: Index, b: Index, equal: Shares, limits: Limits) -> Truths:
    """Say of which pairs both petitions are one matter: rows ``a`` and ``b``, the share of values ``equal``."""
    same = np.zeros(len(a), dtype=bool)
    for start in range(0, len(a), TOGETHER):
        part = slice(start, start + TOGETHER)
        found = likeness(signed.stored, a[part], b[part], equal[part])
        same[part] = same_matter(found, by_one_sender(signed.senders, a[part], b[part]), limits)
    return same


def likeness(signed: Stored, a: Index, b: Index, equal: Shares) -> Likeness:
    """Return how the petitions of pairs compare, rows ``a`` and ``b`` with the share of values ``equal``."""
    size_a, size_b = signed.sizes[a].astype(np.int64), signed.sizes[b].astype(np.int64)
    few = np.minimum(size_a, size_b)
    common = equal / (1 + equal) * (size_a + size_b)
    named_a, named_b = signed.which[a], signed.which[b]
    mine, other = signed.kinds[named_a], signed.kinds[named_b]
    shared = _each_once(signed.named, named_a, named_b, lambda one, other: kind_bits(one & other))
    return Likeness(
        resemblance=np.where(few > 0, equal, 0.0),
        containment=np.where(few > 0, np.minimum(1.0, common / np.maximum(few, 1)), 0.0),
        words=shared_words(signed.words[a], signed.words[b]),
        pairs=few,
        conflict=mine & other & ~(shared | _OWN) != 0,
        placed=shared & ~_OWN != 0,
        apart=mine & other & ~shared & _OWN != 0,
    )


def same_matter(found: Likeness, by_one_sender: Truths, limits: Limits) -> Truths:
    """Say of which pairs both petitions are the same or nearly the same.

    They are where one resembles or holds the other, or a short one says the same words of the same place in another
    order; they name nothing different; and they say enough to be about one matter: a few words without a place are
    everybody's, unless one sender wrote both.
    """
    pairs, placed = found.pairs, found.placed
    few_enough = (pairs >= limits.fewest_pairs) & (pairs <= limits.reworded_pairs)
    reworded = few_enough & (found.words >= limits.reworded) & placed
    # a few pairs in common are soon a formula: of so short a text most words must agree as well
    formula = (pairs < limits.short_pairs) & (found.words < limits.short_words)
    holds = (found.containment >= limits.containment) & (pairs >= limits.contained_pairs)
    resembles = (found.resemblance >= limits.resemblance) | holds
    enough = pairs >= np.where(placed, limits.fewest_placed, limits.fewest_pairs)
    enough &= ~found.apart | placed | (pairs >= limits.own_address_pairs)
    return (reworded | resembles & ~formula & (by_one_sender | enough)) & ~found.conflict


def by_one_sender(senders: Senders, a: Index, b: Index) -> Truths:
    """Say of which pairs both petitions come from one sender."""
    return _each_once(senders, senders.which[a], senders.which[b], lambda a, b: int(bool(same_sender(a, b)))) > 0


def conflict(mine: frozenset[int], other: frozenset[int]) -> bool:
    """Say whether both name particulars of some kind and none in common; the sender's address does not count."""
    if mine == other or not mine or not other:
        return False
    return kind_bits(mine) & kind_bits(other) & ~(kind_bits(mine & other) | _OWN) != 0


def similarity(a: bytes, b: bytes) -> float:
    """Return the estimated resemblance of two texts from their signatures, 0 to 1; 0 where particulars conflict."""
    signed, zero = arrays_of([a, b]), np.zeros(1, dtype=np.int64)
    equal = (signed.values[:1] == signed.values[1:]).mean(axis=1)
    found = likeness(signed, zero, zero + 1, equal)
    return 0.0 if found.conflict[0] else float(found.resemblance[0])


def _each_once(values: Distinct[T], a: NDArray[np.int32], b: NDArray[np.int32], told: Callable[[T, T], int]) -> Index:
    """Return what is ``told`` of the values of each pair, ``a`` and ``b`` their places; asked once for equal pairs."""
    codes, place = np.unique(a * np.int64(len(values)) + b, return_inverse=True)
    pairs = (divmod(code, len(values)) for code in codes.tolist())
    return np.array([told(values[one], values[other]) for one, other in pairs], dtype=np.int64)[place]
