"""From findings to what people read: names, days, petitions, beginning, trend and what to keep in mind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from pipeline.history import Succession, UnitLevel
from pipeline.history.numbered import Numbers
from pipeline.hotspots.cases import Cases
from pipeline.hotspots.distributions import negative_binomial_band
from pipeline.hotspots.finding import Finding
from pipeline.hotspots.record import Channel, FoundHotspot, Status, Week
from pipeline.hotspots.source import Source
from pipeline.hotspots.story import onset_week, trend

SPARKLINE = 52
SHORT, NEW = 26, 8  # weeks of history, of a unit, below which a hotspot says so
Edges = tuple[NDArray[np.int64], NDArray[np.int64]]


@dataclass(frozen=True, slots=True)
class _Behind:
    """The petitions of one finding: numbers of its cases, its rows of history, and their ids."""

    cases: Numbers
    rows: Numbers
    ids: tuple[str, ...]


def describe(found: Sequence[tuple[Finding, Cases | None]], source: Source) -> list[FoundHotspot]:
    """Return the hotspots of findings, each with the cases of its level; None for totals of topics.

    Ids and bands are looked up for all findings at once: one at a time they would take most of the run.
    """
    behind = _all_behind(found, source)
    bands = _bands([finding for finding, _ in found])
    return [
        _hotspot(finding, cases, source, petitions, edges)
        for (finding, cases), petitions, edges in zip(found, behind, bands, strict=True)
    ]


def _hotspot(finding: Finding, cases: Cases | None, source: Source, behind: _Behind, edges: Edges) -> FoundHotspot:
    monday = source.until - timedelta(days=source.until.weekday(), weeks=finding.ended)
    began = None if finding.began is None else monday - timedelta(weeks=finding.began)
    sizes = np.unique(source.rows.group[behind.rows], return_counts=True)[1]
    weeks, discount = finding.series, finding.expected / max(finding.variance, finding.expected, 1e-9)
    moving = trend(weeks.observed, weeks.expected, discount)
    province, district, commune = _codes(finding, source.succession)
    names = source.succession.names
    key = ":".join((finding.channel, finding.unit_level, finding.unit, finding.topic, finding.phrase))
    return FoundHotspot(
        id=f"{key}:{source.until.isoformat()}",
        episode=f"{key}:{began.isoformat()}" if began else key,
        channel=finding.channel,
        unit_level=str(finding.unit_level),
        province_code=province,
        district=names.get((UnitLevel.DISTRICT, district), ""),
        district_code=district,
        commune=names.get((UnitLevel.COMMUNE, commune), ""),
        commune_code=commune,
        topic=finding.topic,
        phrase=finding.phrase,
        window=finding.window,
        first_day=monday - timedelta(weeks=finding.window - 1),
        last_day=min(source.until, monday + timedelta(days=6)),
        observed=finding.observed,
        expected=finding.expected,
        band_low=int(edges[0][-1]),
        band_high=int(edges[1][-1]),
        ratio=finding.ratio[0],
        ratio_low=finding.ratio[1],
        ratio_high=finding.ratio[2],
        p=finding.p,
        q=finding.q,
        trend=moving.value if moving else None,
        trend_low=moving.low if moving else None,
        trend_high=moving.high if moving else None,
        onset=_onset(finding, monday),
        groups=len(sizes),
        largest_group=int(sizes.max(initial=0)),
        status=_status(finding, source, cases, behind.cases),
        petitions=behind.ids,
        weeks=_weeks(finding, monday, edges),
    )


def _all_behind(found: Sequence[tuple[Finding, Cases | None]], source: Source) -> list[_Behind]:
    numbers = [_cases(finding, cases) for finding, cases in found]
    rows = [
        _rows_of_topic(finding, source) if cases is None else cases.row[at]
        for (finding, cases), at in zip(found, numbers, strict=True)
    ]
    if not rows:
        return []
    ids = source.history["id"].iloc[np.concatenate(rows)].astype(str).to_numpy(dtype=object)
    cut = np.split(ids, np.cumsum([len(some) for some in rows])[:-1])
    return [_Behind(at, some, tuple(sorted(own))) for at, some, own in zip(numbers, rows, cut, strict=True)]


def _bands(findings: Sequence[Finding]) -> list[Edges]:
    """Return for each finding the 90 % bands of its weeks of a sparkline and, last, of its window."""
    means = [np.append(finding.series.expected[-SPARKLINE:], finding.expected) for finding in findings]
    if not means:
        return []
    variances = []
    for finding, mean in zip(findings, means, strict=True):
        weekly = finding.series.phi * mean[:-1] + finding.series.psi * mean[:-1] ** 2
        variances.append(np.append(weekly, finding.variance))
    low, high = negative_binomial_band(np.concatenate(means), np.concatenate(variances))
    ends = np.cumsum([len(mean) for mean in means])[:-1]
    return list(zip(np.split(low, ends), np.split(high, ends), strict=True))


def _cases(finding: Finding, cases: Cases | None) -> Numbers:
    if cases is None:
        return np.zeros(0, dtype=np.intp)
    if finding.cases is not None:
        return finding.cases
    return cases.within(finding.unit, finding.topic, cases.panel.last - finding.ended, finding.window)


def _rows_of_topic(finding: Finding, source: Source) -> Numbers:
    last = source.rows.weeks - 1 - finding.ended
    recent = (source.rows.week > last - finding.window) & (source.rows.week <= last)
    return np.flatnonzero(recent & (source.rows.topic == source.rows.topics.index(finding.topic)))


def _codes(finding: Finding, succession: Succession) -> tuple[str, str, str]:
    """Return codes of province, district and commune: the district's province is the old one."""
    if finding.unit_level not in (UnitLevel.DISTRICT, UnitLevel.COMMUNE):
        return finding.unit, "", ""
    level = UnitLevel(finding.unit_level)
    province = succession.parents.get((level, finding.unit), "")
    return (province, finding.unit, "") if level is UnitLevel.DISTRICT else (province, "", finding.unit)


def _onset(finding: Finding, monday: date) -> date | None:
    if finding.channel is Channel.PERSISTENT:
        return None
    weeks = finding.series
    back = len(weeks.observed) - 1 - onset_week(weeks.observed, weeks.expected, weeks.phi, weeks.psi)
    return monday - timedelta(weeks=back)


def _status(finding: Finding, source: Source, cases: Cases | None, behind: Numbers) -> tuple[Status, ...]:
    true = {
        Status.SHORT_HISTORY: source.rows.weeks < SHORT,
        Status.UNDATED: not source.rows.dated,
        Status.NEW_UNIT: cases is not None and _is_new(finding.unit, cases),
        Status.LATE_DATA: source.thin,
        Status.MODEL_CHANGED: finding.topic in source.remodelled,
        Status.SHARED_PLACE: cases is not None and bool(cases.shared[behind].any()),
    }
    return tuple(status for status, holds in true.items() if holds)


def _is_new(unit: str, cases: Cases) -> bool:
    """Return whether an older panel knows the unit for a few weeks only."""
    weeks = cases.panel.counts[:, cases.panel.units.index(unit)].sum(axis=0)
    return cases.panel.last >= NEW and int(np.argmax(weeks > 0)) > cases.panel.last - NEW


def _weeks(finding: Finding, monday: date, edges: Edges) -> tuple[Week, ...]:
    observed, mean = finding.series.observed[-SPARKLINE:], finding.series.expected[-SPARKLINE:]
    bars = zip(observed.tolist(), mean.tolist(), edges[0].tolist(), edges[1].tolist(), strict=False)
    return tuple(Week(monday - timedelta(weeks=len(mean) - 1 - at), *bar) for at, bar in enumerate(bars))
