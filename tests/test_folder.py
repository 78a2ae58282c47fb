"""Results appear whole or not at all."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipeline.errors import OutputError
from pipeline.report.folder import STAGING, check_free, results_folder
from pipeline.report.lock import LOCK
from pipeline.settings import DATA, PROJECT


def test_nothing_appears_when_the_work_fails(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), results_folder(tmp_path / "kq", overwrite=False) as folder:
        (folder / "routed.csv").write_text("x", encoding="utf-8")
        raise ZeroDivisionError
    assert list((tmp_path / "kq").iterdir()) == []


def test_everything_appears_when_it_ends_well_and_older_files_go(tmp_path: Path) -> None:
    out = tmp_path / "kq"
    out.mkdir()
    (out / "hotspots.csv").write_text("old", encoding="utf-8")
    (out / "ghi-chu.txt").write_text("the officer's own", encoding="utf-8")
    with results_folder(out, overwrite=True) as folder:
        (folder / "routed.csv").write_text("x", encoding="utf-8")
    assert {path.name for path in out.iterdir()} == {"routed.csv", "ghi-chu.txt"}


def files_of(folder: Path) -> dict[str, str]:
    found = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in found}


def test_folders_that_officers_edit_are_kept_for_one_generation(tmp_path: Path) -> None:
    def run(*made: str) -> None:
        with results_folder(tmp_path / "kq", overwrite=True) as folder:
            for name in made:
                (folder / name).parent.mkdir(exist_ok=True)
                (folder / name).write_text("new", encoding="utf-8")

    run("co-quan/so-a.xlsx", "phieu/1.docx")
    (tmp_path / "kq" / "phieu" / "1.docx").write_text("edited by hand", encoding="utf-8")
    run("co-quan/so-b.xlsx")
    assert files_of(tmp_path / "kq") == {
        "co-quan/so-b.xlsx": "new", "co-quan.cu/so-a.xlsx": "new", "phieu.cu/1.docx": "edited by hand",
    }  # fmt: skip
    run("run.json")
    assert files_of(tmp_path / "kq") == {
        "run.json": "new", "co-quan.cu/so-b.xlsx": "new", "phieu.cu/1.docx": "edited by hand",
    }  # fmt: skip
    (tmp_path / "nua" / "co-quan").mkdir(parents=True)
    with pytest.raises(OutputError, match="đã có kết quả"):
        check_free(tmp_path / "nua", overwrite=False)


def test_what_a_killed_run_left_is_cleared_and_never_published(tmp_path: Path) -> None:
    (tmp_path / "kq" / STAGING).mkdir(parents=True)
    (tmp_path / "kq" / STAGING / "phan-don.xlsx").write_text("half", encoding="utf-8")
    with results_folder(tmp_path / "kq", overwrite=False) as folder:
        (folder / "routed.csv").write_text("x", encoding="utf-8")
    assert {path.name for path in (tmp_path / "kq").iterdir()} == {"routed.csv"}


def test_two_runs_never_write_into_one_folder(tmp_path: Path) -> None:
    with results_folder(tmp_path / "kq", overwrite=True) as folder:
        (folder / "routed.csv").write_text("first", encoding="utf-8")
        with pytest.raises(OutputError, match="lượt chạy khác"), results_folder(tmp_path / "kq", overwrite=True):
            pass
        with pytest.raises(OutputError, match="lượt chạy khác"):
            check_free(tmp_path / "kq", overwrite=True)
    assert files_of(tmp_path / "kq") == {"routed.csv": "first"}
    with results_folder(tmp_path / "kq", overwrite=True) as folder:
        (folder / "routed.csv").write_text("second", encoding="utf-8")
    assert files_of(tmp_path / "kq") == {"routed.csv": "second"}


@pytest.mark.skipif(os.name != "posix", reason="kill -9 is POSIX")
def test_the_lock_of_a_killed_run_holds_nobody_up(tmp_path: Path) -> None:
    code = (
        "import sys, time; from pathlib import Path; from pipeline.report.lock import alone_in\n"
        "with alone_in(Path(sys.argv[1])): print('in', flush=True); time.sleep(60)"
    )
    words = [sys.executable, "-c", code, str(tmp_path)]
    with subprocess.Popen(words, cwd=PROJECT, stdout=subprocess.PIPE) as running:  # noqa: S603  # our own code
        assert running.stdout is not None and running.stdout.readline() == b"in\n"
        with pytest.raises(OutputError, match="lượt chạy khác"):
            check_free(tmp_path, overwrite=False)
        running.kill()
    assert (tmp_path / LOCK).exists()
    check_free(tmp_path, overwrite=False)
    assert list(tmp_path.iterdir()) == []


def test_results_stay_out_of_the_root_the_home_and_the_files_of_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    for place in (Path("/"), tmp_path):
        with pytest.raises(OutputError, match="thư mục con"):
            check_free(place, overwrite=True)
    (tmp_path / "tai-lieu").mkdir()
    (tmp_path / "tai-lieu" / ".DS_Store").touch()
    check_free(tmp_path / "tai-lieu", overwrite=False)
    (tmp_path / "tai-lieu" / "bao-cao-rieng.docx").touch()
    with pytest.raises(OutputError, match=r"bao-cao-rieng\.docx.*--overwrite"):
        check_free(tmp_path / "tai-lieu", overwrite=False)
    check_free(tmp_path / "tai-lieu", overwrite=True)


def test_locked_denunciations_are_never_replaced_by_plain_ones(tmp_path: Path) -> None:
    (tmp_path / "to-cao.xlsx").write_bytes(b"PK\x03\x04 plain")
    check_free(tmp_path, overwrite=True, plain=True)
    (tmp_path / "to-cao.xlsx").write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + b"locked")
    with pytest.raises(OutputError, match="--password-file"):
        check_free(tmp_path, overwrite=True, plain=True)
    check_free(tmp_path, overwrite=True)


def test_a_workbook_that_cannot_be_made_costs_one_sentence(tmp_path: Path) -> None:
    from xlsxwriter import Workbook

    with (
        pytest.raises(OutputError, match="không ghi được"),
        results_folder(tmp_path / "kq", overwrite=False) as folder,
        Workbook(str(folder / "khong-co" / "a.xlsx")),
    ):
        pass


def test_a_workbook_open_elsewhere_costs_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def locked(self: Path, target: Path) -> Path:
        raise PermissionError(13, "locked", str(target))

    monkeypatch.setattr(Path, "replace", locked)
    seen = r"phan-don\.xlsx: tệp đang mở"
    with pytest.raises(OutputError, match=seen), results_folder(tmp_path / "kq", overwrite=False) as folder:
        (folder / "phan-don.xlsx").write_text("x", encoding="utf-8")


@pytest.mark.skipif(os.name != "posix", reason="kill -9 is POSIX")
def test_a_run_killed_in_the_middle_leaves_no_result_and_can_be_run_again(tmp_path: Path) -> None:
    words = ["classify.py", DATA / "samples" / "hop-thu.xlsx", "--out", tmp_path / "kq", "--home", tmp_path / "home"]
    command = [sys.executable, *map(str, words)]
    running = subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603  # our own script
    time.sleep(0.8)
    running.send_signal(signal.SIGKILL)
    running.wait()
    assert not (tmp_path / "kq" / "run.json").exists()
    again = subprocess.run([*command, "--overwrite"], cwd=PROJECT, capture_output=True, check=False)  # noqa: S603  # our own script
    assert again.returncode == 0 and (tmp_path / "kq" / "run.json").exists()
