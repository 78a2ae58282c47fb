"""The nouns of the label space: fields, topics, bodies, who answers for what and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

LEVELS = ("tinh", "huyen", "xa", "nganh-doc", "doanh-nghiep")


@dataclass(frozen=True, slots=True)
class Topic:
    """What a petition can be about; ``first_level`` is the level of government that usually answers first."""

    code: str
    field: str
    name: str
    scope: str
    first_level: str


@dataclass(frozen=True, slots=True)
class Period:
    """Days on which something holds; an empty bound is open, both bounds are inclusive."""

    first: date | None = None
    last: date | None = None

    def covers(self, day: date) -> bool:
        """Say whether ``day`` lies in the period.

        >>> Period(last=date(2025, 6, 30)).covers(date(2025, 7, 1))
        False
        """
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True)
class Body:
    """An authority, agency or company that answers petitions."""

    code: str
    name: str
    level: str
    period: Period
    successors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Responsibility:
    """On the days of ``period`` the body ``department`` answers for ``topic`` at ``level``; ``rank`` orders equals."""

    topic: str
    level: str
    department: str
    rank: int
    period: Period
