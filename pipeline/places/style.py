"""How each sentence is written: with diacritics or without, with capitals that mean something or without.

Each sentence is judged alone, so that what is said in one never changes what is read in another.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from pipeline.places.fold import ACCENTED, CAPITAL, UPPER, Word

BREAK = re.compile(r"[.!?…]+\s+|[\r\n]+")
FEWEST_LETTERS = 3
ACCENTED_SHARE, SHOUTED_SHARE = 0.12, 0.6
ALL_STYLES = range(ACCENTED + CAPITAL + UPPER + 1)
NOT_ACCENTED, NOT_CAPITAL, NOT_UPPER = (
    bytes(style for style in ALL_STYLES if not style & flag) for flag in (ACCENTED, CAPITAL, UPPER)
)


@lru_cache(maxsize=2_000)
def _signs(gap: str) -> tuple[str, ...]:
    return tuple(BREAK.findall(gap))


def new_sentence(gap: str, before: Word) -> bool:
    """Whether a sentence ends in the ``gap`` after the word ``before``."""
    signs = _signs(gap) if gap != " " else ()
    return bool(signs) and _ends(signs[0], before)


def _ends(sign: str, before: Word) -> bool:
    return not sign.startswith(".") or len(before.fold) >= FEWEST_LETTERS or "\n" in sign or "\r" in sign


def sentence_starts(words: Sequence[Word], gaps: Sequence[str]) -> list[int]:
    """Return the first word of each sentence; "P. Tân Phong" and "1. Nội dung" do not end one."""
    odd = [at for at, gap in enumerate(gaps) if gap != " "]
    inside = [at for at in odd if 0 < at < len(words) and _signs(gaps[at])]
    return [0, *[at for at in inside if any([_ends(sign, words[at - 1]) for sign in _signs(gaps[at])])]]


def styles(words: Sequence[Word], begins: Sequence[int]) -> tuple[list[bool], list[bool]]:
    """Return for each word whether its sentence is accented, and whether its capitals tell nothing."""
    accented: list[bool] = []
    caseless: list[bool] = []
    flags = bytes([word.style for word in words])  # bytes, because deleting the others is the quickest way to count
    for begin, end in zip(begins, [*begins[1:], len(words)], strict=True):
        sentence, size = flags[begin:end], end - begin
        with_marks = len(sentence.translate(None, NOT_ACCENTED))
        accented += [with_marks >= max(1, ACCENTED_SHARE * size)] * size
        capitals = len(sentence.translate(None, NOT_CAPITAL))
        shouted = len(sentence.translate(None, NOT_UPPER)) > SHOUTED_SHARE * size
        caseless += [capitals <= 1 or shouted] * size
    return accented, caseless
