"""How good a classifier is on petitions it has not seen: figures from out-of-fold scores."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Doubles = NDArray[np.float64]
CALIBRATION_BINS = 10


@dataclass(frozen=True, slots=True)
class LabelScore:
    """Precision, recall and F1 of one label, with the number of texts that carry it."""

    label: str
    support: int
    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall, 0 where both are."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


def label_scores(labels: Sequence[str], truth: NDArray[np.intp], predicted: NDArray[np.intp]) -> list[LabelScore]:
    """Return the score of every label that occurs in ``truth``, in label order."""
    found = []
    for number, label in enumerate(labels):
        hit = int(np.sum((truth == number) & (predicted == number)))
        support, claimed = int(np.sum(truth == number)), int(np.sum(predicted == number))
        if support:
            found.append(LabelScore(label, support, hit / claimed if claimed else 0.0, hit / support))
    return found


def macro_f1(scores: Sequence[LabelScore]) -> float:
    """Return the unweighted mean F1 of labels."""
    return float(np.mean([score.f1 for score in scores])) if scores else 0.0


def calibration_error(confidence: Doubles, right: NDArray[np.bool_]) -> float:
    """Return the expected calibration error over equal-width bins (Naeini et al. 2015)."""
    bins = np.minimum((confidence * CALIBRATION_BINS).astype(int), CALIBRATION_BINS - 1)
    gap = np.bincount(bins, confidence, CALIBRATION_BINS) - np.bincount(bins, right, CALIBRATION_BINS)
    return float(np.abs(gap).sum() / max(len(confidence), 1))


def topic_figures(
    labels: Sequence[str], probabilities: Doubles, true: NDArray[np.intp], fields: Sequence[str]
) -> dict[str, float]:
    """Return accuracy, macro-F1 and calibration of topics, and of fields where labels have them.

    ``probabilities`` are texts by labels and ``fields`` the field of each label.
    """
    predicted = probabilities.argmax(axis=1)
    order = np.argsort(-probabilities, axis=1)[:, :3]
    figures = {
        "topic_accuracy": float(np.mean(predicted == true)),
        "topic_macro_f1": macro_f1(label_scores(labels, true, predicted)),
        "topic_top3": float(np.mean((order == true[:, None]).any(axis=1))),
        "calibration_error": calibration_error(probabilities.max(axis=1), predicted == true),
    }
    if any(fields):
        names = sorted(set(fields))
        number = np.array([names.index(field) for field in fields])
        truth, given = number[true], number[predicted]
        figures["field_accuracy"] = float(np.mean(truth == given))
        figures["field_macro_f1"] = macro_f1(label_scores(names, truth, given))
    return figures
