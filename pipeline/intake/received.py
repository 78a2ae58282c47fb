"""A whole inbox as it came in: its petitions in blocks, what was rejected, and the last day of them."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, overload

from pipeline.records import Petition, Reject
from pipeline.spool import PETITIONS, Blocks

# petitions: small enough to share out evenly, large enough that passing them on costs little; whatever reads an inbox
# uses this number, because which phrases history keeps of a petition is decided among those of its block
BLOCK = 1_000


class Arrival(NamedTuple):
    """A petition by its id and received date alone."""

    id: str
    received_at: date | None


class Arrivals(Sequence[Arrival]):
    """Arrivals in order, kept as ids and day numbers: half of what as many objects take."""

    __slots__ = ("_days", "_ids", "_undated")

    def __init__(self) -> None:
        """Begin with none."""
        self._ids: list[str] = []
        self._days = array("i")
        self._undated: date | None = None

    def add(self, name: str, day: date | None) -> None:
        """Add a petition with its id and received date."""
        self._ids.append(name)
        self._days.append(day.toordinal() if day else 0)

    def dated(self, day: date) -> Arrivals:
        """Return the same arrivals, those without a date taken to have come on ``day``."""
        same = Arrivals()
        same._ids, same._days, same._undated = self._ids, self._days, day
        return same

    @property
    def last_day(self) -> date | None:
        """The last received date, None where no petition has any."""
        latest = max(self._days, default=0)
        return date.fromordinal(latest) if latest else None

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._ids)

    @overload
    def __getitem__(self, at: int) -> Arrival: ...
    @overload
    def __getitem__(self, at: slice) -> list[Arrival]: ...
    def __getitem__(self, at: int | slice) -> Arrival | list[Arrival]:
        """Return one arrival, or some."""
        if isinstance(at, slice):
            return [self[one] for one in range(*at.indices(len(self)))]
        day = self._days[at]
        return Arrival(self._ids[at], date.fromordinal(day) if day else self._undated)


@dataclass(frozen=True, slots=True)
class Received:
    """Accepted petitions in ``blocks``; ``arrivals`` has one entry for each, in order."""

    blocks: Blocks
    arrivals: Arrivals
    rejects: tuple[Reject, ...]


def receive(rows: Iterable[Petition | Reject], blocks: Blocks, size: int = BLOCK) -> Received:
    """Put the petitions among ``rows`` into ``blocks`` of ``size``."""
    arrivals = Arrivals()
    rejects: list[Reject] = []
    waiting: list[Petition] = []
    for row in rows:
        if isinstance(row, Reject):
            rejects.append(row)
            continue
        arrivals.add(row.id, row.received_at)
        waiting.append(row)
        if len(waiting) == size:
            blocks.add(PETITIONS.block(waiting))
            waiting = []
    if waiting:
        blocks.add(PETITIONS.block(waiting))
    return Received(blocks, arrivals, tuple(rejects))
