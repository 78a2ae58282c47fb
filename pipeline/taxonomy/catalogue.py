"""The label space as loaded from a folder of tables, checked once with row numbers."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from pipeline.errors import DataError
from pipeline.taxonomy.labels import LEVELS, Body, Period, Responsibility, Topic
from pipeline.taxonomy.tables import read_day, read_rows

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, eq=False, slots=True)
class Taxonomy:
    """Fields, topics, bodies and dated responsibilities; ``responsibilities`` are grouped by topic.

    ``turns`` are the days on which some period begins or has just ended, in order.
    """

    fields: Mapping[str, str]
    topics: Mapping[str, Topic]
    bodies: Mapping[str, Body]
    responsibilities: Mapping[str, tuple[Responsibility, ...]]
    turns: tuple[date, ...] = field(init=False)

    def __post_init__(self) -> None:
        """Note the days on which something changes."""
        duties = (duty.period for duties in self.responsibilities.values() for duty in duties)
        periods = {*duties, *(body.period for body in self.bodies.values())}
        begun = {period.first for period in periods if period.first}
        over = {period.last + ONE_DAY for period in periods if period.last and period.last < date.max}
        object.__setattr__(self, "turns", tuple(sorted(begun | over)))

    def since(self, day: date) -> date:
        """Return the first day since which the same bodies have answered for the same topics as on ``day``."""
        at = bisect_right(self.turns, day)
        return self.turns[at - 1] if at else date.min

    def field_of(self, topic: str) -> str:
        """Return the field of a topic, empty for a label that this taxonomy does not know."""
        known = self.topics.get(topic)
        return known.field if known else ""

    def current(self, body: str, day: date) -> tuple[str, ...]:
        """Return the body if it exists on ``day``, else those of its successors that do."""
        found = self.bodies[body]
        if found.period.covers(day):
            return (body,)
        return tuple(code for code in found.successors if self.bodies[code].period.covers(day))


EMPTY = Taxonomy({}, {}, {}, {})


def load_taxonomy(folder: Path, overrides: Path | None = None) -> Taxonomy:
    """Load ``fields, topics, departments, responsibilities .csv``.

    ``overrides`` is a folder whose ``responsibilities.csv`` replaces, topic by topic, the rows of the default one
    (provinces differ), and whose ``departments.csv`` adds or renames bodies.

    Raises:
        DataError: with file and row, for the first fault found.
    """
    fields = {cells["field"]: cells["name"] for _, cells in read_rows(folder / "fields.csv", ("field", "name"))}
    topics = _topics(folder / "topics.csv", fields)
    bodies = _bodies(folder / "departments.csv", {})
    rows = _responsibilities(folder / "responsibilities.csv", topics, bodies)
    if overrides is not None:
        if (overrides / "departments.csv").exists():
            bodies = _bodies(overrides / "departments.csv", bodies)
        if (overrides / "responsibilities.csv").exists():
            rows |= _responsibilities(overrides / "responsibilities.csv", topics, bodies)
    return Taxonomy(fields, topics, bodies, rows)


def _topics(path: Path, fields: Mapping[str, str]) -> dict[str, Topic]:
    topics: dict[str, Topic] = {}
    for row, cells in read_rows(path, ("topic", "field", "name", "scope", "first_level")):
        code = cells["topic"]
        if not code or code in topics or any(c in code for c in "|:\n"):
            raise DataError(f"{path}, dòng {row}: mã chủ đề {code!r} trống, trùng hoặc có ký tự | : bị cấm.")
        _known(path, row, "lĩnh vực", cells["field"], fields)
        _known(path, row, "cấp", cells["first_level"], LEVELS)
        topics[code] = Topic(code, cells["field"], cells["name"], cells["scope"], cells["first_level"])
    return topics


def _bodies(path: Path, known: Mapping[str, Body]) -> dict[str, Body]:
    bodies = dict(known)
    rows: dict[int, str] = {}
    for row, cells in read_rows(path, ("code", "name", "level", "valid_from", "valid_to", "successors")):
        if cells["code"] in rows.values() or not cells["code"]:
            raise DataError(f"{path}, dòng {row}: mã cơ quan {cells['code']!r} trống hoặc trùng.")
        _known(path, row, "cấp", cells["level"], LEVELS)
        rows[row] = cells["code"]
        period = _period(path, row, cells)
        bodies[cells["code"]] = Body(
            cells["code"], cells["name"], cells["level"], period, tuple(cells["successors"].split())
        )
    for row, code in rows.items():
        for successor in bodies[code].successors:
            _known(path, row, "cơ quan kế thừa", successor, bodies)
    return bodies


def _responsibilities(
    path: Path, topics: Mapping[str, Topic], bodies: Mapping[str, Body]
) -> dict[str, tuple[Responsibility, ...]]:
    found: dict[str, list[Responsibility]] = {}
    for row, cells in read_rows(path, ("topic", "level", "department", "rank", "valid_from", "valid_to")):
        _known(path, row, "chủ đề", cells["topic"], topics)
        _known(path, row, "cấp", cells["level"], LEVELS)
        _known(path, row, "cơ quan", cells["department"], bodies)
        if not cells["rank"].isdecimal():
            raise DataError(f"{path}, dòng {row}: thứ tự {cells['rank']!r} phải là số nguyên từ 1.")
        period = _period(path, row, cells)
        duty = Responsibility(cells["topic"], cells["level"], cells["department"], int(cells["rank"]), period)
        found.setdefault(duty.topic, []).append(duty)
    return {topic: tuple(duties) for topic, duties in found.items()}


def _period(path: Path, row: int, cells: Mapping[str, str]) -> Period:
    period = Period(read_day(path, row, cells["valid_from"]), read_day(path, row, cells["valid_to"]))
    if period.first and period.last and period.last < period.first:
        raise DataError(f"{path}, dòng {row}: ngày hết hiệu lực trước ngày có hiệu lực.")
    return period


def _known(path: Path, row: int, what: str, code: str, among: Mapping[str, object] | Sequence[str]) -> None:
    if code not in among:
        raise DataError(f"{path}, dòng {row}: {what} {code!r} không có trong danh mục; hãy sửa hoặc bổ sung.")
