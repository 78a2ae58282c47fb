"""The legal clock: what is overdue or due soon, and how much was resolved by whom and where."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from pipeline.records import Routed
from pipeline.report import forms
from pipeline.report.names import Names
from pipeline.report.page.briefs import brief_of
from pipeline.report.page.petition_lists import PetitionList, petition_list
from pipeline.report.page.tally import Tally

MOST_ROWS = 20


@dataclass(frozen=True, slots=True)
class Rate:
    """One body or district: how many with a status, how many resolved, the share with its 95 % interval."""

    name: str
    known: str
    closed: str
    rate: str
    interval: str


@dataclass(frozen=True, slots=True)
class RateTable:
    """Resolution rates by body or by district."""

    title: str
    head: str
    rates: tuple[Rate, ...]


@dataclass(frozen=True, slots=True)
class ClockView:
    """The section on deadlines; ``headline`` is its sentence at the top of the page, empty if there is none."""

    headline: str
    sentences: tuple[str, ...]
    overdue: PetitionList | None
    soon: PetitionList | None
    tables: tuple[RateTable, ...]


def clock_view(found: Tally, names: Names, as_of: date) -> ClockView:
    """Return the section; without any status nothing is called overdue."""
    tables = (
        _rates(found, "body", "Tỷ lệ giải quyết theo cơ quan", "Cơ quan", names.listed_body),
        _rates(found, "where", "Tỷ lệ giải quyết theo địa bàn", "Địa bàn", lambda code: code),
    )
    return ClockView(
        headline=_overdue(found, as_of) if found.with_status else "",
        sentences=tuple(_sentences(found, as_of)),
        overdue=_list(found, "overdue", "Quá hạn", names, _last_deadline),
        soon=_list(found, "soon", "Sắp đến hạn", names, lambda row: _next_deadline(row, as_of)),
        tables=tuple(table for table in tables if table.rates),
    )


def _sentences(found: Tally, as_of: date) -> Iterator[str]:
    if not found.with_status:
        yield (
            "Hộp thư không có cột trạng thái hoặc ngày giải quyết, nên chưa tính được đơn quá hạn và tỷ lệ giải quyết. "
            "Thêm cột “Trạng thái” hoặc “Ngày giải quyết” để có phần này."
        )
    else:
        yield _overdue(found, as_of)
    if soon := found.counts["soon", ""]:
        yield f"{forms.count(soon).capitalize()} đơn có mốc đến hạn trong {found.soon_days} ngày tới."
    else:
        yield f"Không có đơn nào có mốc đến hạn trong {found.soon_days} ngày tới."
    yield "Mốc được tính từ ngày nhận; cần đối chiếu với ngày thụ lý thực tế trước khi kết luận về trách nhiệm."


def _overdue(found: Tally, as_of: date) -> str:
    if overdue := found.counts["overdue", ""]:
        return (
            f"Tính đến {forms.day(as_of)}, {forms.count(overdue)} đơn đã qua mốc cuối cùng theo luật mà dữ liệu "
            "ghi là chưa giải quyết."
        )
    return f"Tính đến {forms.day(as_of)}, không có đơn nào đã qua mốc cuối cùng theo luật mà chưa giải quyết."


def _list(found: Tally, kind: str, title: str, names: Names, noted: Callable[[Routed], str]) -> PetitionList | None:
    briefs = [brief_of(row, names, noted(row)) for row in found.first(kind)]
    return petition_list(f"ds-{kind}", title, found.counts[kind, ""], briefs)


def _last_deadline(row: Routed) -> str:
    name, day = max(row.deadlines, key=lambda deadline: deadline[1])
    return f"{name}: {forms.day(day)}"


def _next_deadline(row: Routed, as_of: date) -> str:
    name, day = min((one for one in row.deadlines if one[1] >= as_of), key=lambda deadline: deadline[1])
    return f"{name}: {forms.day(day)}"


def _rates(found: Tally, kind: str, title: str, head: str, named: Callable[[str], str]) -> RateTable:
    known = found.of(f"{kind}-known")
    rows = [
        _rate(named(code) or "Chưa xác định", number, found.counts[f"{kind}-closed", code])
        for code, number in forms.ordered(known)[:MOST_ROWS]
        if number >= forms.FEWEST
    ]
    return RateTable(title, head, tuple(rows))


def _rate(name: str, known: int, closed: int) -> Rate:
    """Return one row; a share that would tell of fewer than three petitions, resolved or open, is not shown."""
    if 0 < closed < forms.FEWEST or 0 < known - closed < forms.FEWEST:
        return Rate(name, forms.whole(known), forms.FEW if closed < forms.FEWEST else forms.HIDDEN, "–", "–")
    low, high = forms.wilson(closed, known)
    interval = f"{forms.percent(low)} – {forms.percent(high)}"
    return Rate(name, forms.whole(known), forms.whole(closed), forms.percent(closed / known), interval)
