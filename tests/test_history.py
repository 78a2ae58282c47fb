"""History: the latest word on a petition wins, files are never edited, old places become today's."""

from __future__ import annotations

import stat
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyarrow import parquet as pq

from pipeline.errors import InputError
from pipeline.history import (
    COLUMNS,
    COUNTED,
    History,
    PastPetition,
    Period,
    UnitLevel,
    WaitingBatch,
    Written,
    latest_phrases,
    load_succession,
    rows_table,
    span_of,
)
from pipeline.history.batch import phrase_table
from pipeline.history.numbered import numbered
from pipeline.history.seal import Seal, sealed
from pipeline.places.units import Level
from pipeline.settings import DATA

BEFORE, SINCE = date(2025, 3, 3), date(2025, 9, 1)
END = date(2030, 1, 1)
HEIRS = load_succession(DATA / "places").heirs


def petition(name: str, day: date | None = SINCE, recorded: date = SINCE, **more: str | bytes) -> PastPetition:
    codes = {"province_code": "01", "topic": "moi-truong/rac-thai", "model": "default"} | more
    return PastPetition(name, day, recorded, place_confidence=0.9, **codes)  # type: ignore[arg-type]  # codes only


def test_overlapping_exports_count_once_and_a_changed_status_counts(tmp_path: Path) -> None:
    history = History(tmp_path / "history")
    history.append([petition("A", status="đang xử lý"), petition("B")], "tuần 1")
    history.append([petition("A", recorded=date(2025, 9, 8), status="đã trả lời"), petition("C")], "tuần 2")
    found = history.read(END)
    assert sorted(found["id"]) == ["A", "B", "C"]
    of_first = found.set_index("id").loc["A"]
    assert of_first["status"] == "đã trả lời"
    assert of_first["recorded_at"] == pd.Timestamp("2025-09-08")
    assert of_first["first_recorded_at"] == pd.Timestamp(SINCE)


def test_an_older_export_added_later_does_not_undo_a_newer_status(tmp_path: Path) -> None:
    history = History(tmp_path)
    history.append([petition("A", recorded=date(2025, 9, 8), status="đã trả lời")], "tháng 9")
    history.append([petition("A", recorded=date(2025, 9, 1), status="đang xử lý")], "tháng 8")
    assert list(history.read(END)["status"].astype(str)) == ["đã trả lời"]


def test_running_the_same_batch_again_replaces_its_own_file_with_the_same_bytes(tmp_path: Path) -> None:
    history = History(tmp_path)
    first = history.append([petition("A")], "Hộp thư tuần 1.xlsx")
    history.append([petition("B")], "tuần 2")
    before = first.read_bytes()
    again = history.append([petition("A")], "Hộp thư tuần 1.xlsx")
    assert again == first
    assert again.read_bytes() == before
    assert [file.name[:6] for file in history.files()] == ["000001", "000002"]


def test_names_that_differ_only_in_marks_are_different_batches(tmp_path: Path) -> None:
    history = History(tmp_path)
    history.append([petition("A")], "Tuần 1")
    history.append([petition("B")], "tuan 1")
    assert list(history.read(END)["id"]) == ["A", "B"]


def test_only_its_owner_reads_history(tmp_path: Path) -> None:
    history = History(tmp_path / "home" / "history")
    file = history.append([petition("A")], "tuần 1", {"A": ["sứa lửa"]})
    for path in (file, file.parent / "phrases" / file.name):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_no_column_of_history_can_hold_text(tmp_path: Path) -> None:
    file = History(tmp_path).append([petition("A")], "tuần 1", {"A": ["sứa lửa"]})
    assert set(COLUMNS).isdisjoint({"text", "evidence", "phrase"})
    assert "sứa" not in file.read_bytes().decode("latin-1")
    assert "sứa".encode() not in file.read_bytes()


def test_phrases_of_a_petition_come_from_its_latest_batch(tmp_path: Path) -> None:
    history = History(tmp_path)
    history.append([petition("A")], "tuần 1", {"A": ["cũ", "sứa lửa"], "B": ["khói"]})
    history.append([petition("A")], "tuần 2", {"A": ["sứa lửa"]})
    history.append([petition("B"), petition("C")], "tuần 3", {"C": ["khói", "mùi"], "D": ["mùi"]})
    found = history.read(END)
    of_all = latest_phrases(found["id"], np.ones(len(found), dtype=bool), history.read_phrases())
    assert pairs(found, of_all) == {("A", "sứa lửa"), ("B", "khói"), ("C", "khói"), ("C", "mùi")}
    of_some = latest_phrases(found["id"], (found["id"] == "B").to_numpy(), history.read_phrases())
    assert pairs(found, of_some) == {("B", "khói")}
    assert History(tmp_path / "none").read_phrases() == []


def test_a_truncated_file_is_named_and_skipped_only_on_request(tmp_path: Path) -> None:
    history = History(tmp_path)
    broken = history.append([petition("A")], "tuần 1")
    history.append([petition("B")], "tuần 2")
    broken.write_bytes(broken.read_bytes()[:-40])
    with pytest.raises(InputError, match=broken.name):
        history.read(END)
    assert history.damaged() == [broken]
    assert list(history.read(END, skip_damaged=True)["id"]) == ["B"]


@pytest.mark.parametrize("content", [b"", b"PAR1", b"id,received_at\nA,2025-09-01\n"])
def test_a_file_that_is_no_batch_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "000007-la-abc.parquet").write_bytes(content)
    with pytest.raises(InputError, match="000007-la-abc"):
        History(tmp_path).read(END)


def test_a_table_with_other_columns_is_refused(tmp_path: Path) -> None:
    pd.DataFrame({"id": ["A"]}).to_parquet(tmp_path / "000001-la.parquet")
    with pytest.raises(InputError, match="000001-la"):
        History(tmp_path).read(END)
    with pytest.raises(InputError, match="received_at"):
        History(tmp_path).append(pd.DataFrame({"id": ["A"]}), "thiếu cột")


def test_only_what_was_received_by_the_day_is_read(tmp_path: Path) -> None:
    history = History(tmp_path)
    rows = [petition("early", date(2025, 8, 1)), petition("late", date(2025, 8, 31)), petition("undated", None)]
    history.append([*rows, petition("impossible", date(2062, 1, 1))], "tuần 1")
    assert list(history.read(date(2025, 8, 15))["id"]) == ["early", "impossible", "undated"]


def test_an_empty_history_reads_as_no_rows(tmp_path: Path) -> None:
    found = History(tmp_path / "nowhere").read(END)
    assert found.empty
    assert set(COUNTED) <= set(found.columns)


def test_a_frame_and_rows_make_the_same_file(tmp_path: Path) -> None:
    rows = [petition("A"), petition("B", None)]
    first = History(tmp_path / "rows").append(rows, "x").read_bytes()
    frame = History(tmp_path / "rows").read(END)
    assert History(tmp_path / "frame").append(frame, "x").read_bytes() == first


def placed(rows: list[PastPetition], level: UnitLevel, folder: Path) -> list[tuple[str, str, float, bool]]:
    history = History(folder)
    history.append(rows, "x")
    frame = history.read(END)
    found = load_succession(DATA / "places").placed(frame, level)
    ids = frame["id"].to_numpy()[found.row]
    units = [found.units[at] for at in found.unit]
    return sorted(zip(ids, units, found.weight.tolist(), found.shared.tolist(), strict=True))


def test_an_old_commune_counts_as_its_heir_and_a_split_one_by_equal_shares(tmp_path: Path) -> None:
    rows = [
        petition("whole", BEFORE, commune_code="00001"),  # Phúc Xá, to Hồng Hà
        petition("split", BEFORE, commune_code="00007"),  # Cống Vị, to Ngọc Hà and Giảng Võ
        petition("new", SINCE, commune_code="00008"),  # today's Ngọc Hà
        petition("none", SINCE),
    ]
    assert placed(rows, UnitLevel.COMMUNE, tmp_path) == [
        ("new", "00008", 1.0, False),
        ("split", "00008", 0.5, True),
        ("split", "00025", 0.5, True),
        ("whole", "00097", 1.0, False),
    ]


def test_an_old_province_counts_as_the_one_it_went_into(tmp_path: Path) -> None:
    rows = [petition("Hà Giang", BEFORE, province_code="02"), petition("Tuyên Quang", SINCE, province_code="08")]
    assert [unit for _, unit, _, _ in placed(rows, UnitLevel.PROVINCE, tmp_path)] == ["08", "08"]


def test_a_code_that_took_in_others_is_not_split_again_since_the_reform(tmp_path: Path) -> None:
    rows = [petition("old", BEFORE, commune_code="00008"), petition("new", SINCE, commune_code="00008")]
    found = placed(rows, UnitLevel.COMMUNE, tmp_path)
    assert ("new", "00008", 1.0, False) in found
    assert [unit for name, unit, _, _ in found if name == "old"] == list(HEIRS[Level.COMMUNE, "00008"])


def test_an_island_district_without_communes_counts_as_the_commune_it_became(tmp_path: Path) -> None:
    rows = [petition("con-dao", BEFORE, district_code="755"), petition("inland", BEFORE, district_code="001")]
    assert placed(rows, UnitLevel.COMMUNE, tmp_path) == [("con-dao", "26732", 1.0, False)]


def test_districts_stay_as_they_were_at_any_date(tmp_path: Path) -> None:
    rows = [petition("a", BEFORE, district_code="001"), petition("b", SINCE, district_code="001")]
    assert [unit for _, unit, _, _ in placed(rows, UnitLevel.DISTRICT, tmp_path)] == ["001", "001"]


def test_without_a_received_date_the_batch_tells_which_codes_are_meant(tmp_path: Path) -> None:
    rows = [petition("a", None, BEFORE, commune_code="00001"), petition("b", None, SINCE, commune_code="00097")]
    assert [unit for _, unit, _, _ in placed(rows, UnitLevel.COMMUNE, tmp_path)] == ["00097", "00097"]


def test_codes_of_an_office_that_no_table_knows_count_as_themselves(tmp_path: Path) -> None:
    rows = [petition("a", BEFORE, commune_code="KHU-1"), petition("b", SINCE, commune_code="KHU-1")]
    assert [unit for _, unit, _, _ in placed(rows, UnitLevel.COMMUNE, tmp_path)] == ["KHU-1", "KHU-1"]


COMMUNES = st.sampled_from(["00001", "00004", "00007", "01651", "00097", "KHU-1", ""])


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(COMMUNES, st.sampled_from([BEFORE, SINCE, None])), min_size=1, max_size=20))
def test_shares_of_a_petition_sum_to_one_or_it_stands_nowhere(cells: list[tuple[str, date | None]]) -> None:
    rows = [petition(str(at), day, commune_code=code) for at, (code, day) in enumerate(cells)]
    frame = pd.DataFrame([{name: getattr(row, name) for name in COLUMNS} for row in rows])
    for name in ("received_at", "recorded_at"):
        frame[name] = pd.to_datetime(frame[name])
    found = load_succession(DATA / "places").placed(frame, UnitLevel.COMMUNE)
    sums = np.bincount(found.row, weights=found.weight, minlength=len(cells))
    assert np.allclose(sums, [float(code != "") for code, _ in cells])


@given(st.lists(st.sampled_from(["b", "a", "", "c"])))
def test_numbers_of_codes_do_not_depend_on_how_the_column_is_stored(cells: list[str]) -> None:
    plain, as_categories = (
        pd.Series(cells, dtype="str"),
        pd.Series(pd.Categorical(cells, categories=["c", "a", "", "b"])),
    )
    for column in (plain, as_categories):
        codes, names = numbered(column)
        assert [names[code] if code >= 0 else "" for code in codes] == cells
        assert list(names) == sorted(set(cells) - {""})


WORDS = st.tuples(st.sampled_from("ABCD"), st.integers(0, 3), st.sampled_from(["cũ", "mới"]))


@settings(max_examples=30, deadline=None)
@given(st.lists(st.lists(WORDS, max_size=4, unique_by=lambda word: word[0]), max_size=4))
def test_the_last_word_wins_whatever_the_batches(batches: list[list[tuple[str, int, str]]]) -> None:
    last: dict[str, tuple[int, str]] = {}
    with TemporaryDirectory() as folder:
        history = History(Path(folder))
        for number, batch in enumerate(batches):
            rows = [petition(name, recorded=SINCE + timedelta(days=day), status=status) for name, day, status in batch]
            history.append(rows, f"lô {number}")
            for name, day, status in batch:
                if name not in last or last[name][0] <= day:
                    last[name] = (day, status)
        found = history.read(END)
    assert dict(zip(found["id"], found["status"].astype(str), strict=True)) == {n: s for n, (_, s) in last.items()}


@given(st.lists(st.binary(max_size=40)), st.binary(max_size=32))
def test_a_seal_is_opened_by_its_own_key_and_label_only(cells: list[bytes], key: bytes) -> None:
    closed = sealed(cells, key, b"lo:cot")
    assert sealed(closed, key, b"lo:cot") == cells
    if sum(map(len, cells)) > 12:
        assert cells not in (closed, sealed(closed, key, b"lo:khac"), sealed(closed, key + b"x", b"lo:cot"))


@given(st.dates(date(1990, 1, 8), date(2100, 1, 1)), st.sampled_from(list(Period)))
def test_spans_hold_their_day_and_follow_each_other(day: date, period: Period) -> None:
    span = span_of(period, day)
    assert span.first <= day <= span.last
    assert span_of(period, span.first) == span_of(period, span.last) == span
    assert span.before().last == span.first - timedelta(days=1)
    assert span.a_year_before().last < span.first


def test_phrases_of_batches_older_than_asked_for_are_left_out(tmp_path: Path) -> None:
    history = History(tmp_path)
    history.append([petition("A")], "tuần 1", {"A": ["khói"]})
    history.append([petition("B", recorded=date(2026, 9, 1))], "tuần 2", {"B": ["sứa lửa"]})
    (only,) = history.read_phrases(since=date(2026, 1, 1))
    assert [row["phrase"] for table in only for row in table.to_pylist()] == ["sứa lửa"]


BINARY = st.lists(st.lists(st.binary(max_size=40)), min_size=1)


@given(BINARY, st.binary(max_size=32))
def test_a_column_is_sealed_table_by_table_as_all_at_once(tables: list[list[bytes]], key: bytes) -> None:
    cells = [cell for table in tables for cell in table]
    seal = Seal(key, b"lo:cot", sum(map(len, cells)))
    # a table may be a part of a larger one, or have parts of its own
    parts = [pa.chunked_array([pa.array([b"xy", *table])[1:], pa.array([], type=pa.binary())]) for table in tables]
    assert [cell for part in parts for cell in seal.put_on(part).to_pylist()] == sealed(cells, key, b"lo:cot")


@pytest.mark.parametrize("blocks", [0, 1, 100, 101, 250])
def test_a_batch_read_block_by_block_is_the_batch_read_at_once(tmp_path: Path, blocks: int) -> None:
    past = [
        [
            petition(f"{at}-{n}", district_code=str(at % 7), signature=bytes([at, n] * n), sender="x" * n)
            for n in (0, 1, 2)
        ]
        for at in range(blocks)
    ]
    words = [{row.id: [f"từ {at % 9}", "rác"] for row in rows} for at, rows in enumerate(past)]
    waiting = WaitingBatch(tmp_path)
    for rows, of_block in zip(past, words, strict=True):
        waiting.add(rows_table(rows), phrase_table(of_block))
    groups = [row.id if at % 4 else "" for at, row in enumerate(row for rows in past for row in rows)]
    path = History(tmp_path / "a", b"k" * 32).add(waiting.told("lô", "lô", groups))
    plain = [replace(row, group=group) for row, group in zip((r for rows in past for r in rows), groups, strict=True)]
    told = {name: kept for of_block in words for name, kept in of_block.items()}
    other = History(tmp_path / "b", b"k" * 32).append(plain, "lô", told)
    for one, two in ((path, other), (path.parent / "phrases" / path.name, other.parent / "phrases" / other.name)):
        found, expected = (pq.ParquetFile(file).read().to_pylist() for file in (one, two))
        assert sorted(found, key=str) == sorted(expected, key=str)
    assert pq.ParquetFile(path).num_row_groups == max(-(-blocks // 100), 1)
    assert History(tmp_path / "a").read(END).equals(History(tmp_path / "b").read(END))


def pairs(history: pd.DataFrame, written: Written) -> set[tuple[str, str]]:
    ids, distinct = history["id"].tolist(), written.distinct.to_pylist()
    return {
        (ids[at], distinct[one])
        for rows, phrases in written.pairs()
        for at, one in zip(rows.tolist(), phrases.tolist(), strict=True)
    }
