"""Phones, identity and account numbers, plates and e-mails, found by their form and the word in front.

Decisions, parcels, dates and amounts of money look alike: a number is left alone when a slash and letters follow, when
a unit follows, when it is a date, or when the word in front says what it counts. The words are data
(``number_words``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.intake.number_words import NumberWords

Span = tuple[int, int]

_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]++(?:[ ]?@[ ]?|[ ]\(at\)[ ])[\w-]++(?:(?:\.|[ ]\(dot\)[ ])[\w-]++)++")
_PROFILE = re.compile(r"[FfZz](?i:acebook|b|alo)\.(?i:com|me)/[\w./?=-]++")
_PLATE = re.compile(
    r"\d\d(?<!\w\d\d)[ -]?(?:[A-ZĐ]{1,2}\d?|[a-zđ]\d?)[ ]?[-–. ]?[ ]?(?:\d{3}\.?\d{2}|(?<=[-– ])\d{4})(?![\w/])"
)
_PHONE = re.compile(r"(?:\(?\+?84\)?|\(?[0O])(?:[ ./()-]{0,2}[\doO]){8,10}(?![\w/])")
_IDENTITY = re.compile(r"0(?:[ .-]?\d){11}(?![\w/])")
_LONG = re.compile(r"\d{9,19}(?:-\d{3})?(?![\w/])")
_LETTERED = re.compile(r"(?:P[A-Z]\d{2}[A-Z]{2}\d{7}|[A-Z]{2}\d{13}|[BCEKNP]\d{7})(?!\w)")
_ANY = re.compile(r"\d(?:[ .-]?\d){5,18}(?:-\d{3})?(?![\w/])")
_LETTERS = re.compile(r"(?<!\w)[A-Za-z]{1,2}[ ]?$")
_DIGIT = re.compile(r"\d")
_LONGISH = re.compile(r"\d(?:[ ./()-]{0,2}[\doO]){5}")
_DATE = re.compile(r"\d{1,2}[ ./-]\d{1,2}[ ./-](?:19|20)\d\d(?!\d)")
_GROUPED = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+")


def email_spans(text: str) -> Iterator[Span]:
    """Yield where e-mail addresses and links to profiles of people stand."""
    if "@" in text or "(at)" in text:
        yield from (found.span() for found in _EMAIL.finditer(text))
    if "/" in text:
        yield from (found.span() for found in _PROFILE.finditer(text))


def number_spans(text: str, words: NumberWords) -> Iterator[Span]:
    """Yield where phones, identity and account numbers and plates stand; spans may overlap."""
    yield from (found.span() for found in words.spoken.finditer(text) if not _inside_word(found))
    if not _DIGIT.search(text):
        return
    yield from (found.span() for found in _PLATE.finditer(text) if _is_plate(found, words))
    if any(word in text for word in words.plate_words):
        yield from (found.span(1) for found in words.plate.finditer(text))
    if not _LONGISH.search(text):  # few petitions hold a long number; all patterns below need one
        return
    formed = [f.span() for p in (_PHONE, _IDENTITY, _LONG) for f in p.finditer(text) if _is_personal(f, words)]
    yield from formed
    yield from (found.span() for found in _LETTERED.finditer(text) if not _inside_word(found))
    yield from _announced(text, set(formed), words)


def _inside_word(found: re.Match[str]) -> bool:
    start = found.start()
    return start > 0 and (found.string[start - 1].isalnum() or found.string[start - 1] in "/.,_")


def _is_personal(found: re.Match[str], words: NumberWords) -> bool:
    text, number = found.string, found.group()
    if _inside_word(found) or _DATE.match(number) or words.amount.match(text, found.end()):
        return False
    return not _GROUPED.fullmatch(number) and not _counts_other(text, found.start(), words)


def _counts_other(text: str, start: int, words: NumberWords) -> bool:
    before = text[max(0, start - 24) : start].rstrip(" :").lower()
    return before.removesuffix(" số").endswith(words.others)


def _is_plate(found: re.Match[str], words: NumberWords) -> bool:
    text, start = found.string, found.start()
    if words.amount.match(text, found.end()) or _counts_other(text, start, words):
        return False
    return found.group().upper() == found.group() or bool(words.vehicle.search(text, max(0, start - 28), start))


def _announced(text: str, known: set[Span], words: NumberWords) -> Iterator[Span]:
    """Yield numbers that the words in front make personal: shorter, grouped, or with letters."""
    for found in _ANY.finditer(text):
        start, end = found.span()
        if (start, end) in known or _DATE.match(found.group()) or words.amount.match(text, end):
            continue
        before = text[max(0, start - 44) : start]
        letters = _LETTERS.search(before)
        start -= len(letters.group()) if letters else 0
        before = before[: len(before) - len(letters.group())].lower() if letters else before.lower()
        if words.account.search(before) or words.call.search(before):
            yield start, end
