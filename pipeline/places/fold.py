"""The two spellings of a word under which names are compared.

``fold`` is a word without any diacritics, for looking up; ``canon`` keeps vowels and tone but not where the tone mark
stands, for telling Vĩnh Yên from Vinh Yên. Both treat i and y after a consonant alike (Mỹ, Mĩ) and all spellings of
Đắk alike (Đăk, Đắc, Dak).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

WORD = re.compile(r"[^\W\d_]+|\d+")
FIRST_MARK = "\u0300"
TONES = "\u0300\u0301\u0303\u0309\u0323"
FINAL_Y = re.compile(r"^((?:[bcdđghklmnpqrstvx]|gi|kh|ph|th|tr|ch|nh|ng|ngh|qu)+)y$")
DAK = {"đăk", "đắk", "đắc", "đăc", "đak", "đác", "đac", "đảk"}
MEMO_LIMIT = 60_000
ALONE = ""


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


class Word(NamedTuple):
    """One word as written: its two spellings, whether it starts with a capital and whether it carries diacritics.

    ``key`` is the spelling that names are told by: ``canon`` where diacritics are written, else ``fold``. ``style``
    says the last flags once more, as bits that ``style.py`` counts. ``opener`` is what the word may open in the
    gazetteer that reads it, None for most words.
    """

    fold: str
    canon: str
    capital: bool
    accented: bool
    upper: bool
    key: str
    style: int
    opener: Opener | None = None


ACCENTED, CAPITAL, UPPER = 1, 2, 4
"""Bits of ``style``; digits count as capitals of a name but not as capitals of a sentence."""


class _Spelt(dict[str, Word]):
    """Words known by how they are written; bounded, since texts may hold any rubbish."""

    def __missing__(self, written: str) -> Word:
        if len(self) >= MEMO_LIMIT:
            self.clear()
        known = self[written] = read_word(written)
        return known


word = _Spelt().__getitem__
"""Return both spellings of one word in NFC."""


def spell(written: Iterable[str]) -> list[Word]:
    """Return both spellings of each word."""
    return list(map(word, written))


def read_word(written: str) -> Word:
    """Work out both spellings of one word in NFC; texts should ask a memo first."""
    lower = written.lower()
    if written.isdigit():
        plain = lower.lstrip("0") or "0"
        return Word(plain, plain, True, False, False, plain, 0)
    plain, toneless, tone = _apart(lower)
    canon = "đắk" if lower in DAK else _with_final_i(toneless) + tone
    fold = _with_final_i(plain)
    if fold == "dac":
        fold = "dak"
    capital, upper = written[0].isupper(), len(written) > 1 and written.isupper()
    accented = plain != lower
    style = ACCENTED * accented
    if capital and not fold.isdigit():
        style += CAPITAL + UPPER * upper
    return Word(fold, canon, capital, accented, upper, canon if accented else fold, style)


def _apart(lower: str) -> tuple[str, str, str]:
    """Return a word without diacritics, the word without its tone only, and the tone."""
    if lower.isascii():
        return lower, lower, ""
    letters = unicodedata.normalize("NFD", lower)
    plain = "".join([c for c in letters if c < FIRST_MARK or not unicodedata.combining(c)]).replace("đ", "d")
    toneless = unicodedata.normalize("NFC", "".join([c for c in letters if c not in TONES]))
    return plain, toneless, "".join([c for c in letters if c in TONES])


def _with_final_i(word: str) -> str:
    return FINAL_Y.sub(r"\1i", word) if word.endswith("y") else word


def fold_name(name: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the folded and the canonical syllables of a name."""
    words = spell(WORD.findall(unicodedata.normalize("NFC", name)))
    return tuple([w.fold for w in words]), tuple([w.canon for w in words])
