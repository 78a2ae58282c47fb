"""What has long been too much: ratios to the whole over up to a year, and all that can be said without history.

::

    E = (D - y)(K - y) / (N - D - K + y)          the cell itself stands in neither margin
    theta ~ Gamma(a, a/m),   counts and expectations divided by the clump factor phi of the topic

A cell is an excess if the 5 % bound of theta reaches ``ratio`` and chance alone is an unlikely cause: ``p`` is the
negative-binomial tail P(NB(E, phi E) >= y), with Benjamini-Hochberg over all cells. The bound alone would do if counts
were as smooth as its gamma prior; they clump, and on a batch of 30,000 petitions 4.4 % of its flags were truly below
1.25 times, against 0.5 % with both. The step from surge to persistent is gradual: what lasts is learnt with a half-life
of 26 weeks.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.hotspots.distributions import gamma_bound, negative_binomial_tail, q_values
from pipeline.hotspots.panel import Counts, Panel
from pipeline.hotspots.strength import posterior

Doubles = NDArray[np.float64]
WEEKS = 52
LEAST_MEAN = 0.3  # petitions a cell below which units are too thin and are rolled up to provinces
DEFAULT_CLUMP = 1.5  # assumed, not measured: a batch within one week says nothing of its clumps


@dataclass(frozen=True, slots=True)
class Excess:
    """Ratios to the whole, every array (topics, units); ``flagged`` are those sure enough."""

    observed: Doubles
    expected: Doubles
    variance: Doubles
    ratio: Doubles
    low: Doubles
    high: Doubles
    p: Doubles
    q: Doubles
    flagged: NDArray[np.bool_]


def judge_excess(panel: Panel, minimum: int, ratio: float, q: float) -> Excess:
    """Return the excess of every cell over the last ``WEEKS`` weeks of the panel."""
    weekly = panel.counts[:, :, -WEEKS:]
    observed = weekly.sum(axis=2, dtype=np.float64)
    expected = independent(observed)
    clumps = clump_factor(weekly)[:, None]
    known = posterior((observed / clumps).astype(np.float32), (expected / clumps).astype(np.float32), panel.parents)
    shape = known.shape.astype(np.float64)
    rate = shape / known.mean
    low, high = gamma_bound(0.05, shape, rate), gamma_bound(0.95, shape, rate)
    tail = negative_binomial_tail(observed, expected, clumps * expected)
    p = np.where(observed >= minimum, tail, 1.0)
    found = q_values(p)
    flagged = (low >= ratio) & (observed >= minimum) & (found <= q)
    variance = clumps * expected + expected**2 / shape
    return Excess(observed, expected, variance, shape / rate, low, high, p, found, flagged)


def independent(observed: Doubles) -> Doubles:
    """Return what each cell would hold if unit and topic were independent, the cell itself left out."""
    units, topics = observed.sum(axis=0, keepdims=True), observed.sum(axis=1, keepdims=True)
    rest = np.maximum(observed.sum() - units - topics + observed, 1)
    return np.asarray(np.maximum((units - observed) * (topics - observed) / rest, 1e-6))


def clump_factor(weekly: Counts) -> Doubles:
    """Return phi of each topic from week-to-week variation inside cells, given their sums; at least 1.

    Weeks share a cell's sum like the week's share of everything; the spread beyond a multinomial is the clumping.
    Topics are drawn to the whole with the weight of 50 petitions.
    """
    present = weekly[:, :, weekly.sum(axis=(0, 1)) > 0]
    if present.shape[2] < 2:
        return np.full(weekly.shape[0], DEFAULT_CLUMP)
    share = present.sum(axis=(0, 1), dtype=np.float64) / present.sum(dtype=np.float64)
    squares, spread = np.empty(len(present)), np.empty(len(present))
    for topic, counts in enumerate(present):
        foretold = counts.sum(axis=1, keepdims=True) * share
        squares[topic] = ((counts - foretold) ** 2).sum()
        spread[topic] = (foretold * (1 - share)).sum()
    whole = squares.sum() / max(spread.sum(), 1e-9)
    return np.asarray(np.maximum((squares + 50 * whole) / (spread + 50), 1))
