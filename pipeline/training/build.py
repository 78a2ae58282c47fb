"""Make a model from examples: folds, held-out scores, calibration, limits of doubt, the final fit."""

from __future__ import annotations

import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version

import numpy as np
from numpy.typing import NDArray

from pipeline.topics.card import Card, Source
from pipeline.topics.field_support import field_support
from pipeline.topics.model import TYPES, Model, sigmoid, softmax
from pipeline.topics.priors import load_priors, prior_shift
from pipeline.training import fit
from pipeline.training.doubt import Doubt, best_limit, cross_fitted, f_beta, learn_doubt, learn_honesty
from pipeline.training.evaluate import LabelScore, label_scores, macro_f1, topic_figures
from pipeline.training.examples import Example, refuse_thin
from pipeline.training.features import fit_vocabulary, prepare
from pipeline.training.heads import Doubles, temperature
from pipeline.training.labels import Labels, number_labels
from pipeline.training.many_folds import folds_of
from pipeline.training.material import Material
from pipeline.training.scale import Plan, plan_for
from pipeline.training.second import SecondRule, learn_second

MISSED_HAZARD = 4.0  # how much worse a missed hazard is than a false one: the beta of F-beta
LIBRARIES = ("numpy", "scikit-learn", "scipy", "underthesea")


@dataclass(frozen=True, slots=True)
class Built:
    """A fitted model with its held-out scores by label."""

    model: Model
    by_label: tuple[LabelScore, ...]


def build_model(
    name: str,
    examples: Sequence[Example],
    sources: Sequence[Source],
    material: Material,
    progress: fit.Progress,
    plan: Plan | None = None,
) -> Built:
    """Fit a model on ``examples``; scores and thresholds come from folds by part, never from texts it has seen.

    The ``plan`` is that of the examples' number and length unless one is given.

    Raises:
        TrainingError: fewer than two labels, or a label with too few texts.
    """
    refuse_thin(examples)
    labels, plan = number_labels(examples), plan or plan_for(examples)
    fold_of = folds_of(examples, plan)
    learnt = _learnt(examples, labels, fold_of, plan, material, progress)
    held = learnt.held
    factors = [temperature(scores, target) for scores, (target, _) in zip(held.heads, labels.targets(), strict=True)]
    calibrated = [scores * factor for scores, factor in zip(held.heads, factors, strict=True)]
    fields = [material.taxonomy.field_of(label) for label in labels.names]
    calibrated[0] = calibrated[0] + _shift(labels, material)
    field_factor = 0.0
    if material.taxonomy.topics:
        calibrated[0] = field_support(calibrated[0], fields)
        field_factor = temperature(calibrated[0], labels.topic)
        calibrated[0] = calibrated[0] * field_factor
    raw = softmax(calibrated[0])
    honesty = learn_honesty(raw, labels.topic)
    whole = cross_fitted(raw, labels.topic, fold_of)
    second = SecondRule()
    if labels.several is not None:
        second = learn_second(examples, labels.names, fields, whole, held, factors[0], fold_of, labels.several >= 0)
    urgent_from, legal = _legal_figures(labels, calibrated)
    scores = topic_figures(labels.names, whole, labels.topic, fields) | legal | {"second_f1": second.f1}
    doubt = learn_doubt(whole, labels.topic, labels.names, fields, material.right_body)
    settings = {
        "second_from": second.limit,
        "urgent_from": urgent_from,
        "honest_slope": honesty.slope,
        "honest_shift": honesty.shift,
        "field_factor": field_factor,
    }
    by_label = label_scores(labels.names, labels.topic, whole.argmax(axis=1))
    card = replace(
        _card(name, labels, material, sources, scores, settings, doubt, learnt, plan),
        second=second.weights,
        by_label=_by_label(by_label),
    )
    model = fit.assemble(learnt, factors, card)
    model.bias[: len(labels.names)] += _shift(labels, material).astype(np.float32)
    return Built(model, tuple(by_label))


def _learnt(
    examples: Sequence[Example],
    labels: Labels,
    fold_of: NDArray[np.intp],
    plan: Plan,
    material: Material,
    progress: fit.Progress,
) -> fit.Learnt:
    if plan.number:
        from pipeline.training.large import learn_large

        return learn_large(examples, labels, fold_of, plan, material, progress)
    progress("Tách từ và tạo biến thể")
    prepared = prepare(examples, material.recipe, material.names, material.habits, fold_of)
    held = fit.held_out(prepared, labels, fold_of, material.strength, progress)
    progress("Huấn luyện trên toàn bộ dữ liệu")
    everything = np.arange(len(examples))
    vocabulary = fit_vocabulary(prepared, everything)
    heads = fit.fit_heads(fit.make_task(prepared, vocabulary, labels, everything, material.strength))
    return fit.Learnt(held, vocabulary, heads, material.recipe, material.strength, prepared.spellings)


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
    known = labels.kind >= 0
    kinds = label_scores(TYPES, labels.kind[known], calibrated[1][known].argmax(axis=1))
    told = labels.urgent >= 0
    urgent = sigmoid(calibrated[2][told, 1] - calibrated[2][told, 0])
    truth = labels.urgent[told] == 1
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
    learnt: fit.Learnt,
    plan: Plan,
) -> Card:
    strength = learnt.strength
    fixed = {"svc": strength.svc, "seed": strength.seed, "folds": plan.folds, "copies": plan.copies}
    if plan.number:
        fixed |= {"plan": plan.number, "fewest_texts": plan.fewest_texts, "tolerance": plan.tolerance}
    return Card(
        name=name,
        labels=labels.names,
        recipe=learnt.recipe,
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
