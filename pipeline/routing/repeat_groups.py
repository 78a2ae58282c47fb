"""Groups of petitions that are one matter; of each no more is kept than who opened it and what its members name."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pipeline.routing.entries import Entries
from pipeline.routing.likeness import conflict
from pipeline.text.runs import run_starts

Index = NDArray[np.int64]


class Groups:
    """The groups of history, which stand, and of the batch, each petition of which joins one or opens its own."""

    def __init__(self, entries: Entries) -> None:
        """Begin with the groups of history."""
        self._entries, self._named = entries, entries.signed.stored.named
        self.by_place = np.full(len(entries.rows), -1, dtype=np.int32)  # number of the group; -1: none
        self._of = self.by_place.data  # gives and takes numbers faster than the array
        self.openers: list[int] = []  # the place of the first member, by group
        self._mixed: dict[int, frozenset[int]] = {}  # what groups name that name more than their first member
        numbers: dict[str, int] = {}
        for at in range(entries.first_new):
            name = entries.group(at)
            if name in numbers:
                self._join(numbers[name], at)
            else:
                numbers[name] = self._open(at)

    def join_pairs(self, earlier: Index, later: Index) -> None:
        """Put each ``later`` into the group of the first ``earlier`` of its pairs that allows it.

        Pairs are sorted by ``later``, the likest first, and those of all places before have been given. A place that
        is in no pair as the later one opens its own group when first asked for.
        """
        starts = np.flatnonzero(run_starts(later))
        bounds = zip(starts.tolist(), [*starts[1:].tolist(), len(later)], later[starts].tolist(), strict=False)
        named, before = self._entries.named, earlier.tolist()
        for start, end, at in bounds:
            for place in before[start:end]:
                group = self._of[place]
                if group < 0:
                    group = self._open(place)
                if self._allows(group, named[at]):
                    self._join(group, at)
                    break
            else:
                self._open(at)

    def _allows(self, group: int, number: int) -> bool:
        """Say whether a group names nothing else than set ``number`` of particulars."""
        if group in self._mixed:
            return not conflict(self._named[number], self._mixed[group])
        own = self._entries.named[self.openers[group]]
        return own == number or not conflict(self._named[number], self._named[own])

    def _open(self, at: int) -> int:
        self._of[at] = group = len(self.openers)
        self.openers.append(at)
        return group

    def _join(self, group: int, at: int) -> None:
        self._of[at] = group
        number, own = self._entries.named[at], self._entries.named[self.openers[group]]
        if number == own:
            return
        names = self._mixed.get(group) or self._named[own]
        if not self._named[number] <= names:
            self._mixed[group] = names | self._named[number]
