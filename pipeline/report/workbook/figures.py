"""Counts of a batch for the summary sheet, gathered in one reading of the rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from pipeline.records import Decision, Routed
from pipeline.report.workbook.words import Words

MOST_DUE = 5_000  # petitions on the sheet of deadlines: those nearest to today


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of one group of petitions; ``in_time`` are those resolved no later than their last deadline.

    ``judged`` are the resolved ones of which that can be told: with a day of resolution and a deadline.
    """

    name: str
    received: int
    auto: int
    urgent: int
    repeats: int
    resolved: int
    in_time: int
    judged: int

    @property
    def review(self) -> int:
        """How many need a person."""
        return self.received - self.auto


@dataclass(frozen=True, slots=True)
class Due:
    """A step that the law wants for an open petition: the next one, or the last where all have passed."""

    day: date
    what: str
    row: int
    id: str
    petition_type: str
    department: str
    urgent: bool


@dataclass(frozen=True, slots=True)
class Figures:
    """Tallies in the order in which they are shown; groups are known by code, weeks by their Monday.

    ``has_status`` says whether the inbox told what became of any petition; without it nothing counts as resolved.
    """

    total: Tally
    types: tuple[Tally, ...]
    bodies: tuple[Tally, ...]
    fields: tuple[Tally, ...]
    topics: tuple[Tally, ...]
    weeks: tuple[Tally, ...]
    districts: tuple[Tally, ...]
    due: tuple[Due, ...]
    overdue: int
    due_soon: int
    has_status: bool


@dataclass(slots=True)
class _Counts:
    """Sums of one grouping while the rows go by."""

    sums: dict[str, list[int]] = field(default_factory=dict)

    def add(self, name: str, counted: tuple[int, ...]) -> None:
        sums = self.sums.setdefault(name, [0] * len(counted))
        for at, value in enumerate(counted):
            sums[at] += value

    def by_size(self) -> tuple[Tally, ...]:
        ordered = sorted(self.sums.items(), key=lambda item: (-item[1][0], item[0]))
        return tuple(Tally(name, *sums) for name, sums in ordered)

    def by_name(self) -> tuple[Tally, ...]:
        return tuple(Tally(name, *sums) for name, sums in sorted(self.sums.items()))


def gather(rows: Iterable[Routed], words: Words, as_of: date) -> Figures:
    """Return the figures of a batch on the day ``as_of``."""
    total, types, bodies, fields, topics, weeks, districts = (_Counts() for _ in range(7))
    total.add("", (0,) * 7)
    due: list[Due] = []
    overdue = soon = told = 0
    last_soon = as_of + timedelta(days=words.soon_days)
    for number, row in enumerate(rows):
        resolved = words.is_resolved(row.petition)
        told += bool(row.petition.status or row.petition.resolved_at)
        counted = _counted(row, resolved)
        for counts, name in (
            (total, ""), (types, row.prediction.petition_type.value), (bodies, row.department), (fields, row.field),
            (topics, row.prediction.topic), (weeks, _monday(row.petition.received_at)), (districts, row.place.district),
        ):  # fmt: skip
            counts.add(name, counted)
        if not resolved and (step := _next_step(number, row, as_of)) and step.day <= last_soon:
            overdue += step.day < as_of
            soon += step.day >= as_of
            due = _nearest([*due, step], as_of) if len(due) >= 2 * MOST_DUE else _with(due, step)
    return Figures(
        total.by_size()[0], types.by_size(), bodies.by_size(), fields.by_size(), topics.by_size(), weeks.by_name(),
        districts.by_size(), tuple(sorted(_nearest(due, as_of), key=lambda step: (step.day, step.row))),
        overdue, soon, bool(told),
    )  # fmt: skip


def _counted(row: Routed, resolved: bool) -> tuple[int, ...]:
    done, last = row.petition.resolved_at, max((day for _, day in row.deadlines), default=None)
    late_by = (done - last).days if resolved and done and last else None
    in_time, judged = late_by is not None and late_by <= 0, late_by is not None
    auto = row.decision is Decision.AUTO
    return 1, int(auto), int(row.prediction.urgent), int(bool(row.repeat_of)), int(resolved), int(in_time), int(judged)


def _monday(day: date | None) -> str:
    return (day - timedelta(days=day.weekday())).isoformat() if day else ""


def _next_step(number: int, row: Routed, as_of: date) -> Due | None:
    if not row.deadlines:
        return None
    steps = sorted(row.deadlines, key=lambda step: step[1])
    what, day = next((step for step in steps if step[1] >= as_of), steps[-1])
    kind = row.prediction.petition_type.value
    return Due(day, what, number, row.petition.id, kind, row.department, row.prediction.urgent)


def _with(due: list[Due], step: Due) -> list[Due]:
    due.append(step)
    return due


def _nearest(due: list[Due], as_of: date) -> list[Due]:
    return sorted(due, key=lambda step: (abs((step.day - as_of).days), step.row))[:MOST_DUE]
