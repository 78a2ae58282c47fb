"""Totals of units and of topics against their own past: the rises that the cells cancel on purpose.

A Farrington-type detector: for each series a quasi-Poisson regression with trend and, from two years on, one yearly
wave; the last weeks are left out; past outbreaks are weighted down by their Anscombe residuals; the tail is negative
binomial. After Noufaily et al. 2013 (Statistics in Medicine 32:1206-1222), all series at once in numpy. The variance
holds the doubt about the fitted line as well, which that paper leaves out and short histories need::

    variance = phi m + phi m^2 x' A^-1 x        A = X' W X
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.hotspots.distributions import negative_binomial_tail

Doubles = NDArray[np.float64]
FIRST_WEEKS, SEASON_WEEKS, MOST_WEEKS = 52, 104, 260
LEFT_OUT = 8  # last weeks, so that a rise does not teach its own line
OUTLIER = 2.58  # standardised Anscombe residuals beyond it are weighted down
WEIGHINGS = 5  # once, as published, leaves a great outbreak most of its weight, because it raised phi as well
ROUNDS = 12
YEAR = 52.18


@dataclass(frozen=True, slots=True)
class Totals:
    """The last week of each series: arrays (series,); ``usual`` is the fitted line of its weeks, (series, weeks)."""

    p: Doubles
    observed: Doubles
    expected: Doubles
    variance: Doubles
    usual: Doubles


@dataclass(frozen=True, slots=True)
class _Line:
    """A fitted regression: fitted means (series, weeks), dispersion (series,), leverage, inverse information."""

    beta: Doubles
    mean: Doubles
    phi: Doubles
    leverage: Doubles
    inverse: Doubles


def judge_totals(series: Doubles, minimum: int) -> Totals:
    """Judge the last week of each series (series, weeks); weeks without anything in any series teach nothing."""
    recent = series[:, -MOST_WEEKS:]
    last = recent.shape[1] - 1
    weeks = np.arange(last - LEFT_OUT)
    whole = _design(np.arange(last + 1), last)
    design, now = whole[: len(weeks)], whole[last]
    past = recent[:, : len(weeks)]
    present = np.broadcast_to((past.sum(axis=0) > 0).astype(float), past.shape)
    line = _regression(past, design, present)
    for _ in range(WEIGHINGS):
        line = _regression(past, design, present * _outlier_weights(past, line, present))
    usual = np.exp(np.clip(line.beta @ whole.T, -12, 12))
    mean = usual[:, last]
    doubt = np.einsum("p,npq,q->n", now, line.inverse, now)
    variance = line.phi * mean * (1 + mean * doubt)
    observed = recent[:, -1]
    p = negative_binomial_tail(observed, mean, variance)
    return Totals(np.where(observed >= minimum, p, 1.0), observed, mean, variance, usual)


def _design(weeks: NDArray[np.intp], last: int) -> Doubles:
    columns = [np.ones(len(weeks)), (weeks - last) / YEAR]
    if last + 1 >= SEASON_WEEKS:
        columns += [np.cos(2 * np.pi * weeks / YEAR), np.sin(2 * np.pi * weeks / YEAR)]
    return np.stack(columns, axis=1)


def _regression(y: Doubles, design: Doubles, weights: Doubles) -> _Line:
    """Fit log-linear quasi-Poisson lines to all series by iteratively reweighted least squares."""
    series, terms = len(y), design.shape[1]
    squares = (design[:, :, None] * design[:, None, :]).reshape(len(design), terms * terms)
    ridge = np.diag([1e-9] + [1e-3] * (terms - 1))
    beta = np.zeros((series, terms))
    total = np.maximum(weights.sum(axis=1), 1)
    beta[:, 0] = np.log(np.maximum((weights * y).sum(axis=1) / total, 0.3 / len(design)))
    for _ in range(ROUNDS):
        line = np.clip(beta @ design.T, -12, 12)
        mean = np.exp(line)
        information = ((weights * mean) @ squares).reshape(series, terms, terms) + ridge
        target = (weights * (mean * line + y - mean)) @ design
        step = np.clip(np.linalg.solve(information, target[:, :, None])[:, :, 0], -15, 15)
        moved, beta = np.abs(step - beta).max(initial=0), step
        if moved < 1e-5:
            break
    mean = np.exp(np.clip(beta @ design.T, -12, 12))
    inverse = np.asarray(np.linalg.inv(((weights * mean) @ squares).reshape(series, terms, terms) + ridge))
    leverage = np.einsum("tp,npq,tq->nt", design, inverse, design) * weights * mean
    freedom = np.maximum(weights.sum(axis=1) - terms, 1)
    phi = np.maximum(1, (weights * (y - mean) ** 2 / mean).sum(axis=1) / freedom)
    return _Line(beta, mean, phi, np.asarray(leverage), inverse)


def _outlier_weights(y: Doubles, line: _Line, present: Doubles) -> Doubles:
    """Return weights (2.58 / residual)^2 of weeks far above the line, scaled so that they sum to the weeks present."""
    raised = 1.5 * (y ** (2 / 3) * line.mean ** (-1 / 6) - np.sqrt(line.mean))
    residual = raised / np.sqrt(line.phi[:, None] * np.maximum(1 - line.leverage, 0.05))
    weights = np.where(residual > OUTLIER, (OUTLIER / np.maximum(residual, OUTLIER)) ** 2, 1.0)
    whole = present.sum(axis=1, keepdims=True)
    return np.asarray(weights * whole / np.maximum((weights * present).sum(axis=1, keepdims=True), 1e-9))
