"""A flagged cell before it has names and dates: what every channel hands over."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.hotspots.record import Channel
from pipeline.hotspots.surge import shrunk_ratio

Doubles = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Series:
    """Weeks of one cell up to the judged one; variance of a week is ``phi M + psi M^2``."""

    observed: Doubles
    expected: Doubles
    phi: float
    psi: float


@dataclass(frozen=True, slots=True)
class Finding:
    """One alarm.

    ``topic`` and ``unit`` are codes, ``unit`` empty for the whole inbox and ``topic`` for totals of a unit. ``began``
    is how many weeks before the judged one its episode began, None where episodes have no beginning. ``ended`` is how
    many weeks ago the judged week was: totals wait until a week is over. ``cases`` are the numbers of the cases
    behind it, where topic and unit alone do not tell.
    """

    channel: Channel
    unit_level: str
    unit: str
    topic: str
    window: int
    observed: float
    expected: float
    variance: float
    ratio: tuple[float, float, float]
    p: float
    q: float
    series: Series
    began: int | None
    phrase: str = ""
    ended: int = 0
    cases: NDArray[np.intp] | None = None


def ratio_of(observed: float, expected: float, variance: float) -> tuple[float, float, float]:
    """Return the ratio drawn towards 1 and its 5 % and 95 % bounds."""
    found = shrunk_ratio(np.array([observed]), np.array([expected]), np.array([variance]))
    return float(found.value[0]), float(found.low[0]), float(found.high[0])
