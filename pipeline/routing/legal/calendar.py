"""Working days of Vietnamese offices: Monday to Friday, public holidays and their substitute days, exchanged days."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.routing.legal.rows import read_tables

if TYPE_CHECKING:
    from holidays import HolidayBase

KEYS = frozenset({"day", "kind", "name", "source", "confirmed"})
KINDS = ("off", "working")
SATURDAY = 5
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class OfficeDays:
    """Days that the decisions of an office's own file add to or take from what the ``holidays`` package knows."""

    off: frozenset[date] = frozenset()
    working: frozenset[date] = frozenset()

    def works(self, day: date) -> bool:
        """Say whether offices work on ``day``; a Saturday exchanged for a day off is a working day."""
        if day in self.off or day in self.working:
            return day in self.working
        known = _vietnam()
        return day in known.weekend_workdays if day.weekday() >= SATURDAY else day not in known

    def after(self, day: date, working_days: int) -> date:
        """Return the ``working_days``-th working day after ``day``, which itself is not counted."""
        return next(found for count, found in enumerate(self._working_after(day), 1) if count >= working_days)

    def on_or_after(self, day: date) -> date:
        """Return ``day``, or the first working day after it (Bộ luật Dân sự 2015, Điều 148 khoản 5)."""
        return self.after(day - ONE_DAY, 1)

    def _working_after(self, day: date) -> Iterator[date]:
        while True:
            day += ONE_DAY
            if self.works(day):
                yield day


def load_office_days(path: Path) -> OfficeDays:
    """Read ``holidays.toml``: days (``kind`` off or working) that correct the package.

    Raises:
        DataError: with file and line, for the first fault.
    """
    kinds: dict[date, str] = {}
    for row in read_tables(path, {"day": KEYS})["day"]:
        day = row.day("day")
        if day is None or day in kinds:
            raise row.fault("khóa 'day' thiếu hoặc đã có ở trên; mỗi ngày một mục.")
        kinds[day] = row.one_of("kind", KINDS)
        row.text("source")
    off, working = ({day for day, kind in kinds.items() if kind == wanted} for wanted in KINDS)
    return OfficeDays(frozenset(off), frozenset(working))


@cache
def _vietnam() -> HolidayBase:
    from holidays import country_holidays  # heavy, and needed only when a deadline is asked for

    return country_holidays("VN")
