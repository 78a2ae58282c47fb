"""Which model works: the active one, a named one, or a folder; only what the registry or the package vouches for."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from pipeline.errors import ModelError
from pipeline.registry.entries import CHOOSING, Entry, read_entries
from pipeline.settings import MODELS
from pipeline.topics.artifact import REBUILD, SUMS

SHIPPED = "default"
TRUSTED = "shipped.json"  # beside the shipped model: its hash, written by `python train.py`


def active_entry(home: Path) -> Entry | None:
    """Return the event that chose the active model, None while the office uses the shipped one unchosen."""
    chosen = [entry for entry in read_entries(home) if entry.action in CHOOSING]
    return chosen[-1] if chosen else None


def active_model(home: Path) -> Path:
    """Return the folder of the model that the office uses: the one last promoted, else the shipped one.

    Raises:
        ModelError: the registry was altered, or the model it names is gone or changed.
    """
    entry = active_entry(home)
    if entry is None:
        return MODELS / SHIPPED
    folder = folder_of(home, entry.model)
    # A new release brings a new shipped model: promoting "default" means whichever the package vouches for.
    if entry.model != SHIPPED and model_hash(folder) != entry.sha256:
        raise ModelError(
            f"{folder}: mô hình đang dùng đã bị thay đổi hoặc bị xóa; hãy chạy python train.py rollback "
            "hoặc khôi phục thư mục này từ bản sao lưu."
        )
    return folder


def folder_of(home: Path, name: str) -> Path:
    """Return where the model called ``name`` stands: the shipped one in the package, the others in ``home``."""
    own = home / "models" / name
    if name == SHIPPED or not own.is_dir():
        return MODELS / name if name == SHIPPED or (MODELS / name).is_dir() else _vouched_folder(home, name) or own
    return own


def model_named(home: Path, given: str) -> Path:
    """Return the folder that ``--model`` means: a path as given, a name, or the active model where it is empty."""
    if not given:
        return active_model(home)
    return Path(given) if "/" in given or "\\" in given else folder_of(home, given)


def vouched(folder: Path, home: Path) -> str:
    """Return the hash of a model after checking that the package or the office's registry vouches for it.

    Raises:
        ModelError: missing, altered since it was registered, or never registered; the sentence says what to do.
    """
    found = model_hash(folder)
    if not found:
        todo = REBUILD if is_shipped(folder) else "xem tên bằng python train.py models"
        raise ModelError(f"{folder}: không có mô hình này; {todo}.")
    if is_shipped(folder):
        if found != trusted_hash():
            raise ModelError(f"{folder}: mô hình kèm theo khác bản đã phát hành; {REBUILD}.")
        return found
    if found not in {entry.sha256 for entry in read_entries(home)}:
        raise ModelError(
            f"{folder}: mô hình này chưa có trong sổ mô hình của cơ quan; nếu tin nguồn của nó, hãy chạy "
            f'python train.py vouch {folder} --name TÊN --why "lý do".'
        )
    return found


def model_hash(folder: Path) -> str:
    """Return the SHA-256 of a model's list of hashes, empty where there is none; stands for all of its files."""
    path = folder / SUMS
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def is_shipped(folder: Path) -> bool:
    """Say whether a folder is that of the shipped model."""
    return folder.resolve() == (MODELS / SHIPPED).resolve()


def trusted_hash(models: Path = MODELS) -> str:
    """Return the hash that the package vouches for, empty where its file is missing or broken."""
    path = models / TRUSTED
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):  # nothing is trusted then, and the sentence of `vouched` says what to do
        return ""
    return str(found.get(SHIPPED, "")) if isinstance(found, dict) else ""


def trust_shipped(models: Path = MODELS) -> None:
    """Write the hash of the shipped model beside it; called by ``python train.py`` after saving the model."""
    content = json.dumps({SHIPPED: model_hash(models / SHIPPED)}, indent=1) + "\n"
    (models / TRUSTED).write_text(content, encoding="utf-8")


def _vouched_folder(home: Path, name: str) -> Path | None:
    places = [entry.folder for entry in read_entries(home) if entry.model == name and entry.folder]
    return Path(places[-1]) if places else None
