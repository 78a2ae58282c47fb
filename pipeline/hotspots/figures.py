"""What a run counted and tested: the figures of ``run.json`` that say how far its alarms can be trusted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from pipeline.hotspots.record import Channel


@dataclass(frozen=True, slots=True)
class Tested:
    """One channel at one level of units; ``expected_false`` is how many of its alarms are likely to be none."""

    channel: Channel
    unit_level: str
    cells: int
    alarms: int
    expected_false: float


@dataclass(frozen=True, slots=True)
class Spread:
    """Median dispersion of the surge channel over cells: variance = phi M + psi M^2."""

    unit_level: str
    window: int
    phi: float
    psi: float


@dataclass(frozen=True, slots=True)
class Figures:
    """Figures of one run.

    ``petitions`` is the number of rows of history; ``undated`` of them have no date, ``after_until`` a later or
    impossible one, and ``too_old`` one from before a year without any petition. Of the rest, ``without_place`` have no
    unit of this level, ``unsure_of_place`` one that is not believed, and ``counted`` stand in the counts, ``copies`` of
    them as repeats that count no more and ``shared`` in several heirs of a split commune. ``late_share`` is the share
    of recent petitions that came more than a week after their week ended, None while only one batch is known.
    """

    until: date
    unit_level: str
    first_week: date | None
    weeks: int
    weeks_with_data: int
    petitions: int
    undated: int
    after_until: int
    too_old: int
    without_place: int
    unsure_of_place: int
    counted: int
    copies: int
    shared: int
    late_share: float | None
    models: tuple[str, ...]
    tested: tuple[Tested, ...]
    spread: tuple[Spread, ...]

    @property
    def cells_tested(self) -> int:
        """How many cells all channels judged."""
        return sum(channel.cells for channel in self.tested)

    @property
    def alarms(self) -> int:
        """How many hotspots were found."""
        return sum(channel.alarms for channel in self.tested)

    @property
    def expected_false(self) -> float:
        """How many of the hotspots are likely to be none."""
        return sum(channel.expected_false for channel in self.tested)


@dataclass(frozen=True, slots=True)
class Grid:
    """Every cell of one level for a heat map, arrays (topics, units); ``ratio`` is drawn towards 1."""

    unit_level: str
    units: tuple[str, ...]
    names: tuple[str, ...]
    topics: tuple[str, ...]
    observed: NDArray[np.float64]
    expected: NDArray[np.float64]
    ratio: NDArray[np.float64]
    q: NDArray[np.float64]
