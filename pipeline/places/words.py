"""The words of a text with what stands between them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate, chain
from typing import Any, NamedTuple

from pipeline.places.fold import Word
from pipeline.places.style import sentence_starts, styles
from pipeline.places.vocabulary import CUT, Piece, Vocabulary

CLUSTER = re.compile(r"[^\u0300-\u036f][\u0300-\u036f]*|[\u0300-\u036f]+")
LONG = 20_000


@dataclass(slots=True)
class Words:
    """The words of a text and what stands between them in the text as it was given.

    ``gaps[i]`` stands before word i, one more after the last. ``accented[i]`` tells whether the sentence of word i
    carries diacritics, ``caseless[i]`` whether its capitals tell nothing. ``written`` are the words in NFC;
    ``composed`` are the gaps in NFC and ``origin`` maps offsets of the NFC form to those of the text, if they differ.
    ``ends`` are where gaps and words end in turn, reckoned when a span is first asked for.
    """

    text: str
    words: list[Word]
    written: list[str]
    gaps: list[str]
    accented: list[bool]
    caseless: list[bool]
    composed: list[str]
    origin: Sequence[int] | None
    ends: list[int] = field(default_factory=list)

    def span(self, first: int, end: int) -> tuple[int, int]:
        """Return the offsets in the text of the words from ``first`` to before ``end``."""
        if not self.ends:  # for most petitions nobody asks; for long ones many do
            self.ends += accumulate(map(len, chain.from_iterable(zip(self.composed, self.written, strict=False))))
        start = self.ends[2 * first]
        stop = self.ends[2 * end - 1] if end > first else start
        return (start, stop) if self.origin is None else (self.origin[start], self.origin[stop])


class Cut(NamedTuple):
    """The words of a text, as written too, the gaps before, between and after them, and which may end a sentence."""

    words: list[Word]
    written: list[str]
    gaps: list[str]
    stops: Sequence[int]


def cut(text: str, vocabulary: Vocabulary) -> Cut:
    """Cut a text in NFC into words."""
    if len(text) > LONG:  # inserting in the middle is dear there
        pieces = CUT.split(text)
        return Cut(vocabulary.spell(pieces[1::2]), pieces[1::2], pieces[::2], range(len(pieces) // 2 + 1))
    # Most words have a space on either side; the others are put right one by one, from the end to keep positions.
    written = text.split(" ")
    gaps = ["", *[" "] * (len(written) - 1), ""]
    words: list[Any] = list(map(vocabulary.__getitem__, written))
    odd = [(at, piece) for at, piece in enumerate(words) if piece.__class__ is Piece]
    for at, (before, inside, as_written, between, after, _, _) in reversed(odd):
        if before:
            gaps[at] += before
        if not inside:
            del words[at], written[at]
            gaps[at] += gaps.pop(at + 1)
            continue
        gaps[at + 1] = after + gaps[at + 1]
        words[at : at + 1] = inside
        written[at : at + 1] = as_written
        if between:
            gaps[at + 1 : at + 1] = between
    if [piece for _, piece in odd if not piece.simple]:  # positions have changed
        return Cut(words, written, gaps, [at for at, gap in enumerate(gaps) if gap != " "])
    return Cut(words, written, gaps, [at + 1 for at, piece in odd if piece.stop])


def read_words(text: str, vocabulary: Vocabulary) -> Words:
    """Cut ``text`` into words; offsets refer to ``text`` itself whatever its Unicode form."""
    origin = None
    if unicodedata.is_normalized("NFC", text):
        words, written, composed, stops = cut(text, vocabulary)
        gaps = composed
    else:
        nfc, origin = _compose(text)
        words, written, composed, stops = cut(nfc, vocabulary)
        gaps = _gaps_as_given(text, written, composed, origin)
    accented, caseless = styles(words, sentence_starts(words, composed, stops))
    return Words(text, words, written, gaps, accented, caseless, composed, origin)


def _gaps_as_given(text: str, words: Sequence[str], composed: Sequence[str], origin: Sequence[int]) -> list[str]:
    """Return the gaps as they stand in ``text``, to whose offsets ``origin`` leads."""
    gaps, at, end = [], 0, 0
    for word, gap in zip([*words, ""], composed, strict=True):
        at += len(gap)
        gaps.append(text[end : origin[at]])
        at += len(word)
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
