"""What was received and where it went: counts by type, body, field and channel, each with the petitions behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from pipeline.records import Decision, PetitionType
from pipeline.report import forms
from pipeline.report.names import Names
from pipeline.report.page.petition_lists import Brief, PetitionList, petition_list
from pipeline.report.page.tally import Tally

MOST_ROWS = 15
MOST_CHARACTERS = 60


@dataclass(frozen=True, slots=True)
class Bar:
    """One row of a table of counts; ``width`` is its bar in percent of the longest, 0 where the count is hidden."""

    name: str
    count: str
    share: str
    width: float
    anchor: str = ""
    rest: bool = False  # stands for many codes together: last, grey and without a bar, whatever its count


@dataclass(frozen=True, slots=True)
class Table:
    """A table of counts with bars, and the lists behind its rows."""

    title: str
    head: str
    bars: tuple[Bar, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class ReceivedView:
    """The section "received"."""

    total: int
    sentences: tuple[str, ...]
    tables: tuple[Table, ...]
    lists: tuple[PetitionList, ...]


@dataclass(frozen=True, slots=True)
class _Kind:
    """How one kind of count is told: key, title, header of its names, and how a code is named."""

    key: str
    title: str
    head: str
    named: Callable[[str], str]
    linked: bool = True


_DECISIONS = {Decision.AUTO: "Tự động", Decision.REVIEW: "Cần rà soát"}
_NOTES = {"reason": "Một đơn có thể có nhiều lý do.", "channel": "Bảng này không gồm đơn tố cáo."}


def received_view(found: Tally, rejected: int, names: Names) -> ReceivedView:
    """Return the section."""
    kinds = (
        _Kind("type", "Theo loại đơn", "Loại đơn", lambda code: names.petition_type(PetitionType(code))),
        _Kind("decision", "Theo cách xử lý", "Xử lý", lambda code: _DECISIONS[Decision(code)]),
        _Kind("body", "Theo cơ quan thẩm quyền", "Cơ quan", lambda code: names.listed_body(code) or "Chưa xác định"),
        _Kind("field", "Theo lĩnh vực", "Lĩnh vực", lambda code: names.listed_field(code) or "Chưa xác định"),
        _Kind("channel", "Theo kênh tiếp nhận", "Kênh", lambda code: code[:MOST_CHARACTERS] or "Không ghi kênh"),
        _Kind("reason", "Vì sao cần rà soát", "Lý do", names.reason),
    )
    tables, lists = [], []
    for kind in kinds:
        counted = forms.ordered(found.of(kind.key))
        if not counted or (kind.key == "channel" and all(not code for code, _ in counted)):
            continue
        behind = [_list(found, kind, code, at) for at, (code, _) in enumerate(counted[:MOST_ROWS])]
        tables.append(_table(kind, counted, behind, found.total))
        lists += [some for some in behind if some is not None]
    return ReceivedView(found.total, tuple(_sentences(found, rejected)), tuple(tables), tuple(lists))


def _list(found: Tally, kind: _Kind, code: str, at: int) -> PetitionList | None:
    if kind.key == "type" and code == PetitionType.DENUNCIATION:
        return None
    known = [Brief(id, "") for id in found.ids.get((kind.key, code), ())]
    title = f"{kind.head}: {kind.named(code)}"
    return petition_list(f"ds-{kind.key}-{at}", title, found.counts[kind.key, code], known)


def _table(kind: _Kind, counted: Sequence[tuple[str, int]], behind: Sequence[PetitionList | None], total: int) -> Table:
    first, rest = counted[:MOST_ROWS], counted[MOST_ROWS:]
    numbers = [number for _, number in first] + ([sum(n for _, n in rest)] if rest else [])
    named = [kind.named(code) for code, _ in first] + ([f"{forms.whole(len(rest))} mục khác"] if rest else [])
    # reasons overlap, so nothing can be worked out from their sum
    written = [forms.count(n) for n in numbers] if kind.key == "reason" else list(forms.counts(numbers))
    anchors = [some.anchor if some else "" for some in behind] + ([""] if rest else [])
    most = numbers[0]
    bars = []
    for at, (name, number, text, anchor) in enumerate(zip(named, numbers, written, anchors, strict=True)):
        shown, other = text not in (forms.FEW, forms.HIDDEN), at >= len(first)
        share = forms.percent(number / total) if shown and total else "–"
        width = round(100 * number / most, 1) if shown and not other else 0.0
        bars.append(Bar(name, text, share, width, anchor if shown else "", other))
    return Table(kind.title, kind.head, tuple(bars), _NOTES.get(kind.key, ""))


def _sentences(found: Tally, rejected: int) -> Iterable[str]:
    if not found.total:
        yield "Hộp thư không có đơn nào được nhận."
    elif found.first_day and found.last_day:
        yield (
            f"Nhận {forms.count(found.total)} đơn, ngày nhận từ {forms.day(found.first_day)} "
            f"đến {forms.day(found.last_day)}."
        )
    else:
        yield f"Nhận {forms.count(found.total)} đơn; các đơn không có ngày nhận."
    auto = found.counts["decision", Decision.AUTO]
    if found.total:
        automatic, review = forms.counts((auto, found.total - auto))
        share = f" ({forms.percent(auto / found.total)})" if automatic[0].isdigit() else ""
        yield f"Phân loại tự động: {automatic} đơn{share}; cần cán bộ rà soát: {review} đơn."
    if repeats := found.counts["repeat", ""]:
        yield f"Đơn trùng với đơn khác trong hộp thư: {forms.count(repeats)}."
    if rejected:
        yield f"Không nhận được {forms.count(rejected)} dòng (trống hoặc không đọc được); lý do ở tệp rejects.csv."
