"""Boundaries: every unit has a shape, neighbours keep their border, small units stay visible."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import DataError
from pipeline.report.maps.build import build, simplified
from pipeline.report.maps.topology import Shape, frame_of, load_shapes, path_of
from pipeline.settings import DATA

MAPS = DATA / "maps"
SHARED = Path("/work/shared/maps")


def codes(level: str, today: bool) -> set[str]:
    with (DATA / "places" / "units.csv").open(encoding="utf-8") as file:
        return {row["code"] for row in csv.DictReader(file) if row["level"] == level and (not row["valid_to"]) is today}


@pytest.mark.parametrize(
    ("name", "level", "today"),
    [("communes", "commune", True), ("districts_before_2025", "district", False), ("provinces", "province", True)],
)
def test_every_official_unit_has_a_shape(name: str, level: str, today: bool) -> None:
    assert {shape.code for shape in load_shapes(MAPS / f"{name}.topo.json")} == codes(level, today)


def test_the_corrected_commune_stands_under_its_official_code() -> None:
    found = {shape.code for shape in load_shapes(MAPS / "communes.topo.json")}
    assert "06970" in found and "06978" not in found


@pytest.mark.parametrize("name", ["communes", "districts_before_2025", "provinces"])
def test_hoang_sa_and_truong_sa_are_there(name: str) -> None:
    islands = [point for shape in load_shapes(MAPS / f"{name}.topo.json") for point in shape.offshore]
    assert sum(y > 15 for _, y in islands) >= 30 and sum(y < 12.6 for _, y in islands) >= 100


def test_paths_stay_within_their_frame() -> None:
    shapes = load_shapes(MAPS / "districts_before_2025.topo.json")
    frame = frame_of(shapes)
    for shape in shapes:
        path = path_of(shape.coast, frame)
        assert bool(path) is bool(shape.coast)
        for x, y in re.findall(r"M(-?\d+) (-?\d+)", path):
            assert 0 <= int(x) <= frame.width and 0 <= int(y) <= frame.height


def test_a_unit_too_small_to_be_seen_becomes_a_speck() -> None:
    tiny = np.array([[105.0, 21.0], [105.0001, 21.0], [105.0, 21.0001], [105.0, 21.0]])
    country = load_shapes(MAPS / "provinces.topo.json")
    assert re.fullmatch(r"M\d+ \d+h2v2h-2z", path_of(Shape("x", (tiny,)).rings, frame_of(country)))


@given(st.lists(st.tuples(st.integers(0, 500), st.integers(0, 500)), min_size=2, max_size=60), st.floats(0.5, 50))
def test_simplifying_keeps_ends_and_stays_near(points: list[tuple[int, int]], tolerance: float) -> None:
    line = np.array(points, dtype=np.float64)
    kept = simplified(line, tolerance)
    assert (kept[0] == line[0]).all() and (kept[-1] == line[-1]).all() and len(kept) <= len(line)
    rows = {tuple(point) for point in line.tolist()}
    assert all(tuple(point) in rows for point in kept.tolist())


def test_a_broken_map_is_told(tmp_path: Path) -> None:
    path = tmp_path / "x.topo.json"
    with pytest.raises(DataError, match="bản đồ thiếu hoặc hỏng"):
        load_shapes(path)
    path.write_text("{}", encoding="utf-8")
    with pytest.raises(DataError, match="bản đồ thiếu hoặc hỏng"):
        load_shapes(path)


def test_the_shipped_maps_are_what_the_script_makes(tmp_path: Path) -> None:
    if not SHARED.exists():
        pytest.skip("the larger boundaries stand outside the project")
    build(SHARED, tmp_path)
    for made in sorted(tmp_path.glob("*.json")):
        assert json.loads(made.read_text(encoding="utf-8")) == json.loads(
            (MAPS / made.name).read_text(encoding="utf-8")
        )
