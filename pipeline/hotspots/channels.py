"""The channels over a panel: each judges the last week and hands over its findings and what it tested."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.hotspots.distributions import q_values
from pipeline.hotspots.figures import Spread, Tested
from pipeline.hotspots.finding import Finding, Series, ratio_of
from pipeline.hotspots.panel import Panel
from pipeline.hotspots.persistent import WEEKS, clump_factor, judge_excess
from pipeline.hotspots.record import Channel
from pipeline.hotspots.story import episode_start
from pipeline.hotspots.strength import strength
from pipeline.hotspots.surge import Fitted, Scores, fit, score, score_with, shrunk_ratio
from pipeline.hotspots.totals import FIRST_WEEKS, judge_totals
from pipeline.settings import HotspotSettings

Doubles = NDArray[np.float64]
EPISODE_WEEKS = 16
FIRST_SURGE = 8  # weeks with data before the surge channel says anything


@dataclass(frozen=True, slots=True)
class CellMap:
    """All cells of a channel, arrays (topics, units)."""

    observed: Doubles
    expected: Doubles
    ratio: Doubles
    q: Doubles


@dataclass(frozen=True, slots=True)
class Heard:
    """What one channel found and tested; the channels of cells also map them all."""

    findings: tuple[Finding, ...]
    tested: Tested
    spread: tuple[Spread, ...] = ()
    grid: CellMap | None = None


def hear_surges(panel: Panel, level: str, settings: HotspotSettings, channel: Channel = Channel.SURGE) -> Heard:
    """Judge every cell against its own past (EB-NB); nothing is tested before ``FIRST_SURGE`` weeks."""
    if panel.weeks_with_data < FIRST_SURGE:
        return Heard((), Tested(channel, level, 0, 0, 0.0))
    fitted = fit(panel, settings)
    known = strength(panel, fitted.expected, max(panel.last - settings.guard + 1, 0))
    now = score_with(fitted, known, panel.last)
    q = q_values(now.p)
    cells = np.argwhere(_alarms(now, q, settings))
    began = _episode_starts(fitted, cells)
    findings = []
    for (topic, unit), back in zip(cells.tolist(), began, strict=True):
        numbers = [float(array[topic, unit]) for array in (now.observed, now.expected, now.variance)]
        spread = fitted.spread[min(settings.windows)]
        series = Series(
            panel.counts[topic, unit].astype(np.float64),
            fitted.expected[topic, unit].astype(np.float64) * float(known.mean[topic, unit]),
            float(spread.phi[topic, unit]),
            float(spread.psi[topic, unit] + 1 / known.shape[topic, unit]),
        )
        findings.append(
            Finding(
                channel, level, panel.units[unit], panel.topics[topic], int(now.window[topic, unit]),
                numbers[0], numbers[1], numbers[2], ratio_of(*numbers), float(now.p[topic, unit]),
                float(q[topic, unit]), series, back,
            )
        )  # fmt: skip
    spreads = tuple(
        Spread(level, window, float(np.median(found.phi)), float(np.median(found.psi)))
        for window, found in sorted(fitted.spread.items())
    )
    ratio = shrunk_ratio(now.observed, now.expected, now.variance).value
    tested = Tested(channel, level, q.size, len(findings), settings.q * len(findings))
    return Heard(tuple(findings), tested, spreads, CellMap(now.observed, now.expected, ratio, q))


def _alarms(scores: Scores, q: Doubles, settings: HotspotSettings) -> NDArray[np.bool_]:
    return (q <= settings.q) & (scores.observed >= settings.minimum)


def _episode_starts(fitted: Fitted, cells: NDArray[np.intp]) -> list[int]:
    """Return for each flagged cell how many weeks ago its episode began, by judging the past weeks as they stood."""
    flagged = [np.ones(len(cells), dtype=bool)]
    first = max(fitted.panel.last - EPISODE_WEEKS, FIRST_SURGE - 1)
    for week in range(fitted.panel.last - 1, first - 1, -1) if len(cells) else ():
        scores = score(fitted, week)
        flagged.append(_alarms(scores, q_values(scores.p), fitted.settings)[cells[:, 0], cells[:, 1]])
    return [episode_start([bool(week[at]) for week in flagged]) for at in range(len(cells))]


def hear_totals(
    weekly: Doubles, codes: tuple[str, ...], level: str, settings: HotspotSettings, whole: bool = True
) -> Heard:
    """Judge totals (series, weeks) of units, or of topics where ``level`` is ``all``, against their own past.

    Where the last week is not ``whole``, the one before is judged: nothing here allows for a part of a week.
    """
    series = weekly if whole else weekly[:, :-1]
    if series.shape[1] < FIRST_WEEKS or not len(series):
        return Heard((), Tested(Channel.TOTAL, level, 0, 0, 0.0))
    now = judge_totals(series, settings.minimum)
    q = q_values(now.p)
    cells = np.flatnonzero((q <= settings.q) & (now.observed >= settings.minimum))
    began = _total_starts(series, cells, settings)
    findings = []
    for at, back in zip(cells.tolist(), began, strict=True):
        numbers = [float(array[at]) for array in (now.observed, now.expected, now.variance)]
        weeks = Series(series[at, -now.usual.shape[1] :], now.usual[at], numbers[2] / max(numbers[1], 1e-9), 0.0)
        unit, topic = ("", codes[at]) if level == "all" else (codes[at], "")
        findings.append(
            Finding(
                Channel.TOTAL, level, unit, topic, 1, numbers[0], numbers[1], numbers[2], ratio_of(*numbers),
                float(now.p[at]), float(q[at]), weeks, back, ended=0 if whole else 1,
            )
        )  # fmt: skip
    return Heard(tuple(findings), Tested(Channel.TOTAL, level, q.size, len(findings), settings.q * len(findings)))


def _total_starts(series: Doubles, cells: NDArray[np.intp], settings: HotspotSettings) -> list[int]:
    flagged = [np.ones(len(cells), dtype=bool)]
    most = min(EPISODE_WEEKS, series.shape[1] - FIRST_WEEKS)
    for back in range(1, most + 1) if len(cells) else ():
        past = judge_totals(series[:, :-back], settings.minimum)
        flagged.append((q_values(past.p) <= settings.q)[cells])
    return [episode_start([bool(week[at]) for week in flagged]) for at in range(len(cells))]


def hear_excess(panel: Panel, level: str, settings: HotspotSettings) -> Heard:
    """Judge every cell against the whole over up to a year; the only channel that needs no history."""
    if not panel.counts.size:
        return Heard((), Tested(Channel.PERSISTENT, level, 0, 0, 0.0))
    found = judge_excess(panel, settings.minimum, settings.ratio, settings.q)
    weekly = panel.counts[:, :, -WEEKS:]
    share = weekly.sum(axis=(0, 1), dtype=np.float64) / max(float(weekly.sum(dtype=np.float64)), 1)
    clumps = clump_factor(weekly)
    findings = []
    for topic, unit in np.argwhere(found.flagged).tolist():
        expected = float(found.expected[topic, unit])
        series = Series(weekly[topic, unit].astype(np.float64), expected * share, float(clumps[topic]), 0.0)
        ratio = tuple(float(array[topic, unit]) for array in (found.ratio, found.low, found.high))
        findings.append(
            Finding(
                Channel.PERSISTENT, level, panel.units[unit], panel.topics[topic], weekly.shape[2],
                float(found.observed[topic, unit]), expected, float(found.variance[topic, unit]),
                (ratio[0], ratio[1], ratio[2]), float(found.p[topic, unit]), float(found.q[topic, unit]), series, None,
            )
        )  # fmt: skip
    tested = Tested(Channel.PERSISTENT, level, found.p.size, len(findings), settings.q * len(findings))
    return Heard(tuple(findings), tested, grid=CellMap(found.observed, found.expected, found.ratio, found.q))
