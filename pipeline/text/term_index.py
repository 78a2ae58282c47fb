"""A model's vocabulary as numbers: from syllables to words, from words and pairs of words to columns.

Nothing is hashed away: a syllable is looked up as a string when its token is first met, a word is walked syllable by
syllable through a trie, a pair is two node numbers side by side in one integer, and tables compare whole keys. So no
two terms can share a column, and no unknown term can be taken for a known one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, repeat

import numpy as np

from pipeline.errors import ModelError
from pipeline.text.key_table import Ints, KeyTable

UNKNOWN = 0  # the node of whatever the vocabulary does not begin with
_HALF = 32  # bits of a node number in a key of two
_MOST = 1 << 31


@dataclass(frozen=True, slots=True)
class TermIndex:
    """Vocabulary of terms as ``features.terms`` writes them: "ổ_gà", or a pair "ổ_gà to".

    Nodes of the trie: ``UNKNOWN``, the ``syllables`` (from 1), then what ``steps`` leads to, in the order of its rows.
    ``single`` is the column of each node as a term by itself (-1: none), ``pair_columns`` that of each pair.
    """

    syllables: Mapping[str, int]
    steps: KeyTable
    pairs: KeyTable
    single: Ints
    pair_columns: Ints

    def walk(self, nodes: Ints, syllables: Ints) -> Ints:
        """Return where ``syllables`` lead from ``nodes``."""
        rows = self.steps.rows(joined(nodes, syllables))
        return np.where(rows >= 0, rows + np.int64(len(self.syllables) + 1), UNKNOWN)

    def pair(self, first: Ints, second: Ints) -> Ints:
        """Return the columns of pairs of nodes, -1 where there is none."""
        return self.pair_columns[self.pairs.rows(joined(first, second))]


def index_terms(terms: Sequence[str]) -> TermIndex:
    """Return the index of ``terms``, whose position is their column.

    Raises:
        ModelError: a term stands twice, or there are more than two thousand million.
    """
    if len(set(terms)) != len(terms):
        raise ModelError("Từ vựng của mô hình có đặc trưng lặp lại; hãy huấn luyện lại mô hình.")
    if len(terms) >= _MOST:
        raise ModelError("Từ vựng của mô hình quá lớn; hãy huấn luyện lại mô hình với ít đặc trưng hơn.")
    blanks = np.fromiter(map(str.count, terms, repeat(" ")), dtype=np.int64, count=len(terms))
    alone, paired = ((blanks == number).nonzero()[0] for number in (0, 1))  # no text has a term of more blanks
    singles = [terms[column] for column in alone.tolist()]
    members = " ".join([terms[column] for column in paired.tolist()]).split(" ") if len(paired) else []
    words = list(dict.fromkeys(chain(singles, members)))
    syllables = {unit: number for number, unit in enumerate(dict.fromkeys("_".join(words).split("_")), 1)}
    steps, node_of = _trie(words, syllables)
    single = np.full(len(syllables) + len(steps) + 1, -1, dtype=np.int64)
    single[[node_of[word] for word in singles]] = alone
    nodes = np.fromiter(map(node_of.__getitem__, members), dtype=np.int64, count=len(members)).reshape(-1, 2)
    return TermIndex(
        syllables=syllables,
        steps=KeyTable(np.fromiter(steps, dtype=np.int64, count=len(steps))),
        pairs=KeyTable(joined(*nodes.T)),
        single=single,
        pair_columns=np.append(paired, -1),  # the last is where row -1 points
    )


def joined(first: Ints, second: Ints) -> Ints:
    """Return one key for each pair of numbers below 2^31."""
    return first << _HALF | second


def _trie(words: Sequence[str], syllables: Mapping[str, int]) -> tuple[dict[int, int], dict[str, int]]:
    """Return the steps (key of node and syllable to node) and the node of each word."""
    steps: dict[int, int] = {}
    node_of: dict[str, int] = {}
    for word in words:
        first, *rest = word.split("_")
        node = syllables[first]
        for unit in rest:
            node = steps.setdefault(node << _HALF | syllables[unit], len(syllables) + 1 + len(steps))
        node_of[word] = node
    return steps, node_of
