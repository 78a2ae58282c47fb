"""Choosing the active model: promote, roll back, vouch for a model from elsewhere, list them all."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import ModelError
from pipeline.registry.active import SHIPPED, active_entry, folder_of, model_hash, vouched
from pipeline.registry.entries import CHOOSING, PROMOTE, ROLLBACK, VOUCH, Entry, append_entry, read_entries
from pipeline.registry.keep import keep_copy, refuse_odd
from pipeline.topics.artifact import load_model


@dataclass(frozen=True, slots=True)
class Listed:
    """A model as ``train.py models`` shows it; ``sound`` is false where its files are gone or changed."""

    name: str
    folder: Path
    active: bool
    sound: bool
    since: str
    who: str
    why: str
    accuracy: float | None
    rows: int


def promote(home: Path, name: str, why: str, verdict: str, forced: bool) -> str:
    """Make ``name`` the active model by one appended line; return the name of the one it replaces.

    Raises:
        ModelError: the model is missing, altered or unknown, or already active.
    """
    folder = folder_of(home, name)
    found = vouched(folder, home)
    load_model(folder)  # every file against its hash: an altered model must not become active
    before = _active_name(home)
    if before == name:
        raise ModelError(f"Mô hình {name!r} đang được dùng rồi; không cần đổi.")
    append_entry(home, Entry(PROMOTE, name, found, why=why, verdict=verdict, forced=forced))
    return before


def rollback(home: Path, why: str) -> tuple[str, str]:
    """Go back to the model that was active before the present one; return the present and the former name.

    Raises:
        ModelError: there was none before, or it is missing or altered.
    """
    stack = [SHIPPED]
    for entry in read_entries(home):
        if entry.action in CHOOSING:
            stack = [*stack, entry.model] if entry.action == PROMOTE else stack[:-1]
    if len(stack) < 2:
        raise ModelError("Chưa có mô hình nào được đổi trước đó; không có gì để quay lại.")
    present, former = stack[-1], stack[-2]
    folder = folder_of(home, former)
    found = vouched(folder, home)
    load_model(folder)
    append_entry(home, Entry(ROLLBACK, former, found, why=why))
    return present, former


def vouch(home: Path, folder: Path, name: str, why: str) -> str:
    """Copy a model from elsewhere into ``home`` and register it, after checking its files; return its hash.

    A copy, because what it came on (a memory stick, another's folder) will not always be there.

    Raises:
        ModelError: it is no whole model of this program, the name belongs to another one, or no reason is given.
        TrainingError: the name cannot be used.
        OutputError: the copy cannot be written.
    """
    if not why.strip():
        raise ModelError('Chưa nêu vì sao tin mô hình này; hãy thêm --why "lý do", lý do được ghi vào sổ mô hình.')
    refuse_odd(name)
    load_model(folder)
    found, own = model_hash(folder), home / "models" / name
    known = {entry.model: entry.sha256 for entry in read_entries(home)}
    if known.get(name, found) != found or (own.exists() and model_hash(own) != found):
        raise ModelError(f"Tên {name!r} đã thuộc về một mô hình khác; hãy chọn tên khác bằng --name.")
    if own.exists():
        load_model(own)
        append_entry(home, Entry(VOUCH, name, found, why=why.strip()))
    else:
        keep_copy(folder, home, name, why.strip())
    return found


def list_models(home: Path) -> list[Listed]:
    """Return every model that the registry knows, the shipped one first, then as they came."""
    entries = read_entries(home)
    names = list(dict.fromkeys([SHIPPED, *(entry.model for entry in entries)]))
    return [_listed(home, name, [e for e in entries if e.model == name]) for name in names]


def _listed(home: Path, name: str, events: list[Entry]) -> Listed:
    folder = folder_of(home, name)
    accuracy, rows = None, 0
    try:
        vouched(folder, home)
        card = load_model(folder).card
        accuracy, rows, sound = card.scores.get("topic_accuracy"), sum(source.rows for source in card.sources), True
    except ModelError:
        sound = False  # shown as such in the list: an unsound model must not hide the others
    last = events[-1] if events else Entry("", name, "")
    return Listed(name, folder, name == _active_name(home), sound, last.at, last.who, last.why, accuracy, rows)


def _active_name(home: Path) -> str:
    entry = active_entry(home)
    return entry.model if entry else SHIPPED
