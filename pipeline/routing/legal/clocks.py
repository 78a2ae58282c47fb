"""Deadlines that run from the day a petition was received, by the law in force on that day.

A limit in days does not count the day it starts and, when it ends on a day off, ends on the next working day
(Bộ luật Dân sự 2015, Điều 147 and 148).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from pipeline.records import PetitionType
from pipeline.routing.legal.calendar import OfficeDays
from pipeline.routing.legal.period import Period, read_period, refuse_overlaps
from pipeline.routing.legal.rows import Row, read_tables

KEYS = frozenset({
    "code", "name", "type", "flag", "days", "unit", "from", "valid_from", "valid_to", "source", "confirmed", "note",
})  # fmt: skip
UNITS = ("working", "calendar")
RECEIVED = "received"


@dataclass(frozen=True, slots=True)
class Deadline:
    """A date by which something is due: code, Vietnamese name, the day, the article, and whether that was checked."""

    code: str
    name: str
    day: date
    source: str
    confirmed: bool = True


@dataclass(frozen=True, slots=True)
class Clock:
    """One limit: ``days`` (``unit`` working or calendar) after receipt or after the deadline ``start``.

    ``flag`` narrows it to petitions that carry this flag; such a row goes before the ordinary one.
    """

    code: str
    name: str
    petition_type: str
    flag: str
    days: int
    unit: str
    start: str
    period: Period
    source: str
    confirmed: bool


def deadlines(
    clocks: Sequence[Clock],
    petition_type: PetitionType,
    received: date | None,
    flags: Collection[str],
    days: OfficeDays,
) -> tuple[Deadline, ...]:
    """Return the deadlines of a petition in the order of the file; without a received date there are none."""
    if received is None:
        return ()
    found: dict[str, Deadline] = {}
    for code, clock in _chosen(clocks, petition_type, received, flags).items():
        start = received if clock.start == RECEIVED else found[clock.start].day
        found[code] = Deadline(code, clock.name, _due(clock, start, days), clock.source, clock.confirmed)
    return tuple(found.values())


def _chosen(
    clocks: Sequence[Clock], petition_type: PetitionType, received: date, flags: Collection[str]
) -> Mapping[str, Clock]:
    chosen: dict[str, Clock] = {}
    for clock in clocks:
        if clock.petition_type != petition_type or not clock.period.covers(received):
            continue
        if (not clock.flag and clock.code not in chosen) or clock.flag in flags:
            chosen[clock.code] = clock
    return chosen


def _due(clock: Clock, start: date, days: OfficeDays) -> date:
    if clock.unit == "working":
        return days.after(start, clock.days)
    return days.on_or_after(start + timedelta(days=clock.days))


def load_clocks(path: Path, flags: Sequence[str]) -> tuple[Clock, ...]:
    """Read ``deadlines.toml``; ``flags`` are the codes that a row may be narrowed to.

    Raises:
        DataError: with file and line, for the first fault.
    """
    rows = read_tables(path, {"deadline": KEYS})["deadline"]
    clocks = tuple(_clock(row, flags) for row in rows)
    for at, (row, clock) in enumerate(zip(rows, clocks, strict=True)):
        if clock.start != RECEIVED and not any(_starts(before, clock) for before in clocks[:at]):
            raise row.fault(f"'from' nhắc tới mốc {clock.start!r} chưa có ở trên cho loại đơn này; hãy sửa thứ tự.")
    keyed = zip(rows, clocks, strict=True)
    refuse_overlaps((row, (c.code, c.petition_type, c.flag or "mọi đơn"), c.period) for row, c in keyed)
    return clocks


def _starts(before: Clock, clock: Clock) -> bool:
    return (before.code, before.petition_type, before.flag) == (clock.start, clock.petition_type, "") and (
        before.period.meets(clock.period)
    )


def _clock(row: Row, flags: Sequence[str]) -> Clock:
    if row.cells.get("flag", "") not in ("", *flags):
        raise row.fault(f"cờ {row.text('flag')!r} không có trong flags.toml; hãy sửa mã.")
    if not row.whole("days", 0):
        raise row.fault("khóa 'days' phải là số ngày từ 1 trở lên.")
    return Clock(
        code=row.text("code"),
        name=row.text("name"),
        petition_type=row.one_of("type", [kind.value for kind in PetitionType]),
        flag=row.text("flag", ""),
        days=row.whole("days", 0),
        unit=row.one_of("unit", UNITS),
        start=row.text("from", RECEIVED),
        period=read_period(row),
        source=row.text("source"),
        confirmed=row.yes("confirmed"),
    )
