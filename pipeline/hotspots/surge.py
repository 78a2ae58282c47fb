"""The main channel: which cells received more in the last weeks than their own past, unit and topic explain.

For windows of L weeks that end with the judged week (EB-NB)::

    M = sum of E theta      variance = phi M + (psi + 1/shape) M^2
    p = min(1, windows * min over L of P(NB(M, variance) >= y))

where ``1/shape`` is the doubt about theta. A window with fewer groups than the minimum counts as p = 1, because it
would not be reported. Benjamini-Hochberg over all cells of the run then bounds the false share among the alarms. The
plain tail and not the mid-p: the latter doubled the false share in the study behind this design.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.hotspots.dispersion import Dispersion, block_ends, dispersion, judge_block
from pipeline.hotspots.distributions import gamma_bound, negative_binomial_tail
from pipeline.hotspots.expected import expected_counts
from pipeline.hotspots.panel import Counts, Panel, of_weeks
from pipeline.hotspots.strength import Strength, strength
from pipeline.settings import HotspotSettings

Doubles = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Fitted:
    """What one run learnt: expectations, and the variance of each window at the last week."""

    panel: Panel
    expected: Counts
    spread: Mapping[int, Dispersion]
    settings: HotspotSettings


@dataclass(frozen=True, slots=True)
class Scores:
    """The judged week, every array (topics, units).

    ``window`` is the length in weeks whose tail was smallest (the longest where none was reportable); ``observed``,
    ``expected`` and ``variance`` are those of that window.
    """

    p: Doubles
    window: NDArray[np.intp]
    observed: Doubles
    expected: Doubles
    variance: Doubles


@dataclass(frozen=True, slots=True)
class Ratio:
    """Observed against expected drawn towards 1, with its 5 % and 95 % bounds."""

    value: Doubles
    low: Doubles
    high: Doubles


def fit(panel: Panel, settings: HotspotSettings) -> Fitted:
    """Learn what is usual from a panel whose last week is the one to judge."""
    expected = expected_counts(panel.counts)
    blocks = [judge_block(panel, expected, end, settings) for end in block_ends(panel.last, settings)]
    spread = {window: dispersion([found for block in blocks for found in block[window]]) for window in settings.windows}
    return Fitted(panel, expected, spread, settings)


def score(fitted: Fitted, week: int) -> Scores:
    """Judge week number ``week`` with what was known ``guard`` weeks before."""
    known = strength(fitted.panel, fitted.expected, max(week - fitted.settings.guard + 1, 0))
    return score_with(fitted, known, week)


def score_with(fitted: Fitted, known: Strength, week: int) -> Scores:
    """Judge week number ``week`` with given strengths."""
    windows = sorted((w for w in fitted.settings.windows if w <= week + 1), reverse=True)
    found: list[tuple[Doubles, Doubles, Doubles, Doubles]] = []
    for window in windows:
        weeks = slice(week - window + 1, week + 1)
        observed = of_weeks(fitted.panel.counts, weeks).astype(np.float64)
        mean = (of_weeks(fitted.expected, weeks) * known.mean).astype(np.float64)
        spread = fitted.spread[window]
        variance = spread.phi * mean + (spread.psi + 1 / known.shape) * mean**2
        found.append((_tail(observed, mean, variance, fitted.settings.minimum), observed, mean, variance))
    tails, *rest = (np.stack(arrays) for arrays in zip(*found, strict=True))
    best = np.argmin(tails, axis=0)
    observed, mean, variance = (np.take_along_axis(arrays, best[None], axis=0)[0] for arrays in rest)
    return Scores(np.minimum(1, tails.min(axis=0) * len(windows)), np.asarray(windows)[best], observed, mean, variance)


def _tail(observed: Doubles, mean: Doubles, variance: Doubles, minimum: int) -> Doubles:
    found = np.ones_like(observed)
    worth = (observed >= minimum) & (observed > mean)
    found[worth] = negative_binomial_tail(observed[worth], mean[worth], variance[worth])
    return found


def shrunk_ratio(observed: Doubles, expected: Doubles, variance: Doubles) -> Ratio:
    """Return (1 + e y) / (1 + e M) with the bounds of Gamma(1 + e y, 1 + e M), where e = M / variance.

    ``e`` discounts counts that stray more than Poisson ones: each then tells less.
    """
    told = np.maximum(expected, 1e-9)
    worth = told / np.maximum(variance, told)
    shape, rate = 1 + worth * observed, 1 + worth * told
    return Ratio(shape / rate, gamma_bound(0.05, shape, rate), gamma_bound(0.95, shape, rate))
