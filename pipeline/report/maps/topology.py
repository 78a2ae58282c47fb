"""Boundaries from TopoJSON to SVG paths in whole units; scales are worked out here, templates only place them.

Drawn flat (equirectangular, narrowed by the cosine of 16° N), which at this size nobody can tell from a better
projection.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from math import cos, radians
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.errors import DataError

Degrees = NDArray[np.float64]
NARROWER = cos(radians(16))
ISLANDS_EAST_OF = 109.6  # no other land of the country lies beyond; polygons there are of Hoàng Sa and Trường Sa
TRUONG_SA_NORTH = 12.6


@dataclass(frozen=True, slots=True)
class Shape:
    """One unit: its code and its rings, arrays (points, 2) of longitude and latitude."""

    code: str
    rings: tuple[Degrees, ...]

    @property
    def coast(self) -> tuple[Degrees, ...]:
        """Rings of the mainland and of islands near it."""
        return tuple(ring for ring in self.rings if not _is_offshore(ring))

    @property
    def offshore(self) -> tuple[tuple[float, float], ...]:
        """Middles of the rings that belong to Hoàng Sa or Trường Sa."""
        return tuple((float(x), float(y)) for x, y in (r.mean(axis=0) for r in self.rings if _is_offshore(r)))


@dataclass(frozen=True, slots=True)
class Frame:
    """A part of the Earth on paper: the left and top edge in degrees, and how many units a degree of latitude takes."""

    west: float
    north: float
    scale: float
    width: int
    height: int

    def place(self, points: Degrees) -> NDArray[np.intp]:
        """Return whole units right and down of the corner, (points, 2)."""
        across = (points[:, 0] - self.west) * NARROWER * self.scale
        down = (self.north - points[:, 1]) * self.scale
        return np.rint(np.column_stack((across, down))).astype(np.intp)


@cache
def load_shapes(path: Path) -> tuple[Shape, ...]:
    """Read the units of a TopoJSON file made by ``pipeline.report.maps.build``.

    Raises:
        DataError: the file is missing or broken.
    """
    try:
        topology = json.loads(path.read_text(encoding="utf-8"))
        scale, shift = (np.array(topology["transform"][key]) for key in ("scale", "translate"))
        arcs = [np.cumsum(arc, axis=0) * scale + shift for arc in topology["arcs"]]
        units = topology["objects"]["units"]["geometries"]
        return tuple(Shape(unit["id"], tuple(_rings(unit["type"], unit["arcs"], arcs))) for unit in units)
    except (OSError, ValueError, KeyError, IndexError) as fault:
        raise DataError(
            f"{path}: bản đồ thiếu hoặc hỏng; hãy cài lại chương trình, hoặc tạo lại bằng pipeline.report.maps.build."
        ) from fault


def _rings(kind: str, arcs: list[Any], known: list[Degrees]) -> Iterator[Degrees]:
    polygons: list[list[list[int]]] = [arcs] if kind == "Polygon" else arcs
    for polygon in polygons:
        for ring in polygon:
            parts = [known[arc] if arc >= 0 else known[~arc][::-1] for arc in ring]
            yield np.concatenate([parts[0], *(part[1:] for part in parts[1:])])


def _is_offshore(ring: Degrees) -> bool:
    return bool(ring[:, 0].mean() > ISLANDS_EAST_OF)


def frame_of(shapes: Iterable[Shape], longest: int = 1500, margin: int = 8) -> Frame:
    """Return the frame that holds the coastal parts of ``shapes``, at most ``longest`` units wide and high."""
    points = np.concatenate([ring for shape in shapes for ring in shape.coast])
    west, south = points.min(axis=0)
    east, north = points.max(axis=0)
    across, down = (east - west) * NARROWER, north - south
    scale = (longest - 2 * margin) / max(across, down)
    side = margin / scale
    width, height = round(across * scale) + 2 * margin, round(down * scale) + 2 * margin
    return Frame(float(west - side / NARROWER), float(north + side), float(scale), width, height)


def path_of(rings: Iterable[Degrees], frame: Frame) -> str:
    """Return an SVG path in relative whole units; a unit too small to be seen becomes a speck of two units."""
    drawn = [_drawn(frame.place(ring)) for ring in rings]
    kept = [part for part in drawn if part]
    if kept or not drawn:
        return "".join(kept)
    x, y = frame.place(next(iter(rings)).mean(axis=0, keepdims=True))[0]
    return f"M{x - 1} {y - 1}h2v2h-2z"


def _drawn(points: NDArray[np.intp]) -> str:
    moved = np.concatenate(([True], np.any(np.diff(points, axis=0) != 0, axis=1)))
    ring = points[moved]
    if len(ring) < 4:  # a ring ends where it began
        return ""
    steps = np.diff(ring[:-1], axis=0).tolist()
    # a minus sign parts two numbers as well as a space does
    line = "".join(f"{x}{y}" if y < 0 else f"{x} {y}" for x, y in steps[:1])
    line += "".join((f"{x}" if x < 0 else f" {x}") + (f"{y}" if y < 0 else f" {y}") for x, y in steps[1:])
    return f"M{ring[0, 0]} {ring[0, 1]}l{line}z"
