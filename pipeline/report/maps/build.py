"""Make ``data/maps`` from larger boundaries: ``python -m pipeline.report.maps.build SOURCE data/maps``.

Every arc is simplified once (Douglas and Peucker 1973), so neighbours keep their common border; what is drawn as dots
or not at all is left as it is. Properties shrink to the official code; names come from ``data/places``.
"""

from __future__ import annotations

import json
import sys
from itertools import accumulate
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

CORRECTIONS = {"06978": "06970"}  # Ba Chẽ: the source's code and the official one
SOURCES = (  # file, key of the code, tolerance in steps of the source's grid (about 170 m)
    ("communes", "c", 2.5),
    ("districts_before_2025", "d", 4.0),
    ("provinces", "code", 6.0),
)
Points = NDArray[np.float64]


def build(source: Path, target: Path) -> None:
    """Write one simplified TopoJSON file a level into ``target``."""
    target.mkdir(parents=True, exist_ok=True)
    for name, key, tolerance in SOURCES:
        topology = json.loads((source / f"{name}.topo.json").read_text(encoding="utf-8"))
        content = {
            "type": "Topology",
            "transform": topology["transform"],
            "arcs": [_deltas(simplified(_absolute(arc), tolerance)) for arc in topology["arcs"]],
            "objects": {"units": _units(topology, key)},
        }
        text = json.dumps(content, separators=(",", ":"))
        (target / f"{name}.topo.json").write_text(text + "\n", encoding="utf-8")


def simplified(points: Points, tolerance: float) -> Points:
    """Return the points (n, 2) without those nearer than ``tolerance`` to the line that is left; ends stay."""
    keep = np.zeros(len(points), dtype=bool)
    keep[[0, -1]] = True
    open_parts = [(0, len(points) - 1)]
    while open_parts:
        first, last = open_parts.pop()
        if last <= first + 1:
            continue
        away = _distances(points[first + 1 : last], points[first], points[last])
        farthest = int(away.argmax())
        if away[farthest] > tolerance:
            middle = first + 1 + farthest
            keep[middle] = True
            open_parts += [(first, middle), (middle, last)]
    return points[keep]


def _distances(points: Points, start: Points, end: Points) -> Points:
    line, offset = end - start, points - start
    length = float(np.hypot(*line))
    if not length:
        return np.asarray(np.hypot(offset[:, 0], offset[:, 1]))
    return np.asarray(np.abs(line[0] * offset[:, 1] - line[1] * offset[:, 0]) / length)


def _absolute(arc: list[list[int]]) -> Points:
    return np.array(list(zip(*(accumulate(part) for part in zip(*arc, strict=True)), strict=True)), dtype=np.float64)


def _deltas(points: Points) -> list[list[int]]:
    steps = np.diff(points, axis=0, prepend=np.zeros((1, 2))).astype(int)
    return [[int(x), int(y)] for x, y in steps]


def _units(topology: dict[str, Any], key: str) -> dict[str, Any]:
    (collection,) = topology["objects"].values()
    units = []
    for unit in collection["geometries"]:
        code = unit["properties"].get(key, "")
        units.append({"type": unit["type"], "id": CORRECTIONS.get(code, code), "arcs": unit["arcs"]})
    for nameless in [unit for unit in units if not unit["id"]]:  # the commune that the source could not join
        units.remove(nameless)
        _join(nameless["arcs"][0], units)
    return {"type": "GeometryCollection", "geometries": sorted(units, key=lambda unit: str(unit["id"]))}


def _join(ring: list[int], units: list[dict[str, Any]]) -> None:
    """Put a ring into the unit around it: the arc that both share gives way to the rest of the ring."""
    for unit in units:
        for at, arc in enumerate(unit["arcs"][0] if unit["type"] == "Polygon" else ()):
            if ~arc in ring:
                cut = ring.index(~arc)
                unit["arcs"][0][at : at + 1] = ring[cut + 1 :] + ring[:cut]
                return


if __name__ == "__main__":
    build(Path(sys.argv[1]), Path(sys.argv[2]))
