"""Which words of a batch are proper names: ``features.without_proper_names`` for many texts, or sentences, at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.text import features
from pipeline.text.key_table import Ints
from pipeline.text.lexicon import Lexicon, TokenColumn
from pipeline.text.runs import run_lengths
from pipeline.text.tagged import Tagged

Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Cases:
    """Of each word: a sentence ends with it, its syllables are capitalised, it begins with a letter, it is upper."""

    ends: Bools
    capitalised: Bools
    letters: Bools
    upper: Bools

    def proper_names(self, groups: Ints) -> Bools:
        """Return which words are proper names within their group, a text or a sentence (negative: no group)."""
        opens = np.ones(len(groups), dtype=bool)
        opens[1:] = self.ends[:-1] | (groups[1:] != groups[:-1])
        found = self.capitalised & ~opens & (groups >= 0)
        inside = self.letters & (groups >= 0)
        size = int(groups.max(initial=-1)) + 1
        letters = np.bincount(groups[inside], minlength=size)
        upper = np.bincount(groups[inside & self.upper], minlength=size)
        shouted = upper > features.SHOUTED * letters
        found[found] = ~shouted[groups[found]]
        return found


class CaseReader:
    """Knows the case of every token of one lexicon."""

    __slots__ = ("_signs", "lexicon")

    def __init__(self, lexicon: Lexicon) -> None:
        """Begin with no token known."""
        self.lexicon = lexicon
        self._signs = TokenColumn(lexicon, _signs_of, np.zeros((2, 5), dtype=bool))

    def read(self, tagged: Tagged) -> Cases:
        """Return the cases of the words of ``tagged``, which must be of this lexicon."""
        starts = tagged.begins.nonzero()[0]
        ends, plain, letters, upper, small = self._signs.rows().T[:, tagged.tokens]
        return Cases(
            ends=ends[starts] & (run_lengths(starts, len(tagged.tokens)) == 1),
            capitalised=~_any(plain, starts),
            letters=letters[starts],
            upper=_any(upper, starts) & ~_any(small, starts),
        )


def _any(signs: Bools, starts: NDArray[np.intp]) -> Bools:
    return np.logical_or.reduceat(signs, starts) if len(starts) else np.zeros(0, dtype=bool)


def _signs_of(tokens: Sequence[str]) -> Bools:
    """Return of each token: ends a sentence, is not capitalised, begins with a letter, is upper, is partly lower."""
    return np.array(
        [
            (
                token in features.SENTENCE_ENDS,
                not all(map(features.is_capitalised, token.split(" "))),
                token[:1].isalpha(),
                token.isupper(),
                not f"{token}A".isupper(),
            )
            for token in tokens
        ],
        dtype=bool,
    )
