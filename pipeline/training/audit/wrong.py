"""Labels that are probably wrong: confident learning on probabilities of a model that had not read the petition.

Out-of-fold probabilities of one linear model, folds by part or near-duplicate group, then cleanlab's label quality
(Northcutt, Jiang and Chuang 2021, "Confident Learning"), every row ranked, the most doubtful first.
"""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from pipeline.topics.model import softmax
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

FOLDS = 5
FEWEST = 3  # texts of a label: with fewer, nothing can be said of it
JUDGED = Plan(8, folds=FOLDS, copies=0, tolerance=0.05)


@dataclass(frozen=True, slots=True)
class Doubt:
    """One row's label: ``rank`` 0 is the most doubtful, ``suggested`` the likelier label, ``wrong`` the verdict."""

    rank: int
    quality: float
    suggested: str
    probability: float
    wrong: bool


def label_doubts(examples: Sequence[Example], material: Material) -> list[Doubt | None]:
    """Return the doubt about each example's label; None where its label is too rare to be judged."""
    counts = Counter(example.topic for example in examples)
    judged = [i for i, example in enumerate(examples) if counts[example.topic] >= FEWEST]
    names = sorted({examples[i].topic for i in judged})
    found: list[Doubt | None] = [None] * len(examples)
    if len(names) < 2:
        return found
    place = {name: number for number, name in enumerate(names)}
    given = np.array([place[examples[i].topic] for i in judged], dtype=np.intp)
    shares = out_of_fold([examples[i] for i in judged], given, len(names), material)
    quality, wrong = _judged(given, shares)
    best = shares.argmax(axis=1)
    for rank, at in enumerate(np.argsort(quality, kind="stable").tolist()):
        name, sure = names[best[at]], round(float(shares[at, best[at]]), 4)
        found[judged[at]] = Doubt(rank, round(float(quality[at]), 6), name, sure, bool(wrong[at]))
    return found


def out_of_fold(examples: Sequence[Example], given: NDArray[np.intp], size: int, material: Material) -> Doubles:
    """Return probabilities (examples by labels) from models of the folds that an example does not belong to."""
    from joblib import Parallel, delayed

    matrix = read_matrices(
        count_terms(examples, JUDGED, material, sentences=False), material.recipe, JUDGED, size, material
    ).whole
    fold_of = spread(examples, similar_groups([example.text for example in examples]).tolist(), FOLDS)
    folds = [(np.flatnonzero(fold_of != n), np.flatnonzero(fold_of == n)) for n in np.unique(fold_of)]
    strength = Strength(svc=material.strength.svc, tolerance=JUDGED.tolerance)
    work = (delayed(_scores)(matrix[train], given[train], matrix[test], size, strength) for train, test in folds)
    scores = np.zeros((len(examples), size))
    for (_, test), found in zip(folds, Parallel(n_jobs=jobs_for(len(examples)), pre_dispatch=JOBS)(work), strict=True):
        scores[test] = found
    return softmax(scores * temperature(scores, given))


def _scores(train: csr_matrix, labels: NDArray[np.intp], test: csr_matrix, size: int, strength: Strength) -> Doubles:
    if len(np.unique(labels)) < 2:
        return np.zeros((test.shape[0], size))
    return fit_svc(train, labels, None, size, strength).scores(test)


def _judged(given: NDArray[np.intp], shares: Doubles) -> tuple[Doubles, NDArray[np.bool_]]:
    """Return cleanlab's quality of each label (0 is worst) and whether confident learning calls it wrong."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its dependencies announce changes of their own
        from cleanlab.filter import find_label_issues
        from cleanlab.rank import get_label_quality_scores

        quality = get_label_quality_scores(given, shares, method="self_confidence")
        wrong = find_label_issues(given, shares, filter_by="prune_by_noise_rate", n_jobs=1)
    return np.asarray(quality, dtype=np.float64), np.asarray(wrong, dtype=np.bool_)
