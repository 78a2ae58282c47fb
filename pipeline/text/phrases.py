"""Words and phrases of a masked text that may turn out to be a subject of their own.

Names are kept out twice: texts are masked before they come here, and capitalised words inside a sentence are skipped.
Of a text in capitals nothing is kept, because nobody can tell its names from its words.
"""

from __future__ import annotations

import re

from pipeline.text.features import SENTENCE_ENDS, SHOUTED, is_capitalised

MOST_READ = 1_000  # syllables and marks of a text: what it is about stands in its first pages
_TOKENS = re.compile(r"\[\w+\]|\w+|[^\w\s]")  # a mask such as [tên] is one token and ends a phrase


def phrases(masked: str) -> list[str]:
    """Return the syllables and pairs of neighbours of a masked text, in order, with repetition.

    They are what ``features.terms`` gives for syllables, read in one go because every petition comes through here.

    >>> phrases("Mùi khét ở Hòa Khánh, do [tên] đốt")
    ['mùi', 'khét', 'mùi khét', 'ở', 'khét ở', 'do', 'đốt']
    """
    tokens = _TOKENS.findall(masked)[:MOST_READ]
    letters = [token for token in tokens if token.isalpha()]
    if sum(map(str.isupper, letters)) > SHOUTED * len(letters):
        return []
    found: list[str] = []
    before, opens = "", True
    for token in tokens:
        if not token.isalpha() or (not opens and is_capitalised(token)):
            before, opens = "", token in SENTENCE_ENDS
            continue
        small = token.lower()
        found.append(small)
        if before:
            found.append(f"{before} {small}")
        before, opens = small, False
    return found
