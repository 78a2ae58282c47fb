"""What others do with weekly counts: two classical detectors and the rule of thumb of offices."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from benchmarks.hotspot_measures import Flags
from benchmarks.hotspot_simulator import Whole
from pipeline.hotspots.totals import judge_totals

C2_WEEKS, C2_GUARD, C2_LIMIT = 7, 2, 3.09
FARRINGTON_ALPHA = 0.01
MONTH, RISE = 4, 1.5
CHUNK = 4_000


def ears_c2(counts: Whole) -> Flags:
    """Flag cells above mean + 3.09 sd of seven weeks that ended two weeks ago (EARS C2; Hutwagner 2003)."""
    past = counts[:, :, -C2_GUARD - C2_WEEKS - 1 : -C2_GUARD - 1].astype(float)
    mean, spread, now = past.mean(axis=2), past.std(axis=2, ddof=1), counts[:, :, -1]
    return np.asarray((now > mean) & (now - mean > C2_LIMIT * spread))


def farrington(counts: Whole) -> Flags:
    """Flag cells whose Farrington negative-binomial tail is below .01, each cell a series of its own."""
    series = counts.reshape(-1, counts.shape[2]).astype(np.float64)
    parts = [judge_totals(series[at : at + CHUNK], 1).p for at in range(0, len(series), CHUNK)]
    return np.asarray(np.concatenate(parts).reshape(counts.shape[:2]) < FARRINGTON_ALPHA)


def month_on_month(counts: Whole) -> Flags:
    """Flag cells with at least 3 petitions in four weeks and half as many again as in the four weeks before."""
    now: NDArray[np.int64] = counts[:, :, -MONTH:].sum(axis=2)
    before = counts[:, :, -2 * MONTH : -MONTH].sum(axis=2)
    return np.asarray((now >= 3) & (now >= RISE * before))
