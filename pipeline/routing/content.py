"""What a petition says, apart from who writes it and how politely: content syllables, particulars, and its sender.

Names and contacts are found by masking; then texts are folded, so that the same petition retyped without diacritics
reads the same.
"""

from __future__ import annotations

import re
import string
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.intake.masking import EMAIL, NAME
from pipeline.routing.particulars import (
    NAMES_SOMETHING,
    OWN_ADDRESS,
    PERSON,
    Particular,
    name_pairs,
    particulars_in,
    short_name,
)
from pipeline.routing.repeat_words import RepeatWords, fold

Masked = tuple[int, int, str]
MOST_CHARACTERS = 20_000  # of a text: what follows are appended documents
LONGEST_SENDER = 14  # syllables of a clause that only tells who writes
LONGEST_ADDRESS = 6  # syllables of a clause that goes on with the address before it
_CLAUSE = re.compile(r"([.!?;,\n](?:(?<=\n)|(?=\s|$)))")
_TOKEN = re.compile(r"[a-z0-9](?<![\[\w][a-z0-9])[a-z0-9]*(?:[/.-][a-z0-9]+)*")
_PHONE = re.compile(r"0\d{8,10}")
_FEWEST_DIGITS = 9
_MARKS = string.punctuation + string.whitespace + "\0…“”‘’–—•"
_DIGIT = re.compile(r"\d")
_SMALL, _CAPITAL = string.ascii_lowercase.encode(), string.ascii_uppercase.encode()
_WORD = re.compile(r"[^\W\d_]")
_AFTER_NAME = re.compile(r"(?i)đt|sđt|điện thoại|số")


@dataclass(slots=True)
class _People:
    """Names and contacts of the sender, and the persons that a text is about, all folded."""

    signed: set[str] = field(default_factory=set)
    contacts: set[str] = field(default_factory=set)
    about: set[Particular] = field(default_factory=set)

    def add_name(self, name: str, signs: bool) -> None:
        if signs:
            self.signed.add(name)
        else:
            self.about |= {short_name(PERSON, name), *name_pairs(name)}


@dataclass(frozen=True, slots=True)
class Content:
    """What a text says: its content syllables, the particulars (kind, folded value), and who signs it.

    ``names`` and ``contacts`` are the sender's, folded; they leave this module's callers only as hashes.
    """

    syllables: tuple[str, ...]
    particulars: frozenset[tuple[int, str]]
    names: frozenset[str]
    contacts: frozenset[str]


def read_content(text: str, spans: Sequence[Masked], words: RepeatWords) -> Content:
    """Read a text in NFC, given what masking found in it (``masked_spans``); a pure function of its arguments."""
    raw = text[:MOST_CHARACTERS].replace("\r", "\n")
    folded, people = _without_people(raw, spans, words)
    capitals = _has_capitals(folded)
    low = folded.lower()
    parts = _CLAUSE.split(folded)
    small = list(map(str.lower, parts))
    if _DIGIT.search(low):
        timeless = words.time.sub("\0", low)  # not a space: that could end a clause
        if timeless != low:
            low, small = timeless, _CLAUSE.split(timeless)
    told = words.sender.search(" " + low) is not None
    matter: list[str] = []
    particulars = set(people.about)
    own = False
    for clause, plain, end in zip(parts[::2], small[::2], [*small[1::2], ""], strict=True):
        own = told and _tells_sender(plain, own, words)
        if plain.lstrip(_MARKS).startswith(words.addressee_starts) and words.addressee.match(plain):
            continue
        if NAMES_SOMETHING.match(clause) or "." in clause:
            particulars.update((OWN_ADDRESS if own else kind, v) for kind, v in particulars_in(clause, words, capitals))
        if not own:
            matter.append(plain)
        own = own and end == ","
    syllables = _content(_TOKEN.findall("\n".join(matter)), words)
    return Content(tuple(syllables), frozenset(particulars), frozenset(people.signed), frozenset(people.contacts))


def _tells_sender(plain: str, before: bool, words: RepeatWords) -> bool:
    """Say whether a clause only tells who writes, or goes on with the address that the clause before began."""
    tokens = _TOKEN.findall(plain)
    if before and len(tokens) <= LONGEST_ADDRESS and _opens_place(tokens, words):
        return True
    return len(tokens) <= LONGEST_SENDER and words.sender.search(" " + plain) is not None


def _opens_place(tokens: list[str], words: RepeatWords) -> bool:
    return any(" ".join(tokens[:size]) in words.kind_of for size in (1, 2, 3))


def _without_people(raw: str, spans: Sequence[Masked], words: RepeatWords) -> tuple[str, _People]:
    """Return the folded text with marks for names and contacts, and whose they are.

    House and document numbers stay: they tell one matter from another, and leave here only as hashes.
    """
    kept, at, people, plain = list[str](), 0, _People(), fold(raw)
    for start, end, mark in spans:
        if end > len(raw):
            break
        value, hidden = plain[start:end].lower(), f"[{fold(mark[1:-1])}]"
        signs = words.sender.search(" " + plain[max(0, start - 28) : start].lower() + hidden) is not None
        if mark == NAME:
            people.add_name(" ".join(_TOKEN.findall(value)), signs or _signs(raw, start, end))
        elif mark == EMAIL or _is_contact(value, signs):
            people.contacts.add(value if mark == EMAIL else _digits(value))
        else:
            hidden = plain[start:end]
        kept += (plain[at:start], hidden)
        at = end
    return "".join((*kept, plain[at:])), people


def _signs(raw: str, start: int, end: int) -> bool:
    """Say whether a name opens a text or stands alone at its end."""
    alone = not raw[:start].strip() or raw[:start].rstrip(" ").endswith(("\n", ".", "!", "?", ")"))
    return alone and (not raw[:start].strip() or not _WORD.search(_AFTER_NAME.sub("", raw[end:])))


def _is_contact(value: str, signs: bool) -> bool:
    """Say whether a number is a phone, or an identity number that the sender gives of himself."""
    digits = _digits(value)
    return not _WORD.search(value) and (
        _PHONE.fullmatch(digits) is not None or (signs and len(digits) >= _FEWEST_DIGITS)
    )


def _digits(value: str) -> str:
    found = re.sub(r"\D", "", value)
    return "0" + found[2:] if found.startswith("84") and len(found) > 10 else found


def _has_capitals(folded: str) -> bool:
    """Say whether capitals tell names here: not in a text typed all in capitals."""
    head = folded[:400].encode("ascii", "ignore")
    without_small = head.translate(None, _SMALL)
    letters = len(head) - len(without_small.translate(None, _CAPITAL))
    capitals = len(without_small) - len(without_small.translate(None, _CAPITAL))
    return 2 * capitals < letters


def _content(tokens: list[str], words: RepeatWords) -> list[str]:
    if not words.short_forms.keys().isdisjoint(tokens):
        tokens = [part for token in tokens for part in words.short_forms.get(token, token).split()]
    return [token for token in tokens if token not in words.formula]
