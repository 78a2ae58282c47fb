"""Weekly counts by topic and unit: the one array that every channel reads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import reduce

import numpy as np
from numpy.typing import NDArray

Counts = NDArray[np.float32]
_ADDED_ONE_BY_ONE = 8  # numpy adds fewer numbers one after the other, from here on in pairs


@dataclass(frozen=True, slots=True)
class Panel:
    """Groups of petitions by topic, unit and week.

    ``counts`` has the shape (topics, units, weeks), which keeps the weeks of one topic together in memory. ``parents``
    holds for each unit the number of its province among the provinces of the panel. ``weeks`` are Mondays, without
    holes: a week without a petition is a column of zeros.
    """

    topics: tuple[str, ...]
    units: tuple[str, ...]
    parents: NDArray[np.intp]
    weeks: tuple[date, ...]
    counts: Counts

    @property
    def last(self) -> int:
        """Number of the last week."""
        return int(self.counts.shape[2]) - 1

    @property
    def weeks_with_data(self) -> int:
        """How many weeks hold at least one petition."""
        return int((self.counts.sum(axis=(0, 1)) > 0).sum())


def of_weeks(counts: Counts, weeks: slice) -> Counts:
    """Return the counts (topics, units) of some ``weeks`` of (topics, units, weeks).

    Fewer than eight weeks are added as numpy would add them, but week by week, which is several times as fast as row
    by row.
    """
    chosen = counts[:, :, weeks]
    if not 0 < chosen.shape[2] < _ADDED_ONE_BY_ONE:
        return np.asarray(chosen.sum(axis=2))
    return reduce(np.add, np.moveaxis(chosen, 2, 0))
