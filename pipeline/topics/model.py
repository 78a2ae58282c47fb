"""The classifier as plain arrays: a vocabulary, idf weights and one matrix that scores topics, types and urgency."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from pipeline.records import PetitionType
from pipeline.text.diacritics import NO_SPELLINGS, Spellings
from pipeline.text.fast_vectorize import FastVectorizer
from pipeline.text.features import Recipe
from pipeline.topics.card import Card

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

Floats = NDArray[np.float32]
TYPES = tuple(PetitionType)
COMMON = 0.02  # share of the corpus from which a feature is everybody's


@dataclass(frozen=True)
class Model:
    """A trained classifier.

    ``weights`` is features by columns, int8, each column to be multiplied by its ``scale``; the columns are the topics
    in the order of ``card.labels``, then, if ``card.reads_types``, the petition types in the order of ``TYPES``, one
    column for urgency and one for several subjects. ``bias`` has one number a column. Scores are logits: softmax over
    topics and over types, sigmoid for the last two. ``spellings`` bring the diacritics back where a text has none.
    """

    card: Card
    terms: tuple[str, ...]
    idf: Floats
    weights: NDArray[np.int8]
    scale: Floats
    bias: Floats
    spellings: Spellings = NO_SPELLINGS

    @cached_property
    def vocabulary(self) -> dict[str, int]:
        """Feature -> row of ``weights``."""
        return {term: row for row, term in enumerate(self.terms)}

    @cached_property
    def common_terms(self) -> frozenset[str]:
        """Features that at least a share ``COMMON`` of the corpus holds."""
        # idf is 1 + ln((1 + documents) / (1 + documents with the term)), as scikit-learn has it
        return frozenset(self.terms[row] for row in np.flatnonzero(self.idf < 1 - np.log(COMMON)))

    @cached_property
    def matrix(self) -> Floats:
        """Weights as float32, features by columns, C-contiguous."""
        return np.multiply(self.weights, self.scale, dtype=np.float32)

    @cached_property
    def _vectorizers(self) -> dict[frozenset[tuple[str, ...]], FastVectorizer]:
        return {}

    def vectorizer(self, connectives: frozenset[tuple[str, ...]]) -> FastVectorizer:
        """Return what turns texts into rows of features; made once, in 0.1 s for 100,000 terms.

        ``connectives`` are phrases that open a sentence.
        """
        made = self._vectorizers
        if connectives not in made:
            made[connectives] = FastVectorizer(self.terms, self.idf, self.recipe, connectives)
        return made[connectives]

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
