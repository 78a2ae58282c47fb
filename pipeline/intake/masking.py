"""Names and numbers of people replaced by marks, before anything is learnt from a text or shown of it.

Phones, identity and account numbers, plates and e-mails are found by their form (``mask_numbers``), house numbers by
what stands around them (``mask_houses``), names by capitals (``mask_names``) or, in small letters, by a form of address
(``mask_small_names``). What a word means is data (``name_words``). All take time linear in the length of the text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from pipeline.intake.capital_runs import UPPER
from pipeline.intake.mask_houses import house_spans
from pipeline.intake.mask_names import name_spans
from pipeline.intake.mask_numbers import email_spans, number_spans
from pipeline.intake.mask_small_names import small_name_spans
from pipeline.intake.name_words import NameWords, load_name_words
from pipeline.intake.spellings import is_bare
from pipeline.intake.word_hints import may_hold_numbers, may_hold_small_names

__all__ = ["EMAIL", "NAME", "NUMBER", "Masked", "NameWords", "load_name_words", "mask", "mask_found", "masked_spans"]

NAME, NUMBER, EMAIL = "[tên]", "[số]", "[email]"
# a mark beside a word that may belong to a name, or beside another number, or before what announces one
_TOUCHED = re.compile(
    rf"\](?:[ \t\u00a0]{{0,2}}[{UPPER}\d]|[ ][^\W\d_]+[ ](?:văn|thị|van|thi)(?!\w)|[ ](?:số|so)[ ])"
    rf"|[{UPPER}][\w'’.]*[ \t\u00a0]{{0,2}}\[|\d[ ]?\["
)
Masked = tuple[int, int, str]


def mask(text: str, words: NameWords) -> str:
    """Return ``text`` (put into NFC) with what identifies people replaced by marks; idempotent.

    Where a mark touches another name, or without its names the text looks written without diacritics, more may be
    found the next time; such a text is read again until it stays as it is.
    """
    text = text if text.isascii() else unicodedata.normalize("NFC", text)
    return mask_found(text, masked_spans(text, words), words)


def mask_found(text: str, spans: Sequence[Masked], words: NameWords) -> str:
    """Return a text in NFC masked as ``mask`` does, of which ``masked_spans`` has found ``spans``."""
    while spans:
        before, text = text, _with_marks(text, spans)
        if not _TOUCHED.search(text) and is_bare(before) == is_bare(text):
            break
        spans = masked_spans(text, words)
    return text


def _with_marks(text: str, spans: Sequence[Masked]) -> str:
    kept: list[str] = []
    at = 0
    for start, end, mark in spans:
        kept += (text[at:start], mark)
        at = end
    return "".join((*kept, text[at:]))


def masked_spans(text: str, words: NameWords) -> list[Masked]:
    """Return (start, end, mark) of what one reading of a text in NFC finds, in order and apart from one another."""
    found = sorted(_found(text, words), key=lambda span: (span[0], -span[1]))
    apart: list[Masked] = []
    for start, end, mark in found:
        if apart and start < apart[-1][1]:
            first, last, kept = apart[-1]
            apart[-1] = (first, max(last, end), kept)
        else:
            apart.append((start, end, mark))
    return apart


def _found(text: str, words: NameWords) -> Iterator[Masked]:
    hints, plain = words.hints.of(text), is_bare(text)
    if may_hold_numbers(hints):
        for start, end in email_spans(text):
            yield start, end, EMAIL
        for start, end in number_spans(text, words.numbers):
            yield start, end, NUMBER
    for start, end in house_spans(text, words):
        yield start, end, NUMBER
    for start, end in name_spans(text, words, plain):
        yield start, end, NAME
    if plain or may_hold_small_names(hints):
        for start, end in small_name_spans(text, words, plain):
            yield start, end, NAME
