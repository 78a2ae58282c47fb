"""What each petition of a batch repeats, when all groups are known: told for all of them at once, in arrays."""

from __future__ import annotations

from array import array

import numpy as np
from numpy.typing import NDArray

from pipeline.routing.collected import Senders
from pipeline.routing.entries import Entries
from pipeline.routing.repeat_groups import Groups
from pipeline.routing.senders import mark_numbers, same_sender
from pipeline.routing.traces import ALONE, Repeat
from pipeline.text.runs import run_lengths, run_starts

Index = NDArray[np.int64]


def findings(entries: Entries, groups: Groups) -> list[Repeat]:
    """Return what each petition of the batch repeats, in the order of ``entries.petitions``."""
    found = [ALONE] * len(entries.petitions)
    at = _in_company(groups)
    group = groups.by_place[at].astype(np.int64)
    early = np.asarray(entries.early)
    repeated = _repeated(at, group, early, entries)
    told = [ALONE] * len(groups.openers)
    new = at >= entries.first_new
    columns = (at[new], entries.rows[at[new]], group[new], repeated[new])
    for place, row, number, of in zip(*(column.data for column in columns), strict=True):
        name = entries.group(groups.openers[number])
        one = Repeat("", name, None) if of == place else _repeat(entries, place, of, name)
        if one != told[number]:  # the same is told of most copies: one object for them
            told[number] = one
        found[row] = told[number]
    return found


def _repeat(entries: Entries, place: int, of: int, name: str) -> Repeat:
    senders, number = entries.signed.senders, entries.senders
    return Repeat(entries.id(of), name, same_sender(senders[number[of]], senders[number[place]]))


def _in_company(groups: Groups) -> Index:
    """Return the places in groups of two and more."""
    grouped = np.flatnonzero(groups.by_place >= 0)
    sizes = np.bincount(groups.by_place[grouped], minlength=1)
    return grouped[sizes[groups.by_place[grouped]] > 1]


def _repeated(at: Index, group: Index, early: NDArray[np.int32], entries: Entries) -> Index:
    """Return the place that each of the places ``at`` repeats: its own where it is the first.

    That is the sender's own earliest petition of the group, and if there is none before it the group's earliest.
    """
    by_early = np.empty(len(early), dtype=np.int64)
    by_early[early] = np.arange(len(early))
    first = _earliest(early[at], group)
    own = early[at].astype(np.int64)
    which, marks = _marks(entries.signed.senders, np.asarray(entries.senders)[at])
    np.minimum.at(own, which, _earliest(early[at[which]], group[which], marks))
    return by_early[np.where(own < early[at], own, first)]


def _earliest(early: NDArray[np.int32], *kinds: Index) -> Index:
    """Return the least of ``early`` among those that are equal in all ``kinds``."""
    order = np.lexsort((early, *kinds))  # type: ignore[arg-type]  # numpy's types know no tuple of two kinds of arrays
    is_start = np.zeros(len(early), dtype=bool)
    for kind in kinds:
        is_start |= run_starts(kind[order])
    starts = np.flatnonzero(is_start)
    least = np.empty(len(early), dtype=np.int64)
    least[order] = np.repeat(early[order[starts]], run_lengths(starts, len(order)))
    return least


def _marks(senders: Senders, which: NDArray[np.int32]) -> tuple[Index, Index]:
    """Return the marks of petitions with senders ``which``, as numbers: whose each is, and the mark."""
    distinct, sender = np.unique(which, return_inverse=True)
    counts = np.zeros(len(distinct), dtype=np.int64)
    flat = array("q")
    for at, number in enumerate(distinct.data):
        flat.extend(mark_numbers(senders[number]))
        counts[at] = len(flat)
    counts[1:] -= counts[:-1].copy()
    begins, own = (np.cumsum(counts) - counts)[sender], counts[sender]
    whose = np.repeat(np.arange(len(which)), own)
    inside = np.arange(len(whose)) - np.repeat(np.cumsum(own) - own, own)
    return whose, np.frombuffer(flat, dtype=np.int64)[begins[whose] + inside]
