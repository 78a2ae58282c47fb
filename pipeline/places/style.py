"""How each sentence is written: with diacritics or without, with capitals that mean something or without.

Each sentence is judged alone, so that what is said in one never changes what is read in another.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from pipeline.places.fold import Word

BREAK = re.compile(r"[.!?…]+\s+|[\r\n]+")
FEWEST_LETTERS = 3
ACCENTED_SHARE, SHOUTED_SHARE = 0.12, 0.6


def sentence_starts(text: str, words: Sequence[Word], starts: Sequence[int]) -> list[int]:
    """Return the first word of each sentence; "P. Tân Phong" and "1. Nội dung" do not end one."""
    begins = [0]
    for sign in BREAK.finditer(text):
        after = bisect_left(starts, sign.end())
        if begins[-1] < after < len(words) and _ends(sign.group(), words[after - 1]):
            begins.append(after)
    return begins


def new_sentence(gap: str, before: Word) -> bool:
    """Whether a sentence ends in the ``gap`` after the word ``before``."""
    sign = BREAK.search(gap)
    return sign is not None and _ends(sign.group(), before)


def _ends(sign: str, before: Word) -> bool:
    return not sign.startswith(".") or len(before.fold) >= FEWEST_LETTERS or "\n" in sign or "\r" in sign


def styles(words: Sequence[Word], begins: Sequence[int]) -> tuple[list[bool], list[bool]]:
    """Return for each word whether its sentence is accented, and whether its capitals tell nothing."""
    accented: list[bool] = []
    caseless: list[bool] = []
    for begin, end in zip(begins, [*begins[1:], len(words)], strict=True):
        sentence, size = words[begin:end], end - begin
        with_marks = sum([w.accented for w in sentence])
        accented += [with_marks >= max(1, ACCENTED_SHARE * size)] * size
        capitals = [w for w in sentence if w.capital and not w.fold.isdigit()]
        shouted = sum([w.upper for w in capitals]) > SHOUTED_SHARE * size
        caseless += [len(capitals) <= 1 or shouted] * size
    return accented, caseless
