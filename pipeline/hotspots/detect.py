"""One run of the detector: from history to hotspots and the figures that say how far to trust them.

Five channels, each with its own false discovery rate: surges of cells, totals of units and topics, provinces,
persistent excess, and emerging words. Everything is a pure function of the history, the day and the settings.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from pipeline.history import Pieces, Succession, UnitLevel, Written, latest_phrases, load_succession
from pipeline.hotspots.cases import Cases, Truths, cases_of, sure_of_place, weekly_topics
from pipeline.hotspots.channels import Heard, hear_excess, hear_surges, hear_totals
from pipeline.hotspots.count_figures import figures_of
from pipeline.hotspots.describe import describe
from pipeline.hotspots.emerging import hear_phrases
from pipeline.hotspots.figures import Figures, Grid
from pipeline.hotspots.persistent import LEAST_MEAN, WEEKS
from pipeline.hotspots.record import Channel, FoundHotspot
from pipeline.hotspots.source import Source, source_of
from pipeline.hotspots.totals import MOST_WEEKS
from pipeline.hotspots.words import judged_rows
from pipeline.settings import DATA, HotspotSettings

if TYPE_CHECKING:
    import pandas as pd

SUNDAY = 6


@dataclass(frozen=True, slots=True)
class Detection:
    """What a run found: hotspots in order of channel and of the sure part of their ratio, figures, and heat maps."""

    hotspots: tuple[FoundHotspot, ...]
    figures: tuple[Figures, ...]
    grids: tuple[Grid, ...]
    settings: HotspotSettings


@dataclass(frozen=True, slots=True)
class _Read:
    """What is read of history once, whatever the levels: rows that are sure of their place, phrases as numbers."""

    source: Source
    sure: Truths
    written: Written | None


def detect(
    history: pd.DataFrame,
    until: date,
    settings: HotspotSettings,
    unit_level: str,
    *,
    phrases: Sequence[Pieces] | None = None,
    places: Path = DATA / "places",
    whole_inbox: bool = True,
) -> Detection:
    """Judge the week that holds ``until`` by what ``history`` holds up to that day, at one level of units.

    Args:
        history: rows as ``History.read`` returns them, in any order.
        until: last day that counts.
        settings: limits.
        unit_level: ``district`` (before 1/7/2025) or ``commune`` (today's).
        phrases: batches as ``History.read_phrases`` returns them; without them no emerging subjects.
        places: folder with ``units.csv`` and ``successors.csv``.
        whole_inbox: whether provinces and totals of topics, which no level of units owns, are judged too.

    Raises:
        DataError: a table of places is missing or broken.
    """
    return _detect(_read(history, until, settings, phrases, places), UnitLevel(unit_level), settings, whole_inbox)


def _read(
    history: pd.DataFrame, until: date, settings: HotspotSettings, phrases: Sequence[Pieces] | None, places: Path
) -> _Read:
    succession = load_succession(places)
    ordered = history if _in_order(history) else history.sort_values("received_at", kind="stable", ignore_index=True)
    source, sure = source_of(ordered, until, succession), sure_of_place(ordered, settings)
    judged = judged_rows(source.rows, sure)
    return _Read(source, sure, None if phrases is None else latest_phrases(ordered["id"], judged, phrases))


def _detect(read: _Read, level: UnitLevel, settings: HotspotSettings, whole_inbox: bool) -> Detection:
    source, sure = read.source, read.sure
    ordered, succession = source.history, source.succession
    cases = cases_of(ordered, source.rows, sure, level, succession)
    heard = list(_of_units(source, cases, settings))
    if read.written is not None:
        heard.append((hear_phrases(read.written, cases, settings), cases))
    if whole_inbox:
        provinces = cases_of(ordered, source.rows, sure, UnitLevel.PROVINCE, succession)
        heard += _of_whole(source, cases, provinces, settings)
    found = describe([(finding, of) for channel, of in heard for finding in channel.findings], source)
    order = list(Channel)
    found.sort(key=lambda spot: (order.index(spot.channel), -spot.ratio_low, spot.id))
    channels = [channel for channel, _ in heard]
    spread = tuple(spread for channel in channels for spread in channel.spread)
    figures = figures_of(source, cases, sure, [channel.tested for channel in channels], spread)
    return Detection(tuple(found), (figures,), _grids(cases, channels, succession), settings)


def detect_levels(
    history: pd.DataFrame,
    until: date,
    settings: HotspotSettings,
    *,
    phrases: Sequence[Pieces] | None = None,
    places: Path = DATA / "places",
) -> Detection:
    """Run ``detect`` at the level or levels that the settings name; what belongs to no level is judged once."""
    levels = ("district", "commune") if settings.level == "both" else (settings.level,)
    read = _read(history, until, settings, phrases, places)
    runs = [_detect(read, UnitLevel(level), settings, whole_inbox=level == levels[0]) for level in levels]
    return Detection(
        tuple(spot for run in runs for spot in run.hotspots),
        tuple(figures for run in runs for figures in run.figures),
        tuple(grid for run in runs for grid in run.grids),
        settings,
    )


def _in_order(history: pd.DataFrame) -> bool:
    """Return whether dates rise, missing ones last."""
    undated = int(history["received_at"].isna().sum())
    dated = history["received_at"].iloc[: len(history) - undated]
    return bool(dated.is_monotonic_increasing) and not dated.isna().any()


def _of_units(source: Source, cases: Cases, settings: HotspotSettings) -> Iterator[tuple[Heard, Cases | None]]:
    level = cases.level
    yield hear_surges(cases.panel, level, settings), cases
    totals = cases.panel.counts.sum(axis=0, dtype=np.float64)
    yield hear_totals(totals, cases.panel.units, level, settings, whole=_week_is_whole(source)), cases
    if not _too_thin(cases):
        yield hear_excess(cases.panel, level, settings), cases


def _of_whole(
    source: Source, cases: Cases, provinces: Cases, settings: HotspotSettings
) -> Iterator[tuple[Heard, Cases | None]]:
    topics = weekly_topics(source.rows, MOST_WEEKS)
    yield hear_totals(topics, source.rows.topics, "all", settings, whole=_week_is_whole(source)), None
    if len(provinces.panel.units) > 1:
        yield hear_surges(provinces.panel, "province", settings, Channel.PROVINCE), provinces
        if _too_thin(cases):
            yield hear_excess(provinces.panel, "province", settings), provinces


def _too_thin(cases: Cases) -> bool:
    """Return whether cells hold too little for ratios of their own, so that provinces stand in for units."""
    counts = cases.panel.counts[:, :, -WEEKS:]
    return bool(counts.size and counts.sum(dtype=np.float64) < LEAST_MEAN * counts.shape[0] * counts.shape[1])


def _week_is_whole(source: Source) -> bool:
    return source.until.weekday() == SUNDAY


def _grids(cases: Cases, channels: Sequence[Heard], succession: Succession) -> tuple[Grid, ...]:
    """Return the heat map of the cells: of surges where they were judged, else of persistent excess."""
    own = [channel for channel in channels if channel.grid is not None and channel.tested.unit_level == cases.level]
    if not own or own[0].grid is None:
        return ()
    panel, map_ = cases.panel, own[0].grid
    names = tuple(succession.names.get((cases.level, unit), unit) for unit in panel.units)
    return (Grid(cases.level, panel.units, names, panel.topics, map_.observed, map_.expected, map_.ratio, map_.q),)
