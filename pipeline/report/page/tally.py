"""What every section counts and the first ids behind each count, told from the petitions as they pass by once."""

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
    """Counts by key, ids of the first petitions of each key (no denunciation), and dates; filled by ``see``.

    ``wanted`` are the ids of petitions behind hotspots, which are ``kept`` whole; ``queues`` are those of lists that
    go by date. A place counts as known from the confidence ``sure`` on; ``soon_days`` after ``as_of`` a deadline is
    due soon.
    """

    as_of: date
    sure: float
    soon_days: int
    statuses: Statuses
    wanted: frozenset[str] = frozenset()
    total: int = 0
    first_day: date | None = None
    last_day: date | None = None
    with_status: int = 0
    counts: Counter[Key] = field(default_factory=Counter)
    ids: dict[Key, list[str]] = field(default_factory=dict)
    kept: dict[str, Routed] = field(default_factory=dict)
    queues: dict[str, list[tuple[int, str, Routed]]] = field(default_factory=dict)

    def of(self, kind: str) -> dict[str, int]:
        """Return the counts of one kind by code."""
        return {code: number for (what, code), number in self.counts.items() if what == kind}

    def first(self, kind: str) -> list[Routed]:
        """Return the first petitions of a kind in order, at most ``MOST_IDS``."""
        return [row for _, _, row in self.queues.get(kind, [])]

    def see(self, row: Routed) -> None:
        """Count one more petition."""
        listed = row.prediction.petition_type is not PetitionType.DENUNCIATION
        self._see_days(row)
        for key in (*_kinds(row, listed), ("place", _placed(row, self.sure))):
            self.counts[key] += 1
            if listed and len(ids := self.ids.setdefault(key, [])) < MOST_IDS:
                ids.append(row.petition.id)
        if row.prediction.urgent:  # the newest can still be prevented
            self._queue("urgent", -(row.petition.received_at or date.min).toordinal(), row)
        self._see_clock(row)
        if listed and row.petition.id in self.wanted:
            self.kept[row.petition.id] = row

    def _queue(self, kind: str, order: int, row: Routed) -> None:
        """Count a petition, and keep it whole while it is among the first of its kind by ``order``."""
        self.counts[kind, ""] += 1
        if row.prediction.petition_type is not PetitionType.DENUNCIATION:
            waiting = self.queues.setdefault(kind, [])
            insort(waiting, (order, row.petition.id, row), key=lambda one: one[:2])
            del waiting[MOST_IDS:]

    def _see_days(self, row: Routed) -> None:
        self.total += 1
        if received := row.petition.received_at:
            self.first_day = min(self.first_day or received, received)
            self.last_day = max(self.last_day or received, received)

    def _see_clock(self, row: Routed) -> None:
        state = State.CLOSED if row.petition.resolved_at else self.statuses.state(row.petition.status)
        if state is not State.UNKNOWN:
            self.with_status += 1
            place = row.place  # many districts of one name: the province tells them apart
            where = ", ".join(name for name in (place.district or place.commune, place.province) if name)
            for kind, code in (("body", row.department), ("where", where)):
                self.counts[f"{kind}-known", code] += 1
                self.counts[f"{kind}-closed", code] += state is State.CLOSED
        if state is State.CLOSED or not row.deadlines:
            return
        days = sorted([day for _, day in row.deadlines])
        if state is State.OPEN and days[-1] < self.as_of:
            self._queue("overdue", days[-1].toordinal(), row)
        elif days[-1] >= self.as_of:
            soon = next(day for day in days if day >= self.as_of)
            if soon <= self.as_of + timedelta(days=self.soon_days):
                self._queue("soon", soon.toordinal(), row)


def tally_for(content: PageContent, wanted: frozenset[str]) -> Tally:
    """Return a tally that has seen nothing yet; petitions whose id is ``wanted`` will be kept for lists of hotspots."""
    return Tally(
        as_of=content.as_of,
        sure=content.settings.hotspots.place_confidence,
        soon_days=load_words().soon_days,  # as in the workbooks, so that both count the same
        statuses=load_statuses(),
        wanted=wanted,
    )


def _kinds(row: Routed, listed: bool) -> list[Key]:
    """Return what a petition counts for, but for its place and its days."""
    found = [
        ("type", row.prediction.petition_type.value), ("body", row.department), ("field", row.field),
        ("decision", row.decision.value),
    ]  # fmt: skip
    if listed:  # what an inbox writes freely may point at someone
        found.append(("channel", row.petition.channel))
    if row.repeat_of:
        found.append(("repeat", ""))
    if row.decision is Decision.REVIEW:
        found += [("reason", reason) for reason in row.reasons]
    return found


def _placed(row: Routed, sure: float) -> str:
    place = row.place
    if place.district_code or place.commune_code:
        return "known" if place.confidence >= sure else "unsure"
    return "province" if place.province_code else "nowhere"
