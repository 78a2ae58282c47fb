"""What a detector got right and wrong, given where surges were planted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.hotspot_simulator import Simulated, Surge

Flags = NDArray[np.bool_]
AFTER = 3  # weeks after the start of a fast surge in which an alarm still counts


@dataclass(frozen=True, slots=True)
class Measured:
    """Results of one detector on one country.

    ``false_a_week`` counts alarms in cells without any surge; ``false_share`` is their mean share of a week's alarms;
    ``found`` and ``planted`` count surges by kind and size; ``delays`` are weeks from the start of fast surges.
    """

    false_a_week: float
    false_share: float
    found: dict[tuple[str, float], int]
    planted: dict[tuple[str, float], int]
    delays: tuple[int, ...]


def measure(world: Simulated, flags: Flags) -> Measured:
    """Return what ``flags`` (topics, units, judged weeks) got right."""
    quiet = np.ones(flags.shape[:2], dtype=bool)
    for surge in world.surges:
        quiet[surge.topic, surge.unit] = False
    wrong, right = flags[quiet].sum(axis=0), np.zeros(flags.shape[2])
    found: dict[tuple[str, float], int] = {}
    planted: dict[tuple[str, float], int] = {}
    delays = []
    for surge in world.surges:
        weeks = counted_weeks(world, surge)
        seen = flags[surge.topic, surge.unit, weeks.start : weeks.stop]
        right[weeks.start : weeks.stop] += seen
        key = ("fast" if surge.fast else "slow", surge.size)
        planted[key] = planted.get(key, 0) + 1
        found[key] = found.get(key, 0) + int(seen.any())
        if surge.fast and seen.any():
            delays.append(int(np.argmax(seen)))
    share = float((wrong / np.maximum(wrong + right, 1)).mean())
    return Measured(float(wrong.sum() / flags.shape[2]), share, found, planted, tuple(delays))


def counted_weeks(world: Simulated, surge: Surge) -> range:
    """Return the judged weeks, counted from the first, in which an alarm means this surge."""
    first = world.judged.start
    last = surge.start + AFTER if surge.fast else surge.end
    return range(surge.start - first, min(last - first, world.world.judged - 1) + 1)


def surge_weeks(world: Simulated) -> Flags:
    """Return where an alarm is right, (topics, units, judged weeks), three weeks after the end included."""
    found = np.zeros((*world.counts.shape[:2], world.world.judged), dtype=bool)
    for surge in world.surges:
        start = surge.start - world.judged.start
        found[surge.topic, surge.unit, start : surge.end + 4 - world.judged.start] = True
    return found


def wilson(hits: int, of: int) -> tuple[float, float]:
    """Return the 95 % interval of a share (Wilson 1927)."""
    if not of:
        return 0.0, 1.0
    z, share = 1.96, hits / of
    centre, width = share + z * z / (2 * of), z * np.sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    return float((centre - width) / (1 + z * z / of)), float((centre + width) / (1 + z * z / of))


def line(name: str, runs: Sequence[Measured]) -> str:
    """Return one row of the table, runs over seeds pooled."""
    parts = [f"{name:38s} {np.mean([r.false_a_week for r in runs]):9.2f} {np.mean([r.false_share for r in runs]):7.3f}"]
    for key in (("fast", 5), ("fast", 8), ("fast", 12), ("fast", 20), ("fast", 40), ("slow", 3.0), ("slow", 5.0)):
        of = sum(r.planted.get(key, 0) for r in runs)
        parts.append(f"{sum(r.found.get(key, 0) for r in runs) / of:6.3f}" if of else "     -")
    delays = [weeks for r in runs for weeks in r.delays]
    parts.append(f"{np.mean(delays):6.2f}" if delays else "     -")
    return " ".join(parts)


HEADER = (
    f"{'detector':38s} {'false/wk':>9s} {'f.share':>7s} {'+5':>6s} {'+8':>6s} {'+12':>6s} {'+20':>6s} {'+40':>6s}"
    f" {'x3':>6s} {'x5':>6s} {'delay':>6s}"
)
