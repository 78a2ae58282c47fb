"""Linear classifiers for one set of labels, and their mean on one logit scale.

Logistic regression is honest about doubt, a linear SVC is a little more often right; the mean of their logits after
temperature scaling was the best of both in the measurements behind this project (docs/model-card.md). As all of them
are linear, the mean folds into one weight matrix.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

Doubles = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Strength:
    """Inverse regularisation of the two classifiers and the seed of the SVC's order of rows."""

    logistic: float = 10.0
    svc: float = 0.3
    seed: int = 20250701


@dataclass(frozen=True, slots=True)
class Linear:
    """Weights (features by labels) and bias (labels) of one linear classifier."""

    weights: Doubles
    bias: Doubles

    def scores(self, features: csr_matrix) -> Doubles:
        """Return the logits, texts by labels."""
        return np.asarray(features @ self.weights) + self.bias


def fit_logistic(features: csr_matrix, labels: NDArray[np.intp], weights: Doubles | None, strength: Strength) -> Linear:
    """Fit a multinomial logistic regression; two labels give two columns, one the negative of the other."""
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=strength.logistic, max_iter=300, tol=1e-3)
    return _linear(model.fit(features, labels, sample_weight=weights))


def fit_svc(features: csr_matrix, labels: NDArray[np.intp], weights: Doubles | None, strength: Strength) -> Linear:
    """Fit a one-against-rest linear SVC."""
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.svm import LinearSVC

    model = LinearSVC(C=strength.svc, random_state=strength.seed, max_iter=2000)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # a margin that still moves by 1e-4 changes no label
        return _linear(model.fit(features, labels, sample_weight=weights))


def _linear(model: object) -> Linear:
    weights = np.asarray(model.coef_, dtype=np.float64).T  # type: ignore[attr-defined]  # scikit-learn is untyped
    bias = np.asarray(model.intercept_, dtype=np.float64)  # type: ignore[attr-defined]
    if weights.shape[1] == 1:
        weights, bias = np.hstack([-weights, weights]), np.concatenate([-bias, bias])
    return Linear(np.ascontiguousarray(weights), bias)


def temperature(scores: Doubles, labels: NDArray[np.intp]) -> float:
    """Return the factor that, applied to ``scores``, gives the most likely ``labels`` (Guo et al. 2017, section 4.2).

    Searched on log-spaced points, then by golden section; the negative log-likelihood is convex in the factor.
    """
    from scipy.optimize import minimize_scalar

    found = minimize_scalar(
        lambda log: _negative_log_likelihood(np.exp(log) * scores, labels), bounds=(-4.0, 4.0), method="bounded"
    )
    return float(np.exp(found.x))


def _negative_log_likelihood(scores: Doubles, labels: NDArray[np.intp]) -> float:
    top = scores.max(axis=1, keepdims=True)
    log_sum = top[:, 0] + np.log(np.exp(scores - top).sum(axis=1))
    return float(np.mean(log_sum - scores[np.arange(len(labels)), labels]))


def fold(parts: Sequence[tuple[Linear, float]]) -> Linear:
    """Return the weighted sum of linear classifiers as one: sum of factor times (weights, bias)."""
    weights = sum(factor * linear.weights for linear, factor in parts)
    bias = sum(factor * linear.bias for linear, factor in parts)
    return Linear(np.asarray(weights), np.asarray(bias))
