"""From when to when a rule is in force, and that no two rules for one thing hold on one day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from pipeline.routing.legal.rows import Row


@dataclass(frozen=True, slots=True)
class Period:
    """From ``first`` to ``last``, both included; None is no bound."""

    first: date | None = None
    last: date | None = None

    def covers(self, day: date | None) -> bool:
        """Say whether the rule holds on ``day``; without a day only a rule without an end holds."""
        if day is None:
            return self.last is None
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)

    def meets(self, other: Period) -> bool:
        """Say whether some day lies in both."""
        return (self.first or date.min) <= (other.last or date.max) and (other.first or date.min) <= (
            self.last or date.max
        )


def read_period(row: Row) -> Period:
    """Return the period of a row (``valid_from``, ``valid_to``).

    Raises:
        DataError: it ends before it begins.
    """
    period = Period(row.day("valid_from"), row.day("valid_to"))
    if period.first and period.last and period.last < period.first:
        raise row.fault("valid_to đứng trước valid_from; hãy sửa ngày.")
    return period


def refuse_overlaps(rows: Iterable[tuple[Row, Sequence[str], Period]]) -> None:
    """Refuse two rows for the same thing whose periods meet.

    Raises:
        DataError: naming both lines.
    """
    seen: dict[tuple[str, ...], list[tuple[Row, Period]]] = {}
    for row, key, period in rows:
        for other, held in seen.setdefault(tuple(key), []):
            if period.meets(held):
                raise row.fault(
                    f"{' · '.join(key)} trùng thời gian hiệu lực với dòng {other.line}; "
                    "hãy sửa valid_from hoặc valid_to."
                )
        seen[tuple(key)].append((row, period))
