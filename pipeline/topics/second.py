"""Second subjects: what else a petition asks about, from its sentences.

For every label that some sentence speaks for, ten numbers say how strongly, where, and how sure the main subject is; a
logistic regression over them, fitted on held-out petitions and stored in the model's card, gives the probability that
the petition really asks about it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Doubles = NDArray[np.float64]
SOFTER = 0.6  # a sentence says less than a text: its logits count for less
SHORTEST = 8  # features of a sentence; a shorter one is a greeting or a fragment
MOST_CANDIDATES = 3
SIGNS = (
    "sentence", "whole", "main", "length", "main elsewhere", "main here", "same field", "sentences", "several", "last",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Heard:
    """What one text says, sentence by sentence.

    ``sentences`` are probabilities (sentences by labels, of softened logits), ``sizes`` the features of each sentence,
    ``whole`` the probabilities of the text, ``several`` the logit that it asks about more than one thing.
    """

    sentences: Doubles
    sizes: NDArray[np.intp]
    whole: Doubles
    several: float


def candidates(heard: Heard, fields: Sequence[str]) -> Iterator[tuple[int, list[float]]]:
    """Yield (label number, its signs in the order of ``SIGNS``) of the labels that sentences speak for."""
    long = np.flatnonzero(heard.sizes >= SHORTEST)
    if len(heard.sizes) < 2 or not len(long):
        return
    shares, main = heard.sentences[long], int(heard.whole.argmax())
    loudest, where = shares.max(axis=0), shares.argmax(axis=0)
    loudest[main] = -1.0
    for label in np.argsort(-loudest, kind="stable")[:MOST_CANDIDATES]:
        at = int(where[label])
        elsewhere = np.delete(shares[:, main], at).max(initial=0.0)
        yield (
            int(label),
            [
                _logit(loudest[label]),
                float(np.log(heard.whole[label] + 1e-6)),
                _logit(heard.whole[main]),
                float(np.log(heard.sizes[long[at]])),
                _logit(elsewhere),
                _logit(shares[at, main]),
                float(fields[label] == fields[main]),
                float(np.log(len(heard.sizes))),
                heard.several,
                float(at == len(long) - 1),
            ],
        )


def second_subjects(
    heard: Heard, fields: Sequence[str], labels: Sequence[str], weights: Sequence[float], limit: float
) -> tuple[str, ...]:
    """Return the labels beside the main one, likeliest first.

    ``weights`` holds the intercept and one weight a sign; ``limit`` the probability from which a label counts.
    """
    found = []
    for label, signs in candidates(heard, fields):
        logit = weights[0] + float(np.dot(weights[1:], signs))
        if 1 / (1 + np.exp(-logit)) >= limit:
            found.append((-logit, labels[label]))
    return tuple(label for _, label in sorted(found))


def _logit(share: float) -> float:
    kept = min(max(float(share), 1e-6), 1 - 1e-6)
    return float(np.log(kept / (1 - kept)))
