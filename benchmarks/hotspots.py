"""False alarms, power and delay of hotspot detection on invented countries: ``python benchmarks/hotspots.py``.

    python benchmarks/hotspots.py                                   every table, seeds 101 102 (about half an hour)
    python benchmarks/hotspots.py plain messy --seeds 7 8 9         some tables, other seeds
    python benchmarks/hotspots.py --units 200 --topics 30           a smaller country

Every judged week is a run of its own over the weeks before it. What the columns mean: ``false/wk`` alarms a week in
cells without a surge, ``f.share`` their mean share of a week's alarms, ``+12`` share of surges of 12 extra petitions
that were found within three weeks, ``x3`` of a rate three times as high for eight weeks, ``delay`` weeks to the first
alarm of fast surges.
"""

from __future__ import annotations

import argparse
import os
import platform
import resource
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

for library in ("OMP", "OPENBLAS", "MKL"):
    os.environ.setdefault(f"{library}_NUM_THREADS", "1")
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np  # noqa: E402  # one thread must be set before numpy is loaded
from numpy.typing import NDArray  # noqa: E402

from benchmarks import hotspot_rivals as rivals  # noqa: E402
from benchmarks.hotspot_measures import HEADER, Flags, Measured, line, measure, surge_weeks, wilson  # noqa: E402
from benchmarks.hotspot_simulator import Simulated, Whole, World, draw, simulate  # noqa: E402
from pipeline.hotspots.channels import hear_surges  # noqa: E402
from pipeline.hotspots.distributions import q_values  # noqa: E402
from pipeline.hotspots.panel import Panel  # noqa: E402
from pipeline.hotspots.persistent import judge_excess  # noqa: E402
from pipeline.hotspots.surge import fit, score, shrunk_ratio  # noqa: E402
from pipeline.hotspots.totals import judge_totals  # noqa: E402
from pipeline.settings import HotspotSettings  # noqa: E402

SETTINGS = HotspotSettings()
HISTORY = 104
MONDAY = date(2024, 1, 1)
TOP = 20


def panel_of(counts: Whole | NDArray[np.float32], parents: NDArray[np.intp]) -> Panel:
    """Return counts as the detector wants them."""
    topics, units, weeks = counts.shape
    names = tuple(f"t{at:03d}" for at in range(topics)), tuple(f"u{at:04d}" for at in range(units))
    mondays = tuple(MONDAY + timedelta(weeks=at) for at in range(weeks))
    return Panel(*names, parents, mondays, np.ascontiguousarray(counts, dtype=np.float32))


def ours(counts: Whole, parents: NDArray[np.intp]) -> tuple[Flags, NDArray[np.float64]]:
    """Judge the last week; return flags and the lower bound of the ratio, by which hotspots are ranked."""
    panel = panel_of(counts, parents)
    fitted = fit(panel, SETTINGS)
    found = score(fitted, panel.last)
    flags = (q_values(found.p) <= SETTINGS.q) & (found.observed >= SETTINGS.minimum)
    return flags, shrunk_ratio(found.observed, found.expected, found.variance).low


def each_week(world: Simulated, judge: Callable[[Whole], Flags], counts: Whole | None = None) -> Flags:
    """Judge every week as if it were the newest."""
    whole = world.counts if counts is None else counts
    return np.stack([judge(whole[:, :, max(week + 1 - HISTORY, 0) : week + 1]) for week in world.judged], axis=2)


def judged(world: Simulated, counts: Whole | None = None, late: bool = False, seed: int = 0) -> tuple[Measured, float]:
    """Return our measures and the mean share of real surges among the first 20 of a week, by rank."""
    truth, precision = surge_weeks(world), list[float]()

    def judge(weeks: Whole) -> Flags:
        seen = _thinned(weeks, seed) if late else weeks
        flags, low = ours(seen, world.parents)
        at = len(precision)
        first = np.argsort(-np.where(flags, low, 0).ravel(), kind="stable")[: min(TOP, int(flags.sum()))]
        precision.append(float(truth[:, :, at].ravel()[first].mean()) if len(first) else np.nan)
        return flags

    measured = measure(world, each_week(world, judge, counts))
    return measured, float(np.nanmean(precision)) if not np.isnan(precision).all() else float("nan")


def _thinned(weeks: Whole, seed: int) -> Whole:
    """Return counts as they stand when 60 % of the newest and 90 % of the week before have come in."""
    chance, found = np.random.default_rng(seed), weeks.copy()
    found[:, :, -1] = chance.binomial(found[:, :, -1], 0.6)
    found[:, :, -2] = chance.binomial(found[:, :, -2], 0.9)
    return found


def table(name: str, worlds: Sequence[Simulated], late: bool = False) -> None:
    """Print our row over worlds of several seeds, with 95 % intervals of power."""
    runs = [judged(world, late=late, seed=at) for at, world in enumerate(worlds)]
    measures = [measured for measured, _ in runs]
    print(line(name, measures))
    parts = []
    for size in (12, 20, 40):
        hits = sum(m.found.get(("fast", size), 0) for m in measures)
        of = sum(m.planted.get(("fast", size), 0) for m in measures)
        if of:
            low, high = wilson(hits, of)
            parts.append(f"+{size}: {hits}/{of} ({low:.2f}-{high:.2f})")
    ranked = [share for _, share in runs if not np.isnan(share)]
    top = f"; top {TOP}: {np.mean(ranked):.2f} real" if ranked and parts else ""
    print(f"{'':38s} " + ", ".join(parts) + top, flush=True)


def plain(world: World, seeds: Sequence[int]) -> None:
    """Print the plain world and the rivals on the same counts."""
    worlds = [simulate(world, seed) for seed in seeds]
    table("ours, EB-NB 1/2/4 weeks, q .05", worlds)
    for name, rival in (
        ("EARS C2 (z > 3.09)", rivals.ears_c2),
        ("Farrington-NB per cell, alpha .01", rivals.farrington),
        ("month on month, +50 % and 3 or more", rivals.month_on_month),
    ):
        print(line(name, [measure(one, each_week(one, rival)) for one in worlds]), flush=True)


def messy(world: World, seeds: Sequence[int]) -> None:
    """Print the world with shocks, jumps, missing weeks and national surges."""
    table("messy", [simulate(replace(world, messy=True), seed) for seed in seeds])


def null(world: World, seeds: Sequence[int]) -> None:
    """Print worlds with nothing to find; ``false/wk`` is alarms a run."""
    for name, one in (("null, plain", world), ("null, messy", replace(world, messy=True))):
        table(name, [simulate(one.without_surges(), seed) for seed in seeds])


def wrong(world: World, seeds: Sequence[int]) -> None:
    """Print worlds that break the model: own seasons of provinces, rates that wander."""
    for name, one in (
        ("provinces' own seasons, 0.5", replace(world, wrong_seasons=0.5)),
        ("provinces' own seasons, 1.0", replace(world, wrong_seasons=1.0)),
        ("random walk, 5 % a week", replace(world, random_walk=0.05)),
    ):
        table(name, [simulate(one, seed) for seed in seeds])


def short(world: World, seeds: Sequence[int]) -> None:
    """Print short histories: so many weeks in all."""
    for weeks in (8, 12, 16, 26):
        for name, one in (("plain", world), ("messy", replace(world, messy=True))):
            worlds = [simulate(replace(one, weeks=weeks + world.judged), seed) for seed in seeds]
            runs = []
            for sim in worlds:
                flags = [ours(sim.counts[:, :, w + 1 - weeks : w + 1], sim.parents)[0] for w in sim.judged]
                runs.append(measure(sim, np.stack(flags, axis=2)))
            print(line(f"{weeks} weeks in all, {name}", runs), flush=True)


def late(world: World, seeds: Sequence[int]) -> None:
    """Print runs in which the newest weeks are not whole."""
    table("newest week 60 %, the one before 90 %", [simulate(world, seed) for seed in seeds], late=True)


def mass(world: World, seeds: Sequence[int]) -> None:
    """Print campaigns of about 15 copies in 2 of 10,000 cell-weeks, counted raw and once."""
    for name, copies in (("mass petitions counted raw", 15), ("mass petitions counted once (ours)", 0)):
        runs = []
        for seed in seeds:
            sim, chance = simulate(world, seed), np.random.default_rng(seed)
            campaign = chance.random(sim.counts.shape) < 2e-4
            extra = chance.poisson(copies, sim.counts.shape) if copies else 1
            runs.append(judged(sim, (sim.counts + campaign * extra).astype(np.int32))[0])
        print(line(name, runs), flush=True)


def recoded(world: World, seeds: Sequence[int]) -> None:
    """Print 30 units that get new codes half-way through the judged weeks, with no mapping."""
    most = []
    for seed in seeds:
        sim = simulate(world, seed)
        change, moved = sim.judged.start + 8, min(30, world.units // 2)
        counts = np.concatenate([sim.counts, sim.counts[:, :moved]], axis=1)
        counts[:, :moved, change:] = 0
        counts[:, world.units :, :change] = 0
        parents = np.concatenate([sim.parents, sim.parents[:moved]])
        planted = {(s.topic, s.unit) for s in sim.surges}
        alarms = []
        for week in range(change, sim.judged.stop):
            flags, _ = ours(counts[:, :, week + 1 - HISTORY : week + 1], parents)
            cells = np.argwhere(flags[:, world.units :]).tolist()
            alarms.append(sum((topic, unit) not in planted for topic, unit in cells))
        most.append(alarms)
    print(f"30 units recoded, no mapping: false alarms among them, week by week from the change: {most}", flush=True)


def small(world: World, seeds: Sequence[int]) -> None:
    """Print small offices."""
    for units, topics, per_week in ((12, 20, 60), (12, 20, 300), (60, 30, 500)):
        one = replace(world, units=units, topics=topics, per_week=per_week, fast=0.03, slow=0.02)
        table(
            f"{units} x {topics}, {per_week} a week", [simulate(one, seed * 10 + n) for seed in seeds for n in range(3)]
        )


def cold(world: World, seeds: Sequence[int]) -> None:
    """Print what one batch of four weeks says: flagged cells and how many have a true ratio below 1.25."""
    for size in (3_000, 10_000, 30_000, 100_000, 300_000):
        flagged = wrong_ones = right = 0
        for seed in seeds:
            one = replace(world.without_surges(), weeks=4, judged=1, per_week=size / 4)
            sim, chance = simulate(one, seed), np.random.default_rng(seed)
            hot = chance.random(sim.mean.shape[:2]) < 0.004
            times = np.where(hot, chance.choice((2.0, 3.0, 5.0), hot.shape), 1.0)
            mean = sim.mean.astype(np.float64) * times[:, :, None]
            found = judge_excess(
                panel_of(draw(mean, sim.phi[:, :, None], chance), sim.parents),
                SETTINGS.minimum, SETTINGS.ratio, SETTINGS.q,
            ).flagged  # fmt: skip
            level = mean.sum(axis=2)
            ratio = level * level.sum() / (level.sum(axis=0, keepdims=True) * level.sum(axis=1, keepdims=True))
            flagged += int(found.sum())
            wrong_ones, right = wrong_ones + int((ratio[found] < 1.25).sum()), right + int((ratio[found] >= 2).sum())
        thin = "" if size / (world.units * world.topics) >= 0.3 else "   (thin: a run rolls units up to provinces)"
        print(
            f"cold start, {size:7d} petitions: {flagged / len(seeds):6.1f} flagged, "
            f"{wrong_ones / max(flagged, 1):.3f} below 1.25, {right / max(flagged, 1):.3f} at least 2{thin}",
            flush=True,
        )


def totals(world: World, seeds: Sequence[int]) -> None:
    """Print false alarms of totals where nothing happens, and the false-positive rate at .01 and .001."""
    for name, one in (("plain", world), ("messy without jumps of topics", replace(world, messy=True))):
        alarms, p = [], []
        for seed in seeds:
            sim = simulate(one.without_surges(), seed)
            for week in sim.judged:
                weeks = sim.counts[:, :, : week + 1]
                for series in (weeks.sum(axis=0), weeks.sum(axis=1)):
                    found = judge_totals(series.astype(np.float64), SETTINGS.minimum).p
                    alarms.append(int((q_values(found) <= SETTINGS.q).sum()))
                    p.append(found)
        every = np.concatenate(p)
        print(
            f"totals, {name}: {2 * np.mean(alarms):.2f} alarms a run; "
            f"p < .01 {np.mean(every < 0.01):.4f}, p < .001 {np.mean(every < 0.001):.5f}",
            flush=True,
        )


def speed(world: World, seeds: Sequence[int]) -> None:
    """Print time and memory of one run over 700 units, 90 topics and 104 weeks, past weeks for episodes included."""
    sim = simulate(replace(world, units=700, topics=90, weeks=HISTORY, per_week=29_400), seeds[0])
    panel = panel_of(sim.counts, sim.parents)
    del sim
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    started, used = time.perf_counter(), time.process_time()
    hear_surges(panel, "district", SETTINGS)
    judge_excess(panel, SETTINGS.minimum, SETTINGS.ratio, SETTINGS.q)
    judge_totals(panel.counts.sum(axis=0, dtype=np.float64), SETTINGS.minimum)
    judge_totals(panel.counts.sum(axis=1, dtype=np.float64), SETTINGS.minimum)
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    took, of_processor = time.perf_counter() - started, time.process_time() - used
    print(
        f"speed, 700 x 90 x {HISTORY}: {took:.1f} s, of them {of_processor:.1f} s of one processor; "
        f"peak {after:.0f} MB ({before:.0f} MB before, the simulator's)",
        flush=True,
    )


TABLES: dict[str, Callable[[World, Sequence[int]], None]] = {
    "speed": speed, "plain": plain, "messy": messy, "null": null, "wrong": wrong, "short": short, "late": late,
    "mass": mass, "recoded": recoded, "small": small, "cold": cold, "totals": totals,
}  # fmt: skip


def main() -> None:
    """Print the tables that were asked for."""
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("tables", nargs="*", choices=[[], *TABLES], help="tables to print; all of them if none is named")
    words.add_argument("--seeds", nargs="+", type=int, default=[101, 102])
    words.add_argument("--units", type=int, default=700)
    words.add_argument("--topics", type=int, default=60)
    asked = words.parse_args()
    per_week = 0.7 * asked.units * asked.topics
    world = World(units=asked.units, topics=asked.topics, per_week=per_week)
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, numpy {np.__version__}")
    print(f"{asked.units} units x {asked.topics} topics, {per_week:.0f} petitions a week, seeds {asked.seeds}")
    print(HEADER)
    for name in asked.tables or TABLES:
        TABLES[name](world, asked.seeds)


if __name__ == "__main__":
    main()
