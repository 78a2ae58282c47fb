"""Invented weekly counts of a whole country, with surges put into them whose place and week are known.

Units have lognormal sizes, topics Zipf shares; every province, and every unit within it, has its own liking for each
topic; topics have seasons that shift by region and trends; two holiday weeks a year halve everything; counts are
negative binomial with variance 1 to 2 times the mean. What detectors assume is only partly true here, and the
``messy`` and ``wrong`` worlds break more of it on purpose.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Doubles = NDArray[np.float64]
Whole = NDArray[np.int32]
PROVINCES, REGIONS, YEAR = 60, 8, 52
SIZES = (3, 5, 8, 12, 20, 40)


@dataclass(frozen=True, slots=True)
class World:
    """What is simulated. ``fast`` and ``slow`` are the shares of cells that get a surge; 0 and 0 is a pure null."""

    units: int = 700
    topics: int = 60
    weeks: int = 130
    judged: int = 26
    per_week: float = 29_400
    fast: float = 0.01
    slow: float = 0.01
    messy: bool = False
    wrong_seasons: float = 0.0
    random_walk: float = 0.0

    def without_surges(self) -> World:
        """Return the same world with nothing to find."""
        return replace(self, fast=0.0, slow=0.0)


@dataclass(frozen=True, slots=True)
class Surge:
    """One planted surge: ``size`` extra petitions at once (fast) or the rate times ``size`` for 8 weeks (slow)."""

    topic: int
    unit: int
    start: int
    end: int
    size: float
    fast: bool


@dataclass(frozen=True, slots=True)
class Simulated:
    """Counts (topics, units, weeks) with what is true about them."""

    counts: Whole
    mean: NDArray[np.float32]
    phi: Doubles
    parents: NDArray[np.intp]
    surges: tuple[Surge, ...]
    world: World

    @property
    def judged(self) -> range:
        """Numbers of the weeks to judge."""
        return range(self.world.weeks - self.world.judged, self.world.weeks)


def simulate(world: World, seed: int) -> Simulated:
    """Return one country of ``world``; the same seed gives the same country."""
    chance = np.random.default_rng(seed)
    parents = np.sort(chance.integers(0, PROVINCES, world.units))
    mean = _rates(world, parents, chance)
    activity = _activity(world, chance)
    mean *= activity[None]
    if world.messy:
        _raise_topics_everywhere(mean, world, chance)
    phi = np.broadcast_to(chance.uniform(1, 2, world.topics)[:, None], (world.topics, world.units))
    if world.messy:
        phi = phi * chance.uniform(1, 1.6, world.units)[None]
    counts = draw(mean, phi[:, :, None], chance)
    surges = (*_fast(counts, world, chance), *_slow(counts, mean, world, chance))
    return Simulated(counts, mean.astype(np.float32), np.asarray(phi), parents, surges, world)


def draw(mean: Doubles, phi: Doubles, chance: np.random.Generator) -> Whole:
    """Return negative binomial counts with variance ``phi`` times the mean."""
    size = np.maximum(mean / np.maximum(phi - 1, 1e-3), 1e-9)
    return np.asarray(chance.negative_binomial(size, size / (size + mean)), dtype=np.int32)


def _rates(world: World, parents: NDArray[np.intp], chance: np.random.Generator) -> Doubles:
    size = chance.lognormal(0, 0.9, world.units)
    share = 1 / np.arange(1, world.topics + 1)
    liking = chance.gamma(10, 0.1, (world.topics, PROVINCES))[:, parents]
    liking = liking * chance.gamma(6, 1 / 6, (world.topics, world.units))
    level = world.per_week * (share / share.sum())[:, None] * (size / size.sum()) * liking
    return np.asarray(level[:, :, None] * np.exp(_seasons(world, parents, chance)))


def _seasons(world: World, parents: NDArray[np.intp], chance: np.random.Generator) -> Doubles:
    week = np.arange(world.weeks)
    height, peak = np.abs(chance.normal(0, 0.35, world.topics)), chance.uniform(0, 2 * np.pi, world.topics)
    shift = chance.normal(0, 0.35, (world.topics, REGIONS))[:, parents * REGIONS // PROVINCES]
    angle = 2 * np.pi * week / YEAR - peak[:, None, None] - shift[:, :, None]
    slope = chance.normal(0, 0.15, world.topics)[:, None] + chance.normal(0, 0.15, world.units)
    found = height[:, None, None] * np.cos(angle) + slope[:, :, None] * week / YEAR
    if world.wrong_seasons:
        own = chance.uniform(0, 2 * np.pi, (world.topics, PROVINCES))[:, parents]
        found += world.wrong_seasons * np.cos(2 * np.pi * week / YEAR - own[:, :, None])
    if world.random_walk:
        found += np.cumsum(chance.normal(0, world.random_walk, found.shape), axis=2)
    return np.asarray(found)


def _activity(world: World, chance: np.random.Generator) -> Doubles:
    """Return how busy each unit is each week, (units, weeks)."""
    week = np.arange(world.weeks)
    activity = chance.lognormal(0, 0.10, (world.units, world.weeks)) * chance.lognormal(0, 0.05, world.weeks)
    activity = activity * np.where(np.isin(week % YEAR, (4, 5)), 0.45, 1.0)
    if not world.messy:
        return np.asarray(activity)
    activity *= chance.lognormal(0, 0.20, activity.shape)
    for unit in np.flatnonzero(chance.random(world.units) < 0.10):
        activity[unit, chance.integers(max(world.weeks - 40, 1), world.weeks - 5) :] *= 2
    activity[chance.random(activity.shape) < 0.01] *= 0.15
    return np.asarray(activity)


def _raise_topics_everywhere(mean: Doubles, world: World, chance: np.random.Generator) -> None:
    for topic in chance.choice(world.topics, min(4, world.topics), replace=False):
        start = chance.integers(world.weeks - world.judged, world.weeks - 6)
        mean[topic, :, start : start + 5] *= 2.5


def _fast(counts: Whole, world: World, chance: np.random.Generator) -> list[Surge]:
    found, first = [], world.weeks - world.judged
    for topic, unit in np.argwhere(chance.random(counts.shape[:2]) < world.fast):
        size, start = int(chance.choice(SIZES)), int(chance.integers(first + 1, world.weeks - 4))
        week = np.minimum(np.floor(chance.lognormal(0, 0.5, size)).astype(int) + start, world.weeks - 1)
        counts[topic, unit] += np.bincount(week, minlength=world.weeks).astype(np.int32)
        found.append(Surge(int(topic), int(unit), start, int(week.max()), size, fast=True))
    return found


def _slow(counts: Whole, mean: Doubles, world: World, chance: np.random.Generator) -> list[Surge]:
    found, first = [], world.weeks - world.judged
    busy = mean[:, :, first:].mean(axis=2) > 0.3
    for topic, unit in np.argwhere((chance.random(counts.shape[:2]) < world.slow) & busy):
        times, start = float(chance.choice((2.0, 3.0, 5.0))), int(chance.integers(first + 1, world.weeks - 9))
        weeks = slice(start, start + 8)
        counts[topic, unit, weeks] += chance.poisson(mean[topic, unit, weeks] * (times - 1)).astype(np.int32)
        found.append(Surge(int(topic), int(unit), start, start + 7, times, fast=False))
    return found
