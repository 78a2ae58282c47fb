"""What the detector says of one hotspot, and the row of ``hotspots.csv`` that it becomes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Channel(StrEnum):
    """In which way a count is too high."""

    SURGE = "surge"
    TOTAL = "total"
    PROVINCE = "province"
    PERSISTENT = "persistent"
    EMERGING = "emerging"


class Status(StrEnum):
    """What to keep in mind when reading a hotspot; none is ``ok``."""

    SHORT_HISTORY = "short-history"
    NEW_UNIT = "new-unit"
    LATE_DATA = "late-data"
    MODEL_CHANGED = "topic-model-changed"
    SHARED_PLACE = "shared-place"
    UNDATED = "undated"


@dataclass(frozen=True, slots=True)
class Week:
    """One bar of a sparkline: groups received, groups expected and the 90 % band around them."""

    start: date
    observed: float
    expected: float
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class FoundHotspot:
    """A statistical sign that one topic piles up in one unit.

    ``unit_level`` is ``district``, ``commune``, ``province`` or ``all`` (the whole inbox); names are official.
    ``observed`` counts groups, ``petitions`` names every petition behind them. ``band_low`` and ``band_high`` hold 90 %
    of what chance alone brings; ``ratio`` is drawn towards 1 and its bounds are the 5 % and 95 % ones. ``trend``
    compares the last 4 weeks with the 12 before.
    """

    id: str
    episode: str
    channel: Channel
    unit_level: str
    province_code: str
    district: str
    district_code: str
    commune: str
    commune_code: str
    topic: str
    phrase: str
    window: int
    first_day: date
    last_day: date
    observed: float
    expected: float
    band_low: int
    band_high: int
    ratio: float
    ratio_low: float
    ratio_high: float
    p: float
    q: float
    trend: float | None
    trend_low: float | None
    trend_high: float | None
    onset: date | None
    groups: int
    largest_group: int
    status: tuple[Status, ...]
    petitions: tuple[str, ...]
    weeks: tuple[Week, ...] = ()

    @property
    def unit_code(self) -> str:
        """Code of the unit at its own level; empty for the whole inbox."""
        return self.commune_code or self.district_code or self.province_code


HOTSPOT_COLUMNS = (
    "id", "episode", "channel", "unit_level", "province_code", "district", "district_code", "commune", "commune_code",
    "topic", "phrase", "window", "from", "to", "observed", "expected", "band_low", "band_high", "ratio", "ratio_low",
    "ratio_high", "p", "q", "trend", "onset", "groups", "largest_group", "status", "petitions",
)  # fmt: skip


def hotspot_cells(row: FoundHotspot) -> tuple[str, ...]:
    """Return the cells of one row of ``hotspots.csv`` in the order of ``HOTSPOT_COLUMNS``."""
    return (
        row.id, row.episode, row.channel, row.unit_level, row.province_code, row.district, row.district_code,
        row.commune, row.commune_code, row.topic, row.phrase, str(row.window), row.first_day.isoformat(),
        row.last_day.isoformat(), f"{row.observed:g}", f"{row.expected:.2f}", str(row.band_low), str(row.band_high),
        f"{row.ratio:.2f}", f"{row.ratio_low:.2f}", f"{row.ratio_high:.2f}", f"{row.p:.3g}", f"{row.q:.3g}",
        "" if row.trend is None else f"{row.trend:.2f}", row.onset.isoformat() if row.onset else "", str(row.groups),
        str(row.largest_group), "|".join(row.status) or "ok", "|".join(row.petitions),
    )  # fmt: skip
