"""The record of a comparison, which promoting relies on; it holds only for the very models that were compared."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from pipeline.errors import OutputError
from pipeline.registry.active import SHIPPED, active_entry, folder_of, model_hash

FOLDER = "comparisons"


@dataclass(frozen=True, slots=True)
class Record:
    """What promoting needs of a comparison: between which models, by their hashes, and the verdict."""

    active: str
    active_sha256: str
    challenger: str
    challenger_sha256: str
    sentence: str
    refused: bool
    petitions: int


def keep_record(home: Path, record: Record) -> None:
    """Write the record of a comparison into the office's home.

    Raises:
        OutputError: it cannot be written.
    """
    path = home / FOLDER / record.challenger / "record.json"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(asdict(record), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    except OSError as fault:
        raise OutputError(f"{path}: không ghi được kết quả so sánh ({fault.strerror}); kiểm tra quyền.") from fault


def read_record(home: Path, challenger: str) -> Record | None:
    """Return the comparison of these very models, None where there is none: either may have changed since."""
    path = home / FOLDER / challenger / "record.json"
    if not path.exists():
        return None
    try:
        found = Record(**json.loads(path.read_text(encoding="utf-8")))
    except (ValueError, TypeError):  # a record cut short by a kill is no record: the comparison is made again
        return None
    active = active_name(home)
    same = (active, model_hash(folder_of(home, active)), model_hash(folder_of(home, challenger)))
    return found if same == (found.active, found.active_sha256, found.challenger_sha256) else None


def active_name(home: Path) -> str:
    """Return the name of the active model."""
    entry = active_entry(home)
    return entry.model if entry else SHIPPED
