"""Both sides' probabilities for the same petitions, from fits that have read neither them nor their near-duplicates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from pipeline.topics.model import softmax
from pipeline.training.compare.sides import Side
from pipeline.training.corpus_matrix import count_terms, read_matrices
from pipeline.training.examples import Example
from pipeline.training.fit import JOBS, jobs_for
from pipeline.training.heads import Doubles, Strength, fit_svc, temperature
from pipeline.training.material import Material
from pipeline.training.near import similar_groups
from pipeline.training.scale import Plan
from pipeline.training.splits import spread

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

Split = tuple[NDArray[np.intp], NDArray[np.intp]]  # petitions learnt from, petitions judged
FOLDS = 3
JUDGED = Plan(9, folds=FOLDS, copies=0, tolerance=0.02)
DISPUTED = -1
LATER = 0.3  # share of dated petitions, the newest, that are judged when time is the split
FEWEST_LATER = 30


@dataclass(frozen=True, slots=True)
class Judged:
    """Petitions with their true label (into ``labels``) and each side's probabilities (petitions by labels)."""

    examples: tuple[Example, ...]
    labels: tuple[str, ...]
    truth: NDArray[np.intp]
    active: Doubles
    challenger: Doubles


@dataclass(frozen=True, slots=True)
class Pool:
    """All petitions of both sides, each text once, with their group and what each side says of them.

    ``labels_of`` has a row for each side: the number of the label that the side learns from the petition, -1 where the
    side does not have it. ``truth`` is the label of the side that has the petition; where both have it and differ, an
    officer's correction decides, else nobody knows: it is ``DISPUTED``, and the petition is learnt from, not judged.
    """

    examples: tuple[Example, ...]
    labels: tuple[str, ...]
    labels_of: NDArray[np.intp]
    weights: Doubles
    truth: NDArray[np.intp]
    group: NDArray[np.intp]


def pool_of(active: Side, challenger: Side) -> Pool:
    """Join the examples of both sides."""
    places: dict[str, int] = {}
    examples: list[Example] = []
    for side in (challenger, active):
        for example in side.examples:
            if example.text not in places:
                places[example.text] = len(examples)
                examples.append(example)
    labels = tuple(sorted({e.topic for side in (active, challenger) for e in side.examples}))
    number = {label: i for i, label in enumerate(labels)}
    labels_of = np.full((2, len(examples)), -1, dtype=np.intp)
    weights = np.ones((2, len(examples)))
    for row, side in enumerate((active, challenger)):
        for example in side.examples:
            at = places[example.text]
            labels_of[row, at], weights[row, at] = number[example.topic], example.weight
    corrected = np.array([example.corrected for example in examples])
    disputed = (labels_of >= 0).all(axis=0) & (labels_of[0] != labels_of[1]) & ~corrected
    truth = np.where(disputed, DISPUTED, np.where(labels_of[1] >= 0, labels_of[1], labels_of[0]))
    group = similar_groups([example.text for example in examples])
    return Pool(tuple(examples), labels, labels_of, weights, truth, group)


def by_folds(pool: Pool, sides: tuple[Side, Side], material: Material) -> Judged:
    """Judge every petition by fits of the folds that it does not belong to."""
    fold_of = spread(pool.examples, pool.group.tolist(), FOLDS)
    known = pool.truth != DISPUTED
    splits = [(np.flatnonzero(fold_of != n), np.flatnonzero((fold_of == n) & known)) for n in range(FOLDS)]
    return _judged(pool, sides, splits, material)


def by_time(pool: Pool, sides: tuple[Side, Side], material: Material) -> Judged | None:
    """Judge the newest dated petitions by fits on what is older or undated; None where too few have a date."""
    days = np.array([example.day for example in pool.examples])
    dated = np.sort(days[days != ""])
    if len(dated) < FEWEST_LATER:
        return None
    first = dated[int(len(dated) * (1 - LATER))]
    later = np.flatnonzero((days != "") & (days >= first) & (pool.truth != DISPUTED))
    groups = set(pool.group[later].tolist())
    earlier = np.flatnonzero((days < first) & [g not in groups for g in pool.group.tolist()])
    if len(later) < FEWEST_LATER or len(earlier) < FEWEST_LATER:
        return None
    return _judged(pool, sides, [(earlier, later)], material)


def _judged(pool: Pool, sides: tuple[Side, Side], splits: Sequence[Split], material: Material) -> Judged:
    from joblib import Parallel, delayed

    counted = count_terms(pool.examples, JUDGED, material, sentences=False)
    recipes = {side.card.recipe for side in sides}
    by_recipe = {recipe: read_matrices(counted, recipe, JUDGED, len(pool.labels), material).whole for recipe in recipes}
    matrices = [by_recipe[side.card.recipe] for side in sides]
    work = [
        delayed(_scored)(
            matrices[row][rows],
            pool.labels_of[row, rows],
            pool.weights[row, rows],
            matrices[row][test],
            len(pool.labels),
            Strength(svc=side.card.settings.get("svc", 0.5), tolerance=JUDGED.tolerance),
        )
        for train, test in splits
        for row, side in enumerate(sides)
        for rows in (train[pool.labels_of[row, train] >= 0],)
    ]
    scored = Parallel(n_jobs=jobs_for(len(pool.examples)), pre_dispatch=JOBS)(work)
    judged = np.concatenate([test for _, test in splits])
    fold = np.repeat(np.arange(len(splits)), [len(test) for _, test in splits])
    order = np.argsort(judged, kind="stable")
    truth = pool.truth[judged]
    found = [_honest(np.concatenate(scored[row::2]), truth, fold)[order] for row in range(2)]
    examples = tuple(replace(pool.examples[i], topic=pool.labels[pool.truth[i]]) for i in judged[order])
    return Judged(examples, pool.labels, truth[order], *found)


def _scored(
    train: csr_matrix, labels: NDArray[np.intp], weights: Doubles, test: csr_matrix, size: int, strength: Strength
) -> Doubles:
    if len(np.unique(labels)) < 2:  # a side without enough data of its own says nothing
        return np.zeros((test.shape[0], size))
    return fit_svc(train, labels, weights, size, strength).scores(test)


def _honest(scores: Doubles, truth: NDArray[np.intp], fold: NDArray[np.intp]) -> Doubles:
    """Return probabilities, each fold with the temperature of the others (its own where there is one fold)."""
    found = np.zeros_like(scores)
    for number in np.unique(fold):
        test = fold == number
        rest = ~test if (~test).any() else test
        found[test] = softmax(scores[test] * temperature(scores[rest], truth[rest]))
    return found
