"""What held-out scores teach about doubt: thresholds, conformal limits, when a text is urgent."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.topics.calibration import PRECISIONS, HeldOut, conformal_limits, coverage, thresholds
from pipeline.topics.predict import MOST_RANKED
from pipeline.training.heads import Doubles

CONFORMAL_MISS = 0.05
GRID = np.round(np.arange(0.05, 0.96, 0.01), 2)  # where the best limit of a yes-or-no decision is looked for
RightBody = Callable[[str, str], bool]


@dataclass(frozen=True, slots=True)
class Doubt:
    """Limits by wanted precision, the coverage each costs, and conformal limits."""

    limits: dict[str, dict[str, float]]
    covered: dict[str, float]
    conformal: dict[str, float]


def learn_doubt(
    probabilities: Doubles,
    truth: NDArray[np.intp],
    names: Sequence[str],
    fields: Sequence[str],
    right_body: RightBody,
) -> Doubt:
    """Return the limits that held-out ``probabilities`` (texts by labels) support."""
    best = probabilities.argmax(axis=1)
    same = np.array([[right_body(given, true) for true in names] for given in names])
    sure = route_confidence(probabilities, same)
    decided = HeldOut([names[i] for i in best], [fields[i] for i in best], sure, same[best, truth])
    limits = {f"{wanted:.2f}": thresholds(decided, wanted) for wanted in PRECISIONS}
    covered = {wanted: coverage(decided, found) for wanted, found in limits.items()}
    return Doubt(limits, covered, conformal_limits(probabilities, truth, names, CONFORMAL_MISS))


def route_confidence(probabilities: Doubles, same: NDArray[np.bool_]) -> Doubles:
    """Return for each text the probability that its route is right.

    It is the probability of all of its ``MOST_RANKED`` likeliest labels that lead to the route of the likeliest one;
    ``same`` is labels by labels: whether a text routed by the first is right if the second is true.
    """
    top = np.argsort(-probabilities, axis=1, kind="stable")[:, :MOST_RANKED]
    led = same[top[:, :1], top]
    return np.asarray((np.take_along_axis(probabilities, top, axis=1) * led).sum(axis=1))


def best_limit(strength: Doubles, truth: NDArray[np.bool_], beta: float = 1.0) -> tuple[float, float]:
    """Return the limit on ``GRID`` that gives the best F-beta of ``strength >= limit``, and that F-beta."""
    scored = [(f_beta(strength >= limit, truth, beta), -float(limit)) for limit in GRID]
    best, limit = max(scored)
    return -limit, best


def f_beta(given: NDArray[np.bool_], truth: NDArray[np.bool_], beta: float = 1.0) -> float:
    """Return the F-beta of a yes-or-no decision (van Rijsbergen 1979), 0 where nothing is true or given.

    ``beta`` says how many times as much recall counts as precision.
    """
    weight = beta * beta
    hits, total = int(np.sum(given & truth)), int(np.sum(given)) + weight * int(np.sum(truth))
    return (1 + weight) * hits / total if total else 0.0
