"""Learning from very many or very long texts: one matrix from the fast text core, folds as slices of it.

The vocabulary and its idf are those of all texts, folds included: they hold no labels, and with this many texts the
held-out figures move by less than their noise. The standard plan, which the shipped model is made by, does not do so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from pipeline.text.features import Recipe
from pipeline.training.corpus_matrix import Counted, Matrices, count_terms, read_matrices
from pipeline.training.examples import Example
from pipeline.training.fit import COPY_WEIGHTS, JOBS, HeldOut, Learnt, Progress, Task, fit_heads, jobs_for
from pipeline.training.heads import UNSEEN, Doubles, Linear, Strength, fit_svc
from pipeline.training.labels import Labels
from pipeline.training.material import Material
from pipeline.training.scale import Plan

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

WORDS = Recipe(words=True, syllables=False, pairs=True, proper_names=True)
WORDS_AND_SYLLABLES = Recipe(words=True, syllables=True, pairs=True, proper_names=True)
PAIR_WEIGHTS = (0.0, 0.5, 1.0)  # of pairs against single words, tried on the first fold
STRENGTHS = (0.25, 1.0)  # tried besides the usual one
MOST_TRIED = 30  # labels; more would make the trials longer than the training
BARE = COPY_WEIGHTS[1]


@dataclass(frozen=True, slots=True)
class Choice:
    """What the trials chose: the matrices of its features and the strength."""

    recipe: Recipe
    matrices: Matrices
    strength: Strength


def learn_large(
    examples: Sequence[Example],
    labels: Labels,
    fold_of: NDArray[np.intp],
    plan: Plan,
    material: Material,
    progress: Progress,
) -> Learnt:
    """Fit every head on everything and on folds; the features are chosen first if the plan wants that."""
    progress("Tách từ")
    counted = count_terms(examples, plan, material, sentences=labels.several is not None)
    progress("Chọn đặc trưng")
    choice = _chosen(counted, examples, labels, fold_of, plan, material)
    progress(f"Huấn luyện {int(fold_of.max()) + 1} phần kiểm tra")
    held = _held_out(choice, examples, labels, fold_of)
    progress("Huấn luyện trên toàn bộ dữ liệu")
    everything = np.arange(len(examples))
    heads = fit_heads(_task(choice, examples, labels, everything))
    return Learnt(held, choice.matrices.vocabulary, heads, choice.recipe, choice.strength)


def _chosen(
    counted: Counted,
    examples: Sequence[Example],
    labels: Labels,
    fold_of: NDArray[np.intp],
    plan: Plan,
    material: Material,
) -> Choice:
    strength = replace(material.strength, tolerance=plan.tolerance)
    if not plan.tries or len(labels.names) > MOST_TRIED:
        recipe = material.recipe
        return Choice(recipe, read_matrices(counted, recipe, plan, len(labels.names), material), strength)
    best, choice = -1.0, None
    for recipe in (WORDS, WORDS_AND_SYLLABLES):
        matrices = read_matrices(counted, recipe, plan, len(labels.names), material)
        rights = _tried((Choice(recipe, matrices.with_pairs(w), strength) for w in PAIR_WEIGHTS), labels, fold_of)
        if max(rights) > best:
            best, weight = max(rights), PAIR_WEIGHTS[int(np.argmax(rights))]
            choice = Choice(replace(recipe, pairs=weight > 0), matrices.with_pairs(weight), strength)
        del matrices
    if choice is None:
        raise AssertionError("two recipes were tried")
    strengths = [strength, *(replace(strength, svc=svc) for svc in STRENGTHS)]
    rights = [best, *_tried((replace(choice, strength=other) for other in strengths[1:]), labels, fold_of)]
    return replace(choice, strength=strengths[int(np.argmax(rights))])


def _tried(choices: Iterable[Choice], labels: Labels, fold_of: NDArray[np.intp]) -> list[float]:
    """Return the accuracy of each choice on the first fold."""
    from joblib import Parallel, delayed

    train, test = np.flatnonzero(fold_of != 0), np.flatnonzero(fold_of == 0)
    return list(
        Parallel(n_jobs=jobs_for(len(fold_of)), pre_dispatch=JOBS)(
            delayed(_accuracy)(
                choice.matrices.whole[train],
                labels.topic[train],
                choice.matrices.whole[test],
                labels.topic[test],
                len(labels.names),
                choice.strength,
            )
            for choice in choices
        )
    )


def _accuracy(
    train: csr_matrix,
    learnt: NDArray[np.intp],
    test: csr_matrix,
    truth: NDArray[np.intp],
    size: int,
    strength: Strength,
) -> float:
    found = fit_svc(train, learnt, None, size, strength).scores(test).argmax(axis=1)
    return float(np.mean(found == truth))


def _task(choice: Choice, examples: Sequence[Example], labels: Labels, rows: NDArray[np.intp]) -> Task:
    from scipy.sparse import vstack

    weight = np.array([examples[i].weight for i in rows])
    matrix, targets = choice.matrices.whole[rows], [(target[rows], size) for target, size in labels.targets()]
    if choice.matrices.bare is not None:
        matrix = vstack([matrix, choice.matrices.bare[rows]], format="csr")
        weight = np.concatenate([weight, BARE * weight])
        targets = [(np.tile(target, 2), size) for target, size in targets]
    return Task(matrix, weight, tuple(targets), choice.strength)


def _held_out(choice: Choice, examples: Sequence[Example], labels: Labels, fold_of: NDArray[np.intp]) -> HeldOut:
    from joblib import Parallel, delayed

    matrices = choice.matrices
    count = int(fold_of.max()) + 1

    def work() -> Iterator[object]:
        for number in range(count):
            train, test = np.flatnonzero(fold_of != number), np.flatnonzero(fold_of == number)
            said = matrices.sentences[np.flatnonzero(fold_of[matrices.owners] == number)]
            yield delayed(_scores)(_task(choice, examples, labels, train), matrices.whole[test], said)

    heads = [np.full((len(fold_of), size), UNSEEN) for _, size in labels.targets()]
    sentences = np.full((len(matrices.owners), len(labels.names)), UNSEEN)
    for number, (scored, said) in enumerate(Parallel(n_jobs=jobs_for(len(fold_of)), pre_dispatch=JOBS)(work())):
        for head, scores in zip(heads, scored, strict=True):
            head[fold_of == number] = scores
        sentences[fold_of[matrices.owners] == number] = said
    return HeldOut(heads, sentences, matrices.owners, matrices.sizes)


def _scores(task: Task, texts: csr_matrix, sentences: csr_matrix) -> tuple[list[Doubles], Doubles]:
    heads: list[Linear] = fit_heads(task)
    return [head.scores(texts) for head in heads], heads[0].scores(sentences)
