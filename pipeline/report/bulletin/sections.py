"""The bulletin as sentences and tables, the same for the page and for the document."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.history import Period
from pipeline.records import PetitionType
from pipeline.report import forms
from pipeline.report.bulletin.compare import compare
from pipeline.report.bulletin.content import BulletinContent, Pair, a_year_before, pair_of
from pipeline.report.bulletin.tables import Kind, Section, counts_section, is_few, rates_section, resolved
from pipeline.report.page.whereabouts import Whereabouts

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class BulletinView:
    """The whole bulletin; ``stem`` is the name of its files without an ending."""

    stem: str
    title: str
    subtitle: str
    sentences: tuple[str, ...]
    sections: tuple[Section, ...]
    notes: tuple[str, ...]


NOTES = (
    "Tỷ số so số đơn bình quân một ngày của hai kỳ, kèm khoảng tin cậy 95 % (phép so hai số đếm Poisson, có điều kiện "
    "trên tổng). “Chưa rõ” nghĩa là khoảng này chứa 1: mức chênh có thể chỉ do ngẫu nhiên. Nhiều đơn cùng một việc làm "
    "khoảng thật rộng hơn khoảng ghi ở đây.",
    "Tỷ lệ giải quyết tính trên đơn nhận trong kỳ có ghi trạng thái, theo trạng thái mới nhất; khoảng 95 % theo "
    "Wilson. Đơn nhận gần đây chưa đến hạn nên tỷ lệ của kỳ này thường thấp hơn kỳ trước.",
    "Đây là dấu hiệu thống kê, không phải kết luận. Ô có dưới 3 đơn ghi “dưới 3”.",
)


def bulletin_view(content: BulletinContent) -> BulletinView:
    """Return the bulletin of the period that holds ``content.until``."""
    pair, where, names = pair_of(content), Whereabouts.load(content.places, content.province), content.names
    unit = "commune" if content.province else "district"
    kinds: tuple[Kind, ...] = (
        ("Theo loại đơn", "Loại đơn", "petition_type", lambda code: names.petition_type(PetitionType(code))),
        ("Theo lĩnh vực", "Lĩnh vực", "field", names.field),
        ("Theo chủ đề", "Chủ đề", "topic", names.topic),
        ("Theo cơ quan thẩm quyền", "Cơ quan", "department", names.listed_body),
        (_UNITS[unit][0], _UNITS[unit][1], f"{unit}_code", lambda code: where.full_name(unit, code) if code else ""),
    )
    now, before = (_with_field(rows, content) for rows in (pair.now, pair.before))
    counted = [counts_section(kind, now, before, pair) for kind in kinds]
    rates = [rates_section(kind, now, before) for kind in (kinds[1], kinds[3], kinds[4])]
    area = where.name("province", content.province) if content.province else "cả nước"
    stem, title = _title(pair)
    return BulletinView(
        stem=f"ban-tin-{stem}",
        title=f"Bản tin đơn thư {title}",
        subtitle=f"{content.office + '. ' if content.office else ''}Phạm vi: {area}. Tính đến {forms.day(pair.last)}.",
        sentences=tuple(_sentences(pair, content)),
        sections=tuple(section for section in (*counted, *rates) if section.rows),
        notes=NOTES,
    )


_UNITS = {
    "district": ("Theo huyện (địa giới trước 1/7/2025)", "Huyện"),
    "commune": ("Theo xã, phường, đặc khu", "Xã, phường, đặc khu"),
}


def _with_field(rows: pd.DataFrame, content: BulletinContent) -> pd.DataFrame:
    topics = rows["topic"].astype(str)
    return rows.assign(field=topics.map({code: content.names.taxonomy.field_of(code) for code in topics.unique()}))


def _title(pair: Pair) -> tuple[str, str]:
    first = pair.span.first
    if pair.span.period is Period.WEEK:
        return f"tuan-{first.isoformat()}", f"tuần từ {forms.day(first)} đến {forms.day(pair.span.last)}"
    if pair.span.period is Period.MONTH:
        return f"thang-{first:%Y-%m}", f"tháng {first:%m/%Y}"
    if pair.span.period is Period.QUARTER:
        quarter = (first.month + 2) // 3
        return f"quy-{first.year}-{quarter}", f"quý {quarter}/{first.year}"
    return f"nam-{first.year}", f"năm {first.year}"


def _sentences(pair: Pair, content: BulletinContent) -> Iterator[str]:
    now, before = len(pair.now), len(pair.before)
    yield f"Trong kỳ nhận {forms.count(now)} đơn." if now else "Trong kỳ không nhận đơn nào có ngày nhận."
    if not pair.whole:
        yield (
            f"Kỳ này chưa hết, mới tính {forms.whole(pair.days[0])} ngày; kỳ trước cũng chỉ lấy từ "
            f"{forms.day(pair.before_first)} đến {forms.day(pair.before_last)}."
        )
    yield _against("Kỳ trước", now, before, pair.days)
    yield _against("Cùng kỳ năm trước", now, len(a_year_before(content, pair)), (pair.days[0], pair.days[0]))
    closed, known = resolved(pair.now)
    if known >= forms.FEWEST and not (is_few(closed) or is_few(known - closed)):
        low, high = forms.wilson(closed, known)
        yield (
            f"Đã giải quyết {forms.whole(closed)} trong {forms.whole(known)} đơn có ghi trạng thái: "
            f"{forms.percent(closed / known)} (từ {forms.percent(low)} đến {forms.percent(high)})."
        )
    elif not known:
        yield "Dữ liệu không ghi trạng thái nên không tính được tỷ lệ giải quyết."


def _against(name: str, now: int, before: int, days: tuple[int, int]) -> str:
    if not before:
        return f"{name} không có đơn nào trong lịch sử để so sánh."
    found = compare(now, before, days)
    told = f"{name}: {forms.count(before)} đơn"
    if found is None:
        return f"{told}; số đơn quá ít để so sánh."
    interval = f"{forms.ratio(found.low)}–{forms.ratio(found.high)}"
    verdict = {"tăng": "tăng rõ", "giảm": "giảm rõ"}.get(found.verdict, "chưa rõ tăng hay giảm")
    return f"{told}; tính bình quân một ngày, kỳ này bằng {forms.ratio(found.ratio)} lần ({interval}): {verdict}."
