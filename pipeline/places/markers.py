"""Type words before a name: "xã", "P.", "Q2", "TX.", "thành phố" ..."""

from __future__ import annotations

import re
from typing import NamedTuple

from pipeline.places.lexicon import Lexicon
from pipeline.places.units import LEVELS, Level
from pipeline.places.words import Words

BETWEEN = re.compile(r"[\s.:]*")


class Marker(NamedTuple):
    """A type word: the word after it, the levels and the type it announces, and whether it is more than a letter."""

    after: int
    levels: tuple[Level, ...]
    type: str
    sure: bool


NUMBERED = frozenset({"quận", "phường"})


def marker_at(words: Words, lexicon: Lexicon, start: int) -> Marker | None:
    """Read a type word (or its abbreviation) at word ``start``, directly followed by another word."""
    found = lexicon.types.starting_at(words.words, start)
    sure = True
    if found is None:
        found = lexicon.letters.starting_at(words.words, start)
        sure = False
    if found is None:
        return None
    after, value = found
    if after >= len(words.words) or not _joined(words, start, after):
        return None
    if not sure and not _plausible_letter(words, start):
        return None
    level, _, type_ = value.partition(":")
    if words.words[after].fold.isdigit() and not _numbers_a_unit(words, lexicon, start, after, type_):
        return None
    levels = (Level.PROVINCE, Level.DISTRICT) if level == "city" else (LEVELS[level],)
    return Marker(after, levels, type_, sure or words.gaps[start + 1].startswith("."))


def _numbers_a_unit(words: Words, lexicon: Lexicon, start: int, number: int, type_: str) -> bool:
    """Only quận and phường bear numbers, and "báo phường 3 lần" counts something else."""
    spelt_out = len(words.words[start].fold) > 1
    counts = spelt_out and lexicon.counters.starting_at(words.words, number + 1) is not None
    return type_ in NUMBERED and not counts


def _joined(words: Words, start: int, after: int) -> bool:
    odd = [gap for gap in words.gaps[start + 1 : after + 1] if gap != " "]
    return not odd or all(BETWEEN.fullmatch(gap) for gap in odd)


def _plausible_letter(words: Words, start: int) -> bool:
    """Whether a letter is a type word: before a number or a capital, or with a dot; never right after digits (11h)."""
    gap = words.gaps[start + 1]
    following, letter = words.words[start + 1], words.words[start]
    if following.fold.isdigit():
        return letter.fold in "qpf" and (gap == "" or "." in gap or letter.capital or not words.accented[start])
    if start and words.words[start - 1].fold.isdigit() and words.gaps[start] == "":
        return False
    if letter.fold in "xt":
        return gap.startswith(".")
    return gap.startswith(".") or (gap != "" and (letter.capital or not words.accented[start]))
