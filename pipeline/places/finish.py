"""From what was found to the location that is handed on: units of both systems, candidates, names on the day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from pipeline.places.found import Found
from pipeline.places.gazetteer import Gazetteer
from pipeline.places.hamlets import hamlet_before
from pipeline.places.location import Location, Mention
from pipeline.places.units import Era, Unit, era_on
from pipeline.places.words import Words
from pipeline.records import Place

SENDER_ONLY = 0.8
NOWHERE = Location()


def finish(
    gazetteer: Gazetteer, words: Words, found: Sequence[Found], chosen: Found | None, day: date | None
) -> Location:
    """Build the location of ``chosen`` with all mentions."""
    mentions = tuple([mention for one in found for mention in _mentions(gazetteer, words, one)])
    if chosen is None:
        return Location(mentions=mentions) if mentions else NOWHERE
    reading, units = chosen.reading, gazetteer.units
    place = place_of(gazetteer, chosen, day)
    return Location(
        place,
        _unit(units, reading.old_province),
        _only(units, reading.districts),
        _unit(units, reading.old_commune),
        _unit(units, reading.new_province),
        _only(units, reading.new_communes),
        _several(units, reading.districts),
        _several(units, reading.new_communes),
        hamlet_before(words, chosen.start, gazetteer.lexicon) if chosen.end else "",
        chosen.role,
        place.confidence,
        mentions,
        chosen.reasons + (("sender",) if chosen.role.is_sender else ()),
    )


def _mentions(gazetteer: Gazetteer, words: Words, found: Found) -> Iterable[Mention]:
    units = tuple(gazetteer.units[unit] for unit in found.units)
    yield Mention(*words.span(found.start, found.end), units, found.role, found.confidence)
    for hit, sibling in found.siblings:
        yield Mention(*words.span(hit.start, hit.end), (gazetteer.units[sibling],), found.role, found.confidence)


def place_of(gazetteer: Gazetteer, chosen: Found, day: date | None) -> Place:
    """Return the units valid on the day (the present ones if it is unknown); the district is always the old one."""
    reading, since = chosen.reading, day is None or era_on(day) is Era.SINCE
    province = reading.new_province if since else reading.old_province
    communes = reading.new_communes if since else _set(reading.old_commune)
    commune = _only(gazetteer.units, communes)
    district = _only(gazetteer.units, reading.districts)
    return Place(
        "" if province is None else gazetteer.name_on(province, day),
        "" if province is None else gazetteer.units[province].code,
        district.full_name if district else "",
        district.code if district else "",
        gazetteer.name_on(commune.index, day) if commune else "",
        commune.code if commune else "",
        round(chosen.confidence * (SENDER_ONLY if chosen.role.is_sender else 1.0), 2),
        tuple([unit.code for unit in _several(gazetteer.units, reading.districts)]),
        tuple([unit.code for unit in _several(gazetteer.units, communes)]),
    )


def _set(index: int | None) -> frozenset[int]:
    return frozenset() if index is None else frozenset({index})


def _unit(units: Sequence[Unit], index: int | None) -> Unit | None:
    return None if index is None else units[index]


def _only(units: Sequence[Unit], indices: frozenset[int]) -> Unit | None:
    return units[min(indices)] if len(indices) == 1 else None


def _several(units: Sequence[Unit], indices: frozenset[int]) -> tuple[Unit, ...]:
    return tuple([units[index] for index in sorted(indices)]) if len(indices) > 1 else ()
