"""From labelled petitions to a model that knows its own doubt."""

from __future__ import annotations

import platform
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import version

import numpy as np
from numpy.typing import NDArray

from pipeline.records import PetitionType
from pipeline.text.features import Recipe
from pipeline.topics.calibration import PRECISIONS, HeldOut, conformal_limits, coverage, thresholds
from pipeline.topics.card import Card, Source
from pipeline.topics.model import TYPES, Model, quantize, softmax
from pipeline.training.corpus import Example
from pipeline.training.evaluate import HeldOutScores
from pipeline.training.features import Prepared, Vocabulary, fit_vocabulary
from pipeline.training.heads import Doubles, Linear, Strength, fit_logistic, fit_svc, fold, temperature

FOLDS = 5
CONFORMAL_MISS = 0.05
COPY_WEIGHT = 0.5  # of a copy against its original
LIBRARIES = ("numpy", "scikit-learn", "scipy", "underthesea")
Progress = Callable[[str], None]
RightBody = Callable[[str, str], bool]


@dataclass(frozen=True, slots=True)
class Heads:
    """What is learnt from one matrix: the number of each example's label, and for type and urgency where known."""

    labels: tuple[str, ...]
    topic: NDArray[np.intp]
    kind: NDArray[np.intp] | None
    urgent: NDArray[np.intp] | None


@dataclass(frozen=True, slots=True)
class Pair:
    """Logistic regression and SVC of one head."""

    logistic: Linear
    svc: Linear


def heads_of(examples: Sequence[Example]) -> Heads:
    """Return the numbered labels of the examples; type and urgency are learnt only if every example has them."""
    labels = tuple(sorted({example.topic for example in examples}))
    number = {label: i for i, label in enumerate(labels)}
    topic = np.array([number[example.topic] for example in examples], dtype=np.intp)
    if any(example.petition_type is None or example.urgent is None for example in examples):
        return Heads(labels, topic, None, None)
    kinds = [TYPES.index(example.petition_type or PetitionType.PROPOSAL) for example in examples]
    urgent = [int(bool(example.urgent)) for example in examples]
    if len(set(kinds)) < len(TYPES) or len(set(urgent)) < 2:
        return Heads(labels, topic, None, None)
    return Heads(labels, topic, np.array(kinds, dtype=np.intp), np.array(urgent, dtype=np.intp))


def targets(heads: Heads) -> list[tuple[NDArray[np.intp], int]]:
    """Return (label numbers, how many labels) of each head that is learnt: topic, then type and urgency."""
    found = [(heads.topic, len(heads.labels))]
    if heads.kind is not None and heads.urgent is not None:
        found += [(heads.kind, len(TYPES)), (heads.urgent, 2)]
    return found


def fit_pairs(
    prepared: Prepared, vocabulary: Vocabulary, heads: Heads, rows: NDArray[np.intp], strength: Strength
) -> list[Pair]:
    """Fit both classifiers of every head on the examples ``rows`` and their copies."""
    features = vocabulary.matrix(prepared.rows(rows, with_copies=True))
    kinds = 1 + len(prepared.copies)
    weight = np.concatenate([np.full(len(rows), 1.0 if k == 0 else COPY_WEIGHT) for k in range(kinds)])
    pairs = []
    for target, size in targets(heads):
        labels = np.tile(target[rows], kinds)
        logistic = _widen(fit_logistic(features, labels, weight, strength), labels, size)
        pairs.append(Pair(logistic, _widen(fit_svc(features, labels, weight, strength), labels, size)))
    return pairs


def _widen(linear: Linear, labels: NDArray[np.intp], size: int) -> Linear:
    """Give a label that the rows lack a column that never wins."""
    present = np.unique(labels)
    if len(present) == size:
        return linear
    weights, bias = np.zeros((linear.weights.shape[0], size)), np.full(size, -30.0)
    weights[:, present], bias[present] = linear.weights, linear.bias
    return Linear(weights, bias)


def held_out_scores(
    prepared: Prepared, heads: Heads, fold_of: NDArray[np.intp], strength: Strength, progress: Progress
) -> list[tuple[Doubles, Doubles]]:
    """Return for each head the logits of (logistic, SVC) of every example from the models that did not see it."""
    found = [(np.zeros((len(fold_of), size)), np.zeros((len(fold_of), size))) for _, size in targets(heads)]
    for number in range(int(fold_of.max()) + 1):
        progress(f"Phần kiểm tra {number + 1}/{int(fold_of.max()) + 1}")
        train, test = np.flatnonzero(fold_of != number), np.flatnonzero(fold_of == number)
        vocabulary = fit_vocabulary(prepared, train)
        features = vocabulary.matrix(prepared.rows(test, with_copies=False))
        for pair, (logistic, svc) in zip(fit_pairs(prepared, vocabulary, heads, train, strength), found, strict=True):
            logistic[test], svc[test] = pair.logistic.scores(features), pair.svc.scores(features)
    return found


@dataclass(frozen=True, slots=True)
class Mixture:
    """Factors that turn the two classifiers of a head into one calibrated logit."""

    logistic: float
    svc: float

    def scores(self, logistic: Doubles, svc: Doubles) -> Doubles:
        """Return the mixed logits."""
        return self.logistic * logistic + self.svc * svc


def mix(logistic: Doubles, svc: Doubles, labels: NDArray[np.intp]) -> Mixture:
    """Scale each classifier by its own temperature, take the mean, and scale that once more."""
    own, other = temperature(logistic, labels), temperature(svc, labels)
    again = temperature((own * logistic + other * svc) / 2, labels)
    return Mixture(own * again / 2, other * again / 2)


def assemble(vocabulary: Vocabulary, pairs: Sequence[Pair], mixtures: Sequence[Mixture], card: Card) -> Model:
    """Fold every head into one int8 matrix; urgency becomes one column, the difference of its two."""
    folded = [fold([(p.logistic, m.logistic), (p.svc, m.svc)]) for p, m in zip(pairs, mixtures, strict=True)]
    if len(folded) == 3:
        urgent = folded[2]
        folded[2] = Linear(urgent.weights[:, 1:] - urgent.weights[:, :1], urgent.bias[1:] - urgent.bias[:1])
    weights, scale = quantize(np.hstack([linear.weights for linear in folded]))
    bias = np.concatenate([linear.bias for linear in folded]).astype(np.float32)
    return Model(card, tuple(vocabulary.index), vocabulary.idf, weights, scale, bias)


def doubt_tables(
    held: HeldOutScores, fields: Sequence[str], right_body: RightBody
) -> tuple[dict[str, dict[str, float]], dict[str, float], dict[str, float]]:
    """Return thresholds and coverage by wanted precision, and conformal limits, from held-out probabilities."""
    probabilities = softmax(held.topic)
    best = probabilities.argmax(axis=1)
    right = np.array([right_body(held.labels[p], held.labels[t]) for p, t in zip(best, held.truth, strict=True)])
    decided = HeldOut([held.labels[i] for i in best], [fields[i] for i in best], probabilities.max(axis=1), right)
    limits = {f"{wanted:.2f}": thresholds(decided, wanted) for wanted in PRECISIONS}
    covered = {wanted: coverage(decided, found) for wanted, found in limits.items()}
    return limits, covered, conformal_limits(probabilities, held.truth, held.labels, CONFORMAL_MISS)


def make_card(
    name: str,
    heads: Heads,
    recipe: Recipe,
    sources: Sequence[Source],
    taxonomy: bool,
    strength: Strength,
) -> Card:
    """Return the card of a model before its scores and limits are known."""
    return Card(
        name=name,
        labels=heads.labels,
        recipe=recipe,
        reads_types=heads.kind is not None,
        taxonomy=taxonomy,
        sources=tuple(sources),
        versions={"python": platform.python_version(), **{library: version(library) for library in LIBRARIES}},
        scores={},
        settings={
            "logistic": strength.logistic, "svc": strength.svc, "seed": strength.seed, "folds": FOLDS,
            "copy_weight": COPY_WEIGHT, "conformal_miss": CONFORMAL_MISS,
        },
    )  # fmt: skip
