"""Exact look-up of many integers at once, for tables that the text core asks millions of times."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
_EMPTY = -1
_SPREADS = (
    np.uint64(0x9E3779B97F4A7C15),
    np.uint64(0xC2B2AE3D27D4EB4F),
)  # odd; 2^64 / golden ratio: Knuth TAOCP 3, section 6.4; xxHash's
_HALF = np.uint64(32)  # bits; what a multiplication brings into the upper half hangs on all bits of the key
_ROOM = 2.5  # slots a key; with two slots to choose from all keys find one if there are more than two slots a key
_MOST_ROUNDS = 200


class KeyTable:
    """A map from distinct integers >= 0 to their positions, by cuckoo hashing [Pagh, Rodler 2004].

    Every key stands in one of two slots, so that a look-up is two steps for all keys together, never a walk. Keys are
    stored whole and compared whole: two keys that hash alike are told apart, an answer is never wrong.

    >>> KeyTable(np.array([70, 7])).rows(np.array([7, 8, 70])).tolist()
    [1, -1, 0]
    """

    __slots__ = ("_homeless", "_keys", "_rows", "_size")

    def __init__(self, keys: Ints) -> None:
        """Build the table of ``keys``.

        Raises:
            ValueError: a key is negative or stands twice.
        """
        if len(keys) and (keys.min() < 0 or len(np.unique(keys)) != len(keys)):
            raise ValueError("keys of a table are distinct and not negative")
        self._keys = np.append(keys, np.int64(_EMPTY))  # the last is where row -1 points: no key asked for
        self._rows = np.full(int(_ROOM * len(keys)) + 16, _EMPTY, dtype=np.int32)
        self._size = np.uint64(len(self._rows))
        choices = np.stack([self._slots(keys, spread) for spread in _SPREADS])
        turn = np.zeros(len(keys), dtype=np.int64)
        waiting = np.arange(len(keys))
        for _ in range(_MOST_ROUNDS):  # whoever finds a slot taken takes it; the one before goes to its other slot
            if not len(waiting):
                break
            slots = choices[turn[waiting], waiting]
            before = self._rows[slots]
            self._rows[slots] = waiting
            driven_out = before[(before != _EMPTY) & (self._rows[slots] == waiting)]
            waiting = np.concatenate((waiting[self._rows[slots] != waiting], driven_out))
            turn[waiting] ^= 1
        self._homeless = {int(keys[row]): int(row) for row in waiting}

    def rows(self, keys: Ints) -> Ints:
        """Return the position of each key among those the table was built of, -1 where it is not one of them."""
        first, second = [self._rows[self._slots(keys, spread)] for spread in _SPREADS]
        found = np.where(self._keys[first] == keys, first, np.where(self._keys[second] == keys, second, _EMPTY))
        if self._homeless:
            lost = np.flatnonzero(found < 0)
            found[lost] = [self._homeless.get(key, _EMPTY) for key in keys[lost].tolist()]
        return found

    def hits(self, keys: Ints) -> tuple[NDArray[np.intp], Ints]:
        """Return where in ``keys`` known ones stand, and their rows."""
        rows = self.rows(keys)
        where = (rows >= 0).nonzero()[0]
        return where, rows[where]

    def _slots(self, keys: Ints, spread: np.uint64) -> Ints:
        mixed = keys.view(np.uint64) * spread
        mixed >>= _HALF
        mixed *= self._size
        mixed >>= _HALF
        return mixed.view(np.int64)
