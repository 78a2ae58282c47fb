"""Emerging subjects: words whose use in a unit rose beyond what its topics and the rest of the country explain.

Trouble without a topic of its own ("sứa lửa", "mùi khét") is seen by its words. The statistics are those of the surge
channel; Benjamini-Hochberg runs over every phrase of the year times every unit, though only phrases that enough groups
of some unit used in the last weeks are counted out: the others have p = 1.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from pipeline.history.numbered import Numbers, numbered
from pipeline.hotspots.cases import Cases
from pipeline.hotspots.channels import FIRST_SURGE, Heard
from pipeline.hotspots.dispersion import BLOCK, FIRST_LEARNT, dispersion
from pipeline.hotspots.distributions import negative_binomial_tail, q_values
from pipeline.hotspots.figures import Tested
from pipeline.hotspots.finding import Finding, Series, ratio_of
from pipeline.hotspots.phrase_counts import PhraseUse, foretell, residuals
from pipeline.hotspots.record import Channel
from pipeline.hotspots.surge import Scores
from pipeline.settings import HotspotSettings

if TYPE_CHECKING:
    import pandas as pd
    from scipy.sparse import csr_matrix

Doubles = NDArray[np.float64]
WEEKS = 52
BLOCKS = 4
ROUNDING = 0.001  # weights are added up in single precision
SAME = 0.6  # share of common petitions from which two phrases are one subject


@dataclass(frozen=True, slots=True)
class Written:
    """Which petitions wrote which phrases: row of history (-1: none) and number of the phrase, pair by pair."""

    row: Numbers
    phrase: Numbers
    distinct: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Words:
    """Phrases of the cases of the last year: ``used`` is (cases, vocabulary), ``case`` their numbers in the cases.

    ``vocabulary`` are those that enough recent cases used, of ``all`` that any case did.
    """

    case: Numbers
    used: csr_matrix
    vocabulary: tuple[str, ...]
    all: int


@dataclass(frozen=True, slots=True)
class _Judged:
    """Scores of phrases by units with their q-values."""

    scores: Scores
    q: Doubles


def written_in(history: pd.DataFrame, phrases: pd.DataFrame) -> Written:
    """Return rows (id, phrase) as numbers: the same for all levels of units."""
    return Written(_rows_of(phrases["id"], history), *numbered(phrases["phrase"]))


def hear_phrases(written: Written, cases: Cases, settings: HotspotSettings) -> Heard:
    """Judge the use of phrases in every unit; nothing is tested before the surge channel begins."""
    if cases.panel.weeks_with_data < FIRST_SURGE or not len(written.row):
        return Heard((), Tested(Channel.EMERGING, cases.level, 0, 0, 0.0))
    words = _words(written, cases, settings)
    tested = words.all * len(cases.panel.units)
    columns = _worth_testing(words, cases, settings)
    if not len(columns):
        return Heard((), Tested(Channel.EMERGING, cases.level, tested, 0, 0.0))
    judged = _judge(_use(words, columns, cases), cases.panel.last, tested, settings)
    findings = tuple(_findings(words, columns, cases, judged, settings))
    alarms = len(findings)
    return Heard(findings, Tested(Channel.EMERGING, cases.level, tested, alarms, settings.q * alarms))


def _words(written: Written, cases: Cases, settings: HotspotSettings) -> _Words:
    """Count the phrases before anything is made of them: of millions of rows only those that can matter stay."""
    from scipy.sparse import csr_matrix

    case = np.flatnonzero(cases.counted & (cases.week > cases.panel.last - WEEKS))
    recent = case[cases.week[case] > cases.panel.last - settings.longest]
    row, column, distinct = written.row, written.phrase, written.distinct
    rows = max(int(row.max(initial=-1)), int(cases.row.max(initial=-1))) + 1
    within, lately = (np.bincount(cases.row[some], minlength=rows + 1) for some in (case, recent))
    known = np.flatnonzero(within[row])  # row -1 is the last of these counts, which is 0
    row, column = row[known], column[known]
    present = np.bincount(column, minlength=len(distinct)) > 0
    # no unit can have more groups than there are cases, each weighing no more than the heaviest
    most = np.bincount(column, weights=lately[row], minlength=len(distinct)) * cases.weight.max(initial=0)
    enough = present & (most > settings.minimum_emerging - ROUNDING)
    kept, number = enough[column], np.cumsum(enough, dtype=np.int32) - 1
    ones = np.ones(int(kept.sum()), dtype=np.float32)
    by_row = csr_matrix((ones, (row[kept], number[column[kept]])), shape=(rows, int(enough.sum())))
    used = by_row[cases.row[case]]
    used.data[:] = 1
    vocabulary = tuple(distinct[at] for at in np.flatnonzero(enough).tolist())
    return _Words(case, used, vocabulary, int(present.sum()))


def _rows_of(ids: pd.Series, history: pd.DataFrame) -> Numbers:
    """Return the rows of history with these ids, -1 where there is none; each id is looked up once."""
    import pandas as pd

    distinct = ids if isinstance(ids.dtype, pd.CategoricalDtype) else ids.astype("category")
    found = pd.Index(history["id"].astype(str)).get_indexer(pd.Index(distinct.cat.categories.astype(str)))
    rows: Numbers = np.append(found, -1).astype(np.int32)[distinct.cat.codes.to_numpy()]
    return rows


def _worth_testing(words: _Words, cases: Cases, settings: HotspotSettings) -> Numbers:
    """Return the phrases that enough groups of one unit used within the longest window."""
    from scipy.sparse import csr_matrix

    recent = cases.week[words.case] > cases.panel.last - settings.longest
    chosen = words.case[recent]
    shape = (len(cases.panel.units), len(chosen))
    units = csr_matrix((cases.weight[chosen], (cases.unit_of(chosen), np.arange(len(chosen)))), shape=shape)
    most = (units @ words.used[recent]).max(axis=0).toarray().ravel()
    return np.flatnonzero(most >= settings.minimum_emerging).astype(np.intp)


def _use(words: _Words, columns: Numbers, cases: Cases) -> PhraseUse:
    at = words.case
    return PhraseUse(
        cases.topic_of(at), cases.unit_of(at), cases.week[at], cases.weight[at], words.used[:, columns],
        cases.panel.parents, len(cases.panel.topics),
    )  # fmt: skip


def _judge(use: PhraseUse, last: int, tested: int, settings: HotspotSettings) -> _Judged:
    ends = [last - BLOCK * back for back in range(1, BLOCKS + 1)]
    ends = [end for end in ends if end - settings.guard + 1 >= FIRST_LEARNT] or [last]
    blocks = [residuals(use, end, settings) for end in ends]
    now = foretell(use, last, settings)
    found: list[tuple[Doubles, Doubles, Doubles, Doubles]] = []
    for window in settings.windows:
        observed, mean = now.observed[window].astype(np.float64), now.mean[window].astype(np.float64)
        spread = dispersion(blocks, window)
        variance = spread.phi * mean + (spread.psi + 1 / now.known.shape) * mean**2
        tail = negative_binomial_tail(observed, mean, variance)
        found.append((np.where(observed >= settings.minimum_emerging, tail, 1.0), observed, mean, variance))
    tails, *rest = (np.stack(arrays) for arrays in zip(*found, strict=True))
    best = np.argmin(tails, axis=0)
    observed, mean, variance = (np.take_along_axis(arrays, best[None], axis=0)[0] for arrays in rest)
    p = np.minimum(1, tails.min(axis=0) * len(tails))
    # the cells that were not counted out have p = 1: they only make the family larger
    q = np.minimum(1, q_values(p) * (tested / p.size))
    return _Judged(Scores(p, np.asarray(settings.windows)[best], observed, mean, variance), q)


def _findings(
    words: _Words, columns: Numbers, cases: Cases, judged: _Judged, settings: HotspotSettings
) -> Iterator[Finding]:
    """Yield the alarms, the surest first, without phrases of the same petitions as a surer one."""
    scores = judged.scores
    cells = np.argwhere(judged.q <= settings.q).tolist()
    kept: dict[int, list[set[int]]] = {}
    for phrase, unit in sorted(cells, key=lambda c: (scores.p[c[0], c[1]], -len(words.vocabulary[columns[c[0]]]), c)):
        column, window = int(columns[phrase]), int(scores.window[phrase, unit])
        using = words.case[words.used[:, column].nonzero()[0]]
        using = using[cases.unit_of(using) == unit]
        behind = using[cases.week[using] > cases.panel.last - window]
        petitions = set(cases.row[behind].tolist())
        if any(len(petitions & other) > SAME * min(len(petitions), len(other)) for other in kept.get(unit, [])):
            continue
        kept.setdefault(unit, []).append(petitions)
        numbers = [float(a[phrase, unit]) for a in (scores.observed, scores.expected, scores.variance)]
        weeks = np.bincount(cases.week[using], weights=cases.weight[using], minlength=cases.panel.last + 1)
        # what is expected is the level of now, as far as a card needs it
        series = Series(
            weeks.astype(np.float64), np.full(len(weeks), numbers[1] / window), numbers[2] / numbers[1], 0.0
        )
        topic = cases.panel.topics[int(np.argmax(np.bincount(cases.topic_of(behind))))]
        yield Finding(
            Channel.EMERGING, cases.level, cases.panel.units[unit], topic, window, numbers[0], numbers[1], numbers[2],
            ratio_of(*numbers), float(scores.p[phrase, unit]), float(judged.q[phrase, unit]), series, 0,
            phrase=words.vocabulary[column], cases=behind,
        )  # fmt: skip
