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
from pipeline.report.folder import STAGING, results_folder
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


def test_folders_of_results_replace_older_ones(tmp_path: Path) -> None:
    (tmp_path / "kq" / "co-quan").mkdir(parents=True)
    (tmp_path / "kq" / "co-quan" / "cu.xlsx").write_text("old", encoding="utf-8")
    (tmp_path / "kq" / "phieu").mkdir()
    with results_folder(tmp_path / "kq", overwrite=True) as folder:
        (folder / "co-quan").mkdir()
        (folder / "co-quan" / "moi.xlsx").write_text("x", encoding="utf-8")
    assert [path.name for path in (tmp_path / "kq").rglob("*")] == ["co-quan", "moi.xlsx"]
    with pytest.raises(OutputError, match="co-quan"), results_folder(tmp_path / "kq", overwrite=False):
        pass


def test_what_a_killed_run_left_is_cleared_and_never_published(tmp_path: Path) -> None:
    (tmp_path / "kq" / STAGING).mkdir(parents=True)
    (tmp_path / "kq" / STAGING / "phan-don.xlsx").write_text("half", encoding="utf-8")
    with results_folder(tmp_path / "kq", overwrite=False) as folder:
        (folder / "routed.csv").write_text("x", encoding="utf-8")
    assert {path.name for path in (tmp_path / "kq").iterdir()} == {"routed.csv"}


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
