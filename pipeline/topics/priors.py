"""How often topics occur: a sourced default, which an office's own history may replace.

A corpus says nothing of how often a matter occurs, so the default is near uniform; and any prior is tempered, because
one office's year is not the next one's.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pipeline.errors import DataError
from pipeline.taxonomy.tables import read_rows

TEMPER = 0.5  # exponent of the ratio of two priors


def load_priors(path: Path, labels: Sequence[str]) -> NDArray[np.float64]:
    """Return the share of each label from a table (topic, weight); a label that is missing weighs as the rarest.

    Raises:
        DataError: a weight that is no positive number, or no row for any label.
    """
    weights: dict[str, float] = {}
    for row, cells in read_rows(path, ("topic", "weight")):
        if not cells["weight"].replace(".", "", 1).isdecimal() or float(cells["weight"]) <= 0:
            raise DataError(f"{path}, dòng {row}: trọng số {cells['weight']!r} phải là số dương.")
        weights[cells["topic"]] = float(cells["weight"])
    known = [weights[label] for label in labels if label in weights]
    if not known:
        raise DataError(f"{path}: không có dòng nào thuộc các nhãn của mô hình; hãy ghi mã chủ đề ở cột topic.")
    found = np.array([weights.get(label, min(known)) for label in labels])
    return np.asarray(found / found.sum())


def prior_shift(wanted: NDArray[np.float64], learnt: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return what to add to each label's logit when it occurs in share ``wanted`` instead of ``learnt``, tempered."""
    return np.asarray(TEMPER * np.log(wanted / learnt))
