"""From history to counts: which petition counts where, in which week, and which are left out and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from pipeline.history import Succession, UnitLevel
from pipeline.history.numbered import Numbers
from pipeline.hotspots.dated import Dated
from pipeline.hotspots.panel import Counts, Panel
from pipeline.settings import HotspotSettings

if TYPE_CHECKING:
    import pandas as pd

Truths = NDArray[np.bool_]
WEEKS = 104  # of history that cells are judged by; older weeks weigh less than 7 %


@dataclass(frozen=True, slots=True)
class Cases:
    """Petitions of one level in the order of their cells, as arrays of one length, and what they count to.

    ``cell`` is ``topic * units + unit``, and ``begins`` where the cases of each cell begin, with where the last end;
    ``row`` is the row of the history; ``counted`` marks those that are the first of their group in their cell and
    ``shared`` those of a split commune.
    """

    level: UnitLevel
    cell: Numbers
    begins: Numbers
    row: Numbers
    week: Numbers
    weight: Counts
    counted: Truths
    shared: Truths
    panel: Panel

    def topic_of(self, cases: Numbers) -> Numbers:
        """Return the numbers of the topics of some cases."""
        topics: Numbers = self.cell[cases] // max(len(self.panel.units), 1)
        return topics

    def unit_of(self, cases: Numbers) -> Numbers:
        """Return the numbers of the units of some cases."""
        units: Numbers = self.cell[cases] % max(len(self.panel.units), 1)
        return units

    def within(self, unit: str, topic: str, last: int, weeks: int) -> Numbers:
        """Return the numbers of the cases of a unit, and of a topic where one is given, in weeks up to ``last``."""
        at = self.panel.units.index(unit)
        if topic:
            cells = np.array([self.panel.topics.index(topic)]) * len(self.panel.units) + at
        else:
            cells = np.arange(len(self.panel.topics)) * len(self.panel.units) + at
        bounds = zip(self.begins[cells].tolist(), self.begins[cells + 1].tolist(), strict=True)
        found = np.concatenate([np.arange(begin, end) for begin, end in bounds])
        kept: Numbers = found[(self.week[found] > last - weeks) & (self.week[found] <= last)]
        return kept


def sure_of_place(history: pd.DataFrame, settings: HotspotSettings) -> Truths:
    """Return which rows name their place with enough confidence."""
    return np.asarray(history["place_confidence"].to_numpy(dtype=float) >= settings.place_confidence)


def cases_of(history: pd.DataFrame, rows: Dated, sure: Truths, level: UnitLevel, succession: Succession) -> Cases:
    """Return the petitions with a unit of ``level`` and their weekly counts over the last ``WEEKS`` weeks."""
    placed = succession.placed(history, level)
    old = max(rows.weeks - WEEKS, 0)
    kept = np.flatnonzero((rows.week[placed.row] >= old) & sure[placed.row])
    row = placed.row[kept]
    unit, units = _used(placed.unit[kept], placed.units)
    topic, topics = _used(rows.topic[row], rows.topics)
    cell = (topic * np.int32(max(len(units), 1)) + unit).astype(np.int32)
    del topic, unit
    weight, shared = placed.weight[kept], placed.shared[kept]
    del placed, kept
    order, begins = _by_cell(cell, len(topics) * len(units))
    cell, row, weight, shared = cell[order], row[order], weight[order], shared[order]
    del order
    week = (rows.week[row] - old).astype(np.int16)
    counted = _first_of_group(cell, rows.group, row)
    weeks = rows.weeks - old
    at = cell[counted].astype(np.intp) * weeks + week[counted]
    size = len(topics) * len(units) * weeks
    counts = np.bincount(at, weights=weight[counted], minlength=size).astype(np.float32)
    mondays = tuple(rows.first_monday + timedelta(weeks=at) for at in range(old, rows.weeks))
    shape = (len(topics), len(units), weeks)
    panel = Panel(topics, units, _parents(units, level, succession), mondays, counts.reshape(shape))
    return Cases(level, cell, begins, row, week, weight, counted, shared, panel)


def _by_cell(cell: Numbers, cells: int) -> tuple[Numbers, Numbers]:
    """Return the order by cells, stable, and where each begins: by counting, which is faster than sorting millions."""
    from scipy.sparse import csr_matrix

    ones = np.ones(len(cell), dtype=np.int8)
    found = csr_matrix((ones, (cell, np.arange(len(cell), dtype=np.int32))), shape=(max(cells, 1), max(len(cell), 1)))
    return found.indices, found.indptr


def _used(numbers: Numbers, names: tuple[str, ...]) -> tuple[Numbers, tuple[str, ...]]:
    """Leave out the names that no number points to, and count the rest anew."""
    used = np.bincount(numbers, minlength=len(names)) > 0
    anew = np.cumsum(used) - 1
    return anew[numbers].astype(np.int32), tuple(name for name, kept in zip(names, used.tolist(), strict=True) if kept)


def _first_of_group(cell: Numbers, group: Numbers, row: Numbers) -> Truths:
    """Return which cases are the first of their group in their cell; cases of a cell are in order of dates."""
    import pandas as pd

    counted = np.ones(len(row), dtype=bool)
    own = group[row]
    repeats = np.flatnonzero(own >= 0)
    found = pd.DataFrame({"cell": cell[repeats], "group": own[repeats]})
    counted[repeats] = ~found.duplicated().to_numpy()
    return counted


def _parents(units: tuple[str, ...], level: UnitLevel, succession: Succession) -> Numbers:
    provinces = ["" if level is UnitLevel.PROVINCE else succession.parents.get((level, code), "") for code in units]
    return np.unique(np.array(provinces, dtype=object), return_inverse=True)[1].astype(np.intp)


def weekly_topics(rows: Dated, most: int) -> NDArray[np.float64]:
    """Return groups by topic and week (topics, weeks) over at most the last ``most`` weeks, with or without a place."""
    old = max(rows.weeks - most, 0)
    kept = np.flatnonzero(rows.week >= old)
    counted = kept[_first_of_group(rows.topic[kept], rows.group, kept)]
    weeks = rows.weeks - old
    at = rows.topic[counted].astype(np.intp) * weeks + (rows.week[counted] - old)
    return np.bincount(at, minlength=len(rows.topics) * weeks).astype(np.float64).reshape(len(rows.topics), weeks)
