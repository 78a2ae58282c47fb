"""Old labels to the ones in use: renamed or split topics, abolished bodies, from a dated and sourced table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pipeline.errors import DataError
from pipeline.intake.columns import fold_header
from pipeline.taxonomy.tables import read_day, read_rows

COLUMNS = ("kind", "old", "new", "cues", "valid_from", "source")
TOPIC, BODY = "chu-de", "co-quan"
ANY_NAME = "*"


@dataclass(frozen=True, slots=True)
class Change:
    """One row: ``old`` became ``new`` on ``since`` for texts that hold one of ``cues`` (any text if there are none)."""

    kind: str
    new: str
    cues: tuple[str, ...]
    since: date


@dataclass(frozen=True, slots=True)
class Remap:
    """Changes by folded old label, in the order of the table; ``prefixes`` are those of whole families of names."""

    exact: Mapping[str, tuple[Change, ...]]
    prefixes: Mapping[str, tuple[Change, ...]]

    def changes(self, label: str) -> tuple[Change, ...]:
        """Return what became of ``label``; nothing if it is in use."""
        folded = fold_label(label)
        if folded in self.exact:
            return self.exact[folded]
        return next((found for prefix, found in self.prefixes.items() if folded.startswith(prefix)), ())

    def renamed(self, label: str, text: str) -> str:
        """Return the label in use for a text that carries ``label``; empty if it was split and no cue decides."""
        changes = self.changes(label)
        if not changes:
            return label
        read = text.lower()
        return next((c.new for c in changes if not c.cues or any(cue in read for cue in c.cues)), "")


NO_CHANGES = Remap({}, {})


def fold_label(label: str) -> str:
    """Return a label as it is compared: no capitals, single blanks; a name (no code) without diacritics too."""
    return " ".join(label.lower().split()) if "/" in label else fold_header(label)


def load_remap(path: Path, topics: Mapping[str, object] | None = None, own: Path | None = None) -> Remap:
    """Read a table of changes, and the office's ``own`` before it, which wins where both name a label.

    ``topics`` are the codes in use, which a topic must become; None if any label may be used.

    Raises:
        DataError: with file and row: an unknown kind, no source, no date, a label that becomes itself or leads nowhere.
    """
    exact: dict[str, tuple[Change, ...]] = {}
    prefixes: dict[str, tuple[Change, ...]] = {}
    for table in filter(None, (own if own and own.exists() else None, path)):
        found: dict[str, list[Change]] = {}
        for row, cells in read_rows(table, COLUMNS):
            found.setdefault(cells["old"], []).append(_change(table, row, cells, topics))
        _refuse_circles(table, found)
        for old, changes in found.items():
            into = prefixes if old.endswith(ANY_NAME) else exact
            into.setdefault(fold_label(old.removesuffix(ANY_NAME)), tuple(changes))
    return Remap(exact, prefixes)


def _change(path: Path, row: int, cells: Mapping[str, str], topics: Mapping[str, object] | None) -> Change:
    where = f"{path}, dòng {row}"
    if cells["kind"] not in (TOPIC, BODY):
        raise DataError(f"{where}: loại {cells['kind']!r} không có; hãy ghi {TOPIC} hoặc {BODY}.")
    if not cells["old"] or not cells["new"] or cells["old"] == cells["new"]:
        raise DataError(f"{where}: nhãn cũ và nhãn mới phải có và khác nhau.")
    since = read_day(path, row, cells["valid_from"])
    if since is None or not cells["source"]:
        raise DataError(f"{where}: thiếu ngày hiệu lực hoặc nguồn; mỗi thay đổi phải có cả hai.")
    if cells["kind"] == TOPIC and topics and cells["new"] not in topics:
        raise DataError(f"{where}: mã chủ đề {cells['new']!r} không có trong danh mục; hãy sửa theo topics.csv.")
    cues = tuple(cue.strip().lower() for cue in cells["cues"].split("|") if cue.strip())
    return Change(cells["kind"], cells["new"], cues, since)


def _refuse_circles(path: Path, found: Mapping[str, Sequence[Change]]) -> None:
    old = {fold_label(label) for label in found}
    for label, changes in found.items():
        for change in changes:
            if fold_label(change.new) in old:
                raise DataError(
                    f"{path}: {label!r} thành {change.new!r}, mà nhãn này cũng đã thôi dùng; hãy ghi thẳng."
                )
