"""Groups of petitions that are one matter, and what each petition repeats in its group."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from pipeline.routing.entries import Entries
from pipeline.routing.likeness import conflict
from pipeline.routing.senders import same_sender
from pipeline.routing.traces import ALONE, Repeat
from pipeline.text.runs import run_starts

Index = NDArray[np.int64]


@dataclass(slots=True)
class _Group:
    """A group so far: its ``first`` place, what its members name, and each sender's earliest place in it."""

    name: str
    particulars: frozenset[int]
    first: int
    size: int = 0
    by_mark: dict[str, int] = field(default_factory=dict)
    told: Repeat = ALONE


class Groups:
    """The groups of history, which stand, and of the batch, each petition of which joins one or opens its own."""

    def __init__(self, entries: Entries) -> None:
        """Begin with the groups of history."""
        self._entries, self._named, self._senders = entries, entries.signed.stored.named, entries.signed.senders
        self._of: list[_Group | None] = [None] * len(entries.rows)
        named: dict[str, _Group] = {}
        for at in range(entries.first_new):
            group = self._join(named.get(entries.group(at)), at)
            named.setdefault(group.name, group)

    def join_pairs(self, earlier: Index, later: Index) -> None:
        """Put each ``later`` into the group of the first ``earlier`` of its pairs that allows it.

        Pairs are sorted by ``later``, the likest first, and those of all places before have been given. A place that
        is in no pair as the later one opens its own group when first asked for.
        """
        starts = np.flatnonzero(run_starts(later))
        bounds = zip(starts.tolist(), [*starts[1:].tolist(), len(later)], later[starts].tolist(), strict=False)
        named, number, before = self._named, self._entries.named, earlier.tolist()
        for start, end, at in bounds:
            own = named[number[at]]
            for place in before[start:end]:
                group = self._of[place] or self._join(None, place)
                if not conflict(own, group.particulars):
                    break
            else:
                group = None
            self._join(group, at)

    def finding(self, at: int) -> Repeat:
        """Return what the petition at a place repeats."""
        group, early = self._of[at], self._entries.early
        if group is None or group.size == 1:
            return ALONE
        sender = self._senders[self._entries.senders[at]]
        of = group.first
        if sender:
            earliest = min([group.by_mark[mark] for mark in sender.split()], key=early.__getitem__)
            of = group.first if earliest == at else earliest
        if early[of] >= early[at]:
            found = Repeat("", group.name, None)
        else:
            other = self._senders[self._entries.senders[of]]
            found = Repeat(self._entries.id(of), group.name, same_sender(other, sender))
        if found != group.told:  # the same is told of most copies: one object for them
            group.told = found
        return group.told

    def _join(self, group: _Group | None, at: int) -> _Group:
        """Put an entry into a group, a new one for None."""
        entries, early = self._entries, self._entries.early
        named = self._named[entries.named[at]]
        if group is None:
            group = _Group(entries.group(at), named, at)
        self._of[at] = group
        group.size += 1
        if not named <= group.particulars:
            group.particulars |= named
        if early[at] < early[group.first]:
            group.first = at
        sender = self._senders[entries.senders[at]]
        for mark in sender.split() if sender else ():
            group.by_mark[mark] = min(group.by_mark.get(mark, at), at, key=early.__getitem__)
        return group
