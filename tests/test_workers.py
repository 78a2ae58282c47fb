"""Large inboxes: read in blocks by several processes, kept on disk, and the same to the byte as read at once."""

from __future__ import annotations

import csv
import tracemalloc
from collections.abc import Iterator
from dataclasses import fields
from datetime import date
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.batch import run_batch
from pipeline.errors import ModelError
from pipeline.inboxes import received_from
from pipeline.intake.clean import MOST_MARKS, clean_characters
from pipeline.intake.csv_table import read_csv
from pipeline.intake.inbox import read_inbox
from pipeline.intake.received import Arrival, Arrivals, receive
from pipeline.job import Job
from pipeline.records import Decision, Petition, PetitionType, Place, Prediction, Reject, Routed
from pipeline.routing.repeats import ALONE, Repeat
from pipeline.routing.routed_spool import RoutedSpool, routed_rows
from pipeline.settings import DATA, Settings
from pipeline.spool import PETITIONS, ROUTED, Blocks
from pipeline.workers import Work, chosen_workers, read_blocks

SAMPLE = DATA / "samples" / "hop-thu.xlsx"
HEADERS = DATA / "intake" / "headers.csv"
DAYS = st.one_of(st.none(), st.dates())
TEXTS = st.text()


def sample() -> Iterator[Petition | Reject]:
    return islice(read_inbox([SAMPLE], HEADERS, {}), 40)


def job(out: Path, workers: int = 0) -> Job:
    return Job((SAMPLE,), out, out / "home", Settings(), workers=workers)


petitions = st.builds(
    Petition, id=TEXTS, text=TEXTS, received_at=DAYS, resolved_at=DAYS, row=st.integers(0, 10**6),
    notes=st.lists(TEXTS, max_size=2).map(tuple),
)  # fmt: skip
predictions = st.builds(
    Prediction, topic=TEXTS, confidence=st.floats(0, 1), ranked=st.lists(st.tuples(TEXTS, st.floats(0, 1))).map(tuple),
    petition_type=st.sampled_from(PetitionType), urgent=st.booleans(), evidence=st.lists(TEXTS).map(tuple),
)  # fmt: skip
routed_petitions = st.builds(
    Routed, petition=petitions, prediction=predictions, field=TEXTS, department=TEXTS, level=TEXTS,
    departments_ranked=st.just(("a", "b")), decision=st.sampled_from(Decision), reasons=st.just(()), model=TEXTS,
    place=st.builds(Place, province=TEXTS, confidence=st.floats(0, 1)),
    deadlines=st.lists(st.tuples(TEXTS, st.dates())).map(tuple),
)  # fmt: skip


@given(st.lists(routed_petitions, max_size=3))
def test_what_is_packed_comes_out_as_it_was(found: list[Routed]) -> None:
    again = ROUTED.records(ROUTED.block(found))
    assert again == found
    for ours, theirs in zip(again, found, strict=True):
        assert all(type(getattr(ours, f.name)) is type(getattr(theirs, f.name)) for f in fields(Routed))
        assert type(ours.prediction.petition_type) is PetitionType


def test_lone_surrogates_and_large_numbers_survive_packing() -> None:
    odd = [Petition("a\ud800", "đường \ud83d", row=2**40)]
    assert PETITIONS.records(PETITIONS.block(odd)) == odd


@given(st.lists(st.binary(max_size=50)), st.integers(0, 100))
def test_blocks_are_the_same_in_memory_and_on_disk(tmp_path_factory: pytest.TempPathFactory, added: list[bytes],
                                                   most: int) -> None:  # fmt: skip
    blocks = Blocks(tmp_path_factory.getbasetemp(), most_bytes=most)
    for number, block in enumerate(added):
        blocks.add(block)
        assert len(blocks) == number + 1
    assert list(blocks) == list(blocks) == added


def test_blocks_on_disk_have_no_name(tmp_path: Path) -> None:
    blocks = Blocks(tmp_path, most_bytes=0)
    blocks.add(b"x" * 1000)
    assert list(blocks) == [b"x" * 1000] and not list(tmp_path.iterdir())


def test_repeats_are_told_when_rows_come_back_from_the_disk(tmp_path: Path) -> None:
    work = Work(job(tmp_path), date(2026, 1, 1))
    received = receive(sample(), Blocks(tmp_path), size=7)
    blocks = Blocks(tmp_path, most_bytes=0)
    for read in read_blocks(work, received.blocks, 1):
        blocks.add(read.routed)
    repeats = [ALONE] * len(received.arrivals)
    repeats[8] = Repeat("x", "g", None)
    rows = routed_rows(blocks, repeats, most=3)
    assert isinstance(rows, RoutedSpool) and len(rows) == len(received.arrivals)
    assert [row.petition.id for row in rows] == [arrival.id for arrival in received.arrivals]
    assert [(at, row.repeat_of, row.group) for at, row in enumerate(rows) if row.group] == [(8, "x", "g")]
    assert list(rows) == list(routed_rows(blocks, repeats))


def test_blocks_of_any_size_are_read_alike(tmp_path: Path) -> None:
    work = Work(job(tmp_path), date(2026, 1, 1))
    found = []
    for size in (1, 9, 40):
        received = receive(sample(), Blocks(tmp_path), size=size)
        read = list(read_blocks(work, received.blocks, 1))
        found.append(
            (
                [r for one in read for r in ROUTED.records(one.routed)],
                [row for one in read for row in one.past.to_pylist()],
            )
        )
    assert found[0] == found[1] == found[2]


def test_two_workers_read_as_one_does(tmp_path: Path) -> None:
    blocks = list(receive(sample(), Blocks(tmp_path), size=10).blocks)
    one, two = (
        [  # marshal writes an object once or twice by how many hold it, so that bytes say nothing: records do
            (ROUTED.records(read.routed), read.past.to_pylist(), read.phrases.to_pylist())
            for read in read_blocks(Work(job(tmp_path), date(2026, 1, 1)), blocks, workers)
        ]
        for workers in (1, 2)
    )
    assert one == two and len(one) == len(blocks)


def test_blocks_of_inboxes_are_of_one_size_so_that_history_keeps_the_same_phrases(tmp_path: Path) -> None:
    path = tmp_path / "lon.csv"
    path.write_text("id,noi_dung\n" + "".join(f"A{n},Đèn đường hỏng\n" for n in range(2_100)), encoding="utf-8")
    received = received_from(job(tmp_path), [path])
    assert [len(PETITIONS.records(block)) for block in received.blocks] == [1_000, 1_000, 100]


@pytest.mark.slow
def test_any_number_of_workers_writes_the_same_bytes(tmp_path: Path) -> None:
    for workers in (1, 2):
        run_batch(job(tmp_path / str(workers), workers=workers))
    one, two = ((tmp_path / workers / "routed.csv").read_bytes() for workers in ("1", "2"))
    assert one == two and len(one) > 1000


def test_a_fault_in_a_worker_is_told_like_any_other(tmp_path: Path) -> None:
    wrong = Job((SAMPLE,), tmp_path, tmp_path / "home", Settings(), model=str(tmp_path / "none"))
    with pytest.raises(ModelError, match="không có mô hình này"):
        list(read_blocks(Work(wrong, date(2026, 1, 1)), [PETITIONS.block([Petition("a", "b")])] * 2, 2))


def test_few_petitions_are_read_by_one_process() -> None:
    assert chosen_workers(0, 10) == 1 and chosen_workers(3, 10) == 3 and chosen_workers(0, 10**6) >= 1


def test_a_large_csv_is_never_in_memory_as_a_whole(tmp_path: Path) -> None:
    path = tmp_path / "lon.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("id", "noi_dung"))
        writer.writerows((number, "Đường hỏng nặng, " * 50) for number in range(20_000))
    tracemalloc.start()
    assert sum(1 for table in read_csv(path, lambda cells: True) for _ in table.rows) == 20_000
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < path.stat().st_size / 3


def test_one_id_on_many_rows_takes_linear_time(tmp_path: Path) -> None:
    path = tmp_path / "trung.csv"
    path.write_text("id,noi_dung\n" + "A,Đèn đường hỏng\n" * 10_000, encoding="utf-8")
    ids = [row.id for row in read_inbox([path], HEADERS, {}) if isinstance(row, Petition)]
    assert len(set(ids)) == 10_000 and ids[:3] == ["A", "A~2", "A~3"]


def test_a_pile_of_accents_is_lowered_and_other_signs_stay() -> None:
    pile = "a" + "\u0301\u0323" * 16_000 + "b"
    assert len(clean_characters(pile)) <= MOST_MARKS + 2
    assert clean_characters("Hỏng………………………………………… 😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀") == (
        "Hỏng………………………………………… 😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀"
    )


def test_arrivals_without_a_date_are_taken_to_have_come_on_a_given_day() -> None:
    arrivals = Arrivals()
    arrivals.add("a", date(2025, 3, 1))
    arrivals.add("b", None)
    assert arrivals.last_day == date(2025, 3, 1) and Arrivals().last_day is None
    assert [one.received_at for one in arrivals] == [date(2025, 3, 1), None]
    assert arrivals.dated(date(2025, 4, 2))[1:] == [Arrival("b", date(2025, 4, 2))]
