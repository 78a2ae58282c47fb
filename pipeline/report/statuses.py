"""What the status column of an inbox says: resolved, still open, or nothing that can be used."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from pipeline.errors import DataError
from pipeline.records import Petition
from pipeline.settings import DATA
from pipeline.taxonomy.tables import read_rows
from pipeline.text.normalize import strip_diacritics


class State(StrEnum):
    """Whether a petition was resolved; ``unknown`` where the inbox does not say."""

    OPEN = "open"
    CLOSED = "closed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Statuses:
    """Phrases by folded form; where several stand in one cell the longest decides ("chưa giải quyết xong")."""

    states: Mapping[str, State]

    def state(self, written: str) -> State:
        """Return what a status means.

        >>> load_statuses(DATA / "report" / "statuses.csv").state("Đã trả lời công dân")
        <State.CLOSED: 'closed'>
        """
        if not written:
            return State.UNKNOWN
        cell = f" {' '.join(re.findall(r'[a-z0-9]+', strip_diacritics(written).lower()))} "
        found = [phrase for phrase in self.states if f" {phrase} " in cell]
        # "chưa" and "đang" turn whatever stands behind them
        if re.search(r" (chua|dang) ", cell):
            return State.OPEN
        return self.states[max(found, key=lambda phrase: (len(phrase), phrase))] if found else State.UNKNOWN

    def resolved(self, petition: Petition) -> bool:
        """Say whether a petition's date of resolution or its status says that it was dealt with."""
        return petition.resolved_at is not None or self.state(petition.status) is State.CLOSED


@cache
def load_statuses(path: Path = DATA / "report" / "statuses.csv") -> Statuses:
    """Read the phrases.

    Raises:
        DataError: the table is missing, or a state is not known; with the row.
    """
    states = {}
    for row, cells in read_rows(path, ("phrase", "state", "source")):
        if cells["state"] not in (State.OPEN, State.CLOSED):
            raise DataError(f"{path}, dòng {row}: trạng thái {cells['state']!r} phải là open hoặc closed.")
        states[cells["phrase"]] = State(cells["state"])
    return Statuses(states)
