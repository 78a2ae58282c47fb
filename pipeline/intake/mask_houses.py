"""House numbers, known by what stands around them: ``số nhà 12/5``, ``45 Lê Lai``, ``căn hộ 1205``.

Numbers of streets, alleys, wards, schools, parcels and decisions stay: they are places or papers, nobody's door.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.intake.name_words import NameWords, Role
from pipeline.intake.number_words import NumberWords

Span = tuple[int, int]

_NUMBER = re.compile(r"\d\d{0,3}(?<![\w.,/-][\w.,/-]\d{4})[A-Za-z]{0,2}(?:[/-]\d{1,4}[A-Z]?){0,5}(?![\w])")
_RANGE = re.compile(r"[ ]?(?:đến|tới|-|–)[ ]?(?:số )?\d{1,4}[A-Z]?[ ]")
_KILOMETRE = ("k", "K")  # "k12/5": number 12/5 of an alley
_DIGIT = re.compile(r"\d")
_CAPITALS = re.compile(r"[^\W\d_a-z][\w'’]*(?:[ ][^\W\d_][\w'’]*){0,3}")


def house_spans(text: str, words: NameWords) -> Iterator[Span]:
    """Yield where numbers of houses and flats stand in a text in NFC."""
    if not _DIGIT.search(text):
        return
    unit = words.numbers.unit
    for found in _NUMBER.finditer(text):
        start, end = found.span()
        start -= text[start - 1 : start] in _KILOMETRE
        if start and (text[start - 1].isalnum() or text[start - 1] in "/.,-[(+"):
            continue
        if text[start - 2 : start - 1].isdigit() and text[end + 1 : end + 2].isdigit():
            continue  # a row of numbers; a table may hold thousands
        if _is_house(text, start, end, words) and not unit.match(text, end):
            yield start, end


def _is_house(text: str, start: int, end: int, words: NameWords) -> bool:
    before, known = text[max(0, start - 24) : start].lower(), words.numbers
    if known.house_tails.isdisjoint((before[-3:], before[-2:], before[-1:])):  # most numbers
        return _may_stand_at_street(text, start, end) and _is_door(text, start, end, before, words)
    if before.endswith(known.sure_house):
        return True
    if before.endswith(known.flat):
        return bool(known.block.match(text, end)) or "-" in text[start:end] or end - start > 3
    if before.endswith(known.numbered_ends) and known.numbered.search(before):
        return _leads_to_street(text, end, known) and not _counted(text, start, words)
    if "." not in text[start:end] and before.endswith(known.at_ends) and known.at.search(before):
        return _leads_to_street(text, end, known) and not (before.endswith(known.days) and "/" in text[start:end])
    return _is_door(text, start, end, before, words)


def _may_stand_at_street(text: str, start: int, end: int) -> bool:
    """Tell whether a number looks like one of a door or a capital follows; of most neither is so."""
    if not text[start:end].isdigit():
        return True
    following = text[end + 1 : end + 2]
    return text[end : end + 1] == " " and following.isalpha() and not "a" <= following <= "z"


def _is_door(text: str, start: int, end: int, before: str, words: NameWords) -> bool:
    """Tell whether a number with no word for a house in front stands for one by what follows."""
    if words.bare_roles.get((before.rpartition("\n")[2].split() or [""])[-1]) is Role.PLACE:
        return False
    return not before.endswith(words.numbers.days) and _stands_at_street(text, start, end, words)


def _leads_to_street(text: str, end: int, known: NumberWords) -> bool:
    skipped = _RANGE.match(text, end)
    at = skipped.end() - 1 if skipped else end
    return bool(known.street.match(text, at)) or (text[at : at + 1] == " " and text[at + 1 : at + 2].isupper())


def _counted(text: str, start: int, words: NameWords) -> bool:
    """Tell whether ``số`` before the number belongs to a school, a road, a paper or a vehicle."""
    before = text[max(0, start - 40) : start].lower().split()[:-1][-3:]
    phrases = [" ".join(before[-n:]) for n in (3, 2, 1)]
    role = next((words.roles[phrase] for phrase in phrases if phrase in words.roles), None)
    return role is Role.PLACE or any(phrase in words.numbered for phrase in phrases)


def _stands_at_street(text: str, start: int, end: int, words: NameWords) -> bool:
    """Tell whether a street follows at once: by its kind of way if the number has parts, else by its name."""
    if text[start] in "Kk":
        return "/" in text[start:end] and _leads_to_street(text, end, words.numbers)
    if any(mark in text[start:end] for mark in "/ABCDEFGH") and text[end : end + 1] == " ":
        if words.numbers.street.match(text, end):
            return True
    capitals = _CAPITALS.match(text, end + 1) if text[end : end + 1] == " " else None
    if capitals is None:
        return False
    parts = capitals.group().lower().split(" ")
    return any(" ".join(parts[:n]) in words.streets for n in range(2, len(parts) + 1))
