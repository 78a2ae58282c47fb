"""Words and phrases of a masked text that may turn out to be a subject of their own.

Names are kept out twice: texts are masked before they come here, and capitalised words inside a sentence are skipped.
Of a text in capitals nothing is kept, because nobody can tell its names from its words.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from pipeline.text.features import SENTENCE_ENDS, SHOUTED, is_capitalised

MOST_READ = 1_000  # syllables and marks of a text: what it is about stands in its first pages
MOST_KNOWN = 60_000  # tokens that are remembered
_TOKENS = re.compile(r"\[\w+\]|\w+|[^\w\s]")  # a mask such as [tên] is one token and ends a phrase


class _Token(NamedTuple):
    """What matters of a token: in small letters (empty: no syllable), how it is written, whether a sentence ends."""

    small: str
    upper: bool
    capital: bool
    ends: bool


class _Tokens(dict[str, _Token]):
    """Tokens seen before: a text has hundreds, a language some thousands."""

    def __missing__(self, token: str) -> _Token:
        if len(self) >= MOST_KNOWN:
            self.clear()
        syllable = token.isalpha()
        small, upper = (token.lower(), token.isupper()) if syllable else ("", False)
        found = self[token] = _Token(small, upper, syllable and is_capitalised(token), token in SENTENCE_ENDS)
        return found


_KNOWN = _Tokens()


def phrases(masked: str) -> list[str]:
    """Return the syllables and pairs of neighbours of a masked text, in order, with repetition.

    They are what ``features.terms`` gives for syllables, read in one go because every petition comes through here.

    >>> phrases("Mùi khét ở Hòa Khánh, do [tên] đốt")
    ['mùi', 'khét', 'mùi khét', 'ở', 'khét ở', 'do', 'đốt']
    """
    tokens = list(map(_KNOWN.__getitem__, _TOKENS.findall(masked)[:MOST_READ]))
    if sum([token.upper for token in tokens]) > SHOUTED * sum([token.small != "" for token in tokens]):
        return []
    found: list[str] = []
    before, opens = "", True
    for small, _, capital, ends in tokens:
        if not small or (capital and not opens):
            before, opens = "", ends
            continue
        found.append(small)
        if before:
            found.append(f"{before} {small}")
        before, opens = small, False
    return found
