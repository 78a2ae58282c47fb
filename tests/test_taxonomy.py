"""The label space: who answers for what, on every day, for either kind of office."""

from __future__ import annotations

import re
import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import DataError
from pipeline.settings import DATA, OFFICE_LEVELS
from pipeline.taxonomy.bodies import LevelCues, answers, load_cues, ranked_bodies
from pipeline.taxonomy.catalogue import Taxonomy, load_taxonomy

TABLES = DATA / "taxonomy"
NEW_DAY = date(2026, 1, 5)
CUES: LevelCues = load_cues(TABLES / "cues.csv")


def boundary_days(taxonomy: Taxonomy) -> list[date]:
    periods = [body.period for body in taxonomy.bodies.values()]
    periods += [duty.period for duties in taxonomy.responsibilities.values() for duty in duties]
    edges = {day for period in periods for day in (period.first, period.last) if day}
    around = {edge + timedelta(days=shift) for edge in edges for shift in (-1, 0, 1)}
    return sorted(around | {date(2020, 1, 1), date(2030, 1, 1)})


@pytest.mark.parametrize("level", OFFICE_LEVELS)
def test_every_topic_has_an_existing_first_body_on_every_boundary_day(taxonomy: Taxonomy, level: str) -> None:
    days = boundary_days(taxonomy)
    assert len(days) > 6
    for topic in taxonomy.topics:
        for day in days:
            bodies = ranked_bodies(taxonomy, topic, day, level, CUES)
            assert bodies, (topic, day)
            assert all(taxonomy.bodies[code].period.covers(day) for code in bodies), (topic, day, bodies)


@pytest.mark.parametrize("text", ["", "Karaoke trong hẻm bên quốc lộ"])
def test_what_is_remembered_of_a_day_is_what_holds_on_it(taxonomy: Taxonomy, text: str) -> None:
    seen = CUES.seen(text)
    for day in boundary_days(taxonomy):
        told = answers(taxonomy, day, "xa", CUES, seen)
        assert all(told[topic] == ranked_bodies(taxonomy, topic, day, "xa", CUES, seen) for topic in taxonomy.topics)


@given(st.lists(st.sampled_from([*sorted(CUES.cues), "cấp", "thấp", "tên", ",", "-"]), max_size=6))
def test_cues_are_those_of_one_pattern_of_all_phrases(words: list[str]) -> None:
    text = " ".join(words)
    longest_first = sorted(CUES.cues, key=lambda phrase: -len(phrase))
    found = set(re.findall(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)", text))
    assert CUES.seen(text) == tuple(cue for phrase in sorted(found) for cue in CUES.cues[phrase])


def test_a_reorganisation_changes_the_body_on_its_day(taxonomy: Taxonomy) -> None:
    def first(day: date) -> str:
        return ranked_bodies(taxonomy, "giao-thong/van-tai", day, "tinh", CUES)[0]

    assert first(date(2025, 2, 28)) == "so-gtvt"
    assert first(date(2025, 3, 1)) == "so-xd"


def test_districts_answer_until_the_end_of_june_2025(taxonomy: Taxonomy) -> None:
    assert "ubnd-huyen" in ranked_bodies(taxonomy, "ha-tang/chieu-sang", date(2025, 6, 30), "tinh", CUES)
    assert "ubnd-huyen" not in ranked_bodies(taxonomy, "ha-tang/chieu-sang", date(2025, 7, 1), "tinh", CUES)


def test_written_cues_move_the_level(taxonomy: Taxonomy) -> None:
    def first(topic: str, text: str) -> str:
        return ranked_bodies(taxonomy, topic, NEW_DAY, "tinh", CUES, CUES.seen(text))[0]

    assert first("dat-dai/tranh-chap", "Tranh chấp lối đi") == "ubnd-xa"
    assert first("moi-truong/tieng-on", "Karaoke trong hẻm") == "ubnd-xa"
    assert first("moi-truong/tieng-on", "Quán bên quốc lộ mở nhạc") == "ca-tinh"
    assert first("giao-thong/mat-duong", "Mặt đường trong hẻm bong tróc") == "ubnd-xa"
    assert first("giao-thong/mat-duong", "Hẻm ra quốc lộ bong tróc") == "so-xd"
    assert first("xay-dung/ten-duong", "Đề nghị đổi tên đường") == "so-vhttdl"
    assert first("xay-dung/ten-duong", "Xin cấp biển số nhà") == "ubnd-xa"


def test_a_cue_inside_another_word_does_not_count() -> None:
    assert CUES.seen("chuyện song phương, ngõm") == ()
    assert {cue.level for cue in CUES.seen("ở HẺM 12")} == {"xa"}


def test_an_unknown_topic_has_no_body(taxonomy: Taxonomy) -> None:
    assert ranked_bodies(taxonomy, "the-thao", NEW_DAY, "tinh", CUES) == ()


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    return Path(shutil.copytree(TABLES, tmp_path / "taxonomy"))


@pytest.mark.parametrize(
    ("table", "old", "new", "seen"),
    [
        ("topics.csv", "dat-dai/tranh-chap,dat-dai", "dat-dai/tranh-chap,dat-daii", "dòng 3"),
        ("topics.csv", "dat-dai/tranh-chap,", "dat-dai/cap-gcn,", "dòng 3"),
        ("topics.csv", "dat-dai/tranh-chap,", "dat-dai|tranh-chap,", "dòng 3"),
        ("responsibilities.csv", "so-tnmt,1,,2025-02-28", "so-tnmt,1,,28/02/2025", "dòng 2"),
        ("responsibilities.csv", "so-tnmt,1,,2025-02-28", "so-tnmtt,1,,2025-02-28", "dòng 2"),
        ("responsibilities.csv", "so-tnmt,1,,2025-02-28", "so-tnmt,một,,2025-02-28", "dòng 2"),
        ("responsibilities.csv", "so-tnmt,1,,2025-02-28", "so-tnmt,1,2025-03-01,2025-02-28", "dòng 2"),
        ("departments.csv", "so-nnmt,Sở", "so-nnmt ,Sở", ""),
        ("fields.csv", "field,name", "ma,name", "field"),
    ],
)
def test_a_broken_table_is_refused_with_its_row(tables: Path, table: str, old: str, new: str, seen: str) -> None:
    path = tables / table
    content = path.read_text(encoding="utf-8")
    assert old in content
    path.write_text(content.replace(old, new, 1), encoding="utf-8")
    if not seen:  # spaces around a code are not a fault
        assert load_taxonomy(tables).bodies.keys() == load_taxonomy(TABLES).bodies.keys()
        return
    with pytest.raises(DataError, match=seen) as fault:
        load_taxonomy(tables)
    assert table in str(fault.value)


def test_a_province_puts_its_own_rows_over_the_default_ones(tmp_path: Path) -> None:
    (tmp_path / "departments.csv").write_text(
        "code,name,level,valid_from,valid_to,successors\nban-cx,Trung tâm Công viên cây xanh,tinh,,,\n",
        encoding="utf-8",
    )
    (tmp_path / "responsibilities.csv").write_text(
        "topic,level,department,rank,valid_from,valid_to\nha-tang/cay-xanh,tinh,ban-cx,1,,\n", encoding="utf-8"
    )
    own = load_taxonomy(TABLES, tmp_path)
    assert ranked_bodies(own, "ha-tang/cay-xanh", NEW_DAY, "tinh", CUES) == ("ban-cx",)
    assert ranked_bodies(own, "ha-tang/chieu-sang", NEW_DAY, "tinh", CUES)[0] == "so-xd"


def test_a_missing_table_names_the_file(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"fields\.csv"):
        load_taxonomy(tmp_path)
