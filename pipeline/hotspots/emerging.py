"""Emerging subjects: words whose use in a unit rose beyond what its topics and the rest of the country explain.

Trouble without a topic of its own ("sứa lửa", "mùi khét") is seen by its words. The statistics are those of the surge
channel; Benjamini-Hochberg runs over every phrase of the year times every unit, though only phrases that enough groups
of some unit used in the last weeks are counted out: the others have p = 1.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.history import Written
from pipeline.history.numbered import Numbers
from pipeline.hotspots.cases import Cases
from pipeline.hotspots.channels import FIRST_SURGE, Heard
from pipeline.hotspots.dispersion import BLOCK, FIRST_LEARNT, dispersion
from pipeline.hotspots.distributions import negative_binomial_tail, q_values
from pipeline.hotspots.figures import Tested
from pipeline.hotspots.finding import Finding, Series, ratio_of
from pipeline.hotspots.phrase_counts import Foreteller, Missed, PhraseUse
from pipeline.hotspots.record import Channel
from pipeline.hotspots.surge import Scores
from pipeline.hotspots.words import Words, words_of
from pipeline.settings import HotspotSettings

Doubles = NDArray[np.float64]
BLOCKS = 4
SAME = 0.6  # share of common petitions from which two phrases are one subject


@dataclass(frozen=True, slots=True)
class _Judged:
    """Cells of phrases by units that enough groups used, as arrays of one length, with scores and q-values."""

    phrase: Numbers
    unit: Numbers
    q: Doubles
    scores: Scores


def hear_phrases(written: Written, cases: Cases, settings: HotspotSettings) -> Heard:
    """Judge the use of phrases in every unit; nothing is tested before the surge channel begins."""
    if cases.panel.weeks_with_data < FIRST_SURGE or not written.pieces:
        return Heard((), Tested(Channel.EMERGING, cases.level, 0, 0, 0.0))
    words = words_of(written, cases, settings)
    tested = words.all * len(cases.panel.units)
    if not words.vocabulary:
        return Heard((), Tested(Channel.EMERGING, cases.level, tested, 0, 0.0))
    judged = _judge(_use(words, cases), cases.panel.last, tested, settings)
    findings = tuple(_findings(words, cases, judged, settings))
    alarms = len(findings)
    return Heard(findings, Tested(Channel.EMERGING, cases.level, tested, alarms, settings.q * alarms))


def _use(words: Words, cases: Cases) -> PhraseUse:
    at = words.case
    return PhraseUse(
        cases.topic_of(at), cases.unit_of(at), cases.week[at], cases.weight[at], words.used,
        cases.panel.parents, len(cases.panel.topics),
    )  # fmt: skip


def _judge(use: PhraseUse, last: int, tested: int, settings: HotspotSettings) -> _Judged:
    ends = [last - BLOCK * back for back in range(1, BLOCKS + 1)]
    ends = [end for end in ends if end - settings.guard + 1 >= FIRST_LEARNT] or [last]
    foreteller = Foreteller(use, settings)
    now = foreteller.foretell(last, settings.windows)
    worth = np.logical_or.reduce([observed >= settings.minimum_emerging for observed in now.observed.values()])
    cells = np.nonzero(worth)
    found: list[tuple[Doubles, Doubles, Doubles, Doubles]] = []
    for window in settings.windows:
        observed, mean = now.observed[window][cells].astype(np.float64), now.mean[window][cells].astype(np.float64)
        spread = dispersion(Missed(foreteller, ends, window))
        variance = spread.phi[cells] * mean + (spread.psi[cells] + 1 / now.known.shape[cells]) * mean**2
        tail = negative_binomial_tail(observed, mean, variance)
        found.append((np.where(observed >= settings.minimum_emerging, tail, 1.0), observed, mean, variance))
    tails, *rest = (np.stack(arrays) for arrays in zip(*found, strict=True))
    best = np.argmin(tails, axis=0)
    observed, mean, variance = (np.take_along_axis(arrays, best[None], axis=0)[0] for arrays in rest)
    p = np.minimum(1, tails.min(axis=0) * len(tails))
    # the cells that were not counted out have p = 1: they only make the family larger
    q = np.minimum(1, q_values(p, worth.size) * (tested / worth.size))
    return _Judged(cells[0], cells[1], q, Scores(p, np.asarray(settings.windows)[best], observed, mean, variance))


def _alarms(judged: _Judged, settings: HotspotSettings) -> list[int]:
    return [int(at) for at in np.flatnonzero(judged.q <= settings.q)]


def _findings(words: Words, cases: Cases, judged: _Judged, settings: HotspotSettings) -> Iterator[Finding]:
    """Yield the alarms, the surest first, without phrases of the same petitions as a surer one."""
    scores = judged.scores
    alarms = [(float(scores.p[at]), -len(words.vocabulary[judged.phrase[at]]), at) for at in _alarms(judged, settings)]
    kept: dict[int, list[set[int]]] = {}
    for p, _, at in sorted(alarms):
        phrase, unit, window = int(judged.phrase[at]), int(judged.unit[at]), int(scores.window[at])
        using = words.case[words.used[:, phrase].nonzero()[0]]
        using = using[cases.unit_of(using) == unit]
        behind = using[cases.week[using] > cases.panel.last - window]
        petitions = set(cases.row[behind].tolist())
        if any(len(petitions & other) > SAME * min(len(petitions), len(other)) for other in kept.get(unit, [])):
            continue
        kept.setdefault(unit, []).append(petitions)
        numbers = [float(a[at]) for a in (scores.observed, scores.expected, scores.variance)]
        weeks = np.bincount(cases.week[using], weights=cases.weight[using], minlength=cases.panel.last + 1)
        # what is expected is the level of now, as far as a card needs it
        series = Series(
            weeks.astype(np.float64), np.full(len(weeks), numbers[1] / window), numbers[2] / numbers[1], 0.0
        )
        topic = cases.panel.topics[int(np.argmax(np.bincount(cases.topic_of(behind))))]
        yield Finding(
            Channel.EMERGING, cases.level, cases.panel.units[unit], topic, window, numbers[0], numbers[1], numbers[2],
            ratio_of(*numbers), p, float(judged.q[at]), series, 0,
            phrase=words.vocabulary[phrase], cases=behind,
        )  # fmt: skip
