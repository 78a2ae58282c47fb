"""From a prediction to a route: bodies, decision, reasons."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from pipeline.errors import SettingsError
from pipeline.records import Decision, Petition, PetitionType, Place, Prediction, Routed
from pipeline.routing.legal import LegalReading
from pipeline.routing.reasons import load_reasons
from pipeline.routing.route import Rules, chosen_limits, route
from pipeline.settings import DATA, Office
from pipeline.taxonomy.bodies import load_cues
from pipeline.taxonomy.catalogue import Taxonomy
from pipeline.topics.model import Model

SURE = Prediction("ha-tang/chieu-sang", 0.99, (("ha-tang/chieu-sang", 0.99),), candidates=("ha-tang/chieu-sang",))
PETITION = Petition("A1", "Đèn đường tắt", date(2026, 3, 5))


@pytest.fixture
def rules(model: Model, taxonomy: Taxonomy) -> Rules:
    return Rules(
        taxonomy=taxonomy,
        cues=load_cues(DATA / "taxonomy" / "cues.csv"),
        reasons=load_reasons(DATA / "routing" / "reasons.csv"),
        office=Office(),
        card=model.card,
        limits={"": 0.8},
        as_of=date(2026, 4, 1),
    )


def routed(rules: Rules, petition: Petition = PETITION, **changes: object) -> Routed:
    return route(petition, replace(SURE, **changes), Place(), rules)  # type: ignore[arg-type]  # fields by name


def test_a_sure_petition_goes_on_by_itself(rules: Rules) -> None:
    found = routed(rules)
    assert (found.decision, found.department, found.level, found.reasons) == (Decision.AUTO, "so-xd", "tinh", ())
    assert found.departments_ranked[0] == found.department and "ubnd-xa" in found.departments_ranked


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"confidence": 0.79, "ranked": (("ha-tang/chieu-sang", 0.79),)}, "low-confidence"),
        ({"petition_type": PetitionType.DENUNCIATION}, "denunciation"),
        ({"type_confidence": 0.4}, "uncertain-type"),
        ({"doubts": ("too-short",)}, "too-short"),
        ({"topic": "khong-co"}, "no-body"),
    ],
)
def test_doubt_goes_to_a_person_with_its_reason(rules: Rules, changes: dict[str, object], reason: str) -> None:
    found = routed(rules, PETITION, **changes)
    assert found.decision is Decision.REVIEW and reason in found.reasons


def test_a_mended_row_keeps_its_note_and_its_decision(rules: Rules) -> None:
    found = routed(rules, replace(PETITION, received_at=None, notes=("bad-date",)))
    assert (found.decision, found.reasons) == (Decision.AUTO, ("bad-date",))


def test_a_legal_flag_that_blocks_needs_a_person(rules: Rules) -> None:
    law = LegalReading(flags=("withdrawal",))
    found = route(PETITION, SURE, Place(), rules, law)
    assert (found.decision, found.legal_flags) == (Decision.REVIEW, ("withdrawal",))
    harmless = route(PETITION, SURE, Place(), rules, LegalReading(flags=("thanks",)))
    assert harmless.decision is Decision.AUTO


def test_the_received_date_chooses_the_body(rules: Rules) -> None:
    old = routed(rules, replace(PETITION, received_at=date(2025, 2, 28)), topic="giao-thong/van-tai")
    assert old.department == "so-gtvt"


def test_a_communes_office_keeps_ward_matters(rules: Rules) -> None:
    undecided = "moi-truong/tieng-on"
    ward = replace(rules, office=Office(level="xa"))
    assert route(PETITION, replace(SURE, topic=undecided), Place(), ward).department == "ubnd-xa"
    assert route(PETITION, replace(SURE, topic="giao-thong/van-tai"), Place(), ward).department == "so-xd"


def test_limits_are_those_of_the_wanted_precision_or_stricter(model: Model) -> None:
    assert chosen_limits(model.card, 0.95) == model.card.thresholds["0.95"]
    assert chosen_limits(model.card, 0.93) == model.card.thresholds["0.95"]
    with pytest.raises(SettingsError, match=r"0\.995"):
        chosen_limits(replace(model.card, name="0.995"), 0.995)
