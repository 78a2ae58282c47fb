"""Names and numbers of people replaced by marks, before anything is learnt from a text or shown of it.

Numbers (phones, identity cards, accounts, plates) and e-mails are found by their form. Names are capitalised runs
behind a form of address or beginning with a family name, unless a word in front says that it is a street, a school or
a unit. The word lists are data (``name_words.csv``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pipeline.taxonomy.tables import read_rows

NAME, NUMBER, EMAIL = "[tên]", "[số]", "[email]"
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PLATE = re.compile(r"(?<!\w)\d{2}[A-ZĐ]{1,2}\d?\s?[-–.]?\s?\d{3}[.]?\d{2}(?!\w)")
_PHONE = re.compile(r"(?<![\w/])(?:\+?84|0)(?:[\s.-]?\d){8,10}(?![\w/])")
_LONG_NUMBER = re.compile(r"(?<![\w/.,])\d(?:[\s.]?\d){8,18}(?![\w/])")
_SYLLABLE = r"[A-ZĐÀ-ÖØ-ÝĂĨŨƠƯẠ-Ỹ][\w'’]*"


@dataclass(frozen=True, slots=True)
class NameWords:
    """Compiled word lists of ``name_words.csv``."""

    addressed: re.Pattern[str]
    by_family: re.Pattern[str]
    not_a_person: re.Pattern[str]


@cache
def load_name_words(path: Path) -> NameWords:
    """Read ``name_words.csv`` (kind, word).

    Raises:
        DataError: the table is missing or lacks a column.
    """
    words: dict[str, list[str]] = {}
    for _, cells in read_rows(path, ("kind", "word")):
        words.setdefault(cells["kind"], []).append(cells["word"])
    run = rf"{_SYLLABLE}(?:[ ]{_SYLLABLE}){{0,3}}"
    return NameWords(
        addressed=re.compile(rf"(?<!\w)(?i:{_any(words['honorific'])})(?:[ ]*:)?[ ](?P<name>{run})"),
        by_family=re.compile(rf"(?<!\w)(?P<name>(?:{_any(words['surname'])})(?:[ ]{_SYLLABLE}){{1,3}})"),
        not_a_person=re.compile(rf"(?i:(?<!\w){_any(words['not-a-person'])})[ ]*$"),
    )


def mask(text: str, words: NameWords) -> str:
    """Return ``text`` with names, e-mails, phones, plates and long numbers replaced by marks; idempotent."""
    masked = _EMAIL.sub(EMAIL, text)
    for pattern in (_PLATE, _PHONE, _LONG_NUMBER):
        masked = pattern.sub(NUMBER, masked)
    for pattern in (words.addressed, words.by_family):
        masked = pattern.sub(lambda found: _masked_name(found, words), masked)
    return masked


def _masked_name(found: re.Match[str], words: NameWords) -> str:
    start = found.start("name") - found.start()
    before = found.string[max(0, found.start("name") - 24) : found.start("name")]
    name = found.group("name")
    if words.not_a_person.search(before) or name.isupper():
        return found.group()
    return found.group()[:start] + NAME


def _any(words: Sequence[str]) -> str:
    return "(?:" + "|".join(re.escape(w) for w in sorted(set(words), key=lambda w: (-len(w), w))) + ")"
