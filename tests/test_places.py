"""Where it happened: names in running text, both systems, roles, columns, the office's own province."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import SettingsError
from pipeline.places import Gazetteer, Location, Locator, Role, Unit
from pipeline.records import Petition
from pipeline.settings import DATA, PROJECT

TABLES = DATA / "places"
SHARED_CASES = PROJECT.parent / "shared" / "places" / "cases.jsonl"
OLD_DAY, NEW_DAY = date(2024, 5, 10), date(2026, 1, 5)


def read_lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


GOLDEN = read_lines(DATA / "golden" / "places.jsonl")


@cache
def gazetteer() -> Gazetteer:
    return Gazetteer.load(TABLES)


@cache
def locator(home: str = "") -> Locator:
    return Locator(gazetteer(), home or None)


def locate(text: str, day: date | None = OLD_DAY, columns: tuple[str, str, str] = ("", "", "")) -> Location:
    return locator().locate(text, day, *columns)


def code(unit: Unit | None) -> str | None:
    return unit.code if unit else None


@pytest.mark.parametrize("row", GOLDEN, ids=lambda row: str(row["id"]))
def test_golden(row: dict[str, Any]) -> None:
    columns = {level: row.get(f"in_{level}", "") for level in ("province", "district", "commune")}
    place = locator(row.get("home", "")).locate(row["text"], date.fromisoformat(row["date"]), **columns).place
    assert (place.province, place.district, place.commune) == (row["province"], row["district"], row["commune"])
    assert list(place.district_candidates) == row.get("district_candidates", list(place.district_candidates))
    assert list(place.commune_candidates) == row.get("commune_candidates", list(place.commune_candidates))


def test_the_golden_file_is_broad_enough() -> None:
    kinds = [row["kind"] for row in GOLDEN]
    assert len(GOLDEN) >= 300
    assert sum(not (row["province"] or row["district"]) for row in GOLDEN if row["kind"] == "khong-noi") >= 80
    assert kinds.count("khong-dau") >= 60


@pytest.mark.skipif(not SHARED_CASES.exists(), reason="the authored cases are not shipped")
def test_the_figures_on_the_authored_cases() -> None:
    right = {"district": 0, "commune": 0, "new": 0, "empty": 0}
    total = dict.fromkeys(right, 0)
    for row in read_lines(SHARED_CASES):
        old, new = row["legacy"] or {}, row["new"] or {}
        found = locate(row["text"], date.fromisoformat(f"{row['date']}-15") if row["date"] else None)
        checks = {}
        if old.get("province_code"):
            pair = (old["province_code"], old.get("district_code"))
            checks["district"] = (code(found.old_province), code(found.old_district)) == pair
            checks["commune"] = code(found.old_commune) == old.get("commune_code")
        if new.get("province"):
            checks["new"] = code(found.new_commune) == new.get("commune_code")
        if not checks:
            checks["empty"] = not found.place.province
        for name, good in checks.items():
            right[name] += good
            total[name] += 1
    assert right["district"] >= 0.97 * total["district"]
    assert right["commune"] >= 0.95 * total["commune"]
    assert right["new"] >= 0.95 * total["new"]
    assert right["empty"] >= 27 and total["empty"] == 28


def test_every_mention_has_a_span_units_and_a_role() -> None:
    text = "Tôi thường trú tại phường Cốc Lếu, TP Lào Cai, có mảnh đất ở xã Vĩnh Yên, huyện Bảo Yên bị lấn."
    home, trouble = locate(text).mentions
    assert text[home.start : home.end] == "phường Cốc Lếu, TP Lào Cai"
    assert text[trouble.start : trouble.end] == "xã Vĩnh Yên, huyện Bảo Yên"
    assert (home.role, trouble.role) == (Role.SENDER, Role.PROBLEM)
    assert [unit.code for unit in trouble.units] == ["02956"]
    assert 0 < home.confidence <= 1


def test_the_writers_home_is_taken_only_if_nothing_else_is_told() -> None:
    alone = locate("Tôi thường trú tại phường Cốc Lếu, TP Lào Cai, xin hỏi về lương hưu.")
    assert alone.place.commune == "Phường Cốc Lếu"
    assert alone.role is Role.SENDER and "sender" in alone.reasons
    assert alone.confidence < locate("Rác ở phường Cốc Lếu, TP Lào Cai.").confidence


def test_old_and_new_units_stand_side_by_side() -> None:
    found = locate("Đường vào xã Vĩnh Yên, huyện Bảo Yên sạt lở", NEW_DAY)
    assert (code(found.old_commune), code(found.new_commune)) == ("02956", "02953")
    assert (found.place.commune, found.place.district) == ("Xã Nghĩa Đô", "Huyện Bảo Yên")


def test_a_split_commune_leaves_candidates_and_no_guess() -> None:
    found = locate("Nước ở phường Sơn Kỳ, quận Tân Phú, TPHCM đục", NEW_DAY)
    assert found.new_commune is None and found.place.commune == ""
    assert found.place.commune_candidates == ("27013", "27019", "27439")


def test_a_new_commune_over_two_old_districts_leaves_candidates_until_one_is_named() -> None:
    open_ = locate("Phường Kỳ Lừa, tỉnh Lạng Sơn nhiều rác", NEW_DAY)
    assert open_.place.district == "" and open_.place.district_candidates == ("178", "183")
    told = locate("Phường Kỳ Lừa, tỉnh Lạng Sơn (huyện Cao Lộc cũ) nhiều rác", NEW_DAY)
    assert told.place.district == "Huyện Cao Lộc"
    assert told.place.commune == "Phường Kỳ Lừa"


def test_the_date_decides_between_units_of_one_name() -> None:
    text = "Xã Bảo Yên, tỉnh Lào Cai: đường hỏng"
    assert code(locate(text, NEW_DAY).new_commune) == "02947"
    assert locate(text, OLD_DAY).place.commune == ""


def test_the_same_province_name_before_and_after_the_reform() -> None:
    assert locate("tỉnh Gia Lai", OLD_DAY).place.province_code == "64"
    assert locate("tỉnh Gia Lai", NEW_DAY).place.province_code == "52"
    assert locate("TP Quy Nhơn, tỉnh Gia Lai", NEW_DAY).place.district == "Thành phố Quy Nhơn"


def test_an_unconfirmed_change_is_recognised_but_not_written() -> None:
    found = locate("Phường Long Thành, thành phố Đồng Nai bị ngập", date(2026, 6, 1))
    assert (found.place.province, found.place.commune) == ("Tỉnh Đồng Nai", "Xã Long Thành")


def test_hamlets_are_free_text() -> None:
    assert locate("Đường vào thôn Tổng Kim xã Vĩnh Yên, huyện Bảo Yên").hamlet == "thôn Tổng Kim"
    assert locate("Tổ dân phố số 8 phường Yên Nghĩa, quận Hà Đông").hamlet == "Tổ dân phố số 8"
    assert locate("Xã Vĩnh Yên, huyện Bảo Yên").hamlet == ""


@pytest.mark.parametrize(
    ("text", "commune"),
    [
        ("xã Hưong Phùng, huyện Hướng Hóa", "Xã Hướng Phùng"),  # a wrong diacritic
        ("xã Hướng Phùngg, huyện Hướng Hóa", "Xã Hướng Phùng"),  # a letter too many
        ("xã Hướng Phùngg bị mất điện", ""),  # no parent, no reading
        ("xã Hướng Phụ, huyện Hướng Hóa", ""),  # too far from any name
    ],
)
def test_small_typos_are_read_only_inside_a_known_parent(text: str, commune: str) -> None:
    assert locate(text).place.commune == commune


def test_columns_win_for_the_writer_and_text_for_the_problem() -> None:
    columns = ("Hà Nội", "Ba Đình", "Trúc Bạch")
    assert locate("Mất điện liên tục", OLD_DAY, columns).place.commune == "Phường Trúc Bạch"
    assert locate("Mỏ đá tại xã Hướng Phùng, huyện Hướng Hóa", OLD_DAY, columns).place.commune == "Xã Hướng Phùng"
    assert (
        locate("Tôi tạm trú tại xã Hướng Phùng, huyện Hướng Hóa", OLD_DAY, columns).place.commune == "Phường Trúc Bạch"
    )


def test_columns_settle_a_name_that_many_places_bear() -> None:
    columns = ("Đồng Tháp", "Lai Vung", "")
    assert locate("Xã Tân Thành cần nạo vét kênh", OLD_DAY, columns).place.district == "Huyện Lai Vung"
    assert locate("Xã Tân Thành cần nạo vét kênh").place.province == ""


def test_an_unknown_home_province_is_refused() -> None:
    with pytest.raises(SettingsError, match="'Atlantis'"):
        Locator(gazetteer(), "Atlantis")


def test_many_petitions_at_once_are_those_one_by_one() -> None:
    petitions = [Petition(row["id"], row["text"], date.fromisoformat(row["date"])) for row in GOLDEN[:40]]
    many = Locator(gazetteer()).locate_many(petitions)
    assert many == [locator().locate(p.text, p.received_at).place for p in petitions]


@pytest.mark.parametrize("text", ["", " ", "\x00", "xã", "P.", "huyện 999", "TP", "((((", "5" * 50])
def test_odd_texts_have_no_place(text: str) -> None:
    assert locate(text).place.province == ""


def test_the_command_line_says_what_and_why() -> None:
    run = [sys.executable, "-m", "pipeline.places"]
    asked = "Rác ở xã Vĩnh Yên, huyện Bảo Yên"
    good = subprocess.run([*run, asked], capture_output=True, encoding="utf-8", check=False, cwd=PROJECT)  # noqa: S603  # our own module
    assert good.returncode == 0
    assert "Xã Vĩnh Yên (02956), Huyện Bảo Yên (087), Tỉnh Lào Cai (10)" in good.stdout
    assert "«xã Vĩnh Yên, huyện Bảo Yên»" in good.stdout and "Vì:" in good.stdout
    bad = subprocess.run(  # noqa: S603  # our own module
        [*run, asked, "--province", "xyz"], capture_output=True, encoding="utf-8", check=False, cwd=PROJECT
    )
    assert bad.returncode == 2 and "xyz" in bad.stderr and "Traceback" not in bad.stderr


@pytest.mark.parametrize(
    ("words", "seen"),
    [
        ([], "lệnh không đúng"),
        (["rác", "--date", "hôm qua"], "ngày không đúng"),
        (["rác", "--nosuch"], "lệnh không đúng"),
    ],
)
def test_a_mistyped_command_costs_one_line_of_vietnamese(words: list[str], seen: str) -> None:
    run = [sys.executable, "-m", "pipeline.places", *words]
    done = subprocess.run(run, capture_output=True, encoding="utf-8", check=False, cwd=PROJECT)  # noqa: S603  # our own module
    assert done.returncode == 2 and done.stdout == ""
    assert done.stderr.startswith("Lỗi: ") and seen in done.stderr and done.stderr.count("\n") == 1
