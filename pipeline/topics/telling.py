"""Phrases that tell of nothing new: those that the model's own corpus holds everywhere."""

from __future__ import annotations

import math

import numpy as np

from pipeline.topics.model import Model

COMMON = 0.02  # share of the corpus from which a phrase is everybody's
# idf is 1 + ln((1 + documents) / (1 + documents with the term)), as scikit-learn has it
_COMMON_IDF = 1 - math.log(COMMON)


def common_terms(model: Model) -> frozenset[str]:
    """Return the terms that at least ``COMMON`` of the model's corpus hold."""
    return frozenset(model.terms[column] for column in np.flatnonzero(model.idf < _COMMON_IDF).tolist())
