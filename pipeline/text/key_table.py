"""Exact look-up of many integers at once, for tables that the text core asks millions of times."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
_EMPTY = -1
_SPREAD = np.uint64(0x9E3779B97F4A7C15)  # 2^64 / golden ratio: multiplicative hashing, Knuth TAOCP 3, section 6.4
_ROOM = 4  # slots a key: three of four questions about absent keys end at the first slot


class KeyTable:
    """A map from distinct integers >= 0 to their positions, by open addressing with linear probing.

    Keys are stored whole and compared whole, so two keys that hash alike are told apart: an answer is never wrong.

    >>> KeyTable(np.array([70, 7])).rows(np.array([7, 8, 70])).tolist()
    [1, -1, 0]
    """

    __slots__ = ("_keys", "_last", "_rows", "_shift")

    def __init__(self, keys: Ints) -> None:
        """Build the table of ``keys``.

        Raises:
            ValueError: a key is negative or stands twice.
        """
        if len(keys) and (keys.min() < 0 or len(np.unique(keys)) != len(keys)):
            raise ValueError("keys of a table are distinct and not negative")
        bits = max(4, int(np.ceil(np.log2(max(1, _ROOM * len(keys))))))
        self._shift, self._last = np.uint64(64 - bits), np.int64((1 << bits) - 1)
        self._keys = np.full(1 << bits, _EMPTY, dtype=np.int64)
        self._rows = np.full(1 << bits, _EMPTY, dtype=np.int32)
        waiting = np.arange(len(keys))
        slots = self._slots(keys)
        while len(waiting):  # every round puts one key into each wanted slot that is free, the others step on
            free = self._keys[slots] == _EMPTY
            taken, first = np.unique(slots[free], return_index=True)
            placed = np.flatnonzero(free)[first]
            self._keys[taken], self._rows[taken] = keys[waiting[placed]], waiting[placed]
            waiting, slots = np.delete(waiting, placed), (np.delete(slots, placed) + 1) & self._last

    def rows(self, keys: Ints) -> NDArray[np.int32]:
        """Return the position of each key among those the table was built of, -1 where it is not one of them."""
        slots = self._slots(keys)
        seen = self._keys[slots]
        found: NDArray[np.int32] = np.where(seen == keys, self._rows[slots], np.int32(_EMPTY))
        on = np.flatnonzero((seen != keys) & (seen != _EMPTY))
        while len(on):
            at = (slots[on] + 1) & self._last
            slots[on], seen = at, self._keys[at]
            same = seen == keys[on]
            found[on[same]] = self._rows[at[same]]
            on = on[~same & (seen != _EMPTY)]
        return found

    def hits(self, keys: Ints) -> tuple[NDArray[np.intp], NDArray[np.int32]]:
        """Return where in ``keys`` known ones stand, and their rows."""
        rows = self.rows(keys)
        where = np.flatnonzero(rows >= 0)
        return where, rows[where]

    def _slots(self, keys: Ints) -> Ints:
        return ((keys.view(np.uint64) * _SPREAD) >> self._shift).view(np.int64)
