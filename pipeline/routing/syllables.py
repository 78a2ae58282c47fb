"""The content syllables of a folded text, remembered word by word: words repeat, texts do not."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import chain

MOST_WORDS = 1 << 16
LONGEST = 40  # characters of a word that is remembered
TOKEN = re.compile(r"[a-z0-9](?<![\[\w][a-z0-9])[a-z0-9]*(?:[/.-][a-z0-9]+)*")


class Syllables(dict[str, tuple[str, ...]]):
    """The content syllables of each word between spaces; forgotten when there are too many."""

    def __init__(self, formula: frozenset[str], short_forms: Mapping[str, str]) -> None:
        """Leave out the syllables of ``formula``; write ``short_forms`` in full."""
        super().__init__()
        self._formula, self._short_forms = formula, short_forms

    def __missing__(self, word: str) -> tuple[str, ...]:
        """Return the content syllables of a word not met before."""
        whole = (part for token in TOKEN.findall(word) for part in self._short_forms.get(token, token).split())
        found = tuple(part for part in whole if part not in self._formula)
        if len(word) > LONGEST:
            return found
        if len(self) >= MOST_WORDS:
            self.clear()
        self[word] = found
        return found

    def of(self, text: str) -> tuple[str, ...]:
        """Return the content syllables of a folded text in small letters, in order."""
        return tuple(chain.from_iterable(map(self.__getitem__, text.split())))
