"""Weeks, months, quarters and years of history, for bulletins."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from pipeline.errors import SettingsError

if TYPE_CHECKING:
    import pandas as pd


class Period(StrEnum):
    """How long a bulletin looks back."""

    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


_MONTHS = {Period.MONTH: 1, Period.QUARTER: 3, Period.YEAR: 12}


@dataclass(frozen=True, slots=True)
class Span:
    """Whole days from ``first`` to ``last``, both included."""

    period: Period
    first: date
    last: date

    def before(self) -> Span:
        """Return the span that ended the day before."""
        return span_of(self.period, self.first - timedelta(days=1))

    def a_year_before(self) -> Span:
        """Return the same span of the year before; of a week the one 52 weeks earlier."""
        if self.period is Period.WEEK:
            return span_of(self.period, self.first - timedelta(weeks=52))
        return span_of(self.period, self.first.replace(year=self.first.year - 1))

    def rows(self, history: pd.DataFrame) -> pd.DataFrame:
        """Return the rows of ``History.read`` received within the span."""
        day = history["received_at"].to_numpy()
        return history.loc[(day >= np.datetime64(self.first)) & (day <= np.datetime64(self.last))]


def span_of(period: Period, day: date) -> Span:
    """Return the week (from Monday), month, quarter or year that holds ``day``.

    >>> span_of(Period.QUARTER, date(2026, 5, 31)).before().first
    datetime.date(2026, 1, 1)
    """
    if period is Period.WEEK:
        monday = day - timedelta(days=day.weekday())
        return Span(period, monday, monday + timedelta(days=6))
    months = _MONTHS[period]
    first = date(day.year, (day.month - 1) // months * months + 1, 1)
    after = first.month - 1 + months
    return Span(period, first, date(first.year + after // 12, after % 12 + 1, 1) - timedelta(days=1))


def read_period(written: str) -> Period | None:
    """Return the period that a person asked for by name; None for nothing.

    Raises:
        SettingsError: no period has this name.
    """
    if not written:
        return None
    if written not in set(Period):
        raise SettingsError(f"--period {written!r}: hãy chọn một trong: {', '.join(Period)}.")
    return Period(written)
