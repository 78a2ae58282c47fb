"""What people write around their matter: greetings, mottos, titles, who writes, signatures, polite formulas."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pipeline.errors import DataError
from pipeline.taxonomy.tables import read_rows
from pipeline.text.normalize import strip_diacritics

KINDS = ("salutation", "formula", "request", "word")
FEWEST_SYLLABLES = 5  # of content: a formula that says more speaks of the matter too
_MARK = re.compile(r"\[\w+(?: \w+)*\]")
_SYLLABLE = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class PoliteWords:
    """Compiled phrases of ``polite.csv``; all read folded small letters, from the beginning of a clause."""

    salutation: re.Pattern[str]
    formula: re.Pattern[str]
    request: re.Pattern[str]
    words: frozenset[str]

    def content(self, clause: str) -> int:
        """Return how many syllables of a clause are neither polite ones nor masks."""
        syllables = _SYLLABLE.findall(_MARK.sub(" ", folded(clause)))
        return sum(syllable not in self.words for syllable in syllables)

    def is_polite(self, clause: str) -> bool:
        """Say whether a clause only greets, names its writer, signs, or is a formula that says nothing of its own."""
        low = folded(clause)
        if self.salutation.match(low):
            return True
        said = self.content(clause)
        return said == 0 or (said < FEWEST_SYLLABLES and self.formula.match(low) is not None)

    def asks(self, clause: str) -> bool:
        """Say whether a clause begins with what is asked for."""
        return self.request.match(folded(clause)) is not None


def folded(text: str) -> str:
    """Return ``text`` in small letters without diacritics."""
    return strip_diacritics(text).lower()


@cache
def load_polite(path: Path) -> PoliteWords:
    """Read ``polite.csv`` (kind, phrase, source).

    Raises:
        DataError: the table is missing, lacks a column, or a kind is unknown or has no phrase.
    """
    found: dict[str, list[str]] = {kind: [] for kind in KINDS}
    for row, cells in read_rows(path, ("kind", "phrase", "source")):
        if cells["kind"] not in found or not cells["phrase"]:
            raise DataError(
                f"{path}, dòng {row}: loại {cells['kind']!r} lạ hoặc thiếu cụm từ; các loại: {', '.join(KINDS)}."
            )
        found[cells["kind"]].append(folded(cells["phrase"]))
    empty = [kind for kind in KINDS if not found[kind]]
    if empty:
        raise DataError(f"{path}: không có dòng nào của loại {empty[0]!r}; hãy chép lại từ bản cài đặt.")
    salutation, formula, request = (_begins(found[kind]) for kind in KINDS[:3])
    return PoliteWords(salutation, formula, request, frozenset(found["word"]))


def _begins(phrases: Sequence[str]) -> re.Pattern[str]:
    longest_first = sorted(set(phrases), key=lambda phrase: (-len(phrase), phrase))
    return re.compile(r"[\W_]*?(?:" + "|".join(map(re.escape, longest_first)) + r")(?!\w)")
