"""A year of weeks on a small chart: scales are worked out here, the template only places the paths."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.hotspots.record import Week
from pipeline.report import forms

WEEKS = 52
STEP, HEIGHT = 6, 60
FEW_STANDS_AT = 1.5  # one and two petitions are drawn alike, so that the bar tells no more than the words


@dataclass(frozen=True, slots=True)
class Cell:
    """One week of the table behind the chart."""

    start: str
    observed: str
    expected: str
    band: str


@dataclass(frozen=True, slots=True)
class Sparkline:
    """Paths in a box of ``width`` by ``height``: band, expected line, bars, bars of the judged weeks, and few ones."""

    width: int
    height: int
    band: str
    expected: str
    bars: str
    judged: str
    few: str
    most: str
    first: str
    last: str
    cells: tuple[Cell, ...]


def sparkline(weeks: Sequence[Week], window: int) -> Sparkline | None:
    """Return the chart of the last year of ``weeks``; the last ``window`` of them are the judged ones."""
    shown = weeks[-WEEKS:]
    if not shown:
        return None
    top = max(1.0, *(max(_height(week.observed), week.high, week.expected) for week in shown))
    judged = len(shown) - (window if window < len(shown) else 0)  # where all weeks are judged none stands out
    bars = ["", "", ""]
    for at, week in enumerate(shown):
        if week.observed > 0:
            kind = 2 if week.observed < forms.FEWEST else int(at >= judged)
            bars[kind] += _bar(at, _height(week.observed) / top)
    upper = [f"{at * STEP} {_down(week.high / top)}h{STEP}" for at, week in enumerate(shown)]
    lower = [f"{(at + 1) * STEP} {_down(week.low / top)}h-{STEP}" for at, week in reversed(list(enumerate(shown)))]
    middle = [f"{at * STEP + STEP // 2} {_down(week.expected / top)}" for at, week in enumerate(shown)]
    return Sparkline(
        width=len(shown) * STEP,
        height=HEIGHT,
        band=f"M{'L'.join(upper)}L{'L'.join(lower)}z",
        expected=f"M{'L'.join(middle)}",
        bars=bars[0],
        judged=bars[1],
        few=bars[2],
        most=forms.decimal(top, 0),
        first=forms.day(shown[0].start),
        last=forms.day(shown[-1].start),
        cells=tuple(_cell(week) for week in shown),
    )


def _height(observed: float) -> float:
    return FEW_STANDS_AT if 0 < observed < forms.FEWEST else observed


def _down(share: float) -> str:
    return f"{HEIGHT * (1 - min(share, 1.0)):.1f}".removesuffix(".0")


def _bar(at: int, share: float) -> str:
    high = f"{HEIGHT * min(share, 1.0):.1f}".removesuffix(".0")
    return f"M{at * STEP + 1} {HEIGHT}v-{high}h{STEP - 2}v{high}z"


def _cell(week: Week) -> Cell:
    band = f"{forms.whole(week.low)}–{forms.whole(week.high)}"
    return Cell(forms.day(week.start), forms.rounded(week.observed), forms.decimal(week.expected), band)
