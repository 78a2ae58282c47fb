"""A received date that has not come yet is a slip of the pen (2062 for 2026): it counts as no date."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from pipeline.records import Petition, Reject

FUTURE_DATE = "future-date"


def latest_day(as_of: date | None) -> date:
    """Return the last day a petition can have been received: today, or a later "today" that was asked for."""
    return max(date.today(), as_of or date.min)


def without_future(rows: Iterable[Petition | Reject], latest: date) -> Iterator[Petition | Reject]:
    """Yield ``rows``; a petition received after ``latest`` has no date, so that one slip does not move the clock."""
    for row in rows:
        if isinstance(row, Petition) and row.received_at and row.received_at > latest:
            yield replace(row, received_at=None, notes=(*row.notes, FUTURE_DATE))
        else:
            yield row
