"""The classifier as plain arrays: a vocabulary, idf weights and one matrix that scores topics, types and urgency."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from pipeline.records import PetitionType
from pipeline.text.features import Recipe
from pipeline.topics.card import Card

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

Floats = NDArray[np.float32]
TYPES = tuple(PetitionType)


@dataclass(frozen=True)
class Model:
    """A trained classifier.

    ``weights`` is features by columns, int8, each column to be multiplied by its ``scale``; the columns are the topics
    in the order of ``card.labels``, then, if ``card.reads_types``, the petition types in the order of ``TYPES``, one
    column for urgency and one for several subjects. ``bias`` has one number a column. Scores are logits: softmax over
    topics and over types, sigmoid for the last two.
    """

    card: Card
    terms: tuple[str, ...]
    idf: Floats
    weights: NDArray[np.int8]
    scale: Floats
    bias: Floats

    @cached_property
    def vocabulary(self) -> dict[str, int]:
        """Feature -> row of ``weights``."""
        return {term: row for row, term in enumerate(self.terms)}

    @cached_property
    def matrix(self) -> Floats:
        """Weights as float32, features by columns, C-contiguous."""
        return np.ascontiguousarray(self.weights.astype(np.float32) * self.scale)

    @property
    def recipe(self) -> Recipe:
        """Which features are counted."""
        return self.card.recipe

    def scores(self, features: csr_matrix) -> Floats:
        """Return the logits, texts by columns, of TF-IDF ``features`` (texts by features, rows of length 1)."""
        return np.asarray(features @ self.matrix, dtype=np.float32) + self.bias


def softmax(scores: NDArray[np.floating]) -> NDArray[np.float64]:
    """Return the row-wise softmax of ``scores`` (texts by labels) in double precision."""
    shifted = np.asarray(scores, dtype=np.float64)
    shifted = np.exp(shifted - shifted.max(axis=1, keepdims=True))
    return np.asarray(shifted / shifted.sum(axis=1, keepdims=True))


def sigmoid(scores: NDArray[np.floating]) -> NDArray[np.float64]:
    """Return the logistic function of ``scores`` in double precision."""
    return np.asarray(1.0 / (1.0 + np.exp(-np.asarray(scores, dtype=np.float64))))


def quantize(weights: NDArray[np.floating]) -> tuple[NDArray[np.int8], Floats]:
    """Return int8 weights and the scale of each column; the largest weight of a column becomes 127."""
    scale = np.maximum(np.abs(weights).max(axis=0), 1e-12) / 127.0
    return np.rint(weights / scale).astype(np.int8), scale.astype(np.float32)


def ranked_labels(probabilities: NDArray[np.float64], labels: Sequence[str], most: int) -> list[tuple[str, float]]:
    """Return the ``most`` likeliest (label, probability), best first; ties keep the order of ``labels``."""
    order = np.argsort(-probabilities, kind="stable")[:most]
    return [(labels[i], float(probabilities[i])) for i in order]
