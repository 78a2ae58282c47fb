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
    ends = np.append(begins[1:], True)
    limits = steps.prefers_i
    low, high = (np.where(ends, 0.0, limit) for limit in (min(limits), max(limits)))
    certain = (leads <= low) | (leads > high)
    labels = leads > high
    # between the limits the next label decides: the other one than it if B's limit is the lower, else the same
    at = np.arange(len(scores))
    decided = np.minimum.accumulate(np.where(certain, at, len(scores))[::-1])[::-1]
    labels = labels[decided]
    if limits[0] < limits[1]:
        labels ^= ((decided - at) & 1).astype(bool)
    close = np.minimum(np.abs(leads - low), np.abs(leads - high)) < NEAR
    return labels, np.flatnonzero(close)


def _leads(scores: Doubles, begins: Bools, steps: Transitions) -> Doubles:
    below, above = steps.bi - steps.bb, steps.ii - steps.ib  # what step() gives far below and far above its kinks
    kinks = sorted((steps.bi - steps.ii, steps.bb - steps.ib))
    first_lead = np.where(begins, scores, scores + min(below, above))
    last_lead = np.where(begins, scores, scores + max(below, above))
    added: Doubles = np.full(len(scores), np.nan)
    added[1:][last_lead[:-1] <= kinks[0]] = below
    added[1:][first_lead[:-1] >= kinks[1]] = above
    added[begins] = 0.0
    leads: Doubles = scores + added
    unsure = np.flatnonzero(np.isnan(added))
    bb, bi, ib, ii = steps.bb, steps.bi, steps.ib, steps.ii
    lead, walked = 0.0, []
    for score, before in zip(scores[unsure].tolist(), leads[unsure - 1].tolist(), strict=True):
        known = (
            before if before == before else lead
        )  # only NaN, of a position that is walked itself, differs from itself
        lead = score + max(bi, known + ii) - max(bb, known + ib)
        walked.append(lead)
    leads[unsure] = walked
    return leads
