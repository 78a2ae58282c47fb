"""One reading of all routed petitions: the counts of every section and the first ids behind each."""

from __future__ import annotations

from bisect import insort
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta

from pipeline.records import Decision, PetitionType, Routed
from pipeline.report.page.content import PageContent
from pipeline.report.page.petition_lists import MOST_IDS
from pipeline.report.statuses import State, Statuses, load_statuses
from pipeline.report.workbook.words import load_words

Key = tuple[str, str]  # what is counted ("body", "urgent" ...) and its code, empty where there is one only


@dataclass(slots=True)
class Tally:
    """Counts by key, ids of the first petitions of each key (no denunciation), and dates; filled by ``tally``.

    ``kept`` are petitions behind hotspots, ``queues`` those of lists that go by date; ``soon_days`` says how near a
    deadline is due soon.
    """

    total: int = 0
    first_day: date | None = None
    last_day: date | None = None
    with_status: int = 0
    counts: Counter[Key] = field(default_factory=Counter)
    ids: dict[Key, list[str]] = field(default_factory=dict)
    kept: dict[str, Routed] = field(default_factory=dict)
    queues: dict[str, list[tuple[int, str, Routed]]] = field(default_factory=dict)
    soon_days: int = 0

    def of(self, kind: str) -> dict[str, int]:
        """Return the counts of one kind by code."""
        return {code: number for (what, code), number in self.counts.items() if what == kind}

    def queue(self, kind: str, order: int, row: Routed) -> None:
        """Count a petition, and keep it whole while it is among the first of its kind by ``order``."""
        self.counts[kind, ""] += 1
        if row.prediction.petition_type is not PetitionType.DENUNCIATION:
            waiting = self.queues.setdefault(kind, [])
            insort(waiting, (order, row.petition.id, row), key=lambda one: one[:2])
            del waiting[MOST_IDS:]

    def first(self, kind: str) -> list[Routed]:
        """Return the first petitions of a kind in order, at most ``MOST_IDS``."""
        return [row for _, _, row in self.queues.get(kind, [])]

    def add(self, kind: str, code: str, row: Routed) -> None:
        """Count a petition under a key and keep its id if it is among the first."""
        key = (kind, code)
        self.counts[key] += 1
        if row.prediction.petition_type is PetitionType.DENUNCIATION:
            return
        ids = self.ids.setdefault(key, [])
        if len(ids) < MOST_IDS:
            ids.append(row.petition.id)


def tally(content: PageContent, wanted: frozenset[str]) -> Tally:
    """Read the petitions once; those whose id is ``wanted`` are kept whole for the lists of hotspots."""
    found = Tally(soon_days=load_words().soon_days)  # as in the workbooks, so that both count the same
    statuses = load_statuses()
    for row in content.routed:
        _count(found, row)
        _count_where(found, row, content.settings.hotspots.place_confidence)
        _count_clock(found, row, statuses, content.as_of)
        if row.petition.id in wanted and row.prediction.petition_type is not PetitionType.DENUNCIATION:
            found.kept[row.petition.id] = row
    return found


def _count(found: Tally, row: Routed) -> None:
    found.total += 1
    received = row.petition.received_at
    if received:
        found.first_day = min(found.first_day or received, received)
        found.last_day = max(found.last_day or received, received)
    found.add("type", row.prediction.petition_type.value, row)
    found.add("body", row.department, row)
    found.add("field", row.field, row)
    found.add("topic", row.prediction.topic, row)
    if (
        row.prediction.petition_type is not PetitionType.DENUNCIATION
    ):  # what an inbox writes freely may point at someone
        found.add("channel", row.petition.channel, row)
    found.add("decision", row.decision.value, row)
    if row.repeat_of:
        found.add("repeat", "", row)
    if row.prediction.urgent:
        found.queue("urgent", -(received or date.min).toordinal(), row)  # the newest can still be prevented
    if row.decision is Decision.REVIEW:
        for reason in row.reasons:
            found.add("reason", reason, row)


def _count_where(found: Tally, row: Routed, sure: float) -> None:
    place = row.place
    if place.district_code or place.commune_code:
        found.add("place", "known" if place.confidence >= sure else "unsure", row)
    else:
        found.add("place", "province" if place.province_code else "nowhere", row)


def _count_clock(found: Tally, row: Routed, statuses: Statuses, as_of: date) -> None:
    state = State.CLOSED if row.petition.resolved_at else statuses.state(row.petition.status)
    place = row.place  # many districts of one name: the province tells them apart
    where = ", ".join(name for name in (place.district or place.commune, place.province) if name)
    if state is not State.UNKNOWN:
        found.with_status += 1
        for kind, code in (("body", row.department), ("where", where)):
            found.counts[f"{kind}-known", code] += 1
            found.counts[f"{kind}-closed", code] += state is State.CLOSED
    if state is State.CLOSED or not row.deadlines:
        return
    days = sorted(day for _, day in row.deadlines)
    soon = [day for day in days if as_of <= day <= as_of + timedelta(days=found.soon_days)]
    if state is State.OPEN and days[-1] < as_of:
        found.queue("overdue", days[-1].toordinal(), row)
    elif soon:
        found.queue("soon", soon[0].toordinal(), row)
