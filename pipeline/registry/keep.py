"""A model, trained or from elsewhere, into the office's home: written aside, onto the disk, renamed, registered."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

from pipeline.errors import OutputError, TrainingError
from pipeline.registry.active import SHIPPED, model_hash
from pipeline.registry.entries import FIT, VOUCH, Entry, Inputs, append_entry
from pipeline.topics.artifact import SUMS, load_model, save_model
from pipeline.topics.model import Model

STAGING = ".dang-ghi"


def refuse_taken(home: Path, name: str) -> None:
    """Refuse a name that cannot be used or that a model already has: old models are kept to go back to.

    Raises:
        TrainingError: with what to do.
    """
    refuse_odd(name)
    if (home / "models" / name).exists():
        raise TrainingError(
            f"Đã có mô hình tên {name!r} trong {home / 'models'}; mô hình cũ được giữ lại, hãy chọn tên khác."
        )


def refuse_odd(name: str) -> None:
    """Refuse a name that is no plain word, or that of the shipped model.

    Raises:
        TrainingError: with what to do.
    """
    if not name.replace("-", "").replace("_", "").isalnum() or name == SHIPPED:
        raise TrainingError(f"Tên mô hình {name!r} không dùng được; hãy dùng chữ, số, dấu gạch, khác {SHIPPED!r}.")


def keep_model(model: Model, home: Path, inputs: Inputs) -> Path:
    """Save a model under its name in ``home`` and register it; return its folder, which is whole or not there.

    Raises:
        OutputError: the disk is full or the folder cannot be written; nothing else has changed.
    """
    folder = home / "models" / model.card.name
    _settle(folder, lambda staging: save_model(model, staging))
    append_entry(home, Entry(FIT, model.card.name, model_hash(folder), inputs=inputs))
    return folder


def keep_copy(source: Path, home: Path, name: str, why: str) -> Path:
    """Copy a model from elsewhere into ``home`` under ``name`` and register it; return its folder, whole or not there.

    Nothing but the files that the model's own list of hashes names is copied, and the copy is checked against it.

    Raises:
        ModelError: the copy is not the model that was read.
        OutputError: the disk is full or the folder cannot be written; nothing else has changed.
    """
    folder = home / "models" / name
    _settle(folder, lambda staging: _copy(source, staging))
    append_entry(home, Entry(VOUCH, name, model_hash(folder), why=why))
    return folder


def _copy(source: Path, staging: Path) -> None:
    listed = json.loads((source / SUMS).read_text(encoding="utf-8"))
    staging.mkdir(parents=True)
    for path in sorted(source.iterdir()):
        if path.is_file() and (path.name in listed or path.name == SUMS):
            shutil.copyfile(path, staging / path.name)
    load_model(staging)


def _settle(folder: Path, write: Callable[[Path], None]) -> None:
    """Have a model written aside, see it onto the disk and rename it to ``folder``."""
    staging = folder.parent / STAGING
    for left in staging.parent.glob(f".*{STAGING}*"):  # of a training that was killed
        shutil.rmtree(left, ignore_errors=True)
    shutil.rmtree(staging, ignore_errors=True)
    try:
        write(staging)
        for path in (*sorted(staging.iterdir()), staging):
            see_onto_disk(path)
        staging.replace(folder)
        see_onto_disk(folder.parent)
    except OSError as fault:
        raise OutputError(f"{folder}: không ghi được mô hình ({fault.strerror}); kiểm tra quyền, chỗ trống.") from fault
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def see_onto_disk(path: Path) -> None:
    """Flush a file or, where the system can, a folder."""
    if path.is_dir() and os.name != "posix":
        return
    handle = os.open(path, os.O_RDONLY if os.name == "posix" else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
