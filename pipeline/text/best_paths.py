"""The best path through a lattice (Viterbi 1967), for many sequences side by side."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

Ids = NDArray[np.intp]
Doubles = NDArray[np.float64]
PairScore = Callable[[Ids, Ids], Doubles]


def best_paths(choices: Sequence[Sequence[Ids]], score: PairScore) -> list[Ids]:
    """Return for each sequence the choice at every position that makes the sum of ``score`` of neighbours largest.

    ``choices[sequence][position]`` are candidate numbers, at least one; ``score`` takes two arrays of candidates. The
    earlier candidate wins a tie. Sequences are stepped through together, the longest first, so that the ones that go
    on are always the first ones.
    """
    order = sorted(range(len(choices)), key=lambda i: -len(choices[i]))
    longest = len(choices[order[0]]) if order else 0
    steps = [[choices[i][at] for i in order if len(choices[i]) > at] for at in range(longest)]
    sizes = [np.array([len(candidates) for candidates in step], dtype=np.intp) for step in steps]
    states = [np.concatenate(step) for step in steps]
    totals = [np.zeros(len(states[0]))] if steps else []
    came: list[Ids] = [np.zeros(0, dtype=np.intp)]
    for at in range(1, longest):
        earlier, each = _pairs(sizes[at - 1][: len(sizes[at])], sizes[at])
        sums = totals[-1][earlier] + score(states[at - 1][earlier], np.repeat(states[at], each))
        best = _first_best(sums, each)
        totals.append(sums[best])
        came.append(earlier[best])
    paths = [np.zeros(len(sequence), dtype=np.intp) for sequence in choices]
    state = np.zeros(0, dtype=np.intp)
    for at in reversed(range(longest)):
        ending = _first_best(totals[at], sizes[at])[len(state) :]
        state = np.concatenate([came[at + 1][state], ending]) if len(state) else ending
        for i, chosen in zip(order, states[at][state], strict=False):
            paths[i][at] = chosen
    return paths


def _pairs(before: Ids, now: Ids) -> tuple[Ids, Ids]:
    """Pair every state of a step with every state of the same sequence one step before.

    ``before`` and ``now`` are numbers of states by sequence. Return the number of the earlier state of each pair, and
    how many pairs each later state has.
    """
    each = np.repeat(before, now)
    start = np.cumsum(each) - each
    first = np.repeat(np.cumsum(before) - before, now)
    return np.arange(each.sum()) - np.repeat(start - first, each), each


def _first_best(scores: Doubles, sizes: Ids) -> Ids:
    """Return where the largest score of each group stands; groups lie one after the other, none is empty."""
    start = np.cumsum(sizes) - sizes
    hits = np.flatnonzero(scores == np.repeat(np.maximum.reduceat(scores, start), sizes))
    return np.asarray(hits[np.searchsorted(hits, start)], dtype=np.intp)
