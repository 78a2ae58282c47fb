"""One petition as history keeps it: codes and dates, no text, no name."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from typing import TYPE_CHECKING

from pipeline.records import Routed
from pipeline.routing.repeats import Trace

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True, slots=True)
class PastPetition:
    """One row of a batch in history.

    ``recorded_at`` is "today" of the batch that brought it. Place codes are those of ``routed.csv``: the district as
    before 1/7/2025, province and commune as valid on the received date (or on ``recorded_at`` without one). ``group``
    must mean the same in every batch: the id of the group's first petition; empty for a petition without repeats.
    ``signature`` and ``sender`` (hashes, sealed on disk) let a later batch find near-duplicates without the text.
    """

    id: str
    received_at: date | None
    recorded_at: date
    province_code: str = ""
    district_code: str = ""
    commune_code: str = ""
    place_confidence: float = 0.0
    topic: str = ""
    petition_type: str = ""
    group: str = ""
    department: str = ""
    status: str = ""
    confidence: float = 0.0
    model: str = ""
    signature: bytes = b""
    sender: str = ""


SEALED = ("signature", "sender")  # for repeats only, never read for counting
COLUMNS = tuple(f.name for f in fields(PastPetition))
COUNTED = tuple(name for name in COLUMNS if name not in SEALED)


def past_petition(row: Routed, trace: Trace, recorded_at: date) -> PastPetition:
    """Return what history keeps of a routed petition."""
    return PastPetition(
        id=row.petition.id,
        received_at=row.petition.received_at,
        recorded_at=recorded_at,
        province_code=row.place.province_code,
        district_code=row.place.district_code,
        commune_code=row.place.commune_code,
        place_confidence=row.place.confidence,
        topic=row.prediction.topic,
        petition_type=row.prediction.petition_type.value,
        group=row.group,
        department=row.department,
        status=row.petition.status,
        confidence=row.prediction.confidence,
        model=row.model,
        signature=trace.signature,
        sender=trace.sender,
    )


def traces_in(rows: pa.Table) -> tuple[list[bytes], list[str]]:
    """Return the signatures and the senders of rows that are not sealed."""
    signatures, senders = (rows[name].to_pylist() for name in SEALED)
    return signatures, [sender.decode() for sender in senders]
