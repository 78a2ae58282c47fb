"""Names of people in small letters, where a form of address or a surname with ``văn`` or ``thị`` makes them certain."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from pipeline.intake.name_words import NameWords, Role

Span = tuple[int, int]

_MIDDLES = (" văn ", " thị ", " van ", " thi ")  # quicker to look for than their pattern
_MIDDLE = re.compile(r"[ ](?:văn|thị|van|thi)(?=[ ])")
_WHOLE = 3  # syllables of a whole name
_AFTER = ("", ".", ",", ";", ")", "\n")
_NAME = re.compile(r"[^\W\d_]+(?:[ ][^\W\d_]+){0,4}")


def small_name_spans(text: str, words: NameWords, plain: bool) -> Iterator[Span]:
    """Yield where names in small letters stand in a text in NFC; ``plain``: it is written without diacritics."""
    addressed, roles = words.addressed, words.roles
    if plain:
        addressed, roles = words.bare_addressed, words.bare_roles
    # the pattern begins with what is no letter (the search leaps from word to word), hence the line break in front;
    # the end of a form of address among those characters is where the name begins in the text
    for found in addressed.finditer("\n" + text):
        role = _role(text, found.end(), roles)
        if role is Role.LABEL and found.group().endswith("tên"):
            role = Role.ADDRESS  # "tên hùng" is as good as "ông hùng"; after "tôi là" an ordinary word may follow
        if role in (Role.ADDRESS, Role.LABEL, Role.TITLE) and not _is_phrase(text, found, roles, words):
            yield from _name_at(text, found.end(), words, role)
    for found in _MIDDLE.finditer(text) if any(middle in text for middle in _MIDDLES) else ():
        surname = text[max(0, found.start() - 12) : found.start()].split(" ")[-1]
        start = found.start() - len(surname)
        if surname in words.certain_surnames and _role(text, start, roles) not in (Role.PLACE, Role.NEAR):
            yield from _name_at(text, start, words)


def _is_phrase(text: str, found: re.Match[str], roles: Mapping[str, Role], words: NameWords) -> bool:
    """Tell whether the form of address makes one word with what follows: ``anh em``, ``bác sĩ``."""
    name = _NAME.match(text, found.end())
    pair = f"{found.group().split()[-1]} {name.group().split()[0]}".lower() if name else ""
    return pair in roles or pair in words.ordinary


def _role(text: str, start: int, roles: Mapping[str, Role]) -> Role | None:
    before = text[max(0, start - 32) : start].lower().rpartition("\n")[2].split()[-3:]
    phrases = (" ".join(before[-n:]).lstrip("\"'“‘(-–") for n in (3, 2, 1))
    return next((roles[phrase] for phrase in phrases if phrase in roles), None)


def _name_at(text: str, start: int, words: NameWords, role: Role | None = None) -> Iterator[Span]:
    """Yield the name that stands at ``start``; ``role`` is that of what stands before, None for a surname alone."""
    found = _NAME.match(text, start)
    if found is None:
        return
    parts = found.group().split(" ")
    size = _size(parts, words)
    if role is Role.TITLE and size < _WHOLE:
        size = 0  # after a title one or two syllables may be anything
    if not size and role is Role.ADDRESS and parts[0] in words.called:
        size = int(_ends_name(text, start + len(parts[0]), parts, words))
    name = " ".join(parts[:size])
    if size and (role or name not in words.bare_places):
        yield start, start + len(name)


def _ends_name(text: str, end: int, parts: list[str], words: NameWords) -> bool:
    """Tell whether what follows the first word can follow a name: a verb, a full stop, a comma, the end."""
    return parts[1] in words.after_names if len(parts) > 1 else text[end : end + 1] in _AFTER


def _size(parts: list[str], words: NameWords) -> int:
    """Return how many words from the first on are a name, 0 if none."""
    if " ".join(parts[:2]) in words.ordinary:
        return 0
    if parts[0] in words.surnames or parts[0] in words.surname_words:
        if len(parts) > 2 and parts[1] in words.middles:
            return _longer(parts, 3, words)
        if parts[0] in words.surnames and len(parts) > 1 and _is_given(parts[1], words):
            return _longer(parts, 3 if len(parts) > 2 and _is_given(parts[2], words) else 2, words)
    if parts[0] in words.surname_words and len(parts) > 2 and _is_given(parts[1], words) and parts[2] in words.given:
        return _longer(parts, 3, words)
    return _longer(parts, 1, words) if parts[0] in words.given else 0


def _longer(parts: list[str], size: int, words: NameWords) -> int:
    while size < len(parts) and parts[size] in words.given:
        size += 1
    return size


def _is_given(word: str, words: NameWords) -> bool:
    return word in words.syllables or word in words.bare_syllables
