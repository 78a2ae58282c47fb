"""What is known of words and of the signs beside them, each worked out once."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from pipeline.places.fold import MEMO_LIMIT, WORD, Word, read_word
from pipeline.places.openers import Openers
from pipeline.places.style import may_end

CUT = re.compile(f"({WORD.pattern})")
LONGEST_KEPT = 40


class Piece(NamedTuple):
    """What stands between two spaces: signs, words with ``gaps`` between them, signs.

    ``stop`` tells whether a sentence may end after it, ``simple`` whether it is one word and starts no sentence.
    """

    before: str
    words: list[Word]
    written: list[str]
    gaps: list[str]
    after: str
    stop: bool
    simple: bool


class Vocabulary(dict[str, Word | Piece]):
    """Pieces by how they are written, most of them a word with nothing beside it; each is worked out once.

    Every word of every petition comes by here, so that all that a word tells by itself is in one place.
    """

    def __init__(self, openers: Openers) -> None:
        """Keep what tells which words may open a name."""
        super().__init__()
        self._openers = openers
        self._words: dict[str, Word] = {}

    def __missing__(self, written: str) -> Word | Piece:
        """Work a piece out and remember it, unless it is long or there are too many."""
        before, *cut = CUT.split(written)
        found = self._word(written) if cut[:1] == [written] else self._piece(before, cut)
        if len(written) <= LONGEST_KEPT:
            if len(self) >= MEMO_LIMIT:
                self.clear()
            self[written] = found
        return found

    def _piece(self, before: str, cut: list[str]) -> Piece:
        words, after = cut[::2], cut[-1] if cut else ""
        simple = len(words) == 1 and not (before and may_end(before))
        return Piece(before, self.spell(words), words, cut[1:-1:2], after, after != "" and may_end(after + " "), simple)

    def spell(self, written: Iterable[str]) -> list[Word]:
        """Return the words with their spellings and what they may open."""
        return [self._word(one) for one in written]

    def _word(self, written: str) -> Word:
        known = self._words.get(written)
        if known is None:
            if len(self._words) >= MEMO_LIMIT:
                self._words.clear()
            plain = read_word(written)
            known = self._words[written] = plain._replace(opener=self._openers.opener(plain))
        return known
