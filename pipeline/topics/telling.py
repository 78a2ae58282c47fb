"""Phrases of a petition that may tell of something new: those that the model's own corpus does not hold everywhere."""

from __future__ import annotations

import math
from collections.abc import Collection

import numpy as np

from pipeline.text.phrases import phrases
from pipeline.topics.model import Model

COMMON = 0.02  # share of the corpus from which a phrase is everybody's
# idf is 1 + ln((1 + documents) / (1 + documents with the term)), as scikit-learn has it
_COMMON_IDF = 1 - math.log(COMMON)


def common_terms(model: Model) -> frozenset[str]:
    """Return the terms that at least ``COMMON`` of the model's corpus hold."""
    return frozenset(model.terms[column] for column in np.flatnonzero(model.idf < _COMMON_IDF).tolist())


def telling_phrases(masked: str, common: Collection[str]) -> tuple[str, ...]:
    """Return the distinct syllables and pairs of a masked text, without proper names and without ``common`` ones.

    What a batch writes often is not left out: a new trouble is often written of.
    """
    return tuple([phrase for phrase in dict.fromkeys(phrases(masked)) if phrase not in common])
