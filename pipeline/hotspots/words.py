"""Which phrases are worth testing, and which cases of the last year used them.

Who wrote which phrase is some thirty pairs a petition: they are gone through once to count, once for the cases of the
last weeks and once for all cases, and only the pairs of phrases that can still become a finding are gathered.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from pipeline.history import Written
from pipeline.history.numbered import Numbers
from pipeline.hotspots.cases import Cases, Truths
from pipeline.hotspots.dated import Dated
from pipeline.settings import HotspotSettings

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

WEEKS = 52
ROUNDING = 0.001  # weights are added up in single precision


@dataclass(frozen=True, slots=True)
class Words:
    """Phrases of the cases of the last year: ``used`` is (cases, vocabulary), ``case`` their numbers in the cases.

    ``vocabulary`` are those that enough groups of one unit used of late, in order, of ``all`` that any case did.
    """

    case: Numbers
    used: csr_matrix
    vocabulary: tuple[str, ...]
    all: int


def judged_rows(rows: Dated, sure: Truths) -> Truths:
    """Return which rows of the history can be cases of the last year, whatever the level of units."""
    return sure & (rows.week >= 0) & (rows.week > rows.weeks - 1 - WEEKS)


def words_of(written: Written, cases: Cases, settings: HotspotSettings) -> Words:
    """Return the phrases that enough groups of one unit used within the longest window."""
    case = np.flatnonzero(cases.counted & (cases.week > cases.panel.last - WEEKS))
    recent = case[cases.week[case] > cases.panel.last - settings.longest]
    present, most = _counted(written, cases, case, recent)
    # no unit can have more groups than there are cases, each weighing no more than the heaviest
    enough = np.flatnonzero(present & (most * cases.weight.max(initial=0) > settings.minimum_emerging - ROUNDING))
    worth = enough[
        _most_in_unit(used_by(written, cases.row[recent], enough), cases, recent) >= settings.minimum_emerging
    ]
    names = written.distinct.take(worth).to_pylist()
    order = sorted(range(len(names)), key=names.__getitem__)
    used = used_by(written, cases.row[case], worth[order])
    return Words(case, used, tuple(names[at] for at in order), int(present.sum()))


def _counted(written: Written, cases: Cases, case: Numbers, recent: Numbers) -> tuple[Truths, NDArray[np.float64]]:
    """Return which phrases any of the cases used, and how many of the recent ones used each."""
    within = np.bincount(cases.row[case], minlength=written.rows) > 0
    lately = np.bincount(cases.row[recent], minlength=written.rows).astype(np.float32)
    present = np.zeros(len(written.distinct), dtype=bool)
    most = np.zeros(len(written.distinct))
    for row, phrase in written.pairs():
        present[phrase[within[row]]] = True
        most += np.bincount(phrase, weights=lately[row], minlength=len(most))
    return present, most


def used_by(written: Written, rows: Numbers, phrases: Numbers) -> csr_matrix:
    """Return which cases used which of the ``phrases``, (cases, phrases); ``rows`` are theirs in history."""
    from scipy.sparse import csr_matrix

    number = np.full(len(written.distinct), -1, dtype=np.int32)
    number[phrases] = np.arange(len(phrases), dtype=np.int32)
    order, many = np.argsort(rows, kind="stable").astype(np.int32), np.bincount(rows, minlength=written.rows)
    begins = np.cumsum(many) - many
    size = sum(int(many[row].sum()) for row, _ in _kept(written, number, many))
    case, column = np.empty(size, dtype=np.int32), np.empty(size, dtype=np.int32)
    start = 0
    for row, phrase in _kept(written, number, many):
        times = many[row]  # a petition of a split commune is a case of every heir
        nth = np.arange(int(times.sum())) - np.repeat(np.cumsum(times) - times, times)
        end = start + len(nth)
        case[start:end] = order[np.repeat(begins[row], times) + nth]
        column[start:end] = np.repeat(phrase, times)
        start = end
    ones = np.ones(size, dtype=np.bool_)  # of one byte each, as long as pairs stand in memory twice
    used = csr_matrix((ones, (case, column)), shape=(len(rows), len(phrases)))
    used.data = np.ones(len(used.data), dtype=np.float32)
    return used


def _kept(written: Written, number: Numbers, many: Numbers) -> Iterator[tuple[Numbers, Numbers]]:
    """Yield rows that are a case and the numbers of their phrases that are wanted."""
    for row, phrase in written.pairs():
        column = number[phrase]
        kept = (many[row] > 0) & (column >= 0)
        yield row[kept], column[kept]


def _most_in_unit(used: csr_matrix, cases: Cases, some: Numbers) -> NDArray[np.float32]:
    """Return how many groups of one unit used each phrase, of the unit with most."""
    from scipy.sparse import csr_matrix

    shape = (len(cases.panel.units), len(some))
    units = csr_matrix((cases.weight[some], (cases.unit_of(some), np.arange(len(some)))), shape=shape)
    most: NDArray[np.float32] = (units @ used).max(axis=0).toarray().ravel()
    return most
