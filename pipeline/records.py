"""The nouns that travel between the steps: Petition, Prediction, Place and Routed.

All are frozen and slotted; a step takes some and returns others, and nothing is stored for a later step to find.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol


class PetitionType(StrEnum):
    """Type of petition by content (Thông tư 05/2021/TT-TTCP, Điều 6)."""

    COMPLAINT = "khieu-nai"
    DENUNCIATION = "to-cao"
    PROPOSAL = "kien-nghi-phan-anh"


class Decision(StrEnum):
    """Whether a petition may be sent on as routed or needs a person first."""

    AUTO = "auto"
    REVIEW = "review"


@dataclass(frozen=True, slots=True)
class Petition:
    """One accepted petition as intake read it.

    ``text`` is the whole text, cleaned only of characters that no document may hold. ``notes`` are codes of what
    intake had to mend (``bad-date``, ``duplicate-id`` ...). The place columns, the status and the ``channel`` it came
    by ("Bưu điện", "Ứng dụng") are as the inbox wrote them. ``particulars`` are codes of what the register holds of the
    sender beside the text (``sender_name``, ``sender_address``, ``sender_phone``, ``signature``), never what it says.
    """

    id: str
    text: str
    received_at: date | None = None
    province: str = ""
    district: str = ""
    commune: str = ""
    status: str = ""
    resolved_at: date | None = None
    source: str = ""
    row: int = 0
    notes: tuple[str, ...] = ()
    channel: str = ""
    particulars: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reject:
    """A row that could not become a petition: where it stood, what was seen (never quoted) and what to do.

    Row 0 is a whole sheet or file; ``rows`` says how many rows are lost with it.
    """

    file: str
    row: int
    column: str
    seen: str
    advice: str
    rows: int = 1


@dataclass(frozen=True, slots=True)
class Prediction:
    """What the text is about, with calibrated probabilities.

    ``ranked`` holds (topic code, probability), best first. ``candidates`` is the conformal set. ``doubts`` are codes
    of why a person should look. ``evidence`` are the words that pushed the decision.
    """

    topic: str
    confidence: float
    ranked: tuple[tuple[str, float], ...]
    petition_type: PetitionType = PetitionType.PROPOSAL
    type_confidence: float = 1.0
    urgent: bool = False
    other_topics: tuple[str, ...] = ()
    candidates: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """Where the trouble is.

    ``district`` is the legacy unit (before 1/7/2025) at any date; ``province`` and ``commune`` are the units valid on
    the received date. Unknown parts are empty, never guessed. ``*_candidates`` hold codes where an old commune was
    split or a new one spans several old districts.
    """

    province: str = ""
    province_code: str = ""
    district: str = ""
    district_code: str = ""
    commune: str = ""
    commune_code: str = ""
    confidence: float = 0.0
    district_candidates: tuple[str, ...] = ()
    commune_candidates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Routed:
    """One petition with everything the run decided about it; one row of ``routed.csv``.

    ``deadlines`` are (Vietnamese name, day) of what the law wants done.
    """

    petition: Petition
    prediction: Prediction
    field: str
    department: str
    level: str
    departments_ranked: tuple[str, ...]
    decision: Decision
    reasons: tuple[str, ...]
    model: str
    place: Place = Place()
    legal_flags: tuple[str, ...] = ()
    deadlines: tuple[tuple[str, date], ...] = ()
    repeat_of: str = ""
    group: str = ""


class RoutedRows(Protocol):
    """Routed petitions in inbox order, which may be read again and again; a large batch keeps them on disk."""

    def __len__(self) -> int:
        """Return how many petitions there are."""
        ...

    def __iter__(self) -> Iterator[Routed]:
        """Begin again from the first petition."""
        ...
