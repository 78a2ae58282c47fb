"""Where confidence is enough: thresholds from a wanted precision, and sets of candidates that hold the truth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Honesty:
    """What turns the probability of the likeliest label into the share of times it is right: a line on the logits."""

    slope: float = 1.0
    shift: float = 0.0

    def applied(self, probabilities: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the corrected probabilities (texts by labels): the likeliest by the line, the others in proportion.

        Platt scaling of the top label (Platt 1999; Gupta and Ramdas 2021 for the top-label form). The order of labels
        stays as it is: a likeliest label is never brought below one half, nor below itself where it is under one half.
        """
        rows, best = np.arange(len(probabilities)), probabilities.argmax(axis=1)
        top = np.clip(probabilities[rows, best], 1e-9, 1 - 1e-9)
        line = self.slope * np.log(top / (1 - top)) + self.shift
        honest = np.clip(np.maximum(1 / (1 + np.exp(-line)), np.minimum(top, 0.5)), 1e-9, 1 - 1e-9)
        corrected = probabilities * ((1 - honest) / (1 - top))[:, None]
        corrected[rows, best] = honest
        return np.asarray(corrected)


PRECISIONS = (0.80, 0.85, 0.90, 0.92, 0.95, 0.97, 0.98, 0.99)
FEWEST = 25  # held-out decisions that a threshold must rest on
Z_ONE_SIDED = 1.2815515655446004  # 90 % one-sided normal quantile: a bound is wrong one time in ten at most
NEVER = 2.0  # a threshold no confidence reaches
LEAST = 0.5  # no route is automatic that is likelier wrong than right, whatever few decisions seem to prove


def wilson(right: NDArray[np.float64], total: NDArray[np.float64], side: int) -> NDArray[np.float64]:
    """Return the Wilson score bound of a share (Wilson 1927): lower for ``side`` -1, upper for 1.

    Where nothing was counted the bound is the one that says nothing: 0 or 1.
    """
    n = np.maximum(total, 1e-9)
    share, z2 = right / n, Z_ONE_SIDED**2
    middle = share + z2 / (2 * n)
    spread = Z_ONE_SIDED * np.sqrt(share * (1 - share) / n + z2 / (4 * n * n))
    return np.where(total > 0, (middle + side * spread) / (1 + z2 / n), max(side, 0))


def threshold(confidence: NDArray[np.float64], right: NDArray[np.bool_], precision: float) -> float:
    """Return the lowest confidence from which decisions were surely right often enough, ``NEVER`` if none is."""
    order = np.argsort(-confidence, kind="stable")
    total = np.arange(1, len(order) + 1, dtype=np.float64)
    bound = wilson(np.cumsum(right[order]).astype(np.float64), total, -1)
    enough = np.flatnonzero((bound >= precision) & (total >= FEWEST))
    return float(confidence[order[enough[-1]]]) if len(enough) else NEVER


@dataclass(frozen=True, slots=True)
class HeldOut:
    """Out-of-fold decisions: predicted label, its field, confidence in the route, and whether the route was right."""

    labels: Sequence[str]
    fields: Sequence[str]
    confidence: NDArray[np.float64]
    right: NDArray[np.bool_]


def thresholds(held: HeldOut, precision: float) -> dict[str, float]:
    """Return label -> confidence from which a petition of that label is decided.

    A label has mostly too few held-out decisions to prove a precision by itself, so it may borrow the threshold of its
    field or of everything, the lowest first, unless its own decisions or its field's speak against it: unless even the
    upper Wilson bound of their precision above that threshold falls short. The key ``""`` holds the threshold over
    everything, for labels never predicted on held-out texts. Cross-fitted by part the precision held
    (``benchmarks/recipes.py``), at more than twice the coverage of thresholds that each label proves alone.
    """
    labels, fields = np.asarray(held.labels), np.asarray(held.fields)
    overall = threshold(held.confidence, held.right, precision)
    found = {"": max(overall, LEAST)}
    for label in sorted(set(held.labels)):
        own = labels == label
        pools = (own, fields == fields[own][0])
        proved = {threshold(held.confidence[pool], held.right[pool], precision) for pool in pools}
        lowest_first = sorted(max(limit, LEAST) for limit in {*proved, overall})
        fitting = (t for t in lowest_first if all(_fits(held, pool, t, precision) for pool in pools))
        found[label] = next(fitting, NEVER)
    return found


def _fits(held: HeldOut, pool: NDArray[np.bool_], limit: float, precision: float) -> bool:
    """Say whether nothing speaks against ``limit`` among the decisions of ``pool``."""
    above = pool & (held.confidence >= limit)
    right, total = np.array([held.right[above].sum()]), np.array([above.sum()])
    return bool(wilson(right.astype(np.float64), total.astype(np.float64), 1)[0] >= precision)


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
