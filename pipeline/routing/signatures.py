"""Near-duplicate signatures: what history keeps of a petition instead of its text, and how two of them compare.

A signature holds 64 min-hash values of the pairs of neighbouring content syllables (Broder 1997, "On the resemblance
and containment of documents"), their number, a map of 512 bits in which each content syllable sets one (Bloom 1970,
with one hash: a short petition put in another order sets the same bits, and each bit stands for a dozen syllables),
and 24-bit hashes of the places, documents and persons named: 196 bytes and 4 for each of these (``signing`` makes
them). It tells whether a text that one has is the same petition, and holds no word of it. Without a secret key whoever
holds signatures can still try guesses (a name, a street); with the office's key nobody else can.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.routing.particulars import OWN_ADDRESS

VERSION = 2
VALUES = 64
_HEAD = 4  # bytes: version, number of particulars, number of pairs (2)
WORD_BITS = 512
_WORDS = _HEAD + 2 * VALUES  # where the map of syllables begins
_LENGTH = _WORDS + WORD_BITS // 8
PARTICULAR_BITS = 24
NOTHING_NAMED: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Likeness:
    """How far two signatures tell of one petition.

    ``resemblance`` is the estimated share of common pairs among all, ``containment`` among those of the shorter text
    (both 0 to 1, standard error at most 0.07); ``words`` is the share of the shorter text's content syllables that the
    other has as well, in whatever order (a little too high: two syllables may share a bit); ``pairs`` is the size of
    the shorter text. ``conflict``: both name something of one kind and not the same. ``placed``: they share a
    particular. ``apart``: their senders' own addresses differ.
    """

    resemblance: float
    containment: float
    words: float
    pairs: int
    conflict: bool
    placed: bool
    apart: bool


def is_signature(stored: bytes) -> bool:
    """Say whether ``stored`` is a signature of this version, whole."""
    return len(stored) >= _LENGTH and stored[0] == VERSION and len(stored) == _LENGTH + 4 * stored[1]


def values_of(signatures: Sequence[bytes]) -> NDArray[np.uint16]:
    """Return the min-hash values (signatures by 64)."""
    joined = b"".join(s[_HEAD:_WORDS] for s in signatures)
    return np.frombuffer(joined, dtype="<u2").reshape(-1, VALUES)


def words_of(signatures: Sequence[bytes]) -> NDArray[np.uint64]:
    """Return the maps of syllables (signatures by 8 words of 64 bits)."""
    joined = b"".join(s[_WORDS:_LENGTH] for s in signatures)
    return np.frombuffer(joined, dtype="<u8").reshape(-1, WORD_BITS // 64)


def pairs_of(stored: bytes) -> int:
    """Return the number of pairs of the text."""
    return int.from_bytes(stored[2:_HEAD], "little")


def particulars_of(stored: bytes) -> frozenset[int]:
    """Return the hashed particulars, each with its kind in the upper bits."""
    return frozenset(struct.unpack_from(f"<{stored[1]}I", stored, _LENGTH)) if stored[1] else NOTHING_NAMED


def compare(a: bytes, b: bytes) -> Likeness:
    """Compare two signatures."""
    first, second = values_of([a, b])
    return likeness(float((first == second).mean()), a, b)


def likeness(equal: float, a: bytes, b: bytes) -> Likeness:
    """Return how two petitions compare, given the share of equal values of their signatures."""
    few, many = sorted((pairs_of(a), pairs_of(b)))
    common = equal / (1 + equal) * (few + many)
    mine, other = particulars_of(a), particulars_of(b)
    shared = _kinds(mine & other)
    return Likeness(
        resemblance=equal if few else 0.0,
        containment=min(1.0, common / few) if few else 0.0,
        words=_shared_words(a, b),
        pairs=few,
        conflict=conflict(mine, other),
        placed=not shared <= {OWN_ADDRESS},
        apart=OWN_ADDRESS not in shared and OWN_ADDRESS in _kinds(mine) and OWN_ADDRESS in _kinds(other),
    )


def _shared_words(a: bytes, b: bytes) -> float:
    one, other = (int.from_bytes(s[_WORDS:_LENGTH], "little") for s in (a, b))
    return (one & other).bit_count() / max(1, min(one.bit_count(), other.bit_count()))


def conflict(mine: frozenset[int], other: frozenset[int]) -> bool:
    """Say whether both name particulars of some kind and none in common; the sender's address does not count."""
    if mine == other or not mine or not other:
        return False
    return not _kinds(mine) & _kinds(other) <= _kinds(mine & other) | {OWN_ADDRESS}


def similarity(a: bytes, b: bytes) -> float:
    """Return the estimated resemblance of two texts from their signatures, 0 to 1; 0 where particulars conflict."""
    found = compare(a, b)
    return 0.0 if found.conflict else found.resemblance


def _kinds(particulars: frozenset[int]) -> set[int]:
    return {p >> PARTICULAR_BITS for p in particulars}
