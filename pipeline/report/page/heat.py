"""The heat map: units and topics that matter, coloured by the ratio drawn towards 1, faded where little is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from pipeline.hotspots.figures import Grid
from pipeline.report import forms
from pipeline.report.names import Names
from pipeline.report.page.whereabouts import Whereabouts

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_UNITS, MOST_TOPICS = 40, 25
EDGES = (1 / 2, 1 / 1.25, 1.25, 2.0, 4.0)  # of ratios, between the classes 0 to 5; 2 is the usual level
SURE = (1.0, 2.0)  # standard errors of the logarithm
STEP, LEFT, TOP = 30, 250, 210
Doubles = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class HeatCell:
    """One cell: where it stands, its class of colour (0 to 5) and of certainty (0 to 2), its words."""

    x: int
    y: int
    colour: int
    certainty: int
    flagged: bool
    count: str
    told: str


@dataclass(frozen=True, slots=True)
class HeatRow:
    """One unit: name, place on the chart, and its cells in order of topics."""

    name: str
    y: int
    cells: tuple[HeatCell, ...]


@dataclass(frozen=True, slots=True)
class HeatView:
    """The chart and the table behind it."""

    level: str
    width: int
    height: int
    topics: tuple[str, ...]
    rows: tuple[HeatRow, ...]
    left: str


LEVEL_NAMES = {"district": "huyện (địa giới trước 1/7/2025)", "commune": "xã, phường, đặc khu"}


def chosen_grid(grids: Sequence[Grid], where: Whereabouts) -> Grid | None:
    """Return districts for the country, communes for a province where they were judged; None without a run."""
    wanted = "commune" if where.province else "district"
    return next((grid for grid in grids if grid.unit_level == wanted), grids[0] if grids else None)


def heat_view(grids: Sequence[Grid], names: Names, where: Whereabouts, q: float = 0.05) -> HeatView | None:
    """Return the heat map; None where no cell of the office's area holds enough."""
    grid = chosen_grid(grids, where)
    if grid is None:
        return None
    inside = np.array([where.holds(grid.unit_level, unit) for unit in grid.units], dtype=bool)
    weight = _weight(grid) * inside
    units, topics = (
        _strongest(weight.max(axis=0, initial=0), MOST_UNITS),
        _strongest(weight.max(axis=1, initial=0), MOST_TOPICS),
    )
    if not len(units) or not len(topics):
        return None
    rows = tuple(_row(grid, unit, topics, at, names, where, q) for at, unit in enumerate(units))
    left = int(inside.sum()) - len(units)
    return HeatView(
        level=LEVEL_NAMES.get(grid.unit_level, grid.unit_level),
        width=LEFT + STEP * len(topics) + 110,
        height=TOP + STEP * len(units) + 10,
        topics=tuple(names.topic(grid.topics[topic]) for topic in topics),
        rows=rows,
        left=f"Không hiện {forms.whole(left)} địa bàn khác." if left else "",
    )


def _weight(grid: Grid) -> Doubles:
    """Return how much a cell matters: the logarithm of its ratio, in standard errors, where it is above 1."""
    shown = grid.observed >= forms.FEWEST
    return np.asarray(np.where(shown, np.maximum(np.log(grid.ratio), 0) * _errors(grid), 0.0))


def _errors(grid: Grid) -> Doubles:
    """Return the distance of each ratio from 1 in standard errors of its logarithm.

    ratio = (1 + e y) / (1 + e M) gives the evidence e = (1 - ratio) / (ratio M - y), and the posterior is a gamma of
    shape 1 + e y, whose logarithm has a variance of about 1 / shape.
    """
    gap = grid.ratio * grid.expected - grid.observed
    with np.errstate(divide="ignore", invalid="ignore"):
        evidence = np.where(np.abs(gap) > 1e-9, (1 - grid.ratio) / gap, 0.0)
    shape = 1 + np.clip(evidence, 0, 1) * grid.observed
    return np.asarray(np.abs(np.log(grid.ratio)) * np.sqrt(shape))


def _strongest(weight: Doubles, most: int) -> NDArray[np.intp]:
    order = np.argsort(-weight, kind="stable")[:most]
    return np.asarray(order[weight[order] > 0])


def _row(
    grid: Grid, unit: int, topics: NDArray[np.intp], at: int, names: Names, where: Whereabouts, q: float
) -> HeatRow:
    name = grid.names[unit]
    if not where.province:
        province = where.province_of(grid.unit_level, grid.units[unit])
        name = f"{name} ({_short(where.name('province', province))})" if province else name
    return HeatRow(name, TOP + STEP * at, tuple(_cells(grid, unit, topics, TOP + STEP * at, name, names, q)))


def _short(province: str) -> str:
    return province.removeprefix("Tỉnh ").removeprefix("Thành phố ")


def _cells(
    grid: Grid, unit: int, topics: NDArray[np.intp], y: int, name: str, names: Names, q: float
) -> Iterator[HeatCell]:
    errors = _errors(grid)[topics, unit]
    for at, (topic, sure) in enumerate(zip(topics.tolist(), errors.tolist(), strict=True)):
        observed, ratio = float(grid.observed[topic, unit]), float(grid.ratio[topic, unit])
        few = observed < forms.FEWEST
        flagged = not few and float(grid.q[topic, unit]) <= q
        colour = 2 if few else int(np.searchsorted(EDGES, ratio))
        certainty = 0 if few else int(np.searchsorted(SURE, sure))
        count = forms.rounded(observed)
        told = f"{name}, {names.topic(grid.topics[topic])}: {count} nhóm đơn"
        told += "" if few else f", gấp {forms.times(ratio)} lần mức thường thấy"
        yield HeatCell(LEFT + STEP * at, y, colour, certainty, flagged, count, told)
