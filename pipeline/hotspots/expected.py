"""How many petitions a cell would get if its unit and its topic each did what they do elsewhere this week.

::

    E[k,d,w] = N[w] a[d,w] s[k,w] g[k,d,w] h[k,d,w]

``N`` is the week's total. ``a`` and ``s`` are the unit's and the topic's shares of earlier weeks. ``g`` is the unit's
activity this week without the topic and ``h`` the topic's level this week without the unit, both against what the
shares foretold and both drawn towards 1. Because the cell itself stands in neither, it cannot explain itself away; and
because N, g and h are of the same week, holidays, campaigns and late data need no calendar.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pipeline.hotspots.panel import Counts

Doubles = NDArray[np.float64]
SHARE_HALF_LIFE = 8  # weeks
TRUST_AFTER = 2  # a unit seen for n weeks is believed n/(n+2)
UNSEEN = 0.5  # petitions given to every unit before any is seen
LEAST_PRIOR, MOST_PRIOR = 2.0, 100.0  # petitions; a calm past is no promise that a unit never doubles


def expected_counts(counts: Counts) -> Counts:
    """Return E in the shape of ``counts`` (topics, units, weeks); a unit's own strength is not in it yet."""
    units, topics = counts.sum(axis=0, dtype=np.float64), counts.sum(axis=1, dtype=np.float64)
    total = units.sum(axis=0)
    share_of_unit, trust_in_unit = past_shares(units, total)
    share_of_topic, trust_in_topic = past_shares(topics, total)
    unit_level, topic_level = share_of_unit * total, share_of_topic * total
    unit_prior = _prior_weight(units, unit_level) * trust_in_unit + 1e-3
    topic_prior = _prior_weight(topics, topic_level) * trust_in_topic + 1e-3
    expected = np.empty_like(counts)
    for k in range(counts.shape[0]):
        own = counts[k]
        activity = (unit_prior + units - own) / (unit_prior + unit_level * (1 - share_of_topic[k]))
        elsewhere = (topic_prior[k] + topics[k] - own) / (topic_prior[k] + topic_level[k] * (1 - share_of_unit))
        expected[k] = unit_level * share_of_topic[k] * activity * elsewhere
    return expected


def past_shares(counts: Doubles, total: Doubles) -> tuple[Doubles, Doubles]:
    """Return shares of the total from earlier weeks, and how far each is to be believed.

    ``counts`` is (rows, weeks), ``total`` (weeks,). Shares are exponentially weighted with a half-life of
    ``SHARE_HALF_LIFE`` weeks and counted since a row's first petition, so a new unit is not an old and silent one.
    """
    keep = 0.5 ** (1 / SHARE_HALF_LIFE)
    rows, weeks = counts.shape
    seen = np.cumsum(counts, axis=1) > 0
    shares, trust = np.empty((rows, weeks)), np.empty((rows, weeks))
    own, whole, age = np.zeros(rows), np.zeros(rows), np.zeros(rows)
    for week in range(weeks):
        shares[:, week] = (own + UNSEEN) / (whole + UNSEEN * rows)
        trust[:, week] = age / (age + TRUST_AFTER)
        own = keep * own + counts[:, week]
        whole = np.where(seen[:, week], keep * whole + total[week], 0)
        age = np.where(seen[:, week], keep * age + 1, 0)
    return shares, trust


def _prior_weight(observed: Doubles, foretold: Doubles) -> float:
    """Return the prior weight kappa by moments: Var(observed / foretold) = 1/kappa + 1/foretold.

    The first weeks are left out, because shares are not learnt yet, and squares are capped at five deviations, because
    surges are not the ordinary spread.
    """
    first = min(10, observed.shape[1] // 3)
    seen, told = observed[:, first:], foretold[:, first:]
    squares = np.minimum((seen - told) ** 2, 25 * (told + 0.04 * told**2))
    beyond_poisson = squares.sum() - told.sum()
    return float(np.clip((told**2).sum() / max(beyond_poisson, 1e-9), LEAST_PRIOR, MOST_PRIOR))
