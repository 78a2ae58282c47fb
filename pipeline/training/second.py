"""Learn from held-out petitions when a sentence is a second subject."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.topics.model import softmax
from pipeline.topics.second import SIGNS, SOFTER, Heard, candidates
from pipeline.training.doubt import GRID
from pipeline.training.examples import Example
from pipeline.training.fit import HeldOut
from pipeline.training.heads import Doubles


@dataclass(frozen=True, slots=True)
class SecondRule:
    """Intercept and weights of the signs, the limit that gave the best F1 on folds, and that F1."""

    weights: tuple[float, ...] = ()
    limit: float = 1.0
    f1: float = 0.0


def learn_second(
    examples: Sequence[Example],
    names: Sequence[str],
    fields: Sequence[str],
    whole: Doubles,
    held: HeldOut,
    factor: float,
    fold_of: NDArray[np.intp],
    known: NDArray[np.bool_],
) -> SecondRule:
    """Fit the rule; its F1 is cross-fitted, so that no petition is judged by a rule that has seen it.

    ``known`` says which examples tell whether they have a second subject; the others teach nothing here.

    ``whole`` are held-out probabilities (examples by labels) and ``factor`` the temperature of the topic scores.
    """
    truth = second_truth(examples, names, whole.argmax(axis=1))
    shares = softmax(held.sentences * factor * SOFTER) if len(held.owner) else held.sentences
    several = held.heads[-1][:, 1] - held.heads[-1][:, 0]
    found = candidates(Heard(shares, held.sizes, held.owner, whole, several), fields)
    told = known[found.owners]
    rows, at = found.signs[told], found.owners[told]
    right = truth[at, found.labels[told]]
    if right.sum() < 2 * len(SIGNS):
        return SecondRule()
    judged = np.zeros(len(rows))
    for number in np.unique(fold_of):
        test = fold_of[at] == number
        weights = _fit(rows[~test], right[~test])
        judged[test] = 1 / (1 + np.exp(-(weights[0] + rows[test] @ weights[1:])))
    total = int(truth.sum())
    f1, limit = max((2 * int(right[judged >= g].sum()) / (int((judged >= g).sum()) + total), -float(g)) for g in GRID)
    return SecondRule(tuple(round(float(w), 5) for w in _fit(rows, right)), -limit, f1)


def _fit(rows: Doubles, right: NDArray[np.bool_]) -> Doubles:
    """Return intercept and weights of a logistic regression on the signs as they are."""
    from sklearn.linear_model import LogisticRegression

    middle, spread = rows.mean(axis=0), rows.std(axis=0) + 1e-9
    model = LogisticRegression(C=1.0, max_iter=500).fit((rows - middle) / spread, right)
    weights = model.coef_[0] / spread
    return np.concatenate([[model.intercept_[0] - float(weights @ middle)], weights])


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
