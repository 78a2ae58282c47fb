"""Names of people among capitalised words: behind a form of address or a label, by surname, or in a list of people.

A text is read as runs of capitalised words. What stands in front of a word, in the run or before it, has a role
(``name_words.Role``); a place or body swallows the rest of its run, a form of address makes what follows a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.intake.capital_runs import Run, capital_runs
from pipeline.intake.name_words import NameWords, Role
from pipeline.intake.surname_rules import Seen, between, by_surname, ends_in_place, is_surname, may_be_surname

Span = tuple[int, int]

LONGEST = 6  # syllables of a name
_AND = re.compile(r"\s*(?:[,;/&+–-]|và|với|cùng|hoặc|va|,\s*và)\s*")
_ANNOUNCING = (Role.ADDRESS, Role.LABEL, Role.TITLE)
_ADDRESS_IN_PLACES = frozenset("bà ông cô chú mẹ bác hai ba ong co me".split())


def name_spans(text: str, words: NameWords, plain: bool) -> Iterator[Span]:
    """Yield where capitalised names of people stand in a text in NFC, in order; ``plain``: it has no diacritics."""
    seen = Seen()
    for run in capital_runs(text, words, plain, seen.known):
        yield from _names_in(run, seen)


def _names_in(run: Run, seen: Seen) -> Iterator[Span]:
    i = 0
    while i < run.size:
        role = run.role(i)
        after = _place_end(run, i, role, seen)
        if after > i:
            seen.place_end = run.spans[after - 1][1]
            i = after
            continue
        after = _name_end(run, i, role, seen)
        if after > i:
            seen.name_end = run.spans[after - 1][1]
            seen.known.add(run.low(after - 1))
            yield run.spans[i][0], seen.name_end
        i = max(after, i + 1)


def _place_end(run: Run, i: int, role: Role | None, seen: Seen) -> int:
    """Return where the place that begins at word ``i`` ends, ``i`` if none does."""
    if role is Role.PLACE:
        return next((j for j in range(i + 1, run.size) if run.ends_role(j)), run.size) if run.shouted else run.size
    if i + 1 >= run.size or role in _ANNOUNCING:
        return i
    if (run.low(i) in _ADDRESS_IN_PLACES and (run.inside_sentence or not run.is_syllable(i + 1))) or is_surname(run, i):
        end = next((j for j in range(min(run.size, i + 4), i + 1, -1) if run.phrase(i, j) in run.places), i)
        if (
            end == run.size
            or (end > i and run.low(i) in _ADDRESS_IN_PLACES)
            or (end > i and (run.shouted or run.low(end) in run.words.surnames))
        ):
            return end
    return i


def _name_end(run: Run, i: int, role: Role | None, seen: Seen) -> int:
    """Return where the name that begins at word ``i`` ends, ``i`` if none does."""
    if role not in _ANNOUNCING and run.size > 1 and not seen.known and not may_be_surname(run, i):
        return i  # most capitalised words: before anybody is named nothing below makes a name of them
    if not _can_begin(run, i):
        return i
    end = _extent(run, i)
    if role is Role.ADDRESS:
        named = True
    elif role is Role.LABEL and run.size == 1 and run.tokens[i].isupper() and not run.is_syllable(i):
        named = run.initials(i)
    elif role is Role.LABEL:
        named = run.joined or i > 0 or end - i > 1 or run.is_syllable(i) or not run.followed
    elif role is Role.TITLE:
        certain = run.is_syllable(i) and (end - i > 1 or not run.shouted) and not ends_in_place(run, i, end)
        named = certain or by_surname(run, i, end, role, seen)
    else:
        named = _listed(run, i, end, seen) or _known(run, seen) or _called(run, role)
        named = named or by_surname(run, i, end, role, seen)
    return end if named else i


def _can_begin(run: Run, i: int) -> bool:
    ordinary, pair = run.words.ordinary, run.phrase(i - 1, i + 1)
    following = run.phrase(i, i + 2)
    if run.low(i) in ordinary or following in ordinary or following in run.roles:
        return False
    if any(map(str.isdigit, run.tokens[i])):
        return False
    if i and (pair in ordinary or pair in run.roles):
        return False
    return run.is_syllable(i) if run.shouted else run.is_syllable(i) or not run.abbreviation(i)


def _extent(run: Run, i: int) -> int:
    end = i + 1
    while end < run.size and end - i < LONGEST and _goes_on(run, end):
        end += 1
    return end


def _goes_on(run: Run, j: int) -> bool:
    if run.low(j - 1) in run.words.middles or (run.initials(j - 1) and run.low(j - 1) in run.words.surname_words):
        return True
    after_surname = run.low(j - 1) in run.words.surnames and not run.shouted
    if (run.low(j) in run.words.ordinary and not after_surname) or run.phrase(j, j + 2) in run.words.ordinary:
        return False
    if run.shouted:
        return run.is_syllable(j)
    return not any(letter.isdigit() for letter in run.tokens[j]) and not run.abbreviation(j)


def _listed(run: Run, i: int, end: int, seen: Seen) -> bool:
    """Tell whether a given name goes on a list of people: ``ông Hùng, Lan và Tuấn``."""
    if i or end - i > 2 or end < run.size or not between(_AND, run, seen.name_end):
        return False
    return all(map(run.is_syllable, range(i, end))) and run.phrase(i, end) not in run.places


def _called(run: Run, role: Role | None) -> bool:
    """Tell whether a given name stands alone before what follows a name: ``Hôm qua Tuấn đánh``."""
    if run.size > 1 or role is not None or run.bare:
        return False
    return run.low(0) in run.words.called_alone and run.lows[-1] in run.words.after_names


def _known(run: Run, seen: Seen) -> bool:
    """Tell whether somebody named before is called by the last syllable alone."""
    if run.size > 1 or run.low(0) not in seen.known or len(run.tokens[0]) < 2:
        return False
    return run.inside_sentence or run.low(0) in run.words.given
