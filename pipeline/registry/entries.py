"""The registry: one JSON line an event, only ever appended to, each line holding the hash of the one before.

The last event that chooses a model (``promote``, ``rollback``) says which one is active, so that the switch is one
appended line: it is there whole or it is not. A line that a kill cut short was never an event and is taken away by the
next one.
"""

from __future__ import annotations

import getpass
import hashlib
import json
import os
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from pipeline.errors import ModelError, OutputError

FIT, VOUCH, PROMOTE, ROLLBACK = "fit", "vouch", "promote", "rollback"
CHOOSING = (PROMOTE, ROLLBACK)
REGISTRY = "registry.jsonl"


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file that a model was trained on: where it stood, its hash, rows used and weight."""

    path: str
    sha256: str
    rows: int
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Inputs:
    """Everything that must be the same to make a model again; ``corrections`` are the first rows of the office's."""

    files: tuple[InputFile, ...] = ()
    text_column: str = "text"
    label_column: str = "topic"
    corrections: int = 0
    corrections_sha256: str = ""
    corrections_weight: float = 1.0
    taxonomy: str = ""
    remap_sha256: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One event: which model (name and hash of its ``SHA256SUMS.json``), what was done to it, by whom, when and why.

    ``folder`` is where a model that an older version vouched for stands, empty for one in the office's home;
    ``previous`` is the SHA-256 of the line before.
    """

    action: str
    model: str
    sha256: str
    why: str = ""
    forced: bool = False
    verdict: str = ""
    folder: str = ""
    inputs: Inputs | None = None
    who: str = ""
    at: str = ""
    previous: str = ""


def read_entries(home: Path) -> tuple[Entry, ...]:
    """Return the events of an office's registry, oldest first; none where there is no registry yet.

    Raises:
        ModelError: a line was altered, with its number.
    """
    path = home / REGISTRY
    if not path.exists():
        return ()
    found: list[Entry] = []
    previous = ""
    lines = path.read_bytes().split(b"\n")[:-1]  # what follows the last line end is empty, or was cut short by a kill
    for number, line in enumerate(lines, start=1):
        try:
            cells = json.loads(line)
            entry = Entry(**{**cells, "inputs": _inputs(cells.get("inputs"))})
        except (ValueError, TypeError) as fault:
            raise ModelError(_altered(path, number)) from fault
        if entry.previous != previous:
            raise ModelError(_altered(path, number))
        found.append(entry)
        previous = hashlib.sha256(line).hexdigest()
    return tuple(found)


def append_entry(home: Path, entry: Entry) -> None:
    """Add an event to the registry of ``home`` and see it onto the disk; who and when are filled in.

    Raises:
        ModelError: the registry was altered.
        OutputError: the registry cannot be written.
    """
    path = home / REGISTRY
    read_entries(home)
    try:
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        kept = path.read_bytes() if path.exists() else b""
        whole = kept[: kept.rfind(b"\n") + 1]
        last = whole.rstrip(b"\n").rpartition(b"\n")[2]
        filled = asdict(entry) | {
            "who": _user(),
            "at": datetime.now(UTC).isoformat(timespec="seconds"),
            "previous": hashlib.sha256(last).hexdigest() if last else "",
        }
        line = json.dumps(filled, ensure_ascii=False, sort_keys=True).encode() + b"\n"
        with path.open("r+b" if path.exists() else "x+b") as file:
            file.truncate(len(whole))
            file.seek(len(whole))
            file.write(line)
            file.flush()
            os.fsync(file.fileno())
    except OSError as fault:
        raise OutputError(
            f"{path}: không ghi được sổ mô hình ({fault.strerror}); kiểm tra quyền, chỗ trống."
        ) from fault


def _inputs(cells: object) -> Inputs | None:
    if not isinstance(cells, dict):
        return None
    return Inputs(**{**cells, "files": tuple(InputFile(**file) for file in cells["files"])})


def _altered(path: Path, number: int) -> str:
    return f"{path}, dòng {number}: sổ mô hình đã bị sửa; hãy khôi phục tệp này từ bản sao lưu."


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container may have a user number without a name
        return f"uid {os.getuid()}" if hasattr(os, "getuid") else "?"
