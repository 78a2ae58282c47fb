"""The places, documents and persons that a clause names, by the word before them: what tells two like matters apart."""

from __future__ import annotations

import re
from itertools import pairwise

from pipeline.routing.repeat_words import KINDS, RepeatWords

PERSON = KINDS.index("person") + 1
OTHER_NAME, OTHER_CODE, OWN_ADDRESS = len(KINDS) + 1, len(KINDS) + 2, len(KINDS) + 3
Particular = tuple[int, str]
_MEASURE = re.compile(r"\d[\d.,]*[a-z]{1,2}\d?")
_LONGEST_MARKER = 4  # words
_BEFORE = 40  # characters in front of a value that may hold its marker
_LONG_CODE = 7  # digits without points: an account, a file; sums of money are shorter or have points
# the first character stands before the look behind it, so that only capitals and digits are tried
_VALUE = re.compile(r"\d(?<![\w\[]\d)[\w/.-]*|[A-Z](?<![\w\[][A-Z])[\w'/.-]*(?: [A-Z0-9][\w']*){0,5}")
_VALUE_OR_SITE = re.compile(_VALUE.pattern + r"|(?<![\w\[])[\w-]{3,}\.(?:vn|com|net|org)(?!\w)")
# a capital that only begins a clause names nothing: something must stand before it, or a digit
NAMES_SOMETHING = re.compile(r"\s*(?:\d|\S[^A-Z\d]*+[A-Z\d])")
_SITES = (".vn", ".com", ".net", ".org")


def particulars_in(clause: str, words: RepeatWords, capitals: bool) -> list[Particular]:
    """Return (kind, folded value) of what a folded clause names.

    Names count beside that by pairs of their syllables (kind ``OTHER_NAME``): so they compare where one writer puts
    "đường" before a name and the other does not. Without ``capitals`` (a text typed all in capitals) only codes count.
    """
    pattern = _VALUE_OR_SITE if "." in clause and any(site in clause for site in _SITES) else _VALUE
    named: list[Particular] = []
    for found in pattern.finditer(clause):
        value, start = found.group().rstrip("-./"), found.start()
        is_name = value[0].isupper() and not _is_code(value)
        if is_name and not capitals:
            continue
        before = clause[max(0, start - _BEFORE) : start].lower().replace(":", " ").rsplit(None, _LONGEST_MARKER)
        named += _of_name(before, value, words) if is_name else _of_code(before, value.lower(), words)
    return named


def short_name(kind: int, value: str) -> Particular:
    """Keep the given name of a person, its last syllable: the same for "ông Bùi Văn Sẹo" and for "ông Sẹo"."""
    return kind, value.split()[-1] if kind == PERSON and value else value


def name_pairs(syllables: list[str]) -> list[Particular]:
    """Return the pairs of neighbouring syllables of a name in small letters."""
    return [(OTHER_NAME, f"{a} {b}") for a, b in pairwise(syllables)]


def _of_name(before: list[str], value: str, words: RepeatWords) -> list[Particular]:
    kind, marker = _kind(before, words), 0
    syllables = value.lower().split()
    if not kind:
        marker = _marker_at(syllables, words)
        before = syllables[:marker] or before
        kind = _kind(before, words)
    named: list[Particular] = []
    if kind:
        rest = " ".join(syllables[marker:])
        if _is_code(rest) or before[-1] not in words.by_number:
            named.append(short_name(kind, rest))
    if before:  # else a capital only begins the clause
        named += name_pairs(syllables)
    return named


def _of_code(before: list[str], value: str, words: RepeatWords) -> list[Particular]:
    kind = _kind(before, words)
    if kind:
        return [(kind, value)]
    if value.isdigit():
        return [(OTHER_CODE, value)] if len(value) >= _LONG_CODE else []
    return [(OTHER_CODE, value)] if any(map(str.isalpha, value)) and not _MEASURE.fullmatch(value) else []


def _kind(before: list[str], words: RepeatWords) -> int:
    """Return the kind of the longest marker that ends ``before``, 0 where there is none."""
    if not before or before[-1] not in words.kind_ends:
        return 0
    for size in range(min(_LONGEST_MARKER, len(before)), 0, -1):
        kind = words.kind_of.get(" ".join(before[-size:]))
        if kind:
            return kind
    return 0


def _marker_at(syllables: list[str], words: RepeatWords) -> int:
    """Return how many first syllables of a run are a marker with a capital ("Phường Hòa Minh")."""
    if syllables[0] not in words.kind_starts:
        return 0
    sizes = range(min(_LONGEST_MARKER, len(syllables) - 1), 0, -1)
    return next((size for size in sizes if " ".join(syllables[:size]) in words.kind_of), 0)


def _is_code(value: str) -> bool:
    return " " not in value and not value.isalpha() and any(map(str.isdigit, value))
