"""Near-duplicate signatures: what history keeps of a petition instead of its text.

A signature holds 64 min-hash values of the pairs of neighbouring content syllables (Broder 1997, "On the resemblance
and containment of documents"), their number, a map of 512 bits in which each content syllable sets one (Bloom 1970,
with one hash: a short petition put in another order sets the same bits, and each bit stands for a dozen syllables),
and 24-bit hashes of the places, documents and persons named: 196 bytes and 4 for each of these. It tells whether a
text that one has is the same petition, and holds no word of it. Without a secret key whoever holds signatures can
still try guesses (a name, a street); with the office's key nobody else can.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from pipeline.routing.content import Content

VERSION = 2
VALUES = 64
MOST_PARTICULARS = 32
_HEAD = 4  # bytes: version, number of particulars, number of pairs (2)
WORD_BITS = 512
_WORDS = _HEAD + 2 * VALUES  # where the map of syllables begins
_LENGTH = _WORDS + WORD_BITS // 8
PARTICULAR_BITS = 24
MOST_DIGESTS = 1 << 16
_SPREAD, _MIX_SHIFT, _ORDER_SHIFT = np.uint64(0x9E3779B97F4A7C15), np.uint64(29), np.uint64(24)
_WORD_SHIFT, _WORD_MASK = np.uint64(40), np.uint64(WORD_BITS - 1)
_ROW = np.dtype([("head", "u1", 2), ("pairs", "<u2"), ("values", "<u2", VALUES), ("words", "<u8", WORD_BITS // 64)])


def _numbers(which: str) -> NDArray[np.uint64]:
    """Return 64 fixed odd numbers: history's signatures must compare for years, whatever numpy's generators become."""
    drawn = (hashlib.blake2b(f"{which}{at}".encode(), digest_size=8).digest() for at in range(VALUES))
    return np.array([int.from_bytes(d, "little") | 1 for d in drawn], dtype=np.uint64)


_FACTORS, _SHIFTS = _numbers("factor"), _numbers("shift")


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


def signature(content: Content, key: bytes = b"") -> bytes:
    """Return the signature of a text; texts equal but for greeting, sender, date and diacritics have equal ones.

    ``key`` (at most 64 bytes) is the office's secret; signatures made with different keys do not compare.
    """
    table = _digests(key)
    joined = b"".join(map(table.__getitem__, content.syllables))
    hashes = np.frombuffer(joined, dtype="<u8").astype(np.uint64)
    words = word_map(hashes)
    if len(hashes) > 1:
        hashes = hashes[:-1] * _SPREAD + hashes[1:]
    many = len(set(pairwise(content.syllables))) or len(hashes)
    named = sorted(
        {
            kind << PARTICULAR_BITS | int.from_bytes(table[v], "little") % (1 << PARTICULAR_BITS)
            for kind, v in content.particulars
        }
    )
    named = named[:MOST_PARTICULARS]
    head = bytes((VERSION, len(named))) + min(many, 65_535).to_bytes(2, "little")
    return head + min_hashes(hashes).astype("<u2").tobytes() + words + struct.pack(f"<{len(named)}I", *named)


def word_map(hashes: NDArray[np.uint64]) -> bytes:
    """Return the map of 512 bits in which each hashed syllable sets one."""
    found = np.zeros(WORD_BITS, dtype=np.uint8)
    found[hashes >> _WORD_SHIFT & _WORD_MASK] = 1
    return np.packbits(found).tobytes()


def min_hashes(pairs: NDArray[np.uint64]) -> NDArray[np.uint16]:
    """Return the lower 16 bits of the least of each of 64 orders of ``pairs``; zeros where there are none."""
    if not len(pairs):
        return np.zeros(VALUES, dtype=np.uint16)
    mixed = pairs ^ (pairs >> _MIX_SHIFT)
    orders = mixed[:, None] * _FACTORS
    orders += _SHIFTS
    least: NDArray[np.uint64] = orders.min(axis=0) >> _ORDER_SHIFT  # the least stays the least when bits are dropped
    return least.astype(np.uint16)


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


class _Digests(dict[str, bytes]):
    """Hashes (8 bytes) of words under one key, made when first asked for; forgotten when there are too many."""

    def __init__(self, key: bytes) -> None:
        super().__init__()
        self.key = key

    def __missing__(self, word: str) -> bytes:
        if len(self) >= MOST_DIGESTS:
            self.clear()
        found = self[word] = hashlib.blake2b(word.encode(), digest_size=8, key=self.key).digest()
        return found


@lru_cache(maxsize=8)
def _digests(key: bytes) -> _Digests:
    return _Digests(key)
