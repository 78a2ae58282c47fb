"""What stands behind one flagged cell: when it began, whether it still rises, and which alarms belong together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Doubles = NDArray[np.float64]
LOOK_BACK = 12  # weeks among which the beginning is sought
RECENT, BEFORE = 4, 12  # weeks that a trend compares
LONGEST_GAP = 2  # weeks without an alarm that do not end an episode


@dataclass(frozen=True, slots=True)
class Trend:
    """Ratio of the recent level to the earlier one with its 5 % and 95 % bounds."""

    value: float
    low: float
    high: float


def onset_week(observed: Doubles, expected: Doubles, phi: float, psi: float) -> int:
    """Return the number of the week since which the counts speak loudest for a rise.

    For each beginning s among the last ``LOOK_BACK`` weeks, y and M are summed from s on; the negative binomial with
    mean max(y, M) is compared with the one with mean M at the same size r = M^2 / (variance - M)::

        LLR = y ln(y / M) - (y + r) ln((y + r) / (M + r))
    """
    last = len(observed)
    starts = np.arange(max(last - LOOK_BACK, 0), last)
    y = np.cumsum(observed[::-1])[::-1][starts]
    mean = np.maximum(np.cumsum(expected[::-1])[::-1][starts], 1e-9)
    size = mean**2 / np.maximum((phi - 1) * mean + psi * mean**2, 1e-6 * mean)
    raised = np.maximum(y, mean)
    ratio = raised * np.log(raised / mean) - (raised + size) * np.log((raised + size) / (mean + size))
    return int(starts[np.argmax(ratio)])


def trend(observed: Doubles, expected: Doubles, discount: float) -> Trend | None:
    """Return y/E of the last 4 weeks against that of the 12 before; None without enough weeks.

    Both levels are gamma posteriors under Jeffreys' prior, counts multiplied by ``discount`` (mean over variance), so
    their ratio follows an F distribution.
    """
    from scipy import special

    if len(observed) < RECENT + BEFORE:
        return None
    now, before = slice(-RECENT, None), slice(-RECENT - BEFORE, -RECENT)
    shapes = [0.5 + discount * float(observed[part].sum()) for part in (now, before)]
    rates = [max(discount * float(expected[part].sum()), 1e-9) for part in (now, before)]
    value = (shapes[0] / rates[0]) / (shapes[1] / rates[1])
    low, high = special.fdtri(2 * shapes[0], 2 * shapes[1], (0.05, 0.95))
    return Trend(value, float(value * low), float(value * high))


def episode_start(flagged: Sequence[bool]) -> int:
    """Return how many weeks ago the episode of now began; ``flagged[j]`` is the alarm of j weeks ago.

    >>> episode_start([True, False, False, True, False, False, False, True])
    3
    """
    start = 0
    for back, alarm in enumerate(flagged):
        if back - start > LONGEST_GAP + 1:
            break
        if alarm:
            start = back
    return start
