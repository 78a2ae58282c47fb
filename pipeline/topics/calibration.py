"""Where confidence is enough: thresholds from a wanted precision, and sets of candidates that hold the truth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

PRECISIONS = (0.80, 0.85, 0.90, 0.92, 0.95, 0.97, 0.98, 0.99)
FEWEST = 25  # held-out decisions at or above a threshold; fewer and the label is pooled with its field
Z_ONE_SIDED = 1.2815515655446004  # 90 % one-sided normal quantile: the bound is wrong one time in ten at most
NEVER = 2.0  # a threshold no probability reaches


def wilson_lower(right: NDArray[np.float64], total: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the lower Wilson score bound of a share (Wilson 1927), 0 where nothing was counted."""
    n = np.maximum(total, 1e-9)
    share, z2 = right / n, Z_ONE_SIDED**2
    middle = share + z2 / (2 * n)
    spread = Z_ONE_SIDED * np.sqrt(share * (1 - share) / n + z2 / (4 * n * n))
    return np.where(total > 0, (middle - spread) / (1 + z2 / n), 0.0)


def threshold(confidence: NDArray[np.float64], right: NDArray[np.bool_], precision: float) -> float | None:
    """Return the lowest confidence from which decisions were right often enough, None with too few to tell.

    ``NEVER`` where there were enough but the bound never reached ``precision``.
    """
    if len(confidence) < FEWEST:
        return None
    order = np.argsort(-confidence, kind="stable")
    total = np.arange(1, len(order) + 1, dtype=np.float64)
    bound = wilson_lower(np.cumsum(right[order]).astype(np.float64), total)
    enough = np.flatnonzero((bound >= precision) & (total >= FEWEST))
    return float(confidence[order[enough[-1]]]) if len(enough) else NEVER


@dataclass(frozen=True, slots=True)
class HeldOut:
    """Out-of-fold decisions: predicted label, its field, confidence, and whether the first body was right."""

    labels: Sequence[str]
    fields: Sequence[str]
    confidence: NDArray[np.float64]
    right: NDArray[np.bool_]


def thresholds(held: HeldOut, precision: float) -> dict[str, float]:
    """Return label -> threshold, pooled over its field, then over everything, where a label has too few decisions.

    The key ``""`` holds the threshold over everything, for labels never predicted on held-out texts.
    """
    labels, fields = np.asarray(held.labels), np.asarray(held.fields)
    overall = threshold(held.confidence, held.right, precision)
    found = {"": NEVER if overall is None else overall}
    for label in sorted(set(held.labels)):
        own = labels == label
        same_field = fields == fields[own][0]
        for pool in (own, same_field):
            value = threshold(held.confidence[pool], held.right[pool], precision)
            if value is not None:
                break
        found[label] = found[""] if value is None else value
    return found


def coverage(held: HeldOut, chosen: Mapping[str, float]) -> float:
    """Return the share of held-out petitions that the thresholds would decide."""
    limits = np.array([chosen.get(label, chosen[""]) for label in held.labels])
    return float(np.mean(held.confidence >= limits)) if len(limits) else 0.0


def conformal_limits(
    probabilities: NDArray[np.float64], truth: NDArray[np.intp], labels: Sequence[str], miss: float
) -> dict[str, float]:
    """Return label -> probability down to which it stays a candidate, so that the truth is missed ``miss`` of the time.

    Split conformal with score 1 - p(truth), class-conditional where a label has at least 1 / miss held-out texts
    (Vovk 2012; Angelopoulos and Bates 2021, section 4.2); key ``""`` holds the limit over all labels.
    """
    own = probabilities[np.arange(len(truth)), truth]
    found = {"": _limit(own, miss)}
    for at, label in enumerate(labels):
        mine = own[truth == at]
        if len(mine) * miss >= 1:
            found[label] = _limit(mine, miss)
    return found


def _limit(own: NDArray[np.float64], miss: float) -> float:
    if not len(own):
        return 0.0
    rank = int(np.floor(miss * (len(own) + 1)))
    return float(np.sort(own)[rank - 1]) if rank >= 1 else 0.0
