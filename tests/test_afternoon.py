"""The afternoon of the data staff, as docs/huong-dan.md tells it: its commands are run, in order, on a small office."""

from __future__ import annotations

import csv
import os
import re
import shlex
import subprocess
import sys
import warnings
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest

from pipeline.corrections import read_corrections
from pipeline.registry.entries import read_entries
from pipeline.settings import DATA, PROJECT

TITLE = "### Một buổi chiều của người phụ trách dữ liệu"
TOPICS = ("giao-thong/mat-duong", "ha-tang/chieu-sang", "y-te/bao-hiem", "dat-dai/cap-gcn")
MOST = 45  # petitions of a topic


def commands() -> list[str]:
    guide = (PROJECT / "docs" / "huong-dan.md").read_text(encoding="utf-8")
    section = guide.partition(TITLE)[2].partition("\n## ")[0]
    return [line for block in re.findall(r"```sh\n(.*?)```", section, re.DOTALL) for line in block.splitlines()]


class Office:
    """A folder with a small corpus, labelled petitions and a week's inbox; its home is beside them."""

    def __init__(self, folder: Path) -> None:
        """Set the office up in ``folder``."""
        self.folder, self.home = folder, folder / "nha" / "phan-don"
        rows = [row for file in sorted((DATA / "corpus").glob("*.csv")) for row in self._corpus(file)]
        (folder / "data" / "corpus").mkdir(parents=True)
        kept = [row for topic in TOPICS for row in [r for r in rows if r["topic"] == topic][:MOST]]
        with (folder / "data" / "corpus" / "nho.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, kept[0].keys())
            writer.writeheader()
            writer.writerows([row for i, row in enumerate(kept) if i % 3])
        with (folder / "don-da-gan-nhan.csv").open("w", encoding="utf-8", newline="") as file:
            labelled = [(row["text"], row["topic"]) for row in kept[::3]]
            csv.writer(file).writerows([("noi_dung", "chu_de"), *labelled[:-12]])
        with (folder / "don-tuan-nay.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([("nội dung",), *((text,) for text, _ in labelled[-12:])])

    @staticmethod
    def _corpus(file: Path) -> list[dict[str, str]]:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            return list(csv.DictReader(lines))

    def run(self, words: Sequence[str]) -> str:
        script = {name: str(PROJECT / name) for name in ("train.py", "classify.py")}
        done = subprocess.run(  # noqa: S603  # our own scripts
            [sys.executable, *(script.get(word, word) for word in words)],
            cwd=self.folder,
            env={**os.environ, "XDG_DATA_HOME": str(self.folder / "nha"), "PYTHONIOENCODING": "utf-8"},
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode in (0, 1), f"{words}: {done.stderr}"
        return done.stdout

    def fill_review(self) -> None:
        """Say of every petition that the program was right."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl says what it leaves out of a workbook
            book = openpyxl.load_workbook(self.folder / "ket-qua" / "ra-soat.xlsx")
        for sheet in book:
            places = {
                cell.value: cell for row in sheet.iter_rows() for cell in row if cell.value in ("Kết luận", "Mã đơn")
            }
            if len(places) == 2:
                for line in range(places["Mã đơn"].row + 1, sheet.max_row + 1):
                    if sheet.cell(line, places["Mã đơn"].column).value:
                        sheet.cell(line, places["Kết luận"].column).value = "Đúng"
        book.save(self.folder / "ket-qua" / "ra-soat.xlsx")


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="the home folder is moved by XDG_DATA_HOME")
def test_the_afternoon_runs_as_written(tmp_path: Path) -> None:
    office = Office(tmp_path)
    office.run(["train.py", "fit", "--data", "data/corpus", "--name", "quy-3"])
    office.run(["train.py", "promote", "quy-3", "--force", "mô hình đầu tiên"])
    office.run(["classify.py", "don-tuan-nay.csv", "--out", "ket-qua"])
    office.fill_review()
    printed = {}
    for command in commands():
        words = shlex.split(command)
        assert words[0] == ".venv/bin/python"
        printed[words[2]] = office.run(words[1:])
    assert len(read_corrections(office.home)) > 0
    assert [entry.action for entry in read_entries(office.home)] == ["fit", "promote", "fit", "promote", "rollback"]
    assert re.search(r"(Nên dùng|Dùng) quy-4", printed["compare"])
    assert re.search(r"^\* quy-4", printed["models"], re.MULTILINE)
    assert "mô hình đang dùng: quy-3" in printed["rollback"]
    assert "giống hệt từng byte" in printed["reproduce"]


def test_the_afternoon_names_every_command_of_the_script() -> None:
    used = {shlex.split(command)[2] for command in commands()}
    assert used == {"import-review", "audit", "fit", "compare", "promote", "models", "rollback", "reproduce"}
