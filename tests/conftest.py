"""What tests share: a small trained model, an inbox on disk, the scripts run as a user runs them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from pipeline.intake.masking import NameWords
from pipeline.loading import word_lists
from pipeline.settings import DATA, MODELS, PROJECT
from pipeline.taxonomy.catalogue import Taxonomy, load_taxonomy
from pipeline.topics.artifact import load_model
from pipeline.topics.model import Model
from pipeline.topics.predict import WordLists

Script = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def taxonomy() -> Taxonomy:
    return load_taxonomy(DATA / "taxonomy")


@pytest.fixture(scope="session")
def lists() -> WordLists:
    return word_lists()


@pytest.fixture(scope="session")
def names(lists: WordLists) -> NameWords:
    return lists.names


@pytest.fixture(scope="session")
def model() -> Model:
    return load_model(MODELS / "default")


@pytest.fixture
def script(tmp_path: Path) -> Script:
    """Run ``classify.py`` or ``train.py`` in a fresh home and give back what it printed."""

    def run(*words: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
        home = ["--home", str(tmp_path / "home")] if "--home" not in words and "--help" not in words else []
        if words[0] == "train.py" and "fit" not in words:
            home = []
        command: Sequence[str] = [sys.executable, *map(str, words), *home]
        encoding = environment.get("PYTHONIOENCODING", "utf-8")
        return subprocess.run(  # noqa: S603  # our own scripts
            command,
            cwd=PROJECT,
            env={**os.environ, "PYTHONIOENCODING": encoding, **environment},
            capture_output=True,
            encoding=encoding,
            check=False,
        )

    return run
