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
    helping = np.flatnonzero(gains > 0)
    order = helping[np.lexsort((-gains[helping], rows[helping]))]
    columns = features.indices[order].tolist()
    bounds = np.searchsorted(rows[order], np.arange(len(tagged) + 1)).tolist()
    return [
        _written(tagged.text_of(i), _strongest(terms[column] for column in columns[start:end])) if end > start else ()
        for i, (start, end) in enumerate(pairwise(bounds))
    ]


def _strongest(terms: Iterable[str]) -> list[str]:
    """Return the first few of ``terms`` as phrases, without those that stand in another or hold one."""
    chosen: list[str] = []
    for term in terms:
        phrase = f" {term.replace('_', ' ')} "
        if any(phrase in other or other in phrase for other in chosen):
            continue
        chosen.append(phrase)
        if len(chosen) == MOST_WORDS:
            break
    return chosen


def _written(text: str, phrases: Iterable[str]) -> tuple[str, ...]:
    """Return ``phrases``, of small letters with a blank at each end, as ``text`` first has them."""
    low = f" {text.lower()} "
    if len(low) != len(text) + 2:  # a letter such as "İ" has two small ones: places would not be the same
        return tuple(phrase.strip() for phrase in phrases)
    found = ((low.find(phrase), phrase) for phrase in phrases)
    return tuple(phrase.strip() if at < 0 else text[at : at + len(phrase) - 2] for at, phrase in found)
