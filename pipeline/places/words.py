"""The words of a text with their offsets."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from pipeline.places.fold import WORD, Word, spell
from pipeline.places.style import sentence_starts, styles

CLUSTER = re.compile(r"[^\u0300-\u036f][\u0300-\u036f]*|[\u0300-\u036f]+")


@dataclass(slots=True)
class Words:
    """The words of a text and where each begins and ends in the text as it was given.

    ``accented[i]`` tells whether the sentence of word i carries diacritics, ``caseless[i]`` whether its capitals tell
    nothing.
    """

    text: str
    words: list[Word]
    starts: list[int]
    ends: list[int]
    accented: list[bool]
    caseless: list[bool]

    def gap(self, left: int, right: int) -> str:
        """Return what stands between the end of word ``left`` and the start of word ``right``."""
        return self.text[self.ends[left] : self.starts[right]]


def read_words(text: str) -> Words:
    """Cut ``text`` into words; offsets refer to ``text`` itself whatever its Unicode form."""
    composed, origin = text, None
    if not unicodedata.is_normalized("NFC", text):
        composed, origin = _compose(text)
    spans = [match.span() for match in WORD.finditer(composed)]
    words = spell([composed[start:end] for start, end in spans])
    starts, ends = [start for start, _ in spans], [end for _, end in spans]
    accented, caseless = styles(words, sentence_starts(composed, words, starts))
    if origin is not None:
        starts, ends = [origin[s] for s in starts], [origin[e] for e in ends]
    return Words(text, words, starts, ends, accented, caseless)


def _compose(text: str) -> tuple[str, list[int]]:
    """Return the NFC form and, for each of its characters (and its end), the offset in ``text`` it came from."""
    parts, origin = [], []
    for cluster in CLUSTER.finditer(text):
        part = unicodedata.normalize("NFC", cluster.group())
        parts.append(part)
        origin.extend([cluster.start()] * len(part))
    origin.append(len(text))
    return "".join(parts), origin
