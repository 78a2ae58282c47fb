"""Make a model from examples: folds, held-out scores, calibration, limits of doubt, the final fit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from pipeline.intake.masking import NameWords
from pipeline.taxonomy.catalogue import Taxonomy
from pipeline.text.features import Recipe
from pipeline.topics.card import Source
from pipeline.topics.model import TYPES, Model, sigmoid
from pipeline.training import fit
from pipeline.training.corpus import Example, refuse_thin
from pipeline.training.evaluate import HeldOutScores, LabelScore, label_scores, macro_f1, topic_figures
from pipeline.training.features import fit_vocabulary, prepare
from pipeline.training.heads import Doubles, Strength
from pipeline.training.splits import folds


@dataclass(frozen=True, slots=True)
class Material:
    """What training needs besides the examples: label space, word lists, recipe and strength."""

    taxonomy: Taxonomy
    names: NameWords
    short_forms: Mapping[str, str]
    right_body: fit.RightBody
    recipe: Recipe = Recipe()
    strength: Strength = Strength()


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
    heads = fit.heads_of(examples)
    progress("Tách từ và tạo biến thể")
    prepared = prepare(examples, material.recipe, material.names, material.short_forms)
    pairs = fit.held_out_scores(prepared, heads, folds(examples, fit.FOLDS), material.strength, progress)
    mixtures = [fit.mix(*pair, target) for pair, (target, _) in zip(pairs, fit.targets(heads), strict=True)]
    mixed = [m.scores(*pair) for m, pair in zip(mixtures, pairs, strict=True)]
    held = HeldOutScores(heads.labels, mixed[0], heads.topic)
    fields = [material.taxonomy.field_of(label) for label in heads.labels]
    progress("Huấn luyện trên toàn bộ dữ liệu")
    everything = np.arange(len(examples))
    vocabulary = fit_vocabulary(prepared, everything)
    final = fit.fit_pairs(prepared, vocabulary, heads, everything, material.strength)
    limits, covered, conformal = fit.doubt_tables(held, fields, material.right_body)
    card = replace(
        fit.make_card(name, heads, material.recipe, sources, bool(any(fields)), material.strength),
        scores=_rounded(topic_figures(held, fields) | _legal_figures(heads, mixed)),
        thresholds={wanted: _rounded(found) for wanted, found in limits.items()},
        coverage=_rounded(covered),
        conformal=_rounded(conformal),
    )
    predicted = mixed[0].argmax(axis=1)
    return Built(
        fit.assemble(vocabulary, final, mixtures, card),
        tuple(label_scores(heads.labels, heads.topic, predicted)),
    )


def _legal_figures(heads: fit.Heads, mixed: Sequence[Doubles]) -> dict[str, float]:
    if heads.kind is None or heads.urgent is None:
        return {}
    kinds = label_scores(TYPES, heads.kind, mixed[1].argmax(axis=1))
    urgent = sigmoid(mixed[2][:, 1] - mixed[2][:, 0]) >= 0.5
    scored = label_scores(("0", "1"), heads.urgent, urgent.astype(np.intp))
    return {"type_macro_f1": macro_f1(kinds), "urgent_f1": scored[-1].f1}


def _rounded(figures: Mapping[str, float]) -> dict[str, float]:
    return {name: round(value, 4) for name, value in figures.items()}
