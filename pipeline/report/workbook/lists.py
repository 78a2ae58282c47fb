"""What an officer may choose: topics, types, bodies and communes by name, with their codes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from pipeline.corrections.form import plain_name
from pipeline.places import Gazetteer
from pipeline.places.home import home_units
from pipeline.places.units import Level, era_on
from pipeline.records import PetitionType, Routed
from pipeline.report.names import TYPE_NAMES, Names
from pipeline.report.workbook.options import WorkbookOptions
from pipeline.report.workbook.sheet import excel_text

Choice = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Choices:
    """Lists of (name, code), each name once; keys are those of ``corrections.form.LIST_TITLES``."""

    lists: Mapping[str, tuple[Choice, ...]]
    named: Mapping[str, Mapping[str, str]]

    def name(self, kind: str, code: str) -> str:
        """Return the name under which a code can be chosen, the code itself where it cannot."""
        return self.named[kind].get(code, code)


def choices(rows: Iterable[Routed], names: Names, as_of: date, options: WorkbookOptions) -> Choices:
    """Return what can be chosen on the day ``as_of``: current bodies and communes, and all that ``rows`` name."""
    topics = {*names.taxonomy.topics, *options.labels}
    bodies = {code for code, body in names.taxonomy.bodies.items() if body.period.covers(as_of)}
    for row in rows:
        topics.add(row.prediction.topic)
        bodies |= {row.department} - {""}
    known = list(names.taxonomy.topics)
    ordered = [*known, *sorted(topics - set(known))]
    lists = {
        "topic": _distinct((names.topic(code), code) for code in ordered),
        "type": tuple((TYPE_NAMES[kind], kind.value) for kind in PetitionType),
        "body": _distinct(sorted((names.body(code), code) for code in bodies)),
        "place": _distinct(_communes(options, as_of)),
    }
    return Choices(lists, {kind: {code: name for name, code in pairs} for kind, pairs in lists.items()})


def _communes(options: WorkbookOptions, as_of: date) -> list[Choice]:
    """Return the communes in force, those of the office's province alone where it is known."""
    places = options.places
    if places is None:
        return []
    homes = {places.successor_province(unit) for unit in _homes(places, options)}
    era = era_on(as_of)
    found = []
    for unit in places.units:
        if unit.level is not Level.COMMUNE or unit.era is not era:
            continue
        if homes and places.successor_province(unit.index) not in homes:
            continue
        above = [places.units[unit.parent]]
        while above[-1].parent >= 0:
            above.append(places.units[above[-1].parent])
        names = [places.name_on(index, as_of) for index in (unit.index, *(one.index for one in above))]
        found.append((", ".join(names), unit.code))
    return sorted(found, key=lambda pair: (pair[0].split(", ")[::-1], pair[1]))


def _homes(places: Gazetteer, options: WorkbookOptions) -> tuple[int, ...]:
    return home_units(places, options.province) if options.province else ()


def _distinct(pairs: Iterable[Choice]) -> tuple[Choice, ...]:
    """Give names that look alike their codes, so that each can be chosen."""
    taken: set[str] = set()
    found = []
    for name, code in pairs:
        shown = excel_text(name) if plain_name(name) not in taken else excel_text(f"{name} ({code})")
        taken.add(plain_name(shown))
        found.append((shown, code))
    return tuple(found)
