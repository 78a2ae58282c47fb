"""A batch meets history: repeats across batches, hotspots from all of them, and runs that are killed and run again."""

from __future__ import annotations

import csv
import json
import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

import pipeline.batch as whole_run
from pipeline.batch import run_batch
from pipeline.errors import InputError, OutputError
from pipeline.history import History, PastPetition, office_key
from pipeline.hotspots import Channel, Status
from pipeline.job import Job
from pipeline.loading import load_reader
from pipeline.look_back import watch_history
from pipeline.reader import Reader
from pipeline.reclassify import check_task, reclassify
from pipeline.routing.signatures import is_signature
from pipeline.settings import Settings
from tests.conftest import Script

MONDAY = date(2026, 3, 2)
END = date(2026, 12, 31)
HOLE = (
    "Nắp cống trước số 45 đường Lê Hồng Phong, phường Đông Khê bị vỡ đã hai tuần, trẻ con đi học dễ sụp chân, xe máy "
    "tránh nhau suýt ngã. Mong phường cho thay nắp mới sớm. "
)
MINE = "Tôi tên là Lê Thị Mận Chín, số điện thoại 0900000101. "
THEIRS = "Tôi tên là Hoàng Công Rạng, số điện thoại 0900000108. "
LAMP = "Đèn đường trên cầu Kênh Năm tắt cả tháng nay, ban đêm người đi chợ không thấy mặt cầu, lan can lại gãy."
Row = tuple[str, date | str, str]
Table = list[dict[str, str]]


def job_of(folder: Path, out: str, *rows: Row, **more: object) -> Job:
    """Write an inbox of rows (id, received, text) and return the job that reads it."""
    inbox = folder / f"{out}.csv"
    with inbox.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("Mã đơn", "Ngày nhận", "Nội dung"), *rows])
    return replace(Job((inbox,), folder / out, folder / "home", Settings(), province="31"), **more)  # type: ignore[arg-type]  # fields of Job


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Load the model once for all runs, and leave out workbooks and page, which have tests of their own."""
    monkeypatch.setattr("pipeline.workers.load_reader", lambda job: _reader())
    for name in ("write_workbooks", "write_page"):
        monkeypatch.setattr(whole_run, name, lambda *_: None)


@cache
def _reader() -> Reader:
    return load_reader(Job((), Path("out"), Path("no-home"), Settings(), province="31"))


def table(path: Path) -> Table:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def by_id(job: Job) -> dict[str, dict[str, str]]:
    return {row["id"]: row for row in table(job.out / "routed.csv")}


def log(job: Job) -> dict[str, object]:
    content: dict[str, object] = json.loads((job.out / "run.json").read_text(encoding="utf-8"))
    del content["timings"]
    return content


def phrases_of(job: Job) -> Table:
    return [row for batch in history(job).read_phrases() for table in batch for row in table.to_pylist()]


def history(job: Job) -> History:
    return History(job.home / "history", office_key(job.home))


def day(number: int) -> date:
    return MONDAY + timedelta(days=number)


def test_repeats_are_found_across_batches_and_campaigns_told_from_ones_own(tmp_path: Path) -> None:
    first = job_of(tmp_path, "tuan-1", ("A1", day(0), MINE + HOLE), ("A2", day(1), LAMP))
    run_batch(first)
    second = job_of(
        tmp_path,
        "tuan-2",
        ("B1", day(8), "Đây là lần thứ hai tôi gửi. " + MINE + HOLE),
        ("B2", day(9), THEIRS + HOLE),
        ("B3", day(9), "Cây phượng trước trường mầm non đổ chắn lối vào, đề nghị cắt dọn."),
    )
    run_batch(second)
    rows = by_id(second)
    assert [(rows[name]["repeat_of"], rows[name]["group"]) for name in ("B1", "B2", "B3")] == [
        ("A1", "A1"), ("A1", "A1"), ("", ""),
    ]  # fmt: skip
    assert "own-repeat" in rows["B1"]["reasons"] and "copy-of-others" in rows["B2"]["reasons"]
    assert all(row["group"] == "" for row in by_id(first).values())
    third = job_of(tmp_path, "tuan-3", ("C1", day(15), THEIRS + HOLE))
    run_batch(third)
    assert (by_id(third)["C1"]["repeat_of"], by_id(third)["C1"]["group"]) == ("B2", "A1")


def test_the_same_petition_in_overlapping_exports_is_no_repeat(tmp_path: Path) -> None:
    rows: list[Row] = [("A1", day(0), HOLE), ("A2", day(1), LAMP)]
    run_batch(job_of(tmp_path, "tuan-1", *rows))
    both = job_of(tmp_path, "tuan-2", *rows, ("A3", day(8), HOLE))
    run_batch(both)
    assert [row["repeat_of"] for row in by_id(both).values()] == ["", "", "A1"]
    found = history(both).read(END)
    assert list(found["id"]) == ["A1", "A2", "A3"]


def test_running_again_changes_nothing(tmp_path: Path) -> None:
    first = job_of(tmp_path, "tuan-1", ("A1", day(0), MINE + HOLE), ("A2", day(1), LAMP))
    run_batch(first)
    second = job_of(tmp_path, "tuan-2", ("B1", day(8), MINE + HOLE))
    run_batch(second)
    files = {file: file.read_bytes() for file in history(first).files()}
    results = {name: (first.out / name).read_bytes() for name in ("routed.csv", "hotspots.csv")}
    run_batch(replace(first, overwrite=True))
    assert {file: file.read_bytes() for file in history(first).files()} == files
    assert {name: (first.out / name).read_bytes() for name in results} == results


@pytest.mark.parametrize("killed_in", ["write_run", "remember"])
def test_a_run_killed_before_its_end_leaves_neither_results_nor_history(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, killed_in: str
) -> None:
    job = job_of(tmp_path, "tuan-1", ("A1", day(0), HOLE))

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(whole_run, killed_in, killed)
        run_batch(job)
    assert list(job.out.iterdir()) == [] and not job.home.exists()
    run_batch(job)
    assert len(history(job).files()) == 1 and (job.out / "run.json").exists()


def test_a_run_killed_while_its_results_are_put_in_place_is_repaired_by_running_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = job_of(tmp_path, "whole", ("A1", day(0), HOLE), ("A2", day(1), HOLE))
    run_batch(whole)
    other = tmp_path / "other"
    other.mkdir()
    job = job_of(other, "whole", ("A1", day(0), HOLE), ("A2", day(1), HOLE))

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr("pipeline.report.folder._publish", killed)
        run_batch(job)
    assert len(history(job).files()) == 1 and not (job.out / "run.json").exists()
    run_batch(job)
    assert len(history(job).files()) == 1
    for name in ("routed.csv", "hotspots.csv"):
        assert (job.out / name).read_bytes() == (whole.out / name).read_bytes()


def test_without_history_nothing_is_kept_and_the_results_are_the_same(tmp_path: Path) -> None:
    kept = job_of(tmp_path, "tuan-1", ("A1", day(0), HOLE))
    run_batch(replace(kept, out=tmp_path / "khong", remember=False))
    assert not kept.home.exists()
    run_batch(kept)
    assert (kept.out / "hotspots.csv").read_bytes() == (tmp_path / "khong" / "hotspots.csv").read_bytes()
    assert log(kept) == log(replace(kept, out=tmp_path / "khong"))


def test_history_holds_no_word_name_or_number_of_anybody(tmp_path: Path) -> None:
    texts = [MINE + HOLE, THEIRS + HOLE, MINE + LAMP]
    job = job_of(tmp_path, "tuan-1", *((f"A{at}", day(at), text) for at, text in enumerate(texts)))
    run_batch(job)
    phrases = {row["phrase"] for row in phrases_of(job)}
    assert phrases and not any(word in phrase for phrase in phrases for word in ("mận", "rạng", "0900", "phong"))
    stored = b"".join(file.read_bytes() for file in job.home.rglob("*") if file.is_file())
    for secret in ("Mận Chín", "mận chín", "0900000101", "sụp chân"):
        assert secret.encode() not in stored


def test_without_the_key_of_the_office_signatures_tell_nothing_and_the_run_says_so(tmp_path: Path) -> None:
    job = job_of(tmp_path, "tuan-1", ("A1", day(0), MINE + HOLE))
    run_batch(job)
    assert not any(is_signature(sealed) for sealed in pd.read_parquet(history(job).files()[0])["signature"])
    (job.home / "history.key").unlink()
    again = job_of(tmp_path, "tuan-2", ("B1", day(8), MINE + HOLE))
    run_batch(again)
    assert by_id(again)["B1"]["repeat_of"] == "" and log(again)["history_not_compared"] == 1


def test_signatures_of_an_older_program_are_left_out_and_the_run_says_so(tmp_path: Path) -> None:
    job = job_of(tmp_path, "tuan-1", ("A1", day(0), MINE + HOLE))
    run_batch(job)
    kept = history(job)
    kept.append([PastPetition("O1", day(0), day(0), group="A1", signature=b"\x00old")], "lô cũ")
    again = job_of(tmp_path, "tuan-2", ("B1", day(8), MINE + HOLE))
    run_batch(again)
    assert by_id(again)["B1"]["repeat_of"] == "A1" and log(again)["history_not_compared"] == 1


def test_detection_alone_says_what_the_run_said(tmp_path: Path) -> None:
    job = job_of(tmp_path, "tuan-1", *_weeks(12))
    outcome = run_batch(job)
    alone = replace(job, inputs=(), out=tmp_path / "alone")
    watched = watch_history(alone, outcome.watched.until)
    assert watched.hotspots == outcome.watched.hotspots
    assert (alone.out / "hotspots.csv").read_bytes() == (job.out / "hotspots.csv").read_bytes()
    assert sorted(path.name for path in alone.out.iterdir()) == ["hotspots.csv", "run.json"]
    assert log(alone)["hotspots"] == log(job)["hotspots"]


def test_an_empty_history_is_refused_for_detection_alone(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="chưa có lịch sử"):
        watch_history(Job((), tmp_path / "out", tmp_path / "home", Settings()), END)


def test_emerging_words_come_from_the_texts_of_a_run(tmp_path: Path) -> None:
    near = "Xã Cát Hải, huyện Cát Hải, Hải Phòng: "
    troubles = (
        "bãi tắm có sứa lửa, hai cháu bé bị bỏng phải đi viện.",
        "rác và sứa lửa dạt đầy bờ biển, không ai dọn, bốc mùi.",
        "sứa lửa làm khách bỏ về, hàng quán ế ẩm, đề nghị có biển cảnh báo.",
        "trạm y tế không có thuốc chữa bỏng do sứa lửa.",
        "trường cho học sinh đi biển mà không báo trước có sứa lửa, phụ huynh bức xúc.",
        "ngư dân kéo lưới toàn sứa lửa, cá chết, xin được hỗ trợ.",
        "đội cứu hộ vắng mặt khi người già giẫm phải sứa lửa.",
        "công ty du lịch vẫn bán vé dù sứa lửa nhiều, không hoàn tiền.",
    )
    late: list[Row] = [(f"S{at}", day(83 - at), near + trouble) for at, trouble in enumerate(troubles)]
    job = job_of(tmp_path, "tuan-1", *_weeks(12), *late)
    found = [spot for spot in run_batch(job).watched.hotspots if spot.channel is Channel.EMERGING]
    assert [spot.phrase for spot in found if spot.unit_level == "district"] == ["sứa lửa"]
    assert set(found[0].petitions) <= {name for name, *_ in late} and len(found[0].weeks) >= 12


def test_no_word_of_a_denunciation_is_kept_for_hotspots_or_told_in_the_table(tmp_path: Path) -> None:
    denounced = (
        "Tôi tố cáo ông chủ tịch xã nhận hối lộ 20 triệu đồng để cấp đất trái phép cho người nhà. "
        "Tôi đã đưa tiền tận tay tại kho thóc của hợp tác xã và có ghi âm."
    )
    job = job_of(tmp_path, "tuan-1", ("T1", day(0), denounced), ("A1", day(0), "Sứa lửa dạt đầy bãi tắm, bốc mùi hôi."))
    run_batch(job)
    rows = by_id(job)
    assert {name: row["petition_type"] == "to-cao" for name, row in rows.items()} == {"T1": True, "A1": False}
    assert not rows["T1"]["evidence"] and rows["A1"]["evidence"]
    assert {row["id"] for row in phrases_of(job)} == {"A1"}


def test_a_complaint_whose_sender_stands_in_the_register_lacks_neither_name_nor_address(tmp_path: Path) -> None:
    text = "Đơn khiếu nại. Tôi khiếu nại quyết định thu hồi đất số 15 của UBND xã vì bồi thường thấp, đề nghị xem lại."
    inbox = tmp_path / "so.csv"
    rows = (("K1", text, "Lò Thị Mơ Ước", "bản Nà Tưởng", "Có"), ("K2", f"{text} Xin cảm ơn.", "", "", "Không"))
    with inbox.open("w", encoding="utf-8", newline="") as file:
        header = ("Mã đơn", "Nội dung", "Họ tên người gửi", "Địa chỉ người gửi", "Chữ ký")
        csv.writer(file).writerows([header, *rows])
    job = Job((inbox,), tmp_path / "ra", tmp_path / "home", Settings())
    run_batch(job)
    lacking = {name: {"no-name", "no-address"} & set(row["legal_flags"].split("|")) for name, row in by_id(job).items()}
    assert lacking == {"K1": set(), "K2": {"no-name", "no-address"}}
    for file_made in (*job.out.rglob("*.*"), *job.home.rglob("*.parquet")):
        assert "Mơ Ước".encode() not in file_made.read_bytes()


def test_a_slip_of_the_pen_in_a_date_does_not_move_the_clock(tmp_path: Path) -> None:
    rows: list[Row] = [("A1", day(0), HOLE), ("A2", "05/03/2062", LAMP)]
    job = job_of(tmp_path, "tuan-1", *rows)
    assert run_batch(job).watched.until == day(0)
    assert by_id(job)["A2"]["received_at"] == "" and "future-date" in by_id(job)["A2"]["reasons"]
    asked = job_of(tmp_path, "sau", *rows, as_of=date(2070, 1, 1))
    run_batch(asked)
    assert log(asked)["as_of"] == "2070-01-01" and by_id(asked)["A2"]["received_at"] == "2062-03-05"


def test_a_truncated_file_of_history_is_named_before_the_work_and_skipped_on_request(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = job_of(tmp_path, "tuan-1", ("A1", day(0), HOLE))
    run_batch(job)
    broken = history(job).files()[0]
    broken.write_bytes(broken.read_bytes()[:-30])
    later = job_of(tmp_path, "tuan-2", ("B1", day(8), HOLE))
    with monkeypatch.context() as patch, pytest.raises(InputError, match=broken.name):
        patch.setattr(whole_run, "received_from", lambda *_: pytest.fail("work was done before history was looked at"))
        run_batch(later)
    run_batch(replace(later, skip_damaged=True))
    assert by_id(later)["B1"]["repeat_of"] == ""
    run_batch(replace(job, overwrite=True, skip_damaged=True))
    assert list(history(job).read(END)["id"]) == ["A1", "B1"]


def test_a_history_that_cannot_be_written_is_told_before_the_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(whole_run, "received_from", lambda *_: pytest.fail("work was done for nothing"))
    job = job_of(tmp_path, "tuan-1", ("A1", day(0), HOLE), history=tmp_path / "tuan-1.csv" / "in-a-file")
    with pytest.raises(OutputError, match="không ghi được"):
        run_batch(job)
    assert not job.out.exists()


def test_originals_are_read_again_in_their_own_place(tmp_path: Path) -> None:
    first = job_of(tmp_path, "tuan-1", ("A1", day(0), HOLE))
    second = job_of(tmp_path, "tuan-2", ("B1", day(8), MINE + HOLE))
    for job in (first, second):
        run_batch(job)
    _as_if_by_an_older_model(history(first))
    assert set(history(first).read(END)["model"]) == {"cũ"}
    before = [file.name for file in history(first).files()]
    again = replace(first, inputs=(*first.inputs, *second.inputs), out=tmp_path / "lai")
    reclassify(again, None)
    found = history(first).read(END)
    assert set(found["model"]) == {"default"}
    assert [file.name for file in history(first).files()] == before
    assert found["recorded_at"].dt.date.tolist() == [day(0), day(8)]


def test_an_inbox_that_history_does_not_know_is_not_read_again(tmp_path: Path) -> None:
    job = job_of(tmp_path, "tuan-1", ("A1", day(0), HOLE))
    run_batch(job)
    job.inputs[0].write_text(job.inputs[0].read_text(encoding="utf-8") + "\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"tuan-1\.csv: lịch sử không có lô này"):
        reclassify(replace(job, out=tmp_path / "lai"), None)


@pytest.mark.parametrize(
    ("inputs", "until", "again", "told"),
    [
        ((), None, False, "thiếu tham số tệp đơn"),
        ((), None, True, "--reclassify cần"),
        ((Path("a.csv"),), MONDAY, False, "--until chỉ dùng"),
    ],
)
def test_a_command_line_that_asks_for_nothing_or_too_much_is_refused(
    inputs: Sequence[Path], until: date | None, again: bool, told: str
) -> None:
    with pytest.raises(InputError, match=told):
        check_task(Job(tuple(inputs), Path("out"), Path("home"), Settings()), until, again)


def test_an_officer_runs_a_batch_then_detection_alone(script: Script, tmp_path: Path) -> None:
    job = job_of(tmp_path, "tuan-1", ("A1", day(0), HOLE))
    own = ("--history", tmp_path / "rieng")
    assert script("classify.py", job.inputs[0], "--out", tmp_path / "kq", *own).returncode == 0
    done = script("classify.py", "--until", "2026-03-31", "--out", tmp_path / "kq-2", *own)
    assert (done.returncode, done.stderr) == (0, "") and "Điểm nóng (dấu hiệu thống kê" in done.stdout
    assert len(list((tmp_path / "rieng").glob("*.parquet"))) == 1
    assert not (tmp_path / "home" / "history").exists()


@pytest.mark.parametrize(
    "case", ["no dates", "one day", "gaps", "one district", "one petition", "no place", "dead year"]
)
def test_odd_inboxes_run_and_raise_no_surge(tmp_path: Path, case: str) -> None:
    rows = [(name, *_as_in(case, when, text)) for name, when, text in _weeks(10)]
    job = job_of(tmp_path, "tuan-1", *(rows[:1] if case == "one petition" else rows))
    found = run_batch(job).watched
    assert not [spot for spot in found.hotspots if spot.channel in (Channel.SURGE, Channel.TOTAL, Channel.PROVINCE)]
    figures = found.figures[0]
    assert figures.petitions == len(by_id(job))
    told = figures.counted + figures.without_place + figures.unsure_of_place + figures.after_until + figures.too_old
    assert told + (figures.undated if case != "no dates" else 0) == figures.petitions
    assert (figures.undated == figures.petitions) == (case == "no dates")
    assert (figures.too_old, figures.weeks) == (10, 10) if case == "dead year" else figures.too_old == 0
    if case == "no place":
        assert figures.without_place == figures.petitions
    assert log(job)["hotspots"] == json.loads(json.dumps(found.about()))


def test_a_history_partly_of_another_model_says_so_and_is_judged(tmp_path: Path) -> None:
    quiet_weeks = _weeks(14)
    run_batch(job_of(tmp_path, "dau", *quiet_weeks[: 10 * 8]))
    job = job_of(tmp_path, "sau", *quiet_weeks[10 * 8 :], *_surge(14))
    _as_if_by_an_older_model(history(job))
    watched = run_batch(job).watched
    spots = [spot for spot in watched.hotspots if spot.channel is Channel.SURGE]
    assert spots and all(Status.MODEL_CHANGED in spot.status for spot in spots)
    assert watched.figures[0].models == ("cũ", "default")


def _as_in(case: str, when: date | str, text: str) -> tuple[date | str, str]:
    assert isinstance(when, date)
    slip = when.replace(year=1900) if text.endswith(" 3.") else when
    spread = MONDAY + timedelta(days=(when - MONDAY).days // 14 * 49)
    day_of: dict[str, date | str] = {"no dates": "", "one day": MONDAY, "gaps": spread, "dead year": slip}
    where = {"one district": "huyện Cát Hải, Hải Phòng: ", "no place": ""}.get(case)
    said = text if where is None else where + text.partition(": ")[2]
    return day_of.get(case, when), said


def _surge(week: int) -> list[Row]:
    """Return a week of different troubles with potholes in one district."""
    streets = ("Trần Phú", "Lê Lai", "Lạch Tray", "Cầu Đất", "Đà Nẵng", "Chu Văn An", "Lê Lợi", "Điện Biên Phủ",
               "Hàng Kênh", "Quang Trung", "Phạm Ngũ Lão", "Văn Cao", "Nguyễn Trãi", "Máy Tơ")  # fmt: skip
    return [
        (f"S{at}", day(7 * week - 1 - at % 6), f"Đường {street}, quận Ngô Quyền, Hải Phòng nhiều ổ gà, mặt đường hỏng.")
        for at, street in enumerate(streets)
    ]


@pytest.mark.slow
def test_a_process_that_dies_on_the_way_is_repaired_by_running_again(script: Script, tmp_path: Path) -> None:
    job = job_of(tmp_path, "tuan-1", ("A1", day(0), HOLE), ("A2", day(1), MINE + HOLE))
    words = [job.inputs[0], "--out", tmp_path / "kq"]
    dying = "import os, classify, pipeline.report.folder as f; f._publish = lambda *_: os._exit(9); classify.run()"
    assert script("-c", dying, *words).returncode == 9
    assert not (tmp_path / "kq" / "run.json").exists() and len(history(job).files()) == 1
    assert script("classify.py", *words).returncode == 0
    assert script("classify.py", words[0], "--out", tmp_path / "kq-2", "--home", tmp_path / "home-2").returncode == 0
    assert sorted(path.name for path in (tmp_path / "kq").iterdir()) == sorted(
        path.name for path in (tmp_path / "kq-2").iterdir()
    )
    for name in ("routed.csv", "hotspots.csv"):
        assert (tmp_path / "kq" / name).read_bytes() == (tmp_path / "kq-2" / name).read_bytes()
    assert len(history(job).files()) == 1


def _weeks(count: int) -> list[Row]:
    """Return a quiet inbox: some petitions a week on everyday matters, in four districts."""
    chance = random.Random(3)  # noqa: S311  # an inbox, not a secret
    matters = ("đường hỏng nhiều ổ gà", "rác thải ứ đọng ven đường", "đèn đường tắt cả tuần", "cống tắc, nước ngập")
    districts = ("huyện Cát Hải", "huyện Thủy Nguyên", "quận Ngô Quyền", "quận Lê Chân")
    rows: list[Row] = []
    for week in range(count):
        for number in range(8):
            where, what = chance.choice(districts), chance.choice(matters)
            text = f"Ở {where}, Hải Phòng: {what}, lần thứ {chance.randrange(10**6)}, tuần {week}, số {number}."
            rows.append((f"W{week}-{number}", day(7 * week + chance.randrange(7)), text))
    return rows


def _as_if_by_an_older_model(kept: History) -> None:
    from pyarrow import parquet

    for file in kept.files():
        stored = parquet.read_table(file)
        frame = stored.to_pandas().assign(model="cũ")
        parquet.write_table(stored.from_pandas(frame, schema=stored.schema, preserve_index=False), file)
