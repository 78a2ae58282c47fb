"""How often a phrase is to be expected in a unit, given which topics people there wrote about.

::

    E[f,d] = h[f,d] sum over topics k of y[k,d] r[k,f]

``y`` are the unit's own petitions of the same weeks, so a topic's own rise foretells its words; ``r`` is how often past
petitions of the topic used the phrase; ``h`` is the phrase's level this week without the unit, drawn towards 1. The
unit's usual strength and the dispersion are those of the surge channel.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from pipeline.hotspots.dispersion import BLOCK, Residuals
from pipeline.hotspots.panel import Counts
from pipeline.hotspots.strength import Strength, posterior
from pipeline.settings import HotspotSettings

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

Numbers = NDArray[np.intp]
TOPIC_PRIOR = 20.0  # petitions that draw a topic's use of a phrase to everybody's
LEVEL_PRIOR = 5.0  # petitions that draw the phrase's level elsewhere to 1


@dataclass(frozen=True, slots=True)
class PhraseUse:
    """Counted petitions with their phrases; arrays over petitions, ``used`` is (petitions, phrases)."""

    topic: Numbers
    unit: Numbers
    week: Numbers
    weight: Counts
    used: csr_matrix
    parents: NDArray[np.intp]
    topics: int

    @property
    def units(self) -> int:
        """How many units there are."""
        return len(self.parents)


@dataclass(frozen=True, slots=True)
class Foretold:
    """Counts and what was foretold of them, by window; every array (phrases, units)."""

    observed: Mapping[int, Counts]
    mean: Mapping[int, Counts]
    known: Strength


@dataclass(frozen=True, slots=True)
class Foreteller:
    """Foretells the use of phrases again and again: phrases by units by weeks would fill memory, priors do not."""

    use: PhraseUse
    settings: HotspotSettings
    _priors: dict[int, Counts] = field(default_factory=dict)

    def foretell(self, end: int, windows: Sequence[int]) -> Foretold:
        """Foretell the windows that end with week number ``end`` from the weeks before the guard."""
        found = _foretell(self.use, end, windows, self.settings, self._priors.get(end))
        self._priors[end] = found.known.prior
        return found


def _foretell(
    use: PhraseUse, end: int, windows: Sequence[int], settings: HotspotSettings, prior: Counts | None
) -> Foretold:
    past = use.week <= end - settings.guard
    rates = _rates(use, past)
    told = _by_topic(use, past) @ rates
    known = posterior(_by_unit(use, past), told.T.astype(np.float32), use.parents, prior)
    observed, mean = {}, {}
    for window in windows:
        chosen = (use.week > end - window) & (use.week <= end)
        seen = _by_unit(use, chosen)
        base = (_by_topic(use, chosen) @ rates).T.astype(np.float32)
        elsewhere = LEVEL_PRIOR + seen.sum(axis=1, keepdims=True) - seen
        level = elsewhere / (LEVEL_PRIOR + np.maximum(base.sum(axis=1, keepdims=True) - base, 0))
        observed[window], mean[window] = seen, np.maximum(base * level * known.mean, 1e-4)
    return Foretold(observed, mean, known)


@dataclass(frozen=True, slots=True)
class Missed:
    """What blocks that end with week numbers ``ends`` missed in one window, as ``dispersion`` wants it."""

    foreteller: Foreteller
    ends: Sequence[int]
    window: int

    def __iter__(self) -> Iterator[Residuals]:
        """Begin again; one time after the other is foretold anew."""
        for end in self.ends:
            for last in range(end - max(BLOCK - self.window, 0), end + 1, self.window):
                one = self.foreteller.foretell(last, (self.window,))
                mean = one.mean[self.window]
                doubt = mean**2 / one.known.shape
                yield Residuals(mean, np.minimum((one.observed[self.window] - mean) ** 2, 30 * (mean + 0.15)) - doubt)


def _rates(use: PhraseUse, past: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return how often petitions of each topic used each phrase, (topics, phrases)."""
    groups = _indicator(use.topic[past], use.weight[past], use.topics)
    by_topic = (groups @ use.used[past]).toarray().astype(np.float64)
    written = np.asarray(groups.sum(axis=1), dtype=np.float64).reshape(-1, 1)
    everybody = (by_topic.sum(axis=0, keepdims=True) + 0.5) / (written.sum() + 1)
    return np.asarray((by_topic + TOPIC_PRIOR * everybody) / (written + TOPIC_PRIOR))


def _by_unit(use: PhraseUse, chosen: NDArray[np.bool_]) -> Counts:
    """Return petitions that used each phrase in each unit, (phrases, units)."""
    groups = _indicator(use.unit[chosen], use.weight[chosen], use.units)
    return np.ascontiguousarray((groups @ use.used[chosen]).toarray().T, dtype=np.float32)


def _by_topic(use: PhraseUse, chosen: NDArray[np.bool_]) -> Counts:
    """Return petitions of each topic in each unit, (units, topics)."""
    counts = np.zeros((use.units, use.topics), dtype=np.float32)
    np.add.at(counts, (use.unit[chosen], use.topic[chosen]), use.weight[chosen])
    return counts


def _indicator(group: Numbers, weight: Counts, groups: int) -> csr_matrix:
    from scipy.sparse import csr_matrix

    return csr_matrix((weight, (group, np.arange(len(group)))), shape=(groups, len(group)))
