"""Reasons a person can read: the words of the petition that pushed the decision."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from pipeline.text.tagged import Tagged

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

    from pipeline.topics.model import Floats

MOST_WORDS = 5
RIVALS = 3


def evidence(
    tagged: Tagged, features: csr_matrix, ranked: NDArray[np.intp], matrix: Floats, terms: Sequence[str]
) -> list[tuple[str, ...]]:
    """Return of each text the phrases that spoke most for its first label, strongest first, written as in the text.

    ``ranked`` are the numbers of the labels of each text, best first; a feature speaks by its weight for the first
    against the mean of the next ``RIVALS``. A phrase whose words stand in a stronger one is left out. Numbers and names
    were masked before features were counted.
    """
    rows = np.repeat(np.arange(len(tagged)), np.diff(features.indptr))
    weights = matrix[features.indices[:, None], ranked[rows, : 1 + RIVALS]]
    gains = features.data * (weights[:, 0] - weights[:, 1:].mean(axis=1))
    helping = (gains > 0).nonzero()[0]
    order = helping[_strongest_first(rows[helping], gains[helping])]
    columns = features.indices[order].tolist()
    bounds = np.searchsorted(rows[order], np.arange(len(tagged) + 1)).tolist()
    return [
        _written(tagged.text_of(i), _strongest(map(terms.__getitem__, columns[start:end]))) if end > start else ()
        for i, (start, end) in enumerate(pairwise(bounds))
    ]


def _strongest_first(rows: NDArray[np.intp], gains: NDArray[np.float32]) -> NDArray[np.int64]:
    """Return the places of positive ``gains`` row by row, largest first, equal ones as they stand.

    A positive float orders like its bits, so row, gain and place fit into one number, and sorting numbers takes a third
    of ``lexsort``. A batch has at most 2^12 rows and 2^20 features, see ``segment.MOST_CHARACTERS``.
    """
    places = np.arange(len(rows))
    keys = rows << 51 | ((1 << 31) - 1 - gains.view(np.int32).astype(np.int64)) << 20 | places
    keys.sort()
    return np.asarray(keys & ((1 << 20) - 1))


def _strongest(terms: Iterable[str]) -> list[str]:
    """Return the first few of ``terms`` as phrases, without those that stand in another or hold one."""
    chosen: list[str] = []
    for term in terms:
        phrase = f" {term.replace('_', ' ')} "
        for other in chosen:
            if phrase in other or other in phrase:
                break
        else:
            chosen.append(phrase)
            if len(chosen) == MOST_WORDS:
                break
    return chosen


def _written(text: str, phrases: Iterable[str]) -> tuple[str, ...]:
    """Return ``phrases``, of small letters with a blank at each end, as ``text`` first has them."""
    low = f" {text.lower()} "
    if len(low) != len(text) + 2:  # a letter such as "İ" has two small ones: places would not be the same
        return tuple(phrase.strip() for phrase in phrases)
    found = []
    for phrase in phrases:
        at = low.find(phrase)
        found.append(phrase.strip() if at < 0 else text[at : at + len(phrase) - 2])
    return tuple(found)
