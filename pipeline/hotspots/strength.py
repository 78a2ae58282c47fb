"""How strong a topic usually is in a unit, against the nation: a gamma posterior drawn towards the province.

::

    theta[k,d] | past ~ Gamma(a[k] + A, a[k]/m + B)     A = sum of w y,  B = sum of w E

``w`` halves every 26 weeks; the last ``guard`` weeks are left out, so a surge does not raise its own expectation, and
past weeks are clipped at mean + 3.5 sd, so an old surge does not hide the next. ``m`` is the ratio of the province
without the unit and ``a`` is chosen by the marginal (negative binomial) likelihood on a grid, for each topic together
with a pooled likelihood worth two topics. The gamma-Poisson shrinkage is that of DuMouchel 1999 (American
Statistician 53:177-190) with one component.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.hotspots.panel import Counts, Panel

Doubles = NDArray[np.float64]
HALF_LIFE = 26  # weeks
PROVINCE_PRIOR = 10.0  # pseudo-count that draws a province's ratio towards 1
CLIP_AT = 3.5  # standard deviations
PRIORS = np.exp(np.linspace(np.log(0.5), np.log(60), 16))
POOLED_TOPICS = 2.0
AT_ONCE = 1 << 18  # cells whose likelihoods stand in memory together: phrases by units are millions


@dataclass(frozen=True, slots=True)
class Strength:
    """Posterior of theta for every cell: ``mean`` and ``shape``, both (topics, units); ``prior`` is (topics, 1)."""

    mean: Counts
    shape: Counts
    prior: Counts


def strength(panel: Panel, expected: Counts, end: int) -> Strength:
    """Return the posterior that weeks before number ``end`` give."""
    weights = (0.5 ** ((end - 1 - np.arange(end)) / HALF_LIFE)).astype(np.float32)
    seen = np.empty(expected.shape[:2], dtype=np.float32)
    told = np.empty_like(seen)
    for k in range(expected.shape[0]):
        count, mean = panel.counts[k, :, :end], expected[k, :, :end]
        told[k] = mean @ weights
        usual = ((2 + count @ weights) / (2 + told[k]))[:, None] * mean
        seen[k] = np.minimum(count, usual + CLIP_AT * np.sqrt(1.5 * usual + 0.3)) @ weights
    return posterior(seen, told, panel.parents)


def posterior(seen: Counts, told: Counts, parents: NDArray[np.intp], prior: Counts | None = None) -> Strength:
    """Return the posterior of theta from weighted counts and expectations, both (topics, units).

    ``prior`` is that of an earlier call with the same counts: choosing it takes most of the time.
    """
    centre = province_ratio(seen, told, parents)
    if prior is None:
        prior = prior_shape(seen, told * centre)[:, None].astype(np.float32)
    shape = prior + seen
    return Strength(mean=shape / (prior / centre + told), shape=shape, prior=prior)


def province_ratio(seen: Counts, told: Counts, parents: NDArray[np.intp]) -> Counts:
    """Return for each cell the ratio of seen to told in its province without the unit itself, drawn towards 1."""
    provinces = int(parents.max(initial=-1)) + 1
    belongs = np.zeros((len(parents), provinces), dtype=np.float32)
    belongs[np.arange(len(parents)), parents] = 1
    above, below = (seen @ belongs)[:, parents] - seen, (told @ belongs)[:, parents] - told
    ratio = (PROVINCE_PRIOR + above) / (PROVINCE_PRIOR + below)
    # sums in single precision may leave a trifle below zero where a province has one unit
    return np.asarray(np.maximum(ratio, 1e-3), dtype=np.float32)


def prior_shape(seen: Counts, told: Counts) -> Doubles:
    """Return the prior shape of each topic that makes its counts likeliest.

    For shape ``a`` the counts are negative binomial with mean ``told`` and size ``a``; terms without it are left out.
    """
    likelihood = np.empty((len(PRIORS), seen.shape[0]))
    step = max(AT_ONCE // max(seen.shape[1], 1), 1)
    for first in range(0, seen.shape[0], step):
        some = slice(first, first + step)
        likelihood[:, some] = _likelihood(seen[some], told[some])
    pooled = likelihood.sum(axis=1, keepdims=True) * (POOLED_TOPICS / max(seen.shape[0], 1))
    return np.asarray(PRIORS[np.argmax(likelihood + pooled, axis=0)])


def _likelihood(seen: Counts, told: Counts) -> Doubles:
    """Return the logarithm of the likelihood of each prior shape for each topic, (shapes, topics)."""
    from scipy import special

    whole = np.round(seen).astype(np.int64)
    factorials = np.arange(int(whole.max(initial=0)) + 1)
    likelihood = np.empty((len(PRIORS), seen.shape[0]))
    for i, a in enumerate(PRIORS):
        rising = special.gammaln(factorials + a) - special.gammaln(a) + a * np.log(a)
        likelihood[i] = (rising[whole] - (a + whole) * np.log(a + told)).sum(axis=1, dtype=np.float64)
    return likelihood
