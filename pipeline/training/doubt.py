"""What held-out scores teach about doubt: thresholds, conformal limits, when a text is urgent."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.topics.calibration import PRECISIONS, HeldOut, Honesty, conformal_limits, coverage, thresholds
from pipeline.topics.predict import MOST_RANKED
from pipeline.training.heads import Doubles

CONFORMAL_MISS = 0.05
GRID = np.round(np.arange(0.05, 0.96, 0.01), 2)  # where the best limit of a yes-or-no decision is looked for
RightBody = Callable[[str, str], bool]


def learn_honesty(probabilities: Doubles, truth: NDArray[np.intp]) -> Honesty:
    """Return the line on the logit of the likeliest label that makes its probability the share of times it is right."""
    from sklearn.linear_model import LogisticRegression

    top = np.clip(probabilities.max(axis=1), 1e-9, 1 - 1e-9)
    right = probabilities.argmax(axis=1) == truth
    if right.all() or not right.any():
        return Honesty()
    model = LogisticRegression(C=100.0).fit(np.log(top / (1 - top))[:, None], right)
    return Honesty(float(model.coef_[0, 0]), float(model.intercept_[0]))


def cross_fitted(probabilities: Doubles, truth: NDArray[np.intp], fold_of: NDArray[np.intp]) -> Doubles:
    """Return the probabilities of every fold corrected by a line that was learnt on the other folds."""
    found = np.zeros_like(probabilities)
    for number in np.unique(fold_of):
        test = fold_of == number
        found[test] = learn_honesty(probabilities[~test], truth[~test]).applied(probabilities[test])
    return found


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
