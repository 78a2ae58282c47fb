"""What held-out scores teach about doubt: thresholds, conformal limits, when a text is urgent or has two subjects."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.topics.calibration import PRECISIONS, HeldOut, conformal_limits, coverage, thresholds
from pipeline.topics.model import softmax
from pipeline.topics.second import second_strength
from pipeline.training.examples import Example
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
    right = np.array([right_body(names[p], names[t]) for p, t in zip(best, truth, strict=True)])
    decided = HeldOut([names[i] for i in best], [fields[i] for i in best], probabilities.max(axis=1), right)
    limits = {f"{wanted:.2f}": thresholds(decided, wanted) for wanted in PRECISIONS}
    covered = {wanted: coverage(decided, found) for wanted, found in limits.items()}
    return Doubt(limits, covered, conformal_limits(probabilities, truth, names, CONFORMAL_MISS))


def best_limit(strength: Doubles, truth: NDArray[np.bool_]) -> tuple[float, float]:
    """Return the limit on ``GRID`` that gives the best F1 of ``strength >= limit``, and that F1."""
    scored = [(f1(strength >= limit, truth), -float(limit)) for limit in GRID]
    best, limit = max(scored)
    return -limit, best


def f1(given: NDArray[np.bool_], truth: NDArray[np.bool_]) -> float:
    """Return the F1 of a yes-or-no decision, 0 where nothing is true or given."""
    hits, total = int(np.sum(given & truth)), int(np.sum(given)) + int(np.sum(truth))
    return 2 * hits / total if total else 0.0


def second_strengths(sentences: Doubles, owner: NDArray[np.intp], sizes: NDArray[np.intp], whole: Doubles) -> Doubles:
    """Return examples by labels: how strongly a sentence speaks for a label beside the main one.

    ``sentences`` are calibrated logits, ``whole`` the probabilities of the texts.
    """
    shares = softmax(sentences) if len(sentences) else sentences
    found = np.zeros(whole.shape)
    bounds = np.searchsorted(owner, np.arange(len(whole) + 1))
    for i in range(len(whole)):
        own = slice(bounds[i], bounds[i + 1])
        if bounds[i + 1] - bounds[i] > 1:
            found[i] = second_strength(shares[own], sizes[own], whole[i])
    return found


def second_truth(examples: Sequence[Example], names: Sequence[str], main: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Return examples by labels: which labels stand beside the predicted ``main`` one.

    Where the prediction is a second subject, the true main topic counts as the one beside it.
    """
    place = {name: i for i, name in enumerate(names)}
    truth = np.zeros((len(examples), len(names)), dtype=bool)
    for i, example in enumerate(examples):
        if example.other_topics:
            beside = [place[topic] for topic in (example.topic, *example.other_topics) if topic in place]
            truth[i, beside] = True
            truth[i, main[i]] = False
    return truth
