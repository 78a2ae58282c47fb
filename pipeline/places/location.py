"""What ``locate`` returns: every mention, the place of the problem in both systems, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass, field

from pipeline.places.roles import Role
from pipeline.places.units import Unit
from pipeline.records import Place


@dataclass(frozen=True, slots=True)
class Mention:
    """One place named in the text: ``text[start:end]``, the units it means, and its role.

    ``units`` holds one unit, or several where the text leaves a choice. ``confidence`` is between 0 and 1.
    """

    start: int
    end: int
    units: tuple[Unit, ...]
    role: Role
    confidence: float


@dataclass(frozen=True, slots=True)
class Location:
    """Where the trouble is, in both systems.

    ``place`` holds the units valid on the received date. What the text does not settle is None, with the choice in
    ``districts`` or ``communes`` (units since 1/7/2025) where it is small. ``hamlet`` is the thôn, ấp, tổ ... as
    written. ``reasons`` are codes of what decided: ``typed``, ``parent``, ``context``, ``home``, ``columns``,
    ``sender``, ``list``, ``typo``.
    """

    place: Place = field(default_factory=Place)
    old_province: Unit | None = None
    old_district: Unit | None = None
    old_commune: Unit | None = None
    new_province: Unit | None = None
    new_commune: Unit | None = None
    districts: tuple[Unit, ...] = ()
    communes: tuple[Unit, ...] = ()
    hamlet: str = ""
    role: Role = Role.NEUTRAL
    confidence: float = 0.0
    mentions: tuple[Mention, ...] = ()
    reasons: tuple[str, ...] = ()
