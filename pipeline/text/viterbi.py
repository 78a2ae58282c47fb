"""The likeliest row of two labels, for many texts at once.

Viterbi's algorithm [Viterbi 1967; for CRF: Lafferty, McCallum, Pereira 2001] with only two labels, B ("a word begins
here") and I ("it goes on"), needs one number a position: how much better the best path that ends in I is than the best
that ends in B. From one position to the next

    lead[i] = score[i] + step(lead[i - 1])
    step(d) = max(BI, d + II) - max(BB, d + IB)

and ``step`` is flat outside a small interval: there the position before does not matter, and all such positions are
computed at once. Only the others are walked through one after the other.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Doubles = NDArray[np.float64]
Bools = NDArray[np.bool_]
NEAR = 1e-9  # leads closer to a limit than this may fall otherwise when terms are added in another order


@dataclass(frozen=True, slots=True)
class Transitions:
    """What following a label with a label scores, first label first."""

    bb: float
    bi: float
    ib: float
    ii: float

    @property
    def prefers_i(self) -> tuple[float, float]:
        """From which lead on the path came through I, if the next label is B, and if it is I."""
        return self.bb - self.ib, self.bi - self.ii


def best_labels(scores: Doubles, begins: Bools, steps: Transitions) -> tuple[Bools, NDArray[np.intp]]:
    """Return which positions are labelled I, and the positions where it was too close to call (within ``NEAR``).

    ``scores`` is what I scores above B at each position, texts one after the other; ``begins`` marks the first position
    of each text.
    """
    if not len(scores):
        return np.zeros(0, dtype=bool), np.zeros(0, dtype=np.intp)
    leads = _leads(scores, begins, steps)
    limits = steps.prefers_i
    low, high = min(limits), max(limits)
    labels, uncertain, lasts = leads > high, leads > low, np.append(begins[1:].nonzero()[0], len(scores) - 1)
    uncertain &= ~labels
    labels[lasts], uncertain[lasts] = leads[lasts] > 0, False  # no label follows
    # between the limits the next label decides: the other one than it if B's limit is the lower, else the same
    other = limits[0] < limits[1]
    for at in uncertain.nonzero()[0][::-1].tolist():
        labels[at] = labels[at + 1] != other
    close = np.minimum(np.abs(leads - low), np.abs(leads - high)) < NEAR
    close[lasts] = np.abs(leads[lasts]) < NEAR
    return labels, close.nonzero()[0]


def _leads(scores: Doubles, begins: Bools, steps: Transitions) -> Doubles:
    bb, bi, ib, ii = steps.bb, steps.bi, steps.ib, steps.ii
    below, above = bi - bb, ii - ib  # what step() gives far below and far above its kinks
    kinks = sorted((bi - ii, bb - ib))
    added: Doubles = np.full(len(scores), np.nan)
    # a lead is its score and at most, or at least, one of these: 0 where a text begins
    added[1:][scores[:-1] <= kinks[0] - max(below, above, 0.0)] = below
    added[1:][scores[:-1] >= kinks[1] - min(below, above, 0.0)] = above
    added[begins] = 0.0
    leads: Doubles = scores + added
    unsure = np.isnan(added).nonzero()[0]
    lead, walked = 0.0, []
    for score, before in zip(scores[unsure].tolist(), leads[unsure - 1].tolist(), strict=True):
        # only NaN, of a position that is walked itself, differs from itself
        known = before if before == before else lead
        lead = score + max(bi, known + ii) - max(bb, known + ib)
        walked.append(lead)
    leads[unsure] = walked
    return leads
