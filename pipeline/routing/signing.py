"""Signatures made of what petitions say, for a block of petitions at once (``signatures`` says what they hold)."""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from pipeline.routing.content import Content
from pipeline.routing.signatures import PARTICULAR_BITS, VALUES, VERSION, WORD_BITS
from pipeline.text.runs import run_starts

MOST_PARTICULARS = 32
MOST_DIGESTS = 1 << 16
MOST_PAIRS = 1 << 13  # put in all orders at once: 4 MB
_SPREAD, _MIX_SHIFT, _ORDER_SHIFT = np.uint64(0x9E3779B97F4A7C15), np.uint64(29), np.uint64(24)
_WORD_SHIFT, _WORD_MASK = np.uint64(40), np.uint64(WORD_BITS - 1)
Hashes = NDArray[np.uint64]
Sizes = NDArray[np.int64]


def _numbers(which: str) -> Hashes:
    """Return 64 fixed odd numbers: history's signatures must compare for years, whatever numpy's generators become."""
    drawn = (hashlib.blake2b(f"{which}{at}".encode(), digest_size=8).digest() for at in range(VALUES))
    return np.array([int.from_bytes(d, "little") | 1 for d in drawn], dtype=np.uint64)


_FACTORS, _SHIFTS = _numbers("factor")[:, None], _numbers("shift")[:, None]


def signatures(contents: Sequence[Content], key: bytes = b"") -> list[bytes]:
    """Return the signature of each text; texts equal but for greeting, sender, date and diacritics have equal ones.

    ``key`` (at most 64 bytes) is the office's secret; signatures made with different keys do not compare.
    """
    digests = _digests(key)
    syllables = chain.from_iterable(content.syllables for content in contents)
    hashes = np.frombuffer(b"".join(map(digests.__getitem__, syllables)), dtype="<u8").astype(np.uint64)
    sizes = np.array([len(content.syllables) for content in contents], dtype=np.int64)
    pairs, many = _pairs(hashes, sizes)
    counts = np.minimum(_distinct(pairs, many), 0xFFFF)[:, None]
    parts = (counts.astype("<u2"), _min_hashes(pairs, many).astype("<u2"), _word_maps(hashes, sizes))
    rows = np.hstack([part.view(np.uint8) for part in parts])
    return [_signature(content, row.tobytes(), digests) for content, row in zip(contents, rows, strict=True)]


def _signature(content: Content, fixed: bytes, digests: _Digests) -> bytes:
    named = sorted({kind << PARTICULAR_BITS | digests.short(value) for kind, value in content.particulars})
    named = named[:MOST_PARTICULARS]
    return bytes((VERSION, len(named))) + fixed + struct.pack(f"<{len(named)}I", *named)


def _word_maps(hashes: Hashes, sizes: Sizes) -> NDArray[np.uint8]:
    """Return the map (texts by 64 bytes) of 512 bits in which each hashed syllable of a text sets one."""
    found = np.zeros((len(sizes), WORD_BITS), dtype=np.uint8)
    found[np.repeat(np.arange(len(sizes)), sizes), hashes >> _WORD_SHIFT & _WORD_MASK] = 1
    return np.packbits(found, axis=1)


def _pairs(hashes: Hashes, sizes: Sizes) -> tuple[Hashes, Sizes]:
    """Return the hashes of neighbouring syllables, text after text, and how many each text has.

    A text of one syllable has the hash of that.
    """
    ends = np.cumsum(sizes) - 1
    pairs = hashes.copy()
    pairs[:-1] = hashes[:-1] * _SPREAD + hashes[1:]
    single, several = ends[sizes == 1], ends[sizes > 1]
    pairs[single] = hashes[single]
    return np.delete(pairs, several), np.where(sizes > 1, sizes - 1, sizes)


def _distinct(pairs: Hashes, sizes: Sizes) -> Sizes:
    """Return how many different pairs each text has, told by the upper bits of their hashes."""
    texts = np.repeat(np.arange(len(sizes), dtype=np.uint64), sizes)
    bits = np.uint64(max(1, len(sizes).bit_length()))
    above = np.uint64(64) - bits
    keys = np.sort(pairs >> bits | texts << above)  # equal pairs of one text now stand together
    different = keys[run_starts(keys.view(np.int64))] >> above
    return np.bincount(different.astype(np.int64), minlength=len(sizes))


def _min_hashes(pairs: Hashes, sizes: Sizes) -> NDArray[np.uint16]:
    """Return the lower 16 bits of the least of each of 64 orders of each text's pairs; zeros where there are none."""
    found = np.zeros((len(sizes), VALUES), dtype=np.uint16)
    mixed = pairs ^ (pairs >> _MIX_SHIFT)
    some = np.flatnonzero(sizes)
    starts = (np.cumsum(sizes) - sizes)[some]
    for first, last, end in _chunks(starts, len(pairs)):
        orders = _FACTORS * mixed[starts[first] : end]
        orders += _SHIFTS
        least = np.minimum.reduceat(orders, starts[first:last] - starts[first], axis=1)
        found[some[first:last]] = (least >> _ORDER_SHIFT).T  # the least stays the least when bits are dropped
    return found


def _chunks(starts: Sizes, end: int) -> Iterator[tuple[int, int, int]]:
    """Yield (first text, the one after the last, where its pairs end) of texts with few pairs together."""
    first = 0
    while first < len(starts):
        last = max(first + 1, int(np.searchsorted(starts, starts[first] + MOST_PAIRS)))
        yield first, last, int(starts[last]) if last < len(starts) else end
        first = last


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

    def short(self, word: str) -> int:
        """Return the lower bits of a hash, as many as a particular keeps."""
        return int.from_bytes(self[word][: PARTICULAR_BITS // 8], "little")


@lru_cache(maxsize=8)
def _digests(key: bytes) -> _Digests:
    return _Digests(key)
