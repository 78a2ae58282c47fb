"""How each sentence is written: with diacritics or without, with capitals that mean something or without.

Each sentence is judged alone, so that what is said in one never changes what is read in another.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from pipeline.places.fold import ACCENTED, CAPITAL, UPPER, Word

BREAK = re.compile(r"[.!?…]+\s+|[\r\n]+")
FEWEST_LETTERS = 3
MOST_GAPS = 2_000
ACCENTED_SHARE, SHOUTED_SHARE = 0.12, 0.6
FLAGS = tuple(bytes([style & flag > 0 for style in range(256)]) for flag in (ACCENTED, CAPITAL, UPPER))
"""For each flag of ``Word.style`` the table that turns styles into whether they have it."""


class _Signs(dict[str, tuple[str, ...]]):
    """The signs that may end a sentence, by gap; bounded, since gaps may hold any rubbish."""

    def __missing__(self, gap: str) -> tuple[str, ...]:
        if len(self) >= MOST_GAPS:
            self.clear()
        found = self[gap] = tuple(BREAK.findall(gap))
        return found


_signs = _Signs().__getitem__


def new_sentence(gap: str, before: Word) -> bool:
    """Whether a sentence ends in the ``gap`` after the word ``before``."""
    signs = _signs(gap)
    return bool(signs) and _ends(signs[0], before)


def _ends(sign: str, before: Word) -> bool:
    return not sign.startswith(".") or len(before.fold) >= FEWEST_LETTERS or "\n" in sign or "\r" in sign


def may_end(gap: str) -> bool:
    """Whether a sentence may end in a gap."""
    return bool(_signs(gap))


def sentence_starts(words: Sequence[Word], gaps: Sequence[str], stops: Iterable[int]) -> list[int]:
    """Return the first word of each sentence; ``gaps[i]`` stands before word i, ``stops`` are those worth a look."""
    end = len(words)
    inside = [at for at in stops if 0 < at < end and _signs(gaps[at])]
    return [0, *[at for at in inside if [sign for sign in _signs(gaps[at]) if _ends(sign, words[at - 1])]]]


def styles(words: Sequence[Word], begins: Sequence[int]) -> tuple[list[bool], list[bool]]:
    """Return for each word whether its sentence is accented, and whether its capitals tell nothing."""
    accented: list[bool] = []
    caseless: list[bool] = []
    flags = bytes([word.style for word in words])  # bytes, because they are counted fastest
    marked, large, shouted = (flags.translate(table) for table in FLAGS)
    for begin, end in zip(begins, [*begins[1:], len(words)], strict=True):
        size = end - begin
        with_marks = marked.count(1, begin, end)
        accented += [with_marks > 0 and with_marks >= ACCENTED_SHARE * size] * size
        told = large.count(1, begin, end) > 1 and shouted.count(1, begin, end) <= SHOUTED_SHARE * size
        caseless += [not told] * size
    return accented, caseless
