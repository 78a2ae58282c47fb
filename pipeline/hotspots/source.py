"""What findings are described from: history, the rows that count, and what holds for the whole run."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from pipeline.history import Succession
from pipeline.history.numbered import numbered
from pipeline.hotspots.dated import Dated, dated_rows

if TYPE_CHECKING:
    import pandas as pd

MODEL_WEEKS = 52
NEWEST = 8  # weeks that the newest one is compared with
LATE = 0.6  # of the usual week: below it the newest week is not whole


@dataclass(frozen=True, slots=True)
class Source:
    """What findings are described from: history, the rows that count, and what holds for all of them.

    ``remodelled`` are topics that more than one model gave within the weeks of a sparkline; ``thin`` says that the
    newest week holds so little that part of it is probably still to come.
    """

    history: pd.DataFrame
    rows: Dated
    until: date
    succession: Succession
    remodelled: frozenset[str]
    thin: bool


def source_of(history: pd.DataFrame, until: date, succession: Succession) -> Source:
    """Return the source of a run; ``history`` is in order of dates."""
    rows = dated_rows(history, until)
    return Source(history, rows, until, succession, _remodelled(history, rows), _newest_week_is_thin(rows))


def _remodelled(history: pd.DataFrame, rows: Dated) -> frozenset[str]:
    recent = rows.week >= max(rows.weeks - MODEL_WEEKS, 0)
    model, models = numbered(history["model"])
    given = np.zeros((len(rows.topics), len(models) + 1), dtype=bool)
    given[rows.topic[recent], model[recent]] = True
    return frozenset(topic for topic, several in zip(rows.topics, given.sum(axis=1) > 1, strict=True) if several)


def _newest_week_is_thin(rows: Dated) -> bool:
    if rows.weeks < NEWEST + 1:
        return False
    totals = np.bincount(rows.week[rows.week >= 0], minlength=rows.weeks)
    return bool(totals[-1] < LATE * np.median(totals[-NEWEST - 1 : -1]))
