"""What README says is what happens: its commands, its help pages, its figures' commands."""

from __future__ import annotations

import re

import pytest

from pipeline.settings import PROJECT
from tests.conftest import Script

README = (PROJECT / "README.md").read_text(encoding="utf-8")
GUIDE = (PROJECT / "docs" / "huong-dan.md").read_text(encoding="utf-8")
MAKEFILE = (PROJECT / "Makefile").read_text(encoding="utf-8")


def test_the_two_commands_of_the_readme_exist() -> None:
    for word in ("make demo", "make test"):
        assert word in README
        assert re.search(rf"^{word.split()[1]}:", MAKEFILE, re.MULTILINE)


@pytest.mark.parametrize("page", ["classify.py", "train.py"])
def test_the_help_shown_in_the_readme_is_the_real_one(script: Script, page: str) -> None:
    shown = re.search(rf"```text\n\$ python {page} --help\n(.*?)```", README, re.DOTALL)
    assert shown is not None
    assert shown.group(1).split() == script(page, "--help").stdout.split()


@pytest.mark.parametrize("text", [README, GUIDE], ids=["README", "huong-dan"])
def test_files_that_the_docs_name_exist(text: str) -> None:
    named = re.findall(r"`((?:data|docs|benchmarks|pipeline|models)/[\w./-]+\.\w+)`", text)
    assert named or text is GUIDE
    for name in named:
        assert (PROJECT / name).exists(), name


def test_options_that_the_guide_names_exist(script: Script) -> None:
    train = ("fit", "audit", "compare", "promote", "rollback", "vouch", "import-review")
    commands = (["classify.py"], ["train.py"], *(["train.py", word] for word in train), ["-m", "pipeline.places"])
    pages = " ".join(script(*command, "--help").stdout for command in commands)
    for option in set(re.findall(r"(?<![\w-])--[a-z][\w-]+", GUIDE)):
        assert option in pages, option
