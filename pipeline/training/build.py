"""Make a model from examples: folds, held-out scores, calibration, limits of doubt, the final fit."""

from __future__ import annotations

import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path

import numpy as np

from pipeline.intake.masking import NameWords
from pipeline.taxonomy.catalogue import Taxonomy
from pipeline.text.features import Recipe
from pipeline.topics.card import Card, Source
from pipeline.topics.model import TYPES, Model, sigmoid, softmax
from pipeline.topics.priors import load_priors, prior_shift
from pipeline.training import fit
from pipeline.training.augment import Habits
from pipeline.training.doubt import Doubt, RightBody, best_limit, cross_fitted, f_beta, learn_doubt, learn_honesty
from pipeline.training.evaluate import LabelScore, label_scores, macro_f1, topic_figures
from pipeline.training.examples import Example, refuse_thin
from pipeline.training.features import fit_vocabulary, prepare
from pipeline.training.heads import Doubles, Strength, temperature
from pipeline.training.labels import Labels, number_labels
from pipeline.training.second import SecondRule, learn_second
from pipeline.training.splits import folds

MISSED_HAZARD = 2.0  # how much worse a missed hazard is than a false one: the beta of F-beta
LIBRARIES = ("numpy", "scikit-learn", "scipy", "underthesea")


@dataclass(frozen=True, slots=True)
class Material:
    """What training needs besides the examples: label space, word lists, recipe and strength."""

    taxonomy: Taxonomy
    names: NameWords
    habits: Habits
    right_body: RightBody
    recipe: Recipe = Recipe()
    strength: Strength = Strength()
    priors: Path | None = None


@dataclass(frozen=True, slots=True)
class Built:
    """A fitted model with its held-out scores by label."""

    model: Model
    by_label: tuple[LabelScore, ...]


def build_model(
    name: str, examples: Sequence[Example], sources: Sequence[Source], material: Material, progress: fit.Progress
) -> Built:
    """Fit a model on ``examples``; scores and thresholds come from folds by part, never from texts it has seen.

    Raises:
        TrainingError: fewer than two labels, or a label with too few texts.
    """
    refuse_thin(examples)
    labels = number_labels(examples)
    progress("Tách từ và tạo biến thể")
    prepared = prepare(examples, material.recipe, material.names, material.habits)
    fold_of = folds(examples, fit.FOLDS)
    held = fit.held_out(prepared, labels, fold_of, material.strength, progress)
    factors = [temperature(scores, target) for scores, (target, _) in zip(held.heads, labels.targets(), strict=True)]
    calibrated = [scores * factor for scores, factor in zip(held.heads, factors, strict=True)]
    fields = [material.taxonomy.field_of(label) for label in labels.names]
    calibrated[0] = calibrated[0] + _shift(labels, material)
    raw = softmax(calibrated[0])
    honesty = learn_honesty(raw, labels.topic)
    whole = cross_fitted(raw, labels.topic, fold_of)
    second = SecondRule()
    if labels.several is not None:
        second = learn_second(examples, labels.names, fields, whole, held, factors[0], fold_of)
    urgent_from, legal = _legal_figures(labels, calibrated)
    progress("Huấn luyện trên toàn bộ dữ liệu")
    everything = np.arange(len(examples))
    vocabulary = fit_vocabulary(prepared, everything)
    heads = fit.fit_heads(fit.make_task(prepared, vocabulary, labels, everything, material.strength))
    scores = topic_figures(labels.names, whole, labels.topic, fields) | legal | {"second_f1": second.f1}
    doubt = learn_doubt(whole, labels.topic, labels.names, fields, material.right_body)
    settings = {
        "second_from": second.limit,
        "urgent_from": urgent_from,
        "honest_slope": honesty.slope,
        "honest_shift": honesty.shift,
    }
    by_label = label_scores(labels.names, labels.topic, whole.argmax(axis=1))
    card = replace(
        _card(name, labels, material, sources, scores, settings, doubt),
        second=second.weights,
        by_label=_by_label(by_label),
    )
    model = fit.assemble(vocabulary, heads, factors, card)
    model.bias[: len(labels.names)] += _shift(labels, material).astype(np.float32)
    return Built(model, tuple(by_label))


def _shift(labels: Labels, material: Material) -> Doubles:
    """Return what brings the shares of the training petitions to the wanted ones; nothing without a file of priors."""
    if material.priors is None:
        return np.zeros(len(labels.names))
    learnt = np.bincount(labels.topic, minlength=len(labels.names)) / len(labels.topic)
    return prior_shift(load_priors(material.priors, labels.names), learnt)


def _legal_figures(labels: Labels, calibrated: Sequence[Doubles]) -> tuple[float, dict[str, float]]:
    """Return the probability from which a text is urgent, and the figures of type and urgency."""
    if labels.kind is None or labels.urgent is None:
        return 0.5, {}
    kinds = label_scores(TYPES, labels.kind, calibrated[1].argmax(axis=1))
    urgent = sigmoid(calibrated[2][:, 1] - calibrated[2][:, 0])
    truth = labels.urgent == 1
    limit, _ = best_limit(urgent, truth, MISSED_HAZARD)
    by_type = {f"type_f1_{score.label}": score.f1 for score in kinds}
    return limit, {"type_macro_f1": macro_f1(kinds), **by_type, "urgent_f1": f_beta(urgent >= limit, truth)}


def _card(
    name: str,
    labels: Labels,
    material: Material,
    sources: Sequence[Source],
    scores: Mapping[str, float],
    settings: Mapping[str, float],
    doubt: Doubt,
) -> Card:
    strength = material.strength
    fixed = {"svc": strength.svc, "seed": strength.seed, "folds": fit.FOLDS, "copies": len(fit.COPY_WEIGHTS)}
    return Card(
        name=name,
        labels=labels.names,
        recipe=material.recipe,
        reads_types=labels.kind is not None,
        taxonomy=bool(material.taxonomy.topics),
        sources=tuple(sources),
        versions={"python": platform.python_version(), **{library: version(library) for library in LIBRARIES}},
        scores=_rounded(scores),
        settings=_rounded({**fixed, **settings}),
        thresholds={wanted: _rounded(found) for wanted, found in doubt.limits.items()},
        coverage=_rounded(doubt.covered),
        conformal=_rounded(doubt.conformal),
        fields=tuple(material.taxonomy.field_of(label) for label in labels.names),
    )


def _by_label(scores: Sequence[LabelScore]) -> dict[str, tuple[int, float, float]]:
    return {s.label: (s.support, round(s.precision, 4), round(s.recall, 4)) for s in scores}


def _rounded(figures: Mapping[str, float]) -> dict[str, float]:
    return {name: round(value, 4) for name, value in figures.items()}
