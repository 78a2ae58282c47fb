"""A quick no for most words: which words may open a name or a type word, told by the word after them.

The answer may be a yes too many, never a no too many: a bare name is only read where no written diacritic is wrong, and
a type word likewise.
"""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.places.fold import ALONE, Opener, Word
from pipeline.places.lexicon import Lexicon
from pipeline.places.names import NameIndex, told_without_capital

Spelt = tuple[str, tuple[str, ...]]
"""Folded words joined by spaces, and the same words with diacritics."""


class Openers:
    """Tells of each word what it may open."""

    def __init__(self, names: NameIndex, lexicon: Lexicon) -> None:
        """Keep what the answers are made from."""
        self._names = names
        self._types: dict[str, list[Spelt]] = {}
        for key, (canon, _) in (*lexicon.types.by_key.items(), *lexicon.letters.by_key.items()):
            self._types.setdefault(key.partition(" ")[0], []).append((key, canon))

    def opener(self, word: Word) -> Opener | None:
        """Return what the word may open, None if nothing."""
        types, names = self._type_words(word), self._bare_names(word)
        return Opener(types, names, types | names) if types or names else None

    def _type_words(self, opening: Word) -> frozenset[str]:
        return _seconds([spelt for spelt in self._types.get(opening.fold, ()) if _agree(opening, spelt[1])])

    def _bare_names(self, opening: Word) -> frozenset[str]:
        """No bare name begins with digits; without a capital only some are told."""
        if opening.fold.isdigit() or not (opening.capital or self._names.has_large(opening.fold)):
            return frozenset()
        told = [
            (key, name.canon)
            for key, names in self._names.starting_with(opening.fold).by_key.items()
            for name in names
            if _agree(opening, name.canon) and (opening.capital or told_without_capital(name))
        ]
        return _seconds(set(told))


def _agree(opening: Word, canon: tuple[str, ...]) -> bool:
    """Whether no diacritic of the word contradicts the first of a name."""
    return not opening.accented or opening.canon == canon[0]


def _seconds(spelt: Iterable[Spelt]) -> frozenset[str]:
    """Return the second words, with and without diacritics, or ``ALONE``."""
    cuts = [cut for key, canon in spelt for cut in (key.split(" "), canon)]
    return frozenset([cut[1] if len(cut) > 1 else ALONE for cut in cuts])
