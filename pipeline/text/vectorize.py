"""TF-IDF over a fixed vocabulary: sublinear counts, rows of length 1, as scikit-learn's TfidfVectorizer has them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix


def tfidf(documents: Sequence[Sequence[str]], vocabulary: Mapping[str, int], idf: NDArray[np.float32]) -> csr_matrix:
    """Return the matrix (documents by features, float32) of documents given as lists of features.

    A count n weighs ``(1 + ln n) idf``; a row is divided by its length. Features outside the vocabulary do not count.
    """
    from scipy.sparse import csr_matrix

    columns: list[int] = []
    counts: list[int] = []
    ends = [0]
    for document in documents:
        known = Counter(vocabulary[term] for term in document if term in vocabulary)
        for column in sorted(known):
            columns.append(column)
            counts.append(known[column])
        ends.append(len(columns))
    at = np.asarray(columns, dtype=np.int32)
    values = (1 + np.log(np.asarray(counts, dtype=np.float32))) * np.asarray(idf)[at] if counts else np.zeros(0)
    indptr = np.asarray(ends, dtype=np.int32)
    row = np.repeat(np.arange(len(documents)), np.diff(indptr))
    length = np.sqrt(np.bincount(row, weights=values**2, minlength=len(documents)))
    values = (values / np.maximum(length, 1e-12)[row]).astype(np.float32)
    return csr_matrix((values, at, indptr), shape=(len(documents), len(idf)))
