"""From history to counts: which petition counts where, in which week, and which are left out and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from pipeline.history import Succession, UnitLevel
from pipeline.history.numbered import Numbers, numbered
from pipeline.hotspots.limits import HotspotSettings
from pipeline.hotspots.panel import Counts, Panel

if TYPE_CHECKING:
    import pandas as pd

Truths = NDArray[np.bool_]
WEEKS = 104  # of history that cells are judged by; older weeks weigh less than 7 %


@dataclass(frozen=True, slots=True)
class Dated:
    """Rows of history that can be counted, as arrays over all rows of the frame.

    ``week`` counts from ``first_monday`` (-1: left out). ``group`` numbers the groups of repeats, one's own for a
    petition without repeats. ``dated`` says whether received dates were used, else the batch's own date.
    """

    week: Numbers
    group: Numbers
    topic: Numbers
    topics: tuple[str, ...]
    first_monday: date
    weeks: int
    undated: int
    after_until: int
    dated: bool


@dataclass(frozen=True, slots=True)
class Cases:
    """Petitions by topic, unit and week of one level, as arrays of one length in this order, and what they count to.

    ``cell`` is ``topic * units + unit``; ``row`` is the row of the history; ``counted`` marks those that are the first
    of their group in their cell and ``shared`` those of a split commune.
    """

    level: UnitLevel
    cell: Numbers
    row: Numbers
    topic: Numbers
    unit: Numbers
    week: Numbers
    weight: Counts
    counted: Truths
    shared: Truths
    panel: Panel

    def within(self, unit: str, topic: str, last: int, weeks: int) -> Numbers:
        """Return the numbers of the cases of a unit, and of a topic where one is given, in weeks up to ``last``."""
        at = self.panel.units.index(unit)
        if topic:
            cell = self.panel.topics.index(topic) * len(self.panel.units) + at
            found = np.arange(*np.searchsorted(self.cell, (cell, cell + 1)))
        else:
            found = np.flatnonzero(self.unit == at)
        return found[(self.week[found] > last - weeks) & (self.week[found] <= last)]


def dated_rows(history: pd.DataFrame, until: date) -> Dated:
    """Give numbers to weeks (beginning on Monday), topics and groups of the rows received up to ``until``.

    Where no row at all has a date, the dates of the batches stand in for them.
    """
    import pandas as pd

    received = pd.to_datetime(history["received_at"])
    dated = bool(received.notna().any()) or not len(history)
    day = (received if dated else pd.to_datetime(history["recorded_at"])).to_numpy().astype("datetime64[D]")
    missing, late = np.isnat(day), day > np.datetime64(until)
    topic, topics = numbered(history["topic"])
    kept = ~missing & ~late & (topic >= 0)
    last_monday = until - timedelta(days=until.weekday())
    back = (np.datetime64(last_monday) + np.timedelta64(6, "D") - day).astype("timedelta64[D]").astype(np.int64) // 7
    weeks = int(back[kept].max(initial=-1)) + 1
    week = np.where(kept, weeks - 1 - np.where(kept, back, 0), -1).astype(np.intp)
    first = last_monday - timedelta(weeks=max(weeks - 1, 0))
    return Dated(
        week, _groups(history), topic, topics, first, weeks,
        undated=int(missing.sum()) if dated else len(history), after_until=int(late.sum()), dated=dated,
    )  # fmt: skip


def _groups(history: pd.DataFrame) -> Numbers:
    """Give numbers to groups; a petition without repeats is a group of its own, with a negative number."""
    codes, _ = numbered(history["group"])
    return np.where(codes >= 0, codes, -1 - np.arange(len(history))).astype(np.intp)


def sure_of_place(history: pd.DataFrame, settings: HotspotSettings) -> Truths:
    """Return which rows name their place with enough confidence."""
    return np.asarray(history["place_confidence"].to_numpy(dtype=float) >= settings.place_confidence)


def cases_of(history: pd.DataFrame, rows: Dated, sure: Truths, level: UnitLevel, succession: Succession) -> Cases:
    """Return the petitions with a unit of ``level`` and their weekly counts over the last ``WEEKS`` weeks."""
    placed = succession.placed(history, level)
    old = max(rows.weeks - WEEKS, 0)
    kept = (rows.week[placed.row] >= old) & sure[placed.row]
    row = placed.row[kept]
    unit, units = _used(placed.unit[kept], placed.units)
    topic, topics = _used(rows.topic[row], rows.topics)
    week, weight = rows.week[row] - old, placed.weight[kept]
    counted = _first_of_group(topic, unit, rows.group[row])
    counts = np.zeros((len(topics), len(units), rows.weeks - old), dtype=np.float32)
    np.add.at(counts, (topic[counted], unit[counted], week[counted]), weight[counted])
    mondays = tuple(rows.first_monday + timedelta(weeks=at) for at in range(old, rows.weeks))
    cell = topic * max(len(units), 1) + unit
    order = np.argsort(cell * max(rows.weeks, 1) + week, kind="stable")
    return Cases(
        level, cell[order], row[order], topic[order], unit[order], week[order], weight[order], counted[order],
        placed.shared[kept][order], Panel(topics, units, _parents(units, level, succession), mondays, counts),
    )  # fmt: skip


def _used(numbers: Numbers, names: tuple[str, ...]) -> tuple[Numbers, tuple[str, ...]]:
    """Leave out the names that no number points to, and count the rest anew."""
    used = np.bincount(numbers, minlength=len(names)) > 0
    anew = np.cumsum(used) - 1
    return anew[numbers].astype(np.intp), tuple(name for name, kept in zip(names, used.tolist(), strict=True) if kept)


def _first_of_group(topic: Numbers, unit: Numbers, group: Numbers) -> Truths:
    """Return which rows are the first of their group in their cell; history is in order of dates."""
    import pandas as pd

    counted = np.ones(len(group), dtype=bool)
    repeats = np.flatnonzero(group >= 0)
    cells = pd.DataFrame({"topic": topic[repeats], "unit": unit[repeats], "group": group[repeats]})
    counted[repeats] = ~cells.duplicated().to_numpy()
    return counted


def _parents(units: tuple[str, ...], level: UnitLevel, succession: Succession) -> Numbers:
    provinces = ["" if level is UnitLevel.PROVINCE else succession.parents.get((level, code), "") for code in units]
    return np.unique(np.array(provinces, dtype=object), return_inverse=True)[1].astype(np.intp)


def weekly_topics(rows: Dated, most: int) -> NDArray[np.float64]:
    """Return groups by topic and week (topics, weeks) over at most the last ``most`` weeks, with or without a place."""
    old = max(rows.weeks - most, 0)
    kept = np.flatnonzero(rows.week >= old)
    counted = _first_of_group(rows.topic[kept], np.zeros_like(kept), rows.group[kept])
    counts = np.zeros((len(rows.topics), rows.weeks - old))
    np.add.at(counts, (rows.topic[kept][counted], rows.week[kept][counted] - old), 1)
    return counts
