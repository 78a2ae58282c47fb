"""A freshly trained model into the office's home: written aside, seen onto the disk, renamed, then registered."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from pipeline.errors import OutputError, TrainingError
from pipeline.registry.active import SHIPPED, model_hash
from pipeline.registry.entries import FIT, Entry, Inputs, append_entry
from pipeline.topics.artifact import save_model
from pipeline.topics.model import Model

STAGING = ".dang-ghi"


def refuse_taken(home: Path, name: str) -> None:
    """Refuse a name that cannot be used or that a model already has: old models are kept to go back to.

    Raises:
        TrainingError: with what to do.
    """
    if not name.replace("-", "").replace("_", "").isalnum() or name == SHIPPED:
        raise TrainingError(f"Tên mô hình {name!r} không dùng được; hãy dùng chữ, số, dấu gạch, khác {SHIPPED!r}.")
    if (home / "models" / name).exists():
        raise TrainingError(
            f"Đã có mô hình tên {name!r} trong {home / 'models'}; mô hình cũ được giữ lại, hãy chọn tên khác."
        )


def keep_model(model: Model, home: Path, inputs: Inputs) -> Path:
    """Save a model under its name in ``home`` and register it; return its folder, which is whole or not there.

    Raises:
        OutputError: the disk is full or the folder cannot be written; nothing else has changed.
    """
    folder = home / "models" / model.card.name
    staging = home / "models" / STAGING
    for left in staging.parent.glob(f".*{STAGING}*"):  # of a training that was killed
        shutil.rmtree(left, ignore_errors=True)
    try:
        save_model(model, staging)
        for path in (*sorted(staging.iterdir()), staging):
            see_onto_disk(path)
        staging.replace(folder)
        see_onto_disk(folder.parent)
    except OSError as fault:
        raise OutputError(f"{folder}: không ghi được mô hình ({fault.strerror}); kiểm tra quyền, chỗ trống.") from fault
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    append_entry(home, Entry(FIT, model.card.name, model_hash(folder), inputs=inputs))
    return folder


def see_onto_disk(path: Path) -> None:
    """Flush a file or, where the system can, a folder."""
    if path.is_dir() and os.name != "posix":
        return
    handle = os.open(path, os.O_RDONLY if os.name == "posix" else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
