"""What a petition says, apart from who writes it and how politely: content syllables, particulars, and its sender.

Names and contacts are found by masking; then texts are folded, so that the same petition retyped without diacritics
reads the same.
"""

from __future__ import annotations

import re
import string
from collections.abc import Sequence
from typing import NamedTuple

from pipeline.intake.masking import Masked
from pipeline.routing.particulars import NAMES_SOMETHING, OWN_ADDRESS, particulars_in
from pipeline.routing.people import NOBODY, without_people
from pipeline.routing.repeat_words import RepeatWords, fold_all
from pipeline.routing.syllables import TOKEN

MOST_CHARACTERS = 20_000  # of a text: what follows are appended documents
LONGEST_SENDER = 14  # syllables of a clause that only tells who writes
LONGEST_ADDRESS = 6  # syllables of a clause that goes on with the address before it
_CLAUSE = re.compile(r"([.!?;,\n](?:(?<=\n)|(?=\s|$)))")
_MARKS = string.punctuation + string.whitespace + "\0…“”‘’–—•"
_SMALL, _CAPITAL = string.ascii_lowercase.encode(), string.ascii_uppercase.encode()


class Content(NamedTuple):  # made faster than a frozen dataclass
    """What a text says: its content syllables, the particulars (kind, folded value), and who signs it.

    ``names`` and ``contacts`` are the sender's, folded; they leave this module's callers only as hashes.
    """

    syllables: tuple[str, ...]
    particulars: frozenset[tuple[int, str]]
    names: frozenset[str]
    contacts: frozenset[str]


def read_contents(texts: Sequence[str], spans: Sequence[Sequence[Masked]], words: RepeatWords) -> list[Content]:
    """Read texts in NFC, given what masking found in each (``masked_spans``); a pure function of its arguments."""
    raws = [text[:MOST_CHARACTERS].replace("\r", "\n") for text in texts]
    return [_read(raw, whole, found, words) for raw, whole, found in zip(raws, fold_all(raws), spans, strict=True)]


def _read(raw: str, whole: str, spans: Sequence[Masked], words: RepeatWords) -> Content:
    folded, people = without_people(raw, whole, spans, words) if spans else (whole, NOBODY)
    parts, small, low = _clauses(folded, words)
    told = words.sender.search(" " + low) is not None
    capitals, own = _has_capitals(folded), False
    matter: list[str] = []
    particulars = list(people.about)
    for clause, plain, end in zip(parts[::2], small[::2], [*small[1::2], ""], strict=True):
        if told:
            own = _tells_sender(plain, own, words)
        if plain.lstrip(_MARKS).startswith(words.addressee_starts) and words.addressee.match(plain):
            continue
        if NAMES_SOMETHING.match(clause) or "." in clause:
            named = particulars_in(clause, words, capitals)
            particulars += [(OWN_ADDRESS, value) for _, value in named] if own else named
        if own:
            own = end == ","
        else:
            matter.append(plain)
    syllables = words.syllables.of("\n".join(matter))
    return Content(syllables, frozenset(particulars), people.signed, people.contacts)


def _clauses(folded: str, words: RepeatWords) -> tuple[list[str], list[str], str]:
    """Return clauses and what ends each, by turns, the same in small letters without dates, and all of the latter."""
    parts, low = _CLAUSE.split(folded), folded.lower()
    timeless = words.time.sub("\0", low)  # not a space: that could end a clause
    if timeless != low:
        return parts, _CLAUSE.split(timeless), timeless
    return parts, list(map(str.lower, parts)), low


def _tells_sender(plain: str, before: bool, words: RepeatWords) -> bool:
    """Say whether a clause only tells who writes, or goes on with the address that the clause before began."""
    tokens = TOKEN.findall(plain)
    if before and len(tokens) <= LONGEST_ADDRESS and _opens_place(tokens, words):
        return True
    return len(tokens) <= LONGEST_SENDER and words.sender.search(" " + plain) is not None


def _opens_place(tokens: list[str], words: RepeatWords) -> bool:
    return any(" ".join(tokens[:size]) in words.kind_of for size in (1, 2, 3))


def _has_capitals(folded: str) -> bool:
    """Say whether capitals tell names here: not in a text typed all in capitals."""
    head = folded[:400].encode("ascii", "ignore")
    without_small = head.translate(None, _SMALL)
    letters = len(head) - len(without_small.translate(None, _CAPITAL))
    capitals = len(without_small) - len(without_small.translate(None, _CAPITAL))
    return 2 * capitals < letters
