"""Figures of both sides on the same petitions, with paired bootstrap intervals of their differences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.topics.calibration import threshold
from pipeline.training.compare.held_out import Judged
from pipeline.training.evaluate import calibration_error
from pipeline.training.heads import Doubles

RESAMPLES = 500
SEED = 20261122
LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of the active model and of the challenger; ``low`` to ``high`` is the interval of the difference."""

    name: str
    active: float
    challenger: float
    low: float
    high: float

    @property
    def gain(self) -> float:
        """Challenger less active."""
        return self.challenger - self.active


@dataclass(frozen=True, slots=True)
class Group:
    """Petitions of one topic or field: how many, and each side's share of right ones."""

    name: str
    petitions: int
    active: float
    challenger: float


NAMES = ("accuracy", "macro_f1", "coverage", "calibration")


@dataclass(frozen=True, slots=True)
class _Side:
    """What figures are computed from: likeliest label, its probability, whether it is right."""

    best: NDArray[np.intp]
    confidence: Doubles
    right: NDArray[np.bool_]


def main_figures(judged: Judged, precision: float) -> tuple[Figure, ...]:
    """Return accuracy, macro-F1, coverage at the wanted precision and calibration error of both sides.

    Intervals are percentiles of paired bootstrap differences (Efron and Tibshirani 1993): both sides on one resample.
    """
    sides = [_side(side, judged.truth) for side in (judged.active, judged.challenger)]
    everything = np.arange(len(judged.truth))
    values = [_measures(side, judged.truth, everything, precision) for side in sides]
    rng = np.random.default_rng(SEED)
    differences = np.empty((RESAMPLES, len(NAMES)))
    for at in range(RESAMPLES):
        rows = rng.integers(0, len(judged.truth), len(judged.truth))
        one, two = (_measures(side, judged.truth, rows, precision) for side in sides)
        differences[at] = two - one
    low, high = np.quantile(differences, [(1 - LEVEL) / 2, (1 + LEVEL) / 2], axis=0)
    return tuple(
        Figure(name, float(values[0][i]), float(values[1][i]), float(low[i]), float(high[i]))
        for i, name in enumerate(NAMES)
    )


def _side(probabilities: Doubles, truth: NDArray[np.intp]) -> _Side:
    best = probabilities.argmax(axis=1)
    return _Side(best, probabilities.max(axis=1), best == truth)


def _measures(side: _Side, truth: NDArray[np.intp], rows: NDArray[np.intp], precision: float) -> Doubles:
    right, confidence = side.right[rows], side.confidence[rows]
    covered = float(np.mean(confidence >= threshold(confidence, right, precision)))
    return np.array(
        [right.mean(), _macro_f1(truth[rows], side.best[rows]), covered, calibration_error(confidence, right)]
    )


def _macro_f1(truth: NDArray[np.intp], best: NDArray[np.intp]) -> float:
    """Return the mean F1 of the labels that occur in ``truth``."""
    size = int(max(truth.max(), best.max())) + 1
    support, given = np.bincount(truth, minlength=size), np.bincount(best, minlength=size)
    hit = np.bincount(truth[truth == best], minlength=size)
    return float(np.mean((2 * hit / np.maximum(support + given, 1))[support > 0]))


def groups(judged: Judged, names: Sequence[str]) -> tuple[Group, ...]:
    """Return how right both sides are in each group; ``names`` is the group of each label."""
    right = [side.argmax(axis=1) == judged.truth for side in (judged.active, judged.challenger)]
    own = np.array(names)[judged.truth]
    return tuple(
        Group(name, int(at.sum()), float(right[0][at].mean()), float(right[1][at].mean()))
        for name in sorted(set(own.tolist()))
        for at in (own == name,)
    )
