"""A whole inbox as it came in: its petitions in blocks, what was rejected, and the last day of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from pipeline.records import Petition, Reject
from pipeline.spool import PETITIONS, Blocks

# petitions: small enough to share out evenly, large enough that passing them on costs little; whatever reads an inbox
# uses this number, because which phrases history keeps of a petition is decided among those of its block
BLOCK = 1_000


class Arrival(NamedTuple):
    """A petition by its id and received date alone."""

    id: str
    received_at: date | None


@dataclass(frozen=True, slots=True)
class Received:
    """Accepted petitions in ``blocks``; ``arrivals`` has one entry for each, in order."""

    blocks: Blocks
    arrivals: tuple[Arrival, ...]
    rejects: tuple[Reject, ...]

    def dated(self, as_of: date) -> tuple[Arrival, ...]:
        """Return the arrivals, those without a date taken to have come on ``as_of``."""
        return tuple(a if a.received_at else Arrival(a.id, as_of) for a in self.arrivals)

    @property
    def last_day(self) -> date | None:
        """The last received date, None where no petition has any."""
        return max((a.received_at for a in self.arrivals if a.received_at), default=None)


def receive(rows: Iterable[Petition | Reject], blocks: Blocks, size: int = BLOCK) -> Received:
    """Put the petitions among ``rows`` into ``blocks`` of ``size``."""
    arrivals: list[Arrival] = []
    rejects: list[Reject] = []
    waiting: list[Petition] = []
    for row in rows:
        if isinstance(row, Reject):
            rejects.append(row)
            continue
        arrivals.append(Arrival(row.id, row.received_at))
        waiting.append(row)
        if len(waiting) == size:
            blocks.add(PETITIONS.block(waiting))
            waiting = []
    if waiting:
        blocks.add(PETITIONS.block(waiting))
    return Received(blocks, tuple(arrivals), tuple(rejects))
