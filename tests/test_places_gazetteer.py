"""The tables of places: what they must hold, and what is refused with the file and the row."""

from __future__ import annotations

import shutil
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from pipeline.errors import DataError
from pipeline.places import Era, Gazetteer, Level
from pipeline.places.build import build
from pipeline.settings import DATA, PROJECT
from tests.test_places import gazetteer

TABLES = DATA / "places"
SOURCE = PROJECT.parent / "shared" / "places"


def test_both_systems_are_complete() -> None:
    counted = Counter((unit.era, unit.level) for unit in gazetteer().units)
    assert counted == {
        (Era.BEFORE, Level.PROVINCE): 63,
        (Era.BEFORE, Level.DISTRICT): 696,
        (Era.BEFORE, Level.COMMUNE): 10_051,
        (Era.SINCE, Level.PROVINCE): 34,
        (Era.SINCE, Level.COMMUNE): 3_321,
    }


def test_every_old_commune_has_a_successor_in_the_successor_of_its_province() -> None:
    table = gazetteer()
    for unit in table.units:
        if unit.era is Era.BEFORE and unit.level is Level.COMMUNE:
            heirs = table.successors[unit.index]
            assert heirs
            assert {table.province_of(heir) for heir in heirs} == {table.successor_province(unit.index)}


def test_297_new_communes_span_several_old_districts() -> None:
    assert sum(len(districts) > 1 for districts in gazetteer().districts.values()) == 297
    assert len(gazetteer().districts) == 3_321


def test_units_are_dated_by_the_reform() -> None:
    for unit in gazetteer().units:
        assert unit.valid_on(date(2025, 6, 30)) == (unit.era is Era.BEFORE)
        assert unit.valid_on(date(2025, 7, 1)) == (unit.era is Era.SINCE)


def test_later_changes_are_known_and_unconfirmed() -> None:
    table = gazetteer()
    province = table.find(Era.SINCE, Level.PROVINCE, "75")
    assert province is not None
    (change,) = table.changes[province.index]
    assert (change.type, change.valid_from, change.confirmed) == ("thành phố", date(2026, 4, 30), False)
    assert table.name_on(province.index, date(2026, 12, 1)) == "Tỉnh Đồng Nai"


def test_every_unit_has_one_of_the_nine_types() -> None:
    types = {"tỉnh", "thành phố", "quận", "huyện", "thị xã", "xã", "phường", "thị trấn", "đặc khu"}
    assert {unit.type for unit in gazetteer().units} == types


@pytest.mark.skipif(not SOURCE.exists(), reason="the source lists are not shipped")
def test_the_committed_tables_are_what_the_script_builds(tmp_path: Path) -> None:
    build(SOURCE, tmp_path)
    for name in ("units.csv", "successors.csv", "former_names.csv"):
        assert (tmp_path / name).read_bytes() == (TABLES / name).read_bytes()


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    return Path(shutil.copytree(TABLES, tmp_path / "places"))


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_an_office_can_confirm_a_change_without_a_release(tables: Path) -> None:
    change(
        tables / "changes.csv",
        "75,thành phố,Đồng Nai,2026-04-30,unconfirmed",
        "75,thành phố,Đồng Nai,2026-04-30,confirmed",
    )
    table = Gazetteer.load(tables)
    province = table.find(Era.SINCE, Level.PROVINCE, "75")
    assert province is not None
    assert table.name_on(province.index, date(2026, 4, 29)) == "Tỉnh Đồng Nai"
    assert table.name_on(province.index, date(2026, 4, 30)) == "Thành phố Đồng Nai"


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        (
            "units.csv",
            "commune,00001,phường,Phúc Xá,001,",
            "commune,00001,phường,Phúc Xá,999,",
            r"units\.csv, dòng \d+: .*'999'",
        ),
        ("units.csv", ",,2025-06-30", ",2025-07-05,2025-06-30", r"units\.csv, dòng \d+: ngày hết hiệu lực"),
        ("units.csv", ",,2025-06-30", ",,30/6/2025", r"units\.csv, dòng \d+: ngày '30/6/2025'"),
        ("units.csv", "commune,00004,phường,Trúc Bạch", "commune,00001,phường,Trúc Bạch", r"dòng \d+: mã 00001 đã có"),
        ("units.csv", "commune,00004,phường,Trúc Bạch", "commune,00004,,Trúc Bạch", r"dòng \d+: thiếu loại hoặc tên"),
        ("units.csv", "commune,00004,", "làng,00004,", r"dòng \d+: cấp 'làng'"),
        ("units.csv", "level,code", "level,ma", r"units\.csv: thiếu cột 'code'"),
        ("successors.csv", "commune,00004,00004,whole\n", "", r"successors\.csv: đơn vị cũ mã 00004"),
        ("successors.csv", "commune,00004,00004,whole", "commune,00004,99999,whole", r"dòng \d+: .*99999"),
        ("successors.csv", "commune,00004,00004,whole", "commune,00004,00004,half", r"dòng \d+: mức 'half'"),
        ("changes.csv", "unconfirmed", "maybe", r"changes\.csv, dòng 2"),
        ("aliases.csv", "province,79,thành phố,alias", "province,79,thành phố,nick", r"aliases\.csv, dòng 2: .*'nick'"),
        ("words.csv", "type,", "typo,", r"words\.csv, dòng 2: loại 'typo'"),
    ],
)
def test_a_broken_table_is_refused_with_its_row(tables: Path, file: str, old: str, new: str, says: str) -> None:
    change(tables / file, old, new)
    with pytest.raises(DataError, match=says):
        Gazetteer.load(tables)


def test_a_missing_table_is_refused_by_name(tables: Path) -> None:
    (tables / "aliases.csv").unlink()
    with pytest.raises(DataError, match=r"aliases\.csv: không có tệp này"):
        Gazetteer.load(tables)
