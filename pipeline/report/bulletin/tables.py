"""The tables of a bulletin: counts of two periods side by side, and resolution rates."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.report import forms
from pipeline.report.bulletin.compare import compare
from pipeline.report.bulletin.content import Pair
from pipeline.report.statuses import State, load_statuses

if TYPE_CHECKING:
    import pandas as pd

MOST_ROWS = 25
Named = Callable[[str], str]
Kind = tuple[str, str, str, Named]  # title, header of names, column of history, how a code is named


@dataclass(frozen=True, slots=True)
class Section:
    """One table: its first column holds names, the others numbers as words."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""


def counts_section(kind: Kind, now: pd.DataFrame, before: pd.DataFrame, pair: Pair) -> Section:
    """Return the counts of both periods by one kind of code, each pair compared."""
    title, head, column, named = kind
    present, past = _counted(now, column), _counted(before, column)
    codes = sorted(set(present) | set(past), key=lambda code: (-present.get(code, 0), -past.get(code, 0), code))
    first = codes[:MOST_ROWS]
    numbers = [(present.get(code, 0), past.get(code, 0)) for code in first]
    written = [_column([one for one, _ in numbers], len(now)), _column([one for _, one in numbers], len(before))]
    rows = []
    for code, (one, other), text, past_text in zip(first, numbers, *written, strict=True):
        shown = text[0].isdigit() and past_text[0].isdigit()
        found = compare(one, other, pair.days) if shown else None
        told = (
            ("–", "–", "–")
            if found is None
            else (
                forms.ratio(found.ratio),
                f"{forms.ratio(found.low)} – {forms.ratio(found.high)}",
                found.verdict,
            )
        )
        rows.append((named(code) or "Chưa rõ", text, past_text, *told))
    left = len(codes) - len(first)
    note = f"Không hiện {forms.whole(left)} mục ít đơn hơn." if left else ""
    return Section(title, (head, "Kỳ này", "Kỳ trước", "Tỷ số", "Khoảng 95 %", "So kỳ trước"), tuple(rows), note)


def _column(numbers: Sequence[int], total: int) -> Sequence[str]:
    """Write one column; where rows sum up to the known total, one hidden count must not stand alone."""
    return forms.counts(numbers) if sum(numbers) == total else [forms.count(number) for number in numbers]


def rates_section(kind: Kind, now: pd.DataFrame, before: pd.DataFrame) -> Section:
    """Return the resolution rates of both periods by one kind of code."""
    title, head, column, named = kind
    past = {str(code): rows for code, rows in before.groupby(before[column].astype(str))}
    rows = []
    for code, some in now.groupby(now[column].astype(str)):
        closed, known = resolved(some)
        if code and known >= forms.FEWEST:
            earlier = resolved(past[str(code)]) if str(code) in past else (0, 0)
            rows.append((known, (named(str(code)), forms.whole(known), *_share(closed, known), _share(*earlier)[0])))
    rows.sort(key=lambda row: (-row[0], row[1]))
    return Section(
        f"Tỷ lệ giải quyết {title[:1].lower()}{title[1:]}",
        (head, "Có trạng thái", "Tỷ lệ", "Khoảng 95 %", "Kỳ trước"),
        tuple(cells for _, cells in rows[:MOST_ROWS]),
    )


def _share(closed: int, known: int) -> tuple[str, str]:
    if known < forms.FEWEST or is_few(closed) or is_few(known - closed):
        return "–", "–"
    low, high = forms.wilson(closed, known)
    return forms.percent(closed / known), f"{forms.percent(low)} – {forms.percent(high)}"


def is_few(number: int) -> bool:
    """Whether a count is too small to be shown."""
    return 0 < number < forms.FEWEST


def _counted(rows: pd.DataFrame, column: str) -> dict[str, int]:
    found = rows[column].astype(str).value_counts()
    return {str(code): int(number) for code, number in found.items()}


def resolved(rows: pd.DataFrame) -> tuple[int, int]:
    """Return how many are resolved, of how many with a status."""
    statuses, closed, known = load_statuses(), 0, 0
    for status, number in rows["status"].astype(str).value_counts().items():
        state = statuses.state(str(status))
        known += int(number) if state is not State.UNKNOWN else 0
        closed += int(number) if state is State.CLOSED else 0
    return closed, known
