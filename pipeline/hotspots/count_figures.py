"""Counting what a run counted: places that are unknown, dates that are missing, copies, late data."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pipeline.history.numbered import Numbers, numbered
from pipeline.hotspots.cases import Cases, Truths
from pipeline.hotspots.figures import Figures, Spread, Tested
from pipeline.hotspots.source import Source

RECENT_WEEKS = 12
LATE_AFTER = 7  # days after the end of its week from which a petition came late


def figures_of(
    source: Source, cases: Cases, sure: Truths, tested: Sequence[Tested], spread: Sequence[Spread]
) -> Figures:
    """Return the figures of one level of units."""
    rows, history = source.rows, source.history
    in_time = rows.week >= 0
    coded = numbered(history[f"{cases.level}_code"])[0] >= 0
    return Figures(
        until=source.until,
        unit_level=cases.level,
        first_week=rows.first_monday if rows.weeks else None,
        weeks=rows.weeks,
        weeks_with_data=_different(rows.week[in_time], rows.weeks),
        petitions=len(history),
        undated=rows.undated,
        after_until=rows.after_until,
        too_old=rows.too_old,
        without_place=int((in_time & ~coded).sum()),
        unsure_of_place=int((in_time & coded & ~sure).sum()),
        counted=_different(cases.row, len(history)),
        copies=_different(cases.row[~cases.counted], len(history)),
        shared=_different(cases.row[cases.shared], len(history)),
        late_share=_late_share(source),
        models=numbered(history["model"][in_time])[1],
        tested=tuple(tested),
        spread=tuple(spread),
    )


def _different(numbers: Numbers, most: int) -> int:
    """Return how many different numbers there are below ``most``."""
    return int((np.bincount(numbers, minlength=most) > 0).sum())


def _late_share(source: Source) -> float | None:
    """Return the share of recent petitions first recorded more than a week after their week was over.

    The first batch of a history brings the past along and is left out.
    """
    history, rows = source.history, source.rows
    if not rows.dated or not len(history):
        return None
    recorded = history["first_recorded_at"].to_numpy().astype("datetime64[D]")
    recent = (rows.week >= max(rows.weeks - RECENT_WEEKS, 0)) & (recorded > recorded.min())
    if not recent.any():
        return None
    days = (rows.week * 7 + 6 + LATE_AFTER).astype("timedelta64[D]")
    late = recorded > np.datetime64(rows.first_monday) + days
    return float(late[recent].mean())
