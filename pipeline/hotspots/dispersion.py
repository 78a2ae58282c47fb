"""How far counts stray from what was foretold, measured by foretelling the past.

Blocks of four weeks, each judged with the strengths known before it (rolling origin), give residuals; for each topic
and window their squares are fitted by ``(y - M)^2 ~ phi M + psi M^2`` (weighted least squares), and units that are
noisier than their topics get one more factor. A poor model therefore widens the variance instead of raising alarms.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.hotspots.panel import Counts, Panel, of_weeks
from pipeline.hotspots.strength import strength
from pipeline.settings import HotspotSettings

Doubles = NDArray[np.float64]
BLOCK = 4  # weeks
BLOCKS = 13
FIRST_LEARNT = 4  # weeks that must be learnt from before a block can be judged
MOST_PHI, MOST_PSI, MOST_FACTOR = 6.0, 2.0, 5.0
FACTOR_PRIOR = 20.0
POOLED_TOPICS = 0.5  # average topics; more would hide how much rarer topics clump


@dataclass(frozen=True, slots=True)
class Residuals:
    """Foretold counts of one window and the squares of what they missed, both (topics, units)."""

    foretold: Counts
    squares: Counts


@dataclass(frozen=True, slots=True)
class Dispersion:
    """Variance of a window: ``phi M + psi M^2``; both (topics, units)."""

    phi: Counts
    psi: Counts


Block = Mapping[int, Sequence[Residuals]]
"""Residuals of one block by length of window."""


def block_ends(last: int, settings: HotspotSettings) -> list[int]:
    """Return the last weeks of the blocks to judge before week number ``last``, latest first.

    In a history too short for any, the judged week stands in for them: nearly all of its cells are quiet, and its
    squares are capped. An assumed dispersion instead would raise dozens of false alarms where units are noisy.
    """
    ends = [last - BLOCK * back for back in range(1, BLOCKS + 1)]
    judged = [end for end in ends if end - settings.guard + 1 >= FIRST_LEARNT and end - settings.longest >= -1]
    return judged or [last]


def judge_block(panel: Panel, expected: Counts, end: int, settings: HotspotSettings) -> Block:
    """Return the residuals of the block that ends with week number ``end``."""
    known = strength(panel, expected, end - settings.guard + 1)
    found: dict[int, list[Residuals]] = {}
    for window in settings.windows:
        found[window] = []
        for last in range(end - max(BLOCK - window, 0), end + 1, window):
            weeks = slice(last - window + 1, last + 1)
            seen = of_weeks(panel.counts, weeks)
            mean = np.maximum(of_weeks(expected, weeks) * known.mean, 1e-4)
            # the doubt about theta is taken out here and added again when a week is judged
            squares = np.minimum((seen - mean) ** 2, 30 * (mean + 0.15)) - mean**2 / known.shape
            found[window].append(Residuals(mean, squares))
    return found


def dispersion(residuals: Iterable[Residuals]) -> Dispersion:
    """Return the dispersion of one window from the residuals of judged blocks, which are gone through twice."""
    phi, psi = _fitted(_moments(residuals))
    factor = _unit_factor(residuals, phi, psi)
    return Dispersion(np.maximum(phi * factor, 1), psi * factor)


def _moments(residuals: Iterable[Residuals]) -> Doubles:
    """Return the five sums of weighted least squares for each topic, each with a pooled part worth half a topic."""
    sums = np.zeros((5, 1))
    for found in residuals:
        mean, squares = found.foretold, found.squares
        weighed = mean / (mean + 0.2) ** 2
        first, second = weighed * mean, weighed * squares
        rows = (first, first * mean, first * mean * mean, second, second * mean)
        sums = sums + np.stack([row.sum(axis=1, dtype=np.float64) for row in rows])
    pooled = sums.sum(axis=1, keepdims=True) * (POOLED_TOPICS / sums.shape[1])
    return np.asarray(sums + pooled)


def _fitted(sums: Doubles) -> tuple[Counts, Counts]:
    """Solve the normal equations of each topic under phi >= 1 and psi >= 0; both (topics, 1)."""
    mm, mmm, mmmm, my, mmy = sums
    determinant = np.maximum(mm * mmmm - mmm**2, 1e-12)
    phi, psi = (my * mmmm - mmy * mmm) / determinant, (mmy * mm - my * mmm) / determinant
    phi, psi = np.where(psi < 0, my / mm, phi), np.maximum(psi, 0)
    psi = np.where(phi < 1, np.maximum((mmy - mmm) / mmmm, 0), psi)
    phi, psi = np.clip(phi, 1, MOST_PHI), np.clip(psi, 0, MOST_PSI)
    return phi[:, None].astype(np.float32), psi[:, None].astype(np.float32)


def _unit_factor(residuals: Iterable[Residuals], phi: Counts, psi: Counts) -> Counts:
    """Return how much noisier each unit is than its topics, drawn towards 1 and never below; (1, units)."""
    above = below = np.full(1, FACTOR_PRIOR)
    for found in residuals:
        mean = found.foretold
        variance = mean * (phi + psi * mean)
        weight = 1 / (variance + 0.1)
        above = above + (found.squares * weight).sum(axis=0, dtype=np.float64)
        below = below + (variance * weight).sum(axis=0, dtype=np.float64)
    return np.asarray(np.clip(above / below, 1, MOST_FACTOR), dtype=np.float32)[None, :]
