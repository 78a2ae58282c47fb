"""From texts to predictions: topic, type, urgency, second subjects, doubt and evidence in one pass over the text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from pipeline.intake.masking import NameWords
from pipeline.records import PetitionType, Prediction
from pipeline.text.diacritics import as_written, respelled
from pipeline.text.fast_vectorize import Features
from pipeline.text.segment import tag_batches
from pipeline.text.tagged import Tagged
from pipeline.topics.calibration import Honesty
from pipeline.topics.doubts import find_doubts
from pipeline.topics.explain import evidence
from pipeline.topics.field_support import field_support
from pipeline.topics.model import TYPES, Floats, Model, sigmoid, softmax
from pipeline.topics.reading import clean_text
from pipeline.topics.second import SOFTER, Heard, second_subjects

MOST_RANKED = 5
Doubles: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class WordLists:
    """Word lists that reading a petition needs: what names look like, what opens a second subject."""

    names: NameWords
    connectives: frozenset[tuple[str, ...]]


def predict(model: Model, texts: Sequence[str], lists: WordLists, shift: Doubles | None = None) -> list[Prediction]:
    """Return one prediction a raw text, in order; ``shift`` is as in ``predict_clean``."""
    return predict_clean(model, [clean_text(text, lists.names) for text in texts], lists.connectives, shift)


def predict_clean(
    model: Model, texts: Sequence[str], connectives: frozenset[tuple[str, ...]], shift: Doubles | None = None
) -> list[Prediction]:
    """Return one prediction a masked and normalised text, in order.

    ``shift`` is added to the logit of each topic (an office's priors).
    """
    vectorizer = model.vectorizer(connectives)
    spelled = respelled(texts, model.spellings)
    found = [
        one for tagged in tag_batches(spelled) for one in _predicted(model, tagged, vectorizer.read(tagged), shift)
    ]
    return [
        one if read is written else replace(one, evidence=as_written(one.evidence, read, written))
        for one, read, written in zip(found, spelled, texts, strict=True)
    ]


def with_types_of(predictions: Sequence[Prediction], legal: Sequence[Prediction]) -> list[Prediction]:
    """Return ``predictions`` with type and urgency of ``legal``: one of an office's own labels has learnt neither."""
    return [
        replace(p, petition_type=q.petition_type, type_confidence=q.type_confidence, urgent=q.urgent)
        for p, q in zip(predictions, legal, strict=True)
    ]


def _predicted(model: Model, tagged: Tagged, features: Features, shift: Doubles | None) -> list[Prediction]:
    """Return the predictions of a batch; all that is reckoned is reckoned for the batch at once."""
    card = model.card
    scores, size = model.scores(features.whole), len(card.labels)
    honesty = Honesty(card.settings.get("honest_slope", 1.0), card.settings.get("honest_shift", 0.0))
    topics = scores[:, :size] if shift is None else scores[:, :size] + shift
    factor = card.settings.get("field_factor", 0.0)
    probabilities = honesty.applied(softmax(factor * field_support(topics, card.fields) if factor else topics))
    order = np.argsort(-probabilities, axis=1, kind="stable")  # ties keep the order of labels
    return [
        Prediction(
            topic=ranked[0][0],
            confidence=ranked[0][1],
            ranked=ranked,
            petition_type=kind,
            type_confidence=sure,
            urgent=urgent,
            other_topics=others,
            candidates=candidates,
            evidence=words,
            doubts=doubts,
        )
        for ranked, (kind, sure, urgent), others, candidates, words, doubts in zip(
            _ranked(card.labels, order, probabilities),
            _legal(model, scores[:, size:]),
            _second(model, features, probabilities, scores[:, -1]),
            _candidates(model, order, probabilities),
            evidence(tagged, features.whole, order, model.matrix, model.terms),
            find_doubts(tagged, features),
            strict=True,
        )
    ]


def _ranked(
    labels: Sequence[str], order: NDArray[np.intp], probabilities: Doubles
) -> list[tuple[tuple[str, float], ...]]:
    best = order[:, :MOST_RANKED]
    shares = np.take_along_axis(probabilities, best, axis=1).tolist()
    return [
        tuple((labels[i], share) for i, share in zip(numbers, own, strict=True))
        for numbers, own in zip(best.tolist(), shares, strict=True)
    ]


def _legal(model: Model, scores: Floats) -> list[tuple[PetitionType, float, bool]]:
    """Return of each text its type, how sure that is, and whether it is urgent."""
    if not model.card.reads_types:
        return [(PetitionType.PROPOSAL, 0.0, False)] * len(scores)
    shares = softmax(scores[:, : len(TYPES)])
    urgent = sigmoid(scores[:, len(TYPES)]) >= model.card.settings.get("urgent_from", 0.5)
    kinds = (TYPES[number] for number in shares.argmax(axis=1).tolist())
    return list(zip(kinds, shares.max(axis=1).tolist(), urgent.tolist(), strict=True))


def _second(model: Model, features: Features, whole: Doubles, several: Floats) -> list[tuple[str, ...]]:
    """Score every sentence and keep the subjects that stand beside the main one."""
    card = model.card
    if not card.second:
        return [()] * len(whole)
    shares = softmax(model.scores(features.sentences)[:, : len(card.labels)] * SOFTER)
    heard = Heard(shares, features.sizes, features.owners, whole, several)
    return second_subjects(heard, card.fields, card.labels, card.second, card.settings["second_from"])


def _candidates(model: Model, order: NDArray[np.intp], probabilities: Doubles) -> list[tuple[str, ...]]:
    """Return the conformal set of each text, best first, never empty."""
    labels, limits = model.card.labels, model.card.conformal
    least = np.array([limits.get(label, limits.get("", 1.0)) for label in labels])
    inside = np.take_along_axis(probabilities >= least, order, axis=1)
    inside[:, 0] |= ~inside.any(axis=1)
    members = [labels[i] for i in order[inside].tolist()]
    return [tuple(members[start:end]) for start, end in pairwise([0, *inside.sum(axis=1).cumsum().tolist()])]
