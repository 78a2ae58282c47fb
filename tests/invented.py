"""Routed petitions made up for tests of reports: no model, no real person."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from pipeline.records import Decision, Petition, PetitionType, Place, Prediction, Routed
from pipeline.report.names import Names
from pipeline.routing.reasons import load_reasons
from pipeline.settings import DATA
from pipeline.taxonomy.catalogue import load_taxonomy

TODAY = date(2026, 3, 20)
LAMP = "Đèn đường đầu ngõ tắt ba đêm nay, tối om, trẻ con đi học về rất sợ."
DENOUNCED = "Tôi là Lê Thị Mận Chín, tố cáo ông chủ tịch xã khai khống hồ sơ để lấy tiền hỗ trợ hộ nghèo."


def names() -> Names:
    return Names(load_taxonomy(DATA / "taxonomy"), load_reasons(DATA / "routing" / "reasons.csv"))


def routed(id: str = "A1", text: str = LAMP, auto: bool = True, sure: float = 0.9, **more: object) -> Routed:
    """Make one petition; ``more`` are fields of Routed, or of Petition or Prediction by their own names."""
    made = Routed(
        petition=Petition(id, text, date(2026, 3, 5), source="hop-thu.xlsx", row=2),
        prediction=Prediction(
            "ha-tang/chieu-sang", sure, (("ha-tang/chieu-sang", sure), ("dien-luc/an-toan", 0.05)),
            candidates=("ha-tang/chieu-sang",), evidence=("đèn đường", "tắt"),
        ),
        field="ha-tang", department="ubnd-xa", level="xa", departments_ranked=("ubnd-xa", "so-xd"),
        decision=Decision.AUTO if auto else Decision.REVIEW,
        reasons=() if auto else ("low-confidence",), model="default",
        place=Place("Tỉnh Lào Cai", "15", "Huyện Bảo Yên", "087", "Xã Nghĩa Đô", "03000", 0.9),
        deadlines=(("Trả lời việc tiếp nhận, xử lý", date(2026, 3, 19)),),
    )  # fmt: skip
    for noun in ("petition", "prediction"):
        part = getattr(made, noun)
        own = {name: more.pop(name) for name in list(more) if name in type(part).__slots__}
        made = replace(made, **{noun: replace(part, **own)})
    return replace(made, **more)  # type: ignore[arg-type]  # a test names real fields


def denunciation(id: str = "T1", **more: object) -> Routed:
    """Make a denunciation."""
    kind = PetitionType.DENUNCIATION
    more = {"department": "thanh-tra", "legal_flags": ("no-name",), **more}
    return routed(id, DENOUNCED, auto=False, petition_type=kind, **more)  # type: ignore[arg-type]  # names of fields
