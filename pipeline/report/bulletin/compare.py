"""Two counts side by side: how many times as many a day, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.report import forms

LEVEL = 0.05


@dataclass(frozen=True, slots=True)
class Comparison:
    """Ratio of two daily rates with its 95 % interval."""

    ratio: float
    low: float
    high: float

    @property
    def verdict(self) -> str:
        """Say in a word what the interval allows to say."""
        if self.low > 1:
            return "tăng"
        return "giảm" if self.high < 1 else "chưa rõ"


def compare(now: int, before: int, days: tuple[int, int]) -> Comparison | None:
    """Compare two Poisson counts over ``days``; None where both are zero or one is too small to be shown.

    Given the sum n of both, the present one is binomial with p = r d1 / (r d1 + d0) for a ratio r of the daily rates
    (Przyborowski and Wilenski 1940, Biometrika 31:313); the bounds are those of Clopper and Pearson (1934) for p.
    """
    from scipy.stats import beta

    if min(now, before) < forms.FEWEST:
        return None
    exposure = days[1] / days[0]
    low = beta.ppf(LEVEL / 2, now, before + 1)
    high = beta.ppf(1 - LEVEL / 2, now + 1, before)
    return Comparison(now / before * exposure, float(low / (1 - low)) * exposure, float(high / (1 - high)) * exposure)
