"""Which sentence each word of a batch stands in: ``sentences.pieces`` for many texts at once."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.text.key_table import Ints, KeyTable
from pipeline.text.lexicon import Lexicon, TokenColumn
from pipeline.text.runs import run_lengths, run_starts
from pipeline.text.sentences import ENDS, MOST_PIECES
from pipeline.text.tagged import Tagged

NOWHERE = -1
_SHIFT = 1 << 20  # above the number of distinct syllables in all connectives
_SIZES = (2, 3)  # syllables of a connective that ``pieces`` hears


@dataclass(frozen=True, slots=True)
class SentenceGroups:
    """``groups`` is the sentence of each word, or ``NOWHERE``; ``owners`` the text of each sentence."""

    groups: Ints
    owners: NDArray[np.intp]


class SentenceFinder:
    """Finds sentences in batches of one lexicon.

    A token with a blank inside ("Th s", an oddity of the library) never is part of a connective here.
    """

    __slots__ = ("_ends", "_heard", "_opening", "_phrases", "lexicon")

    def __init__(self, lexicon: Lexicon, connectives: Collection[tuple[str, ...]]) -> None:
        """Prepare for ``connectives``, phrases as lower-case syllables."""
        self.lexicon = lexicon
        phrases = sorted(phrase for phrase in connectives if len(phrase) in _SIZES)
        numbers = {s: n for n, s in enumerate(dict.fromkeys(s for p in phrases for s in p), 1)}
        self._opening = np.zeros(len(numbers) + 1, dtype=bool)
        self._opening[[numbers[phrase[0]] for phrase in phrases]] = True
        keys = [[numbers[s] for s in phrase] + [0] * (3 - len(phrase)) for phrase in phrases]
        self._phrases = KeyTable(_keys(*np.array(keys, dtype=np.int64).reshape(len(keys), 3).T))

        def heard(tokens: Sequence[str]) -> Ints:
            return np.array([numbers.get(token.lower(), 0) for token in tokens], dtype=np.int64)

        def ends(tokens: Sequence[str]) -> NDArray[np.bool_]:
            return np.array([token in ENDS for token in tokens], dtype=bool)

        self._heard = TokenColumn(lexicon, heard, np.zeros(2, dtype=np.int64))
        self._ends = TokenColumn(lexicon, ends, np.zeros(2, dtype=bool))

    def find(self, tagged: Tagged) -> SentenceGroups:
        """Return the sentences of each text, at most ``MOST_PIECES``, ends of sentences being in none."""
        starts = tagged.begins.nonzero()[0]
        owners = tagged.word_owners()
        alone = run_lengths(starts, len(tagged.tokens)) == 1
        ends = self._ends.rows()[tagged.tokens[starts]] & alone
        cuts = ends | self._opens(tagged, starts, owners)
        cuts[1:] |= owners[1:] != owners[:-1]
        kept = (~ends).nonzero()[0]
        stretch = np.cumsum(cuts)[kept]
        new = run_starts(stretch)
        whose = owners[kept[new]]  # text of each sentence
        rank = np.arange(len(whose)) - np.searchsorted(whose, whose)
        number = np.where(rank < MOST_PIECES, np.cumsum(rank < MOST_PIECES) - 1, NOWHERE)
        groups = np.full(len(starts), NOWHERE, dtype=np.int64)
        groups[kept] = number[np.cumsum(new) - 1]
        return SentenceGroups(groups, whose[rank < MOST_PIECES])

    def _opens(self, tagged: Tagged, starts: NDArray[np.intp], owners: NDArray[np.intp]) -> NDArray[np.bool_]:
        heard = np.concatenate((self._heard.rows()[tagged.tokens], [0, 0]))
        opens = self._opening[heard[starts]]
        asked = opens.nonzero()[0]
        at, room = starts[asked], tagged.bounds[owners[asked] + 1] - starts[asked]  # tokens to the end of the text
        second, third = (np.where(room > ahead, heard[at + ahead], 0) for ahead in (1, 2))
        pairs = self._phrases.rows(_keys(heard[at], second, np.zeros_like(second)))
        opens[asked] = (pairs >= 0) | (self._phrases.rows(_keys(heard[at], second, third)) >= 0)
        return opens


def _keys(first: Ints, second: Ints, third: Ints) -> Ints:
    return (first * _SHIFT + second) * _SHIFT + third
