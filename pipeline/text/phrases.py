"""Words and phrases of masked texts that may turn out to be a subject of their own.

Names are kept out twice: texts are masked before they come here, and capitalised words inside a sentence are skipped.
Of a text in capitals nothing is kept, because nobody can tell its names from its words. A block of texts is read at
once: its tokens become one array of numbers, in which what stands before what is seen without going word by word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.text.features import SENTENCE_ENDS, SHOUTED, is_capitalised
from pipeline.text.runs import run_starts

MOST_READ = 1_000  # syllables and marks of a text: what it is about stands in its first pages
MOST_KNOWN = 100_000  # pieces of texts between blanks that are remembered: a language has some ten thousands
_TOKENS = re.compile(r"\[\w+\]|\w+|[^\w\s]")  # a mask such as [tên] is one token and ends a phrase
# a token is a number: these signs, and above them its syllable (from 1 on; 0 is a mark, a number or a mask)
_ENDS, _CAPITAL, _UPPER, _LAST, _SYLLABLE = 1, 2, 4, 8, 4
_END_OF_TEXT = (_ENDS | _LAST,)
Numbers = NDArray[np.signedinteger[Any]]


@dataclass(frozen=True, slots=True)
class FoundPhrases:
    """The distinct syllables and pairs of neighbours in some texts, in the order of texts and then of the alphabet.

    ``text`` is the number of the text; ``key`` says which phrase it is, among all texts: keys are in the order of the
    alphabet as well. ``syllables`` are those of all texts, in order.
    """

    text: Numbers
    key: Numbers
    syllables: tuple[str, ...]

    def written(self, keys: Numbers) -> list[str]:
        """Return the phrases of some keys."""
        first, second = (part.tolist() for part in np.divmod(keys, len(self.syllables) + 1))
        said, then = self.syllables, ("", *(f" {syllable}" for syllable in self.syllables))
        return [said[one] + then[other] for one, other in zip(first, second, strict=True)]

    def keys_of(self, phrases: Iterable[str]) -> list[int]:
        """Return the keys of those phrases that the texts could hold."""
        place = {syllable: at for at, syllable in enumerate(self.syllables)}
        pairs = (phrase.partition(" ") for phrase in phrases)
        size = len(place) + 1
        return [
            place[first] * size + (place[second] + 1 if second else 0)
            for first, _, second in pairs
            if first in place and (not second or second in place)
        ]


class _Pieces(dict[str, tuple[int, ...]]):
    """The tokens of pieces of text between blanks; ``syllables`` numbers their syllables in small letters."""

    def __init__(self) -> None:
        super().__init__()
        self.syllables: dict[str, int] = {}

    def __missing__(self, piece: str) -> tuple[int, ...]:
        found = self[piece] = tuple(map(self._token, _TOKENS.findall(piece)))
        return found

    def _token(self, token: str) -> int:
        if not token.isalpha():
            return _ENDS * (token in SENTENCE_ENDS)
        syllable = self.syllables.setdefault(token.lower(), len(self.syllables) + 1)
        return syllable << _SYLLABLE | _UPPER * token.isupper() | _CAPITAL * is_capitalised(token)

    def of(self, texts: Iterable[str]) -> Numbers:
        """Return the tokens of all texts, each text followed by ``_END_OF_TEXT``."""
        if len(self) > MOST_KNOWN:  # only between blocks: within one a syllable has one number
            self.clear()
            self.syllables.clear()
        tokens = (chain(chain.from_iterable(map(self.__getitem__, text.split())), _END_OF_TEXT) for text in texts)
        return np.fromiter(chain.from_iterable(tokens), dtype=np.int64)


_PIECES = _Pieces()


def read_phrases(texts: Iterable[str]) -> FoundPhrases:
    """Return the phrases of masked texts: what ``features.terms`` gives for syllables.

    >>> found = read_phrases(["Mùi khét ở Hòa Khánh, do [tên] đốt"])
    >>> found.written(found.key)
    ['do', 'khét', 'khét ở', 'mùi', 'mùi khét', 'đốt', 'ở']
    """
    tokens = _PIECES.of(texts)
    last = tokens & _LAST > 0
    text: Numbers = np.cumsum(last) - last
    ends = np.flatnonzero(last)
    begins = np.append(0, ends + 1)
    read = (np.arange(len(tokens)) - begins[text] < MOST_READ) | last
    tokens, text = tokens[read], text[read]
    number, syllables = _in_order(tokens >> _SYLLABLE)
    kept = _kept(tokens, text, number >= 0, len(ends))
    pair = np.flatnonzero(kept[1:] & kept[:-1])
    size = len(syllables) + 1
    whole = size * size
    alone = text[kept] * whole + number[kept] * size
    codes = np.sort(np.concatenate((alone, text[pair] * whole + number[pair] * size + number[pair + 1] + 1)))
    at, key = np.divmod(codes[run_starts(codes)], whole)
    return FoundPhrases(at, key, syllables)


def _kept(tokens: Numbers, text: Numbers, said: NDArray[np.bool_], texts: int) -> NDArray[np.bool_]:
    """Say which tokens are syllables, ``said``, of no proper name and no text in capitals."""
    opens = np.ones(len(tokens), dtype=bool)
    opens[1:] = tokens[:-1] & _ENDS > 0
    shouted = np.bincount(text, tokens & _UPPER > 0, texts) > SHOUTED * np.bincount(text, said, texts)
    kept: NDArray[np.bool_] = said & ((tokens & _CAPITAL == 0) | opens) & ~shouted[text]
    return kept


def _in_order(numbers: Numbers) -> tuple[Numbers, tuple[str, ...]]:
    """Return the syllables that occur, in the order of the alphabet, and ``numbers`` as their places (-1 for none)."""
    known = list(_PIECES.syllables)
    occurs = np.zeros(len(known) + 1, dtype=bool)
    occurs[numbers] = True
    used = sorted((known[at], at + 1) for at in np.flatnonzero(occurs[1:]).tolist())
    anew = np.full(len(known) + 1, -1, dtype=np.int64)
    anew[[at for _, at in used]] = np.arange(len(used))
    return anew[numbers], tuple(syllable for syllable, _ in used)
