"""From texts to predictions: topic, type, urgency, second subjects, doubt and evidence in one pass over the text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from pipeline.intake.masking import NameWords
from pipeline.records import PetitionType, Prediction
from pipeline.text.features import terms
from pipeline.text.sentences import pieces
from pipeline.text.vectorize import tfidf
from pipeline.topics.calibration import Honesty
from pipeline.topics.doubts import find_doubts
from pipeline.topics.explain import evidence
from pipeline.topics.model import TYPES, Floats, Model, ranked_labels, sigmoid, softmax
from pipeline.topics.reading import Reading, read_texts
from pipeline.topics.second import SOFTER, Heard, second_subjects

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

MOST_RANKED = 5


@dataclass(frozen=True, slots=True)
class WordLists:
    """Word lists that reading a petition needs: what names look like, what opens a second subject."""

    names: NameWords
    connectives: frozenset[tuple[str, ...]]


def predict(
    model: Model, texts: Sequence[str], lists: WordLists, shift: NDArray[np.float64] | None = None
) -> list[Prediction]:
    """Return one prediction a text, in order; ``shift`` is added to the logit of each topic (an office's priors)."""
    if not texts:
        return []
    readings = read_texts(texts, model.recipe, lists.names)
    features = tfidf([reading.terms for reading in readings], model.vocabulary, model.idf)
    scores = model.scores(features)
    size = len(model.card.labels)
    settings = model.card.settings
    honesty = Honesty(settings.get("honest_slope", 1.0), settings.get("honest_shift", 0.0))
    topics = scores[:, :size] if shift is None else scores[:, :size] + shift
    probabilities = honesty.applied(softmax(topics))
    kinds, urgent = _legal(model, scores[:, size:])
    others = _second(model, readings, probabilities, scores[:, -1], lists)
    found = []
    for i, reading in enumerate(readings):
        best = int(probabilities[i].argmax())
        found.append(
            Prediction(
                topic=model.card.labels[best],
                confidence=float(probabilities[i, best]),
                ranked=tuple(ranked_labels(probabilities[i], model.card.labels, MOST_RANKED)),
                petition_type=kinds[i][0],
                type_confidence=kinds[i][1],
                urgent=bool(urgent[i]),
                other_topics=others[i],
                candidates=_candidates(model, probabilities[i]),
                evidence=_evidence(model, reading, features, i, probabilities[i]),
                doubts=find_doubts(reading, _known(model, reading)),
            )
        )
    return found


def with_types_of(predictions: Sequence[Prediction], legal: Sequence[Prediction]) -> list[Prediction]:
    """Return ``predictions`` with type and urgency of ``legal``: one of an office's own labels has learnt neither."""
    return [
        replace(p, petition_type=q.petition_type, type_confidence=q.type_confidence, urgent=q.urgent)
        for p, q in zip(predictions, legal, strict=True)
    ]


def _legal(model: Model, scores: Floats) -> tuple[list[tuple[PetitionType, float]], NDArray[np.bool_]]:
    if not model.card.reads_types:
        return [(PetitionType.PROPOSAL, 0.0)] * len(scores), np.zeros(len(scores), dtype=bool)
    shares = softmax(scores[:, : len(TYPES)])
    kinds = [(TYPES[int(row.argmax())], float(row.max())) for row in shares]
    return kinds, sigmoid(scores[:, len(TYPES)]) >= model.card.settings.get("urgent_from", 0.5)


def _second(
    model: Model, readings: Sequence[Reading], whole: NDArray[np.float64], several: Floats, lists: WordLists
) -> list[tuple[str, ...]]:
    """Score every sentence of every text at once and keep the subjects that stand beside the main one."""
    card = model.card
    if not card.second:
        return [()] * len(readings)
    parts = [pieces(reading.words, lists.connectives) for reading in readings]
    parts = [p if len(p) > 1 else [] for p in parts]  # one sentence has one subject
    rows = [terms(piece, model.recipe) for p in parts for piece in p]
    logits = model.scores(tfidf(rows, model.vocabulary, model.idf))[:, : len(card.labels)]
    shares = softmax(logits * SOFTER) if rows else np.zeros((0, len(card.labels)))
    sizes = np.array([len(row) for row in rows], dtype=np.intp)
    ends = np.cumsum([0, *(len(p) for p in parts)])
    limit, found = card.settings["second_from"], []
    for i in range(len(readings)):
        own = slice(ends[i], ends[i + 1])
        heard = Heard(shares[own], sizes[own], whole[i], float(several[i]))
        found.append(second_subjects(heard, card.fields, card.labels, card.second, limit))
    return found


def _candidates(model: Model, probabilities: NDArray[np.float64]) -> tuple[str, ...]:
    """Return the conformal set, best first, never empty."""
    limits = model.card.conformal
    ranked = ranked_labels(probabilities, model.card.labels, len(model.card.labels))
    inside = [label for label, p in ranked if p >= limits.get(label, limits.get("", 1.0))]
    return tuple(inside) or (ranked[0][0],)


def _evidence(
    model: Model, reading: Reading, features: csr_matrix, row: int, probabilities: NDArray[np.float64]
) -> tuple[str, ...]:
    own = slice(features.indptr[row], features.indptr[row + 1])
    columns = features.indices[own]
    best, *rivals = np.argsort(-probabilities, kind="stable")[:4]
    weights = model.matrix[columns]
    gains = features.data[own] * (weights[:, best] - weights[:, rivals].mean(axis=1))
    return evidence(reading, columns, gains, model.terms)


def _known(model: Model, reading: Reading) -> list[bool]:
    return [term in model.vocabulary for term in reading.terms if " " not in term]
