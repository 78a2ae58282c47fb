"""When a surname makes capitalised words a name of a person, and when they are a street or a unit all the same."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from pipeline.intake.capital_runs import Run
from pipeline.intake.name_words import Role

_TO = re.compile(r"\s*(?:[,;/–-]|và|va|đến|tới|den|giao|giao với|với|qua|rồi rẽ|,\s*và|và đường|nối|cắt)\s*")
_NUMBER = re.compile(r"k?\d+[a-z]?(?:[/-]\d+[a-z]?)*|\[số\]")
_HOUSE = frozenset("số nhà kiệt hẻm ngõ ngách so nha kiet hem ngo ngach".split())
_APOSTROPHES = ("'", "’")


@dataclass(slots=True)
class Seen:
    """What the runs before this one were: ends of the last name and place, and names by which people are called."""

    name_end: int = -1
    place_end: int = -1
    known: set[str] = field(default_factory=set)


def by_surname(run: Run, i: int, end: int, role: Role | None, seen: Seen) -> bool:
    """Tell whether words ``i`` to ``end`` are a name because of the surname they begin with."""
    first, words = run.low(i), run.words
    if first[1:2] in _APOSTROPHES and first[0] in "hk" and len(first) > 2:
        return True
    if end - i < 2 or not is_surname(run, i):
        return False
    middle = end - i > 2 and run.low(i + 1) in words.middles
    if _in_street(run, i, role, seen, middle):
        return False
    if middle or first in words.surnames:
        return True
    alone = end - i == run.size > 2
    if (run.shouted and not alone) or ends_in_place(run, i, end):
        return False
    if end - i > 2:
        return run.is_syllable(end - 1) or run.is_syllable(i + 1)
    return run.low(i + 1) in words.given or (run.initials(i) and not run.is_syllable(i + 1))


def may_be_surname(run: Run, i: int) -> bool:
    """Tell whether ``by_surname`` may hold of words from ``i`` on."""
    return is_surname(run, i) or run.low(i)[1:2] in _APOSTROPHES


def ends_in_place(run: Run, i: int, end: int) -> bool:
    """Tell whether words are a unit, or one and the next: ``Nghĩa Sơn Nghĩa Đàn`` is a commune and its district."""
    if end - i > 2 and run.low(i + 1) in run.words.middles:
        return False
    if run.phrase(i, end) in run.places:
        return True
    head = run.phrase(i, i + 2) if end - i > 3 else run.phrase(i - 1, i + 1)
    return head in run.places and run.phrase(end - 2, end) in run.places


def _in_street(run: Run, i: int, role: Role | None, seen: Seen, middle: bool) -> bool:
    """Tell whether a surname begins the name of a street by what stands in front."""
    if i:  # inside a longer proper name, unless its first word has its capital from the beginning of a sentence
        return run.inside_sentence and not run.ends_role(i - 1) and not run.shouted
    if not middle and (role is Role.NEAR or between(_TO, run, seen.place_end)):
        seen.place_end = run.spans[-1][1]
        return True
    return _after_house(run)


def _after_house(run: Run) -> bool:
    before, number = run.before(2), run.before(1)
    if not run.joined or not _NUMBER.fullmatch(number):
        return False
    return number == "[số]" or before in _HOUSE or before[-1:] in (",", ":") or run.near(before) or number[0] == "k"


def is_surname(run: Run, i: int) -> bool:
    """Tell whether word ``i`` can be a surname."""
    return run.low(i) in run.words.surnames or run.low(i) in run.words.surname_words


def between(joint: re.Pattern[str], run: Run, end: int) -> bool:
    """Tell whether nothing but ``joint`` lies between ``end`` and the run."""
    start = run.spans[0][0]
    return 0 <= end < start <= end + 12 and joint.fullmatch(run.text, end, start) is not None
