"""Second subjects: a sentence that is surely about something else than the petition as a whole."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

SHORTEST = 8  # features of a sentence; a shorter one is a greeting or a fragment
MOST_SUBJECTS = 3


def second_subjects(
    sentences: NDArray[np.float64],
    sizes: NDArray[np.intp],
    whole: NDArray[np.float64],
    labels: Sequence[str],
    limit: float,
) -> tuple[str, ...]:
    """Return the labels beside the main one, likeliest first.

    ``sentences`` is sentences by labels (probabilities), ``sizes`` their numbers of features, ``whole`` the
    probabilities of the text. A label counts if the geometric mean of its best sentence's probability and of the
    rise over the whole text's reaches ``limit``.
    """
    if len(sentences) < 2:  # one sentence has one subject
        return ()
    strength = second_strength(sentences, sizes, whole)
    order = np.argsort(-strength, kind="stable")[:MOST_SUBJECTS]
    return tuple(labels[i] for i in order if strength[i] >= limit)


def second_strength(
    sentences: NDArray[np.float64], sizes: NDArray[np.intp], whole: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return for each label how strongly some sentence speaks for it, 0 for the main label."""
    heard = sentences[sizes >= SHORTEST]
    strength = heard.max(axis=0) if len(heard) else np.zeros(len(whole))
    strength = np.asarray(strength).copy()
    strength[int(whole.argmax())] = 0.0
    return strength
