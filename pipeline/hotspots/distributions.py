"""Tails, bounds and q-values, on numpy arrays of any one shape."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.floating[Any]]
Doubles = NDArray[np.float64]
ALMOST_POISSON = 1e-3  # excess of the variance over the mean, relative to the mean, below which it is none


def negative_binomial_tail(observed: ArrayLike, mean: ArrayLike, variance: ArrayLike) -> Doubles:
    """Return P(X >= observed) of a negative binomial with this mean and variance; Poisson where variance <= mean.

    With size ``r = mean^2 / (variance - mean)`` it is the regularised incomplete beta function
    ``I_{mean/(mean+r)}(observed, r)``; an observed number between two whole ones (shares of a split commune) is
    interpolated by the same function.
    """
    from scipy import special

    y, m = np.asarray(observed, dtype=np.float64), np.maximum(np.asarray(mean, dtype=np.float64), 1e-9)
    extra = np.maximum(np.asarray(variance, dtype=np.float64) - m, 0)
    spread = extra > ALMOST_POISSON * m
    size = np.where(spread, m * m / np.maximum(extra, 1e-12), 1.0)
    at = np.maximum(y, 1e-9)
    tail = np.where(spread, special.betainc(at, size, m / (m + size)), special.gammainc(at, m))
    return np.where(y <= 0, 1.0, tail)


def negative_binomial_band(
    mean: Doubles, variance: Doubles, coverage: float = 0.90
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the lowest and highest number inside the central band of negative binomials.

    The quantiles of ``scipy.stats.nbinom``, for which that library would take a second to load.
    """
    told = np.maximum(mean, 1e-9)
    # a size of ten thousand means is Poisson for every purpose of a band
    size = told * told / np.maximum(variance - told, 1e-4 * told)
    low, high = (_quantile(level, size, told) for level in ((1 - coverage) / 2, (1 + coverage) / 2))
    return low, high


def _quantile(level: float, size: Doubles, mean: Doubles) -> NDArray[np.int64]:
    """Return the smallest whole numbers with P(X <= number) >= ``level``, by halving."""
    from scipy import special

    share = size / (size + mean)

    def enough(number: NDArray[np.int64]) -> NDArray[np.bool_]:
        return np.asarray(special.betainc(size, number + 1.0, share) >= level)

    high = np.ones(len(mean), dtype=np.int64)
    while not (there := enough(high)).all():
        high = np.where(there, high, 2 * high)
    low = np.full(len(mean), -1, dtype=np.int64)  # the number looked for lies above it
    while (high - low > 1).any():
        middle = (low + high) // 2
        there = enough(np.maximum(middle, 0)) & (middle >= 0)
        low, high = np.where(there, low, middle), np.where(there, middle, high)
    return high


def gamma_bound(level: float, shape: ArrayLike, rate: ArrayLike) -> Doubles:
    """Return the ``level`` quantile of gamma distributions given by shape and rate."""
    from scipy import special

    return np.asarray(special.gammaincinv(np.asarray(shape, dtype=np.float64), level) / np.asarray(rate))


def q_values(p: Floats, tests: int = 0) -> Doubles:
    """Return the Benjamini-Hochberg q-values of all p-values of an array together, in its shape.

    Where there are more ``tests`` than values, those that are not given have p = 1.

    As ``scipy.stats.false_discovery_control``, for which alone that library would take half a second to load.
    """
    flat = np.clip(np.asarray(p, dtype=np.float64), 0, 1).ravel()
    order = np.argsort(flat, kind="stable")
    ranked = flat[order] * (max(tests, len(flat)) / np.arange(1, len(flat) + 1))
    found = np.empty_like(flat)
    found[order] = np.clip(np.minimum.accumulate(ranked[::-1])[::-1], 0, 1)
    return found.reshape(p.shape)
