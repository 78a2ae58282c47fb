"""The house keeps its shape: imports go one way, names are public on purpose, modules and functions stay small."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import pipeline
from pipeline.settings import PROJECT

ORDER = (
    "errors", "records", "spool", "settings", "taxonomy", "intake", "text", "places", "topics", "registry",
    "routing", "history", "corrections", "hotspots", "help", "console", "training", "report", "job", "reader",
    "loading", "workers", "watch", "look_back", "inboxes", "reclassify", "batch", "cluster",
)  # fmt: skip
ALLOWED_UPWARD: frozenset[tuple[str, str]] = frozenset()
MODULES = sorted((PROJECT / "pipeline").rglob("*.py"))
FORBIDDEN_NAMES = {"utils", "helpers", "common", "misc"}
MOST_LINES = 200


def part_of(module: Path) -> str:
    inside = module.relative_to(PROJECT / "pipeline").parts
    return inside[0].removesuffix(".py")


def imported_parts(module: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        for name in names:
            if name.startswith("pipeline."):
                yield name.split(".")[1]


@pytest.mark.parametrize("module", MODULES, ids=lambda m: str(m.relative_to(PROJECT)))
def test_imports_go_one_way(module: Path) -> None:
    own = part_of(module)
    if own == "__init__":
        return
    for other in imported_parts(module):
        if other != own and (own, other) not in ALLOWED_UPWARD:
            assert ORDER.index(other) < ORDER.index(own), f"{module.name} imports {other}"


@pytest.mark.parametrize("module", MODULES, ids=lambda m: str(m.relative_to(PROJECT)))
def test_modules_are_small_and_named_for_what_they_are(module: Path) -> None:
    assert len(module.read_text(encoding="utf-8").splitlines()) <= MOST_LINES
    assert module.stem not in FORBIDDEN_NAMES


def test_nothing_that_runs_code_is_loaded() -> None:
    for module in MODULES:
        names = {
            alias.name
            for node in ast.walk(ast.parse(module.read_text(encoding="utf-8")))
            if isinstance(node, ast.Import)
            for alias in node.names
        }
        assert not names & {"pickle", "dill", "cloudpickle", "socket", "urllib", "requests", "http"}, module


def test_public_names_exist_and_are_few() -> None:
    assert 8 <= len(pipeline.__all__) <= 12
    for name in pipeline.__all__:
        assert getattr(pipeline, name) is not None
    assert list(pipeline.__all__) == sorted(pipeline.__all__)
