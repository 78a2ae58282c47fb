"""A model on disk: one ``.npy`` an array and JSON, with SHA-256 of every file; loading never runs code."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Collection
from pathlib import Path

import numpy as np

from pipeline.errors import ModelError, OutputError
from pipeline.text.diacritics import NO_SPELLINGS, Spellings
from pipeline.topics.card import card_from_json
from pipeline.topics.model import TYPES, Model

ARRAYS = ("idf", "weights", "scale", "bias")
SPELLING_ARRAYS = ("share", "followers", "seen", "pairs", "times")
SPELLING_FILES = (*(f"spelling_{name}.npy" for name in SPELLING_ARRAYS), "syllables.txt")
FILES = (*(f"{name}.npy" for name in ARRAYS), "terms.txt", "card.json")
SUMS = "SHA256SUMS.json"
REBUILD = "hãy chép lại bản cài đặt hoặc huấn luyện lại bằng python train.py"


def save_model(model: Model, folder: Path) -> None:
    """Write a model to ``folder``, which appears whole or not at all and replaces what stood there.

    Raises:
        OutputError: the folder cannot be written.
    """
    fresh = folder.with_name(f".{folder.name}.{os.getpid()}")
    try:
        fresh.mkdir(parents=True)
        for name in ARRAYS:
            np.save(fresh / f"{name}.npy", np.ascontiguousarray(getattr(model, name)))
        (fresh / "terms.txt").write_bytes("\n".join(model.terms).encode())
        _write_json(fresh / "card.json", model.card.as_json())
        spelled = _save_spellings(model.spellings, fresh)
        _write_json(fresh / SUMS, {name: _digest(fresh / name) for name in (*FILES, *spelled)})
        _swap(fresh, folder)
    except OSError as fault:
        shutil.rmtree(fresh, ignore_errors=True)
        raise OutputError(
            f"{folder}: không ghi được mô hình ({fault.strerror}); hãy kiểm tra quyền và chỗ trống."
        ) from fault


def _save_spellings(spellings: Spellings, folder: Path) -> tuple[str, ...]:
    """Write what is known of spelling, if anything is, and return the names of the files."""
    if not spellings:
        return ()
    for name in SPELLING_ARRAYS:
        np.save(folder / f"spelling_{name}.npy", getattr(spellings, name))
    (folder / "syllables.txt").write_bytes("\n".join(spellings.words).encode())
    return SPELLING_FILES


def _load_spellings(folder: Path, names: Collection[str]) -> Spellings:
    if not set(SPELLING_FILES) & set(names):
        return NO_SPELLINGS
    arrays = {name: np.load(folder / f"spelling_{name}.npy", allow_pickle=False) for name in SPELLING_ARRAYS}
    words = (folder / "syllables.txt").read_bytes().decode().split("\n")
    return Spellings(words=tuple(words), **arrays)


def _swap(fresh: Path, folder: Path) -> None:
    old = folder.with_name(f".{folder.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if folder.exists():
        folder.replace(old)
    fresh.replace(folder)
    shutil.rmtree(old, ignore_errors=True)


def load_model(folder: Path) -> Model:
    """Read a model and check every file against its SHA-256.

    Raises:
        ModelError: missing, altered, foreign or of another format; the sentence says what to do.
    """
    if not folder.is_dir():
        raise ModelError(f"{folder}: không có mô hình này; {REBUILD}.")
    try:
        sums = json.loads((folder / SUMS).read_text(encoding="utf-8"))
        for name in {**sums, **dict.fromkeys(FILES)}:
            if sums.get(name) != _digest(folder / name):
                raise ModelError(f"{folder / name}: tệp mô hình đã bị thay đổi; {REBUILD}.")
        card = card_from_json(json.loads((folder / "card.json").read_text(encoding="utf-8")))
        arrays = {name: np.load(folder / f"{name}.npy", mmap_mode="r", allow_pickle=False) for name in ARRAYS}
        terms = (folder / "terms.txt").read_bytes().decode().split("\n")
        spellings = _load_spellings(folder, sums)
    except (OSError, ValueError, TypeError, AttributeError) as fault:
        raise ModelError(f"{folder}: không phải mô hình của chương trình này hoặc thiếu tệp; {REBUILD}.") from fault
    model = Model(card=card, terms=tuple(terms), spellings=spellings, **arrays)
    _check_shapes(model, folder)
    return model


def _check_shapes(model: Model, folder: Path) -> None:
    columns = len(model.card.labels) + (len(TYPES) + 2 if model.card.reads_types else 0)
    right = (
        model.weights.shape == (len(model.terms), columns)
        and model.idf.shape == (len(model.terms),)
        and model.scale.shape == model.bias.shape == (columns,)
    )
    if not right:
        raise ModelError(f"{folder}: các mảng của mô hình không khớp nhau; {REBUILD}.")


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _write_json(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")
