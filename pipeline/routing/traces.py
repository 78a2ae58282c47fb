"""What is kept of petitions to tell repeats, and what is told of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Protocol


class Arrived(Protocol):
    """A petition, as far as finding repeats asks."""

    @property
    def id(self) -> str:
        """Its id, unique in the batch."""
        ...

    @property
    def received_at(self) -> date | None:
        """The day it was received."""
        ...


@dataclass(frozen=True, slots=True)
class Trace:
    """What is kept of a petition to know it again: near-duplicate signature and hashed sender, no text."""

    signature: bytes
    sender: str


@dataclass(frozen=True, slots=True)
class KnownPetition:
    """A petition of an earlier batch, as history remembers it."""

    id: str
    received_at: date | None
    signature: bytes
    group: str
    sender: str


@dataclass(frozen=True, slots=True)
class Repeat:
    """What a petition repeats.

    ``group`` is the id of the group's earliest petition, or the group's name in history; empty for a petition that
    stands alone. ``repeat_of`` is the sender's own earlier petition of the group where there is one, else the group's
    earliest; empty for the first. ``same_sender`` compares the two: True is a repeat, False a copy by somebody else
    (a campaign), None where the texts do not tell.
    """

    repeat_of: str
    group: str
    same_sender: bool | None


ALONE = Repeat("", "", None)
