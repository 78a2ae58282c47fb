"""The map: every unit coloured by the surest part of its strongest sign; Hoàng Sa and Trường Sa always stand on it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.hotspots.figures import Grid
from pipeline.hotspots.record import FoundHotspot
from pipeline.report import forms
from pipeline.report.maps.topology import TRUONG_SA_NORTH, Shape, frame_of, load_shapes, path_of
from pipeline.report.page.map_signs import TOO_FEW, Signs, signs_of
from pipeline.report.page.whereabouts import Whereabouts

PROVINCES = "provinces.topo.json"
FILES = {"district": "districts_before_2025.topo.json", "commune": "communes.topo.json"}
INSET = 150  # side of the two boxes of islands
ARCHIPELAGOS = (  # name with its unit, codes as district and commune, box in degrees: west, south, east, north
    ("Quần đảo Hoàng Sa", "Thành phố Đà Nẵng", ("498", "20333"), (110.9, 15.4, 113.1, 17.4)),
    ("Quần đảo Trường Sa", "Tỉnh Khánh Hòa", ("576", "22736"), (109.4, 6.8, 118.0, 12.6)),
)


@dataclass(frozen=True, slots=True)
class MapUnit:
    """One unit: code, SVG path, class of colour, and its words."""

    code: str
    path: str
    colour: str
    told: str


@dataclass(frozen=True, slots=True)
class Inset:
    """One archipelago: islands as dots in a box of ``INSET`` units."""

    code: str
    name: str
    of: str
    y: int
    dots: tuple[tuple[int, int], ...]
    colour: str
    told: str


@dataclass(frozen=True, slots=True)
class MapRow:
    """One coloured unit of the table behind the map."""

    name: str
    signs: str
    ratio_low: str


@dataclass(frozen=True, slots=True)
class MapView:
    """The map and the table behind it; ``borders`` are provinces, ``inset_x`` where the boxes begin."""

    level: str
    area: str
    width: int
    height: int
    units: tuple[MapUnit, ...]
    borders: str
    insets: tuple[Inset, ...]
    inset_x: int
    rows: tuple[MapRow, ...]
    approximate: bool


def map_view(maps: Path, hotspots: Sequence[FoundHotspot], grids: Sequence[Grid], where: Whereabouts) -> MapView:
    """Return districts of the country, or communes of the office's province.

    Raises:
        DataError: a map is missing or broken.
    """
    level = "commune" if where.province else "district"
    every = load_shapes(maps / FILES[level])
    shapes = [shape for shape in every if shape.coast and where.holds(level, shape.code)]
    frame, signs = frame_of(shapes), signs_of(hotspots, grids, level, where)
    borders = () if where.province else load_shapes(maps / PROVINCES)
    height = max(frame.height, 2 * (INSET + 70))
    return MapView(
        level=level,
        area=where.name("province", where.province) if where.province else "cả nước",
        width=frame.width + INSET + 30,
        height=height,
        units=tuple(MapUnit(one.code, path_of(one.coast, frame), *signs.told(one.code)) for one in shapes),
        borders="".join(path_of(shape.coast, frame) for shape in borders),
        insets=tuple(_insets({shape.code: shape for shape in every}, height, signs)),
        inset_x=frame.width + 15,
        rows=tuple(_rows(signs)),
        approximate=level == "district",
    )


def _rows(signs: Signs) -> Iterator[MapRow]:
    for code, sign in sorted(signs.by_unit.items(), key=lambda item: (-item[1].low, item[0])):
        if signs.where.holds(signs.level, code):
            name = signs.where.full_name(signs.level, code)
            yield MapRow(name, forms.whole(sign.number), forms.times(sign.low))


def _insets(shapes: Mapping[str, Shape], height: int, signs: Signs) -> Iterator[Inset]:
    for at, (name, of, codes, box) in enumerate(ARCHIPELAGOS):
        shape = shapes[codes[0] if signs.level == "district" else codes[1]]
        colour, told = signs.told(shape.code)
        if not signs.where.holds(signs.level, shape.code):
            colour, told = TOO_FEW, f"{name} ({of})"
        across, down = INSET / (box[2] - box[0]), INSET / (box[3] - box[1])
        dots = tuple(
            (round((x - box[0]) * across), round((box[3] - y) * down))
            for x, y in shape.offshore
            if (y > TRUONG_SA_NORTH) == (codes[0] == "498")
        )
        yield Inset(shape.code, name, of, height * (2 + 3 * at) // 8, dots, colour, told)
