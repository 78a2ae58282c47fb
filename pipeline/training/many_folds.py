"""Folds of a training set by its plan: near-duplicates found exactly, or in arrays where there are many texts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pipeline.training.examples import Example
from pipeline.training.near import similar_groups
from pipeline.training.scale import Plan
from pipeline.training.splits import folds, spread


def folds_of(examples: Sequence[Example], plan: Plan) -> NDArray[np.intp]:
    """Return the fold of each example; parts stay whole where there are enough of them, near-duplicates always."""
    if not plan.number:
        return folds(examples, plan.folds)
    return spread(examples, similar_groups([example.text for example in examples]).tolist(), plan.folds)
