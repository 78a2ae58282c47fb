"""From a prediction to a route: the body, whether it may be sent on as it is, and why not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from pipeline.errors import SettingsError
from pipeline.records import Decision, Petition, PetitionType, Place, Prediction, Routed
from pipeline.routing import reasons as why
from pipeline.routing.legal import LegalReading
from pipeline.routing.reasons import Reason
from pipeline.settings import Office
from pipeline.taxonomy.bodies import LevelCues, answers
from pipeline.taxonomy.catalogue import Taxonomy
from pipeline.topics.calibration import NEVER
from pipeline.topics.card import Card

READ_FOR_CUES = 5_000  # characters: where and how large a matter is stands near its beginning
NOTHING_LEGAL = LegalReading()
Ranked = Mapping[str, tuple[str, ...]]
SURE_OF_TYPE = 0.5  # below it no type is likelier than all the others together


@dataclass(frozen=True, slots=True)
class Rules:
    """What routing goes by: label space, cues, reasons, whose inbox it is, and the model's limits."""

    taxonomy: Taxonomy
    cues: LevelCues
    reasons: Mapping[str, Reason]
    office: Office
    card: Card
    limits: Mapping[str, float]
    as_of: date


def chosen_limits(card: Card, precision: float) -> Mapping[str, float]:
    """Return the thresholds stored for the wanted precision, or for the next stricter one.

    Raises:
        SettingsError: the model has none that strict.
    """
    stricter = sorted(wanted for wanted in card.thresholds if float(wanted) >= precision - 1e-9)
    if not stricter:
        most = max(card.thresholds, default="0")
        raise SettingsError(
            f"Mô hình {card.name} chỉ có ngưỡng đến độ chính xác {most}; hãy chọn --precision thấp hơn."
        )
    return card.thresholds[stricter[0]]


def route(
    petition: Petition, prediction: Prediction, place: Place, rules: Rules, law: LegalReading = NOTHING_LEGAL
) -> Routed:
    """Return the petition with its bodies, decision, reasons, legal flags and deadlines."""
    day = petition.received_at or rules.as_of
    seen = rules.cues.seen(petition.text[:READ_FOR_CUES])
    ranked = answers(rules.taxonomy, day, rules.office.level, rules.cues, seen)
    bodies = _bodies(prediction, ranked)
    sure = _route_confidence(prediction, ranked, rules.taxonomy)
    found = _reasons(petition, prediction, bodies, sure, rules)
    blocked = any(rules.reasons[code].blocks for code in (*found, *law.flags) if code in rules.reasons)
    first = rules.taxonomy.bodies[bodies[0]] if bodies else None
    return Routed(
        petition=petition,
        prediction=prediction,
        field=rules.taxonomy.field_of(prediction.topic),
        department=first.code if first else "",
        level=first.level if first else "",
        departments_ranked=bodies,
        decision=Decision.REVIEW if blocked else Decision.AUTO,
        reasons=found,
        model=rules.card.name,
        place=place,
        legal_flags=law.flags,
        deadlines=law.due,
    )


def _bodies(prediction: Prediction, ranked: Ranked) -> tuple[str, ...]:
    """Return the bodies of the likeliest topic, then the first bodies of the other candidates."""
    others = [body for topic in prediction.candidates[1:4] for body in ranked[topic][:1]]
    return tuple(dict.fromkeys([*ranked[prediction.topic], *others]))


def _route_confidence(prediction: Prediction, ranked: Ranked, taxonomy: Taxonomy) -> float:
    """Return the probability that the route is right: of all likely topics of its field with its first body."""
    field, first = taxonomy.field_of(prediction.topic), ranked[prediction.topic][:1]
    return sum(
        share
        for topic, share in prediction.ranked
        if topic == prediction.topic or (first and taxonomy.field_of(topic) == field and ranked[topic][:1] == first)
    )


def _reasons(
    petition: Petition, prediction: Prediction, bodies: Sequence[str], sure: float, rules: Rules
) -> tuple[str, ...]:
    found = list(prediction.doubts)
    limit = rules.limits.get(prediction.topic, rules.limits.get("", NEVER))
    if sure < limit:
        found.append(why.LOW_CONFIDENCE)
    if prediction.petition_type is PetitionType.DENUNCIATION:
        found.append(why.DENUNCIATION)
    if prediction.type_confidence < SURE_OF_TYPE and rules.card.reads_types:
        found.append(why.UNCERTAIN_TYPE)
    if not bodies and rules.card.taxonomy:
        found.append(why.NO_BODY)
    if prediction.other_topics:
        found.append(why.SEVERAL_SUBJECTS)
    return (*found, *petition.notes)
