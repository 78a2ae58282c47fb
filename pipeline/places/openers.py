"""A quick no for most words: which words may open a name or a type word, told by the word after them.

Every word of every petition comes by here, so that the answer is kept by how the word is written. It may be a yes too
many, never a no too many: a name is only read where no written diacritic is wrong, and type words likewise.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from pipeline.places.fold import MEMO_LIMIT, Word, word
from pipeline.places.lexicon import Lexicon
from pipeline.places.names import NameIndex, told_without_capital

ALONE = ""
Spelt = tuple[str, tuple[str, ...]]
"""Folded words joined by spaces, and the same words with diacritics."""


class Opener(NamedTuple):
    """The words (by ``Word.key``) that may follow in a type word and in a name; ``ALONE`` stands for any or none."""

    types: frozenset[str]
    names: frozenset[str]
    either: frozenset[str]

    def opens_type(self, following: str) -> bool:
        """Whether a type word may begin here."""
        return following in self.types or ALONE in self.types

    def opens_name(self, following: str) -> bool:
        """Whether a bare name may begin here."""
        return following in self.names or ALONE in self.names


class Openers(dict[str, Opener | None]):
    """Openers by how the word is written, None for a word that opens nothing."""

    def __init__(self, names: NameIndex, lexicon: Lexicon) -> None:
        """Keep what the answers are made from."""
        self._names = names
        self._types: dict[str, list[Spelt]] = {}
        for key, (canon, _) in (*lexicon.types.by_key.items(), *lexicon.letters.by_key.items()):
            self._types.setdefault(key.partition(" ")[0], []).append((key, canon))

    def __missing__(self, written: str) -> Opener | None:
        """Find out and remember."""
        if len(self) >= MEMO_LIMIT:
            self.clear()
        opening = word(written)
        types, names = self._type_words(opening), self._bare_names(opening)
        found = self[written] = Opener(types, names, types | names) if types or names else None
        return found

    def _type_words(self, opening: Word) -> frozenset[str]:
        return _seconds([spelt for spelt in self._types.get(opening.fold, ()) if _agree(opening, spelt[1])])

    def _bare_names(self, opening: Word) -> frozenset[str]:
        """No bare name begins with digits; without a capital only some are told."""
        if opening.fold.isdigit():
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
