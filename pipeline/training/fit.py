"""Fitting the heads of a model, on everything and on folds, and folding them into one matrix."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.topics.card import Card
from pipeline.topics.model import Model, quantize
from pipeline.training.features import Prepared, Vocabulary, fit_vocabulary
from pipeline.training.heads import UNSEEN, Doubles, Linear, Strength, fit_svc
from pipeline.training.labels import Labels

FOLDS = 5
COPY_WEIGHT = 0.5  # of a copy against its original
Progress = Callable[[str], None]


def fit_heads(
    prepared: Prepared, vocabulary: Vocabulary, labels: Labels, rows: NDArray[np.intp], strength: Strength
) -> list[Linear]:
    """Fit every head on the examples ``rows`` and their copies."""
    features = vocabulary.matrix(prepared.rows(rows))
    kinds = 1 + len(prepared.copies)
    weight = np.concatenate([np.full(len(rows), 1.0 if k == 0 else COPY_WEIGHT) for k in range(kinds)])
    return [
        fit_svc(features, np.tile(target[rows], kinds), weight, size, strength) for target, size in labels.targets()
    ]


@dataclass(frozen=True, slots=True)
class HeldOut:
    """Logits from models that did not see the text: one array a head (examples by labels), and of sentences.

    ``sentences`` is sentences by topics, ``owner`` the example of each sentence and ``sizes`` its number of features.
    """

    heads: list[Doubles]
    sentences: Doubles
    owner: NDArray[np.intp]
    sizes: NDArray[np.intp]


def held_out(
    prepared: Prepared, labels: Labels, fold_of: NDArray[np.intp], strength: Strength, progress: Progress
) -> HeldOut:
    """Score every example by the model of the folds it does not belong to."""
    owner = np.repeat(np.arange(len(fold_of)), [len(s) for s in prepared.sentences])
    flat = [sentence for document in prepared.sentences for sentence in document]
    heads = [np.full((len(fold_of), size), UNSEEN) for _, size in labels.targets()]
    sentences = np.full((len(flat), len(labels.names)), UNSEEN)
    count = int(fold_of.max()) + 1
    for number in range(count):
        progress(f"Phần kiểm tra {number + 1}/{count}")
        train, test = np.flatnonzero(fold_of != number), np.flatnonzero(fold_of == number)
        vocabulary = fit_vocabulary(prepared, train)
        fitted = fit_heads(prepared, vocabulary, labels, train, strength)
        features = vocabulary.matrix([prepared.clean[i] for i in test])
        for head, linear in zip(heads, fitted, strict=True):
            head[test] = linear.scores(features)
        own = np.flatnonzero(fold_of[owner] == number)
        sentences[own] = fitted[0].scores(vocabulary.matrix([flat[i] for i in own]))
    return HeldOut(heads, sentences, owner, np.array([len(s) for s in flat], dtype=np.intp))


def assemble(vocabulary: Vocabulary, heads: Sequence[Linear], temperatures: Sequence[float], card: Card) -> Model:
    """Fold the calibrated heads into one int8 matrix; a yes-or-no head becomes one column."""
    folded = [head.scaled(factor) for head, factor in zip(heads, temperatures, strict=True)]
    folded[2:] = [Linear(h.weights[:, 1:] - h.weights[:, :1], h.bias[1:] - h.bias[:1]) for h in folded[2:]]
    weights, scale = quantize(np.hstack([linear.weights for linear in folded]))
    bias = np.concatenate([linear.bias for linear in folded]).astype(np.float32)
    return Model(card, tuple(vocabulary.index), vocabulary.idf, weights, scale, bias)
