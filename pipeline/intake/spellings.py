"""The ways in which one Vietnamese word is written: two styles of tone marks, or no diacritics at all."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_FEWEST_MARKS = 0.04  # bytes beyond one a letter, per letter; Vietnamese prose has about 0.3
_TONES = {"òa": "oà", "óa": "oá", "ỏa": "oả", "õa": "oã", "ọa": "oạ", "òe": "oè", "óe": "oé", "ỏe": "oẻ", "õe": "oẽ",
          "ọe": "oẹ", "ùy": "uỳ", "úy": "uý", "ủy": "uỷ", "ũy": "uỹ", "ụy": "uỵ"}  # fmt: skip


def spellings(words: Iterable[str]) -> frozenset[str]:
    """Return words in small letters, in both styles of tone marks and without diacritics."""
    both = both_styles(words)
    return both | frozenset(map(bare, both))


def bare(word: str) -> str:
    """Return ``word`` without diacritics."""
    letters = unicodedata.normalize("NFD", word.replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def is_bare(text: str) -> bool:
    """Tell whether a text is written without diacritics: hardly a letter takes more than a byte."""
    return len(text.encode("utf-8", "surrogatepass")) - len(text) < _FEWEST_MARKS * len(text)


def both_styles(words: Iterable[str]) -> frozenset[str]:
    """Return words in small letters, in both styles of tone marks."""
    small = [word.lower() for word in words]
    return frozenset([*small, *map(old_style, small)])


def old_style(word: str) -> str:
    """Return ``word`` with its tone marks as before 1984: ``hoà`` for ``hòa``."""
    return " ".join(s[:-2] + _TONES[s[-2:]] if s[-2:] in _TONES and s[:-2] != "q" else s for s in word.split(" "))


def any_of(words: Iterable[str]) -> str:
    """Return a pattern for any of ``words``, branching by first letter: several times faster than one long list."""
    by_letter: dict[str, list[str]] = {}
    for word in sorted(set(words), key=lambda w: (-len(w), w)):
        by_letter.setdefault(word[0], []).append(re.escape(word[1:]))
    return "(?:" + "|".join(f"{re.escape(first)}(?:{'|'.join(rest)})" for first, rest in by_letter.items()) + ")"
