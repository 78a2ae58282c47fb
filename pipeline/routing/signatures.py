"""Near-duplicate signatures: what history keeps of a petition instead of its text.

A signature holds 64 min-hash values of the pairs of neighbouring content syllables (Broder 1997, "On the resemblance
and containment of documents"), their number, a map of 512 bits in which each content syllable sets one (Bloom 1970,
with one hash: a short petition put in another order sets the same bits, and each bit stands for a dozen syllables),
and 24-bit hashes of the places, documents and persons named: 196 bytes and 4 for each of these. It tells whether a
text that one has is the same petition, and holds no word of it. Without a secret key whoever holds signatures can
still try guesses (a name, a street); with the office's key nobody else can.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.routing.distinct import Distinct

VERSION = 2
VALUES = 64
_HEAD = 4  # bytes: version, number of particulars, number of pairs (2)
WORD_BITS = 512
_WORDS = _HEAD + 2 * VALUES  # where the map of syllables begins
_LENGTH = _WORDS + WORD_BITS // 8
PARTICULAR_BITS = 24
_ROW = np.dtype([("head", "u1", 2), ("pairs", "<u2"), ("values", "<u2", VALUES), ("words", "<u8", WORD_BITS // 64)])


class NamedSets(Distinct[frozenset[int]]):
    """Distinct sets of hashed particulars.

    ``flat`` holds the particulars of one set after the other, each with its kind in the upper bits; ``ends`` says where
    each set ends.
    """

    def __init__(self, flat: NDArray[np.uint32], ends: NDArray[np.int64]) -> None:
        """Take the sets as they stand."""
        super().__init__()
        self._flat, self._ends = flat, ends

    def __len__(self) -> int:
        """Return the number of sets."""
        return len(self._ends)

    def _make(self, at: int) -> frozenset[int]:
        return frozenset(self._flat[self._ends[at - 1] if at else 0 : self._ends[at]].tolist())

    def kinds(self) -> NDArray[np.int64]:
        """Return for each set a bit for each kind in it."""
        bits = np.left_shift(np.int64(1), (self._flat >> np.uint32(PARTICULAR_BITS)).astype(np.int64))
        starts = np.concatenate((np.zeros(1, dtype=np.int64), self._ends[:-1]))[: len(self._ends)]
        some = np.flatnonzero(starts < self._ends)
        found = np.zeros(len(self._ends), dtype=np.int64)
        if len(some):
            found[some] = np.bitwise_or.reduceat(bits, starts[some])
        return found


@dataclass(frozen=True, slots=True)
class Stored:
    """Signatures as arrays, one row each, and what they name.

    ``values`` are the min-hash values (by 64), ``words`` the maps of syllables (by 8 words of 64 bits), ``sizes`` the
    numbers of pairs. ``which`` is the place of the hashed particulars among ``named``, the distinct sets of them;
    ``kinds`` has a bit for each kind in a set of ``named``.
    """

    values: NDArray[np.uint16]
    words: NDArray[np.uint64]
    sizes: NDArray[np.uint16]
    which: NDArray[np.int32]
    named: NamedSets
    kinds: NDArray[np.int64]


def is_signature(stored: bytes) -> bool:
    """Say whether ``stored`` is a signature of this version, whole."""
    return len(stored) >= _LENGTH and stored[0] == VERSION and len(stored) == _LENGTH + 4 * stored[1]


def rows_of(signatures: Iterable[bytes]) -> NDArray[np.void]:
    """Return what all signatures have, field by field (``pairs``, ``values``, ``words``)."""
    return np.frombuffer(b"".join([one[:_LENGTH] for one in signatures]), dtype=_ROW)


def particulars_of(signatures: Iterable[bytes]) -> list[bytes]:
    """Return the hashed particulars of each signature, four bytes each."""
    return [one[_LENGTH:] for one in signatures]


def kind_bits(particulars: Iterable[int]) -> int:
    """Return a bit for each kind among hashed particulars."""
    return sum({1 << (one >> PARTICULAR_BITS) for one in particulars})
