"""Fitting the heads of a model, on everything and on folds, and folding them into one matrix."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from pipeline.text.diacritics import NO_SPELLINGS, Spellings
from pipeline.text.features import Recipe
from pipeline.topics.card import Card
from pipeline.topics.model import Model, quantize
from pipeline.training.features import Prepared, Vocabulary, fit_vocabulary
from pipeline.training.heads import UNSEEN, Doubles, Linear, Strength, fit_svc
from pipeline.training.labels import UNKNOWN, Labels

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

FOLDS = 5
COPY_WEIGHTS = (0.5, 1.0, 0.5)  # of dressed, bare and careless copies against their original
JOBS = 2  # an office computer has two cores
WORTH_PROCESSES = 1_000  # examples; fewer are fitted before a second process has started
Progress = Callable[[str], None]


def jobs_for(examples: int) -> int:
    """Return how many processes are worth starting for so many examples."""
    return JOBS if examples > WORTH_PROCESSES else 1


@dataclass(frozen=True, slots=True)
class Task:
    """One fit: the training matrix (rows by features), the weights of its rows, each head's labels and their number."""

    features: csr_matrix
    weight: Doubles
    targets: tuple[tuple[NDArray[np.intp], int], ...]
    strength: Strength


def make_task(
    prepared: Prepared, vocabulary: Vocabulary, labels: Labels, rows: NDArray[np.intp], strength: Strength
) -> Task:
    """Return the fit of every head on the examples ``rows`` and their copies."""
    kinds = 1 + len(prepared.copies)
    weight = np.repeat([1.0, *COPY_WEIGHTS[: kinds - 1]], len(rows))
    if prepared.weights:
        weight = weight * np.tile(np.array(prepared.weights)[rows], kinds)
    targets = tuple((np.tile(target[rows], kinds), size) for target, size in labels.targets())
    return Task(vocabulary.matrix(prepared.rows(rows)), weight, targets, strength)


def fit_heads(task: Task) -> list[Linear]:
    """Fit every head of a task, each on the rows that have its label."""
    return [_fit_head(task, target, size) for target, size in task.targets]


def _fit_head(task: Task, target: NDArray[np.intp], size: int) -> Linear:
    known = target != UNKNOWN
    if known.all():
        return fit_svc(task.features, target, task.weight, size, task.strength)
    return fit_svc(task.features[known], target[known], task.weight[known], size, task.strength)


def _scores(task: Task, texts: csr_matrix, sentences: csr_matrix) -> tuple[list[Doubles], Doubles]:
    """Fit a task and score texts by every head and sentences by the first."""
    heads = fit_heads(task)
    return [head.scores(texts) for head in heads], heads[0].scores(sentences)


@dataclass(frozen=True, slots=True)
class HeldOut:
    """Logits from models that did not see the text: one array a head (examples by labels), and of sentences.

    ``sentences`` is sentences by topics, ``owner`` the example of each sentence and ``sizes`` its number of features.
    """

    heads: list[Doubles]
    sentences: Doubles
    owner: NDArray[np.intp]
    sizes: NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Learnt:
    """What a model is assembled from, with its held-out scores; recipe and strength are those that were used."""

    held: HeldOut
    vocabulary: Vocabulary
    heads: list[Linear]
    recipe: Recipe
    strength: Strength
    spellings: Spellings = NO_SPELLINGS


def held_out(
    prepared: Prepared, labels: Labels, fold_of: NDArray[np.intp], strength: Strength, progress: Progress
) -> HeldOut:
    """Score every example by the model of the folds it does not belong to; the folds are fitted side by side."""
    from joblib import Parallel, delayed

    owner = np.repeat(np.arange(len(fold_of)), [len(s) for s in prepared.sentences])
    flat = [sentence for document in prepared.sentences for sentence in document]
    count = int(fold_of.max()) + 1

    def work() -> Iterator[object]:
        for number in range(count):
            progress(f"Phần kiểm tra {number + 1}/{count}")
            train, test = np.flatnonzero(fold_of != number), np.flatnonzero(fold_of == number)
            vocabulary = fit_vocabulary(prepared, train)
            texts = vocabulary.matrix([prepared.clean[i] for i in test])
            sentences = vocabulary.matrix([flat[i] for i in np.flatnonzero(fold_of[owner] == number)])
            yield delayed(_scores)(make_task(prepared, vocabulary, labels, train, strength), texts, sentences)

    jobs = jobs_for(len(fold_of))
    heads = [np.full((len(fold_of), size), UNSEEN) for _, size in labels.targets()]
    sentences = np.full((len(flat), len(labels.names)), UNSEEN)
    for number, (scored, said) in enumerate(Parallel(n_jobs=jobs, pre_dispatch=jobs)(work())):
        for head, scores in zip(heads, scored, strict=True):
            head[fold_of == number] = scores
        sentences[fold_of[owner] == number] = said
    return HeldOut(heads, sentences, owner, np.array([len(s) for s in flat], dtype=np.intp))


def assemble(learnt: Learnt, temperatures: Sequence[float], card: Card) -> Model:
    """Fold the calibrated heads into one int8 matrix; a yes-or-no head becomes one column."""
    folded = [head.scaled(factor) for head, factor in zip(learnt.heads, temperatures, strict=True)]
    folded[2:] = [Linear(h.weights[:, 1:] - h.weights[:, :1], h.bias[1:] - h.bias[:1]) for h in folded[2:]]
    weights, scale = quantize(np.hstack([linear.weights for linear in folded]))
    bias = np.concatenate([linear.bias for linear in folded]).astype(np.float32)
    vocabulary = learnt.vocabulary
    return Model(card, tuple(vocabulary.index), vocabulary.idf, weights, scale, bias, learnt.spellings)
