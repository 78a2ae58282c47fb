"""Near-duplicate signatures: what history keeps of a petition instead of its text.

A signature holds 64 min-hash values of the pairs of neighbouring content syllables (Broder 1997, "On the resemblance
and containment of documents"), their number, a map of 512 bits in which each content syllable sets one (Bloom 1970,
with one hash: a short petition put in another order sets the same bits, and each bit stands for a dozen syllables),
and 24-bit hashes of the places, documents and persons named: 196 bytes and 4 for each of these. It tells whether a
text that one has is the same petition, and holds no word of it. Without a secret key whoever holds signatures can
still try guesses (a name, a street); with the office's key nobody else can.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

VERSION = 2
VALUES = 64
_HEAD = 4  # bytes: version, number of particulars, number of pairs (2)
WORD_BITS = 512
_WORDS = _HEAD + 2 * VALUES  # where the map of syllables begins
_LENGTH = _WORDS + WORD_BITS // 8
PARTICULAR_BITS = 24
_ROW = np.dtype([("head", "u1", 2), ("pairs", "<u2"), ("values", "<u2", VALUES), ("words", "<u8", WORD_BITS // 64)])


@dataclass(frozen=True, slots=True)
class Stored:
    """Signatures as arrays, one row each, and what they name.

    ``values`` are the min-hash values (by 64), ``words`` the maps of syllables (by 8 words of 64 bits), ``sizes`` the
    numbers of pairs. ``which`` is the place of the hashed particulars among ``named``, the distinct sets of them, each
    particular with its kind in the upper bits; ``kinds`` has a bit for each kind in a set of ``named``.
    """

    values: NDArray[np.uint16]
    words: NDArray[np.uint64]
    sizes: NDArray[np.int64]
    which: NDArray[np.int64]
    named: tuple[frozenset[int], ...]
    kinds: NDArray[np.int64]


def is_signature(stored: bytes) -> bool:
    """Say whether ``stored`` is a signature of this version, whole."""
    return len(stored) >= _LENGTH and stored[0] == VERSION and len(stored) == _LENGTH + 4 * stored[1]


def arrays_of(signatures: Sequence[bytes]) -> Stored:
    """Return signatures as arrays."""
    rows = np.frombuffer(b"".join([one[:_LENGTH] for one in signatures]), dtype=_ROW)
    number: dict[bytes, int] = {}
    which = [number.setdefault(one[_LENGTH:], len(number)) for one in signatures]
    named = tuple(frozenset(struct.unpack(f"<{len(own) // 4}I", own)) for own in number)
    return Stored(
        values=np.ascontiguousarray(rows["values"]),
        words=np.ascontiguousarray(rows["words"]),
        sizes=rows["pairs"].astype(np.int64),
        which=np.array(which, dtype=np.int64),
        named=named,
        kinds=np.array([kind_bits(own) for own in named], dtype=np.int64),
    )


def kind_bits(particulars: Iterable[int]) -> int:
    """Return a bit for each kind among hashed particulars."""
    return sum({1 << (one >> PARTICULAR_BITS) for one in particulars})
