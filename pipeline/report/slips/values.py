"""What fills the places of a slip: names of bodies and matters, days, and the masked summary; never a sender."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from pipeline.places import Gazetteer
from pipeline.places.home import home_units
from pipeline.places.units import Era, Level, Unit
from pipeline.records import Decision, Routed
from pipeline.report.names import Names
from pipeline.report.slips.rules import SlipRules
from pipeline.settings import Office

DOTS = "…………………"
UNREVIEWED = "DỰ THẢO – CHƯA RÀ SOÁT"
PLACES = frozenset({
    "co_quan_chu_quan", "co_quan", "dia_danh", "ngay", "thang", "nam", "ma_don", "ngay_nhan", "loai_don", "chu_de",
    "linh_vuc", "tom_tat", "noi_xay_ra", "co_quan_nhan", "thoi_han", "khan", "con_thieu", "noi_huong_dan", "ly_do",
    "du_thao",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Heading:
    """The parts of a slip's head that are the same for all: the office, the body above it, where and when."""

    above: str
    office: str
    town: str
    day: date


def heading(office: Office, places: Gazetteer | None, day: date) -> Heading:
    """Return the heading of an office; what its settings do not say is left as dots to fill in by hand."""
    seat = _seat(office, places)
    above = f"ỦY BAN NHÂN DÂN {seat.full_name.upper()}" if seat else DOTS
    return Heading(above, office.name.upper() or DOTS, seat.name if seat else DOTS, day)


def _seat(office: Office, places: Gazetteer | None) -> Unit | None:
    if places is None:
        return None
    if office.level == "xa" and office.commune_code:
        return places.find(Era.SINCE, Level.COMMUNE, office.commune_code)
    found = home_units(places, office.province_code) if office.province_code else ()
    return places.units[found[0]] if found else None


def slip_values(row: Routed, head: Heading, names: Names, rules: SlipRules, told: str) -> Mapping[str, str]:
    """Return the value of every place for a petition; ``told`` is its masked summary.

    Of a petition that needs a person no body is named: a slip would assert what the program itself doubts.
    """
    sure = row.decision is Decision.AUTO
    place, due = row.place, sorted(row.deadlines, key=lambda step: step[1])
    flags = row.legal_flags
    return {
        "co_quan_chu_quan": head.above,
        "co_quan": head.office,
        "dia_danh": head.town,
        "ngay": f"{head.day.day:02d}",
        "thang": f"{head.day.month:02d}" if head.day.month < 3 else str(head.day.month),  # as Nghị định 30/2020 writes
        "nam": str(head.day.year),
        "ma_don": row.petition.id,
        "ngay_nhan": names.day(row.petition.received_at) or DOTS,
        "loai_don": names.petition_type(row.prediction.petition_type).lower(),
        "chu_de": _inside(row.prediction.topic, names),
        "linh_vuc": names.field(row.field),
        "tom_tat": told or DOTS,
        "noi_xay_ra": ", ".join(filter(None, (place.commune, place.province))) or DOTS,
        "co_quan_nhan": (names.body(row.department) if sure else "") or DOTS,
        "du_thao": "" if sure else UNREVIEWED,
        "thoi_han": f"{names.day(due[0][1])} ({due[0][0][:1].lower()}{due[0][0][1:]})" if due else DOTS,
        "khan": "KHẨN" if row.prediction.urgent else "",
        "con_thieu": "; ".join(rules.missing[flag] for flag in flags if flag in rules.missing) or DOTS,
        "noi_huong_dan": "; ".join(rules.directions[flag] for flag in flags if flag in rules.directions) or DOTS,
        "ly_do": "; ".join(names.reason(flag) for flag in flags if flag in rules.directions).lower() or DOTS,
    }


def _inside(topic: str, names: Names) -> str:
    """Return the name of a topic as it stands inside a sentence; an office's own label is left as it wrote it."""
    name = names.topic(topic)
    if topic not in names.taxonomy.topics or name[:2].isupper():
        return name
    return name[:1].lower() + name[1:]
