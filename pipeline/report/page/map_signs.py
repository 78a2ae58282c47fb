"""What the map says of a unit: how many signs, the surest of them, or that there is too little to say."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.hotspots.figures import Grid
from pipeline.hotspots.record import FoundHotspot
from pipeline.report import forms
from pipeline.report.page.whereabouts import Whereabouts

EDGES = (1.25, 1.5, 2.0, 3.0)  # of the lower bound of the ratio, between the classes 1 to 5
QUIET, TOO_FEW = "m0", "few"


@dataclass(frozen=True, slots=True)
class Sign:
    """The signs of one unit: how many, and the largest lower bound."""

    number: int
    low: float


@dataclass(frozen=True, slots=True)
class Signs:
    """The signs of all units of one level; ``busy`` are the units with enough petitions to say anything."""

    level: str
    by_unit: dict[str, Sign]
    busy: frozenset[str]
    where: Whereabouts

    def told(self, code: str) -> tuple[str, str]:
        """Return the class of colour of a unit and its words."""
        name = self.where.full_name(self.level, code)
        if sign := self.by_unit.get(code):
            colour = f"m{int(np.searchsorted(EDGES, sign.low, side='right')) + 1}"
            return colour, f"{name}: {forms.whole(sign.number)} dấu hiệu, mạnh nhất ít nhất {forms.times(sign.low)} lần"
        if code in self.busy:
            return QUIET, f"{name}: không có dấu hiệu"
        return TOO_FEW, f"{name}: quá ít đơn để xét"


def signs_of(hotspots: Iterable[FoundHotspot], grids: Sequence[Grid], level: str, where: Whereabouts) -> Signs:
    """Return the signs of the units of ``level``."""
    return Signs(level, _signs(hotspots, level), _busy(grids, level), where)


def _signs(hotspots: Iterable[FoundHotspot], level: str) -> dict[str, Sign]:
    found: dict[str, Sign] = {}
    for spot in hotspots:
        if spot.unit_level == level:
            known = found.get(spot.unit_code, Sign(0, 0.0))
            found[spot.unit_code] = Sign(known.number + 1, max(known.low, spot.ratio_low))
    return found


def _busy(grids: Sequence[Grid], level: str) -> frozenset[str]:
    """Return the units with enough petitions in the judged weeks to say anything."""
    for grid in grids:
        if grid.unit_level == level:
            totals = grid.observed.sum(axis=0)
            return frozenset(unit for unit, total in zip(grid.units, totals, strict=True) if total >= forms.FEWEST)
    return frozenset()
