"""The words of a text with what stands between them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.places.fold import WORD, Word, spell
from pipeline.places.style import sentence_starts, styles

CUT = re.compile(f"({WORD.pattern})")
CLUSTER = re.compile(r"[^\u0300-\u036f][\u0300-\u036f]*|[\u0300-\u036f]+")


@dataclass(slots=True)
class Words:
    """The words of a text and what stands between them in the text as it was given.

    ``gaps[i]`` stands before word i, one more after the last. ``accented[i]`` tells whether the sentence of word i
    carries diacritics, ``caseless[i]`` whether its capitals tell nothing. ``written`` are the words in NFC, ``pieces``
    words and gaps in NFC by turns, ``origin`` maps offsets of the NFC form to those of the text, if they differ.
    """

    text: str
    words: list[Word]
    written: list[str]
    gaps: list[str]
    accented: list[bool]
    caseless: list[bool]
    pieces: list[str]
    origin: Sequence[int] | None

    def span(self, first: int, end: int) -> tuple[int, int]:
        """Return the offsets in the text of the words from ``first`` to before ``end``."""
        start = sum(map(len, self.pieces[: 2 * first + 1]))
        stop = start + sum(map(len, self.pieces[2 * first + 1 : 2 * end]))
        return (start, stop) if self.origin is None else (self.origin[start], self.origin[stop])


def read_words(text: str) -> Words:
    """Cut ``text`` into words; offsets refer to ``text`` itself whatever its Unicode form."""
    composed, origin = text, None
    if not unicodedata.is_normalized("NFC", text):
        composed, origin = _compose(text)
    pieces = CUT.split(composed)
    written, gaps = pieces[1::2], pieces[::2]
    words = spell(written)
    accented, caseless = styles(words, sentence_starts(words, gaps))
    if origin is not None:
        gaps = _gaps_as_given(text, pieces, origin)
    return Words(text, words, written, gaps, accented, caseless, pieces, origin)


def _gaps_as_given(text: str, pieces: Sequence[str], origin: Sequence[int]) -> list[str]:
    """Return the gaps as they stand in ``text``, whose offsets are ``origin`` of the pieces' own."""
    gaps, at, end = [], 0, 0
    for number, piece in enumerate(pieces):
        if number % 2 == 0:
            gaps.append(text[end : origin[at + len(piece)]])
        at += len(piece)
        end = origin[at]
    return gaps


def _compose(text: str) -> tuple[str, list[int]]:
    """Return the NFC form and, for each of its characters (and its end), the offset in ``text`` it came from."""
    parts, origin = [], []
    for cluster in CLUSTER.finditer(text):
        part = unicodedata.normalize("NFC", cluster.group())
        parts.append(part)
        origin.extend([cluster.start()] * len(part))
    origin.append(len(text))
    return "".join(parts), origin
