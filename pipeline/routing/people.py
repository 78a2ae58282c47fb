"""The people of a petition: who signs it, by name and contact, and whom it is about; told apart by what stands around.

A text arrives here folded, with what masking found in it; what it says is read without its people (``content``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.intake.masking import EMAIL, NAME, Masked
from pipeline.routing.particulars import PERSON, Particular, name_pairs, short_name
from pipeline.routing.repeat_words import RepeatWords, fold
from pipeline.routing.syllables import TOKEN

_PHONE = re.compile(r"0\d{8,10}")
_FEWEST_DIGITS = 9
_BEFORE = 28  # characters in front of a name or number that may tell whose it is
_WORD = re.compile(r"[^\W\d_]")
_AFTER_NAME = re.compile(r"(?i)đt|sđt|điện thoại|số")


@dataclass(frozen=True, slots=True)
class People:
    """Names and contacts of the sender, and the persons that a text is about, all folded."""

    signed: frozenset[str] = frozenset()
    contacts: frozenset[str] = frozenset()
    about: frozenset[Particular] = frozenset()


NOBODY = People()


def without_people(raw: str, plain: str, spans: Sequence[Masked], words: RepeatWords) -> tuple[str, People]:
    """Return a text ``raw``, folded ``plain``, with marks for names and contacts, and whose they are.

    House and document numbers stay: they tell one matter from another, and leave here only as hashes.
    """
    kept, at = list[str](), 0
    signed, contacts, about = set[str](), set[str](), set[Particular]()
    for start, end, mark in spans:
        if end > len(raw):
            break
        value, hidden = plain[start:end].lower(), f"[{fold(mark[1:-1])}]"
        signs = words.sender.search(" " + plain[max(0, start - _BEFORE) : start].lower() + hidden) is not None
        if mark == NAME:
            name = TOKEN.findall(value)
            if signs or _signs(raw, start, end):
                signed.add(" ".join(name))
            else:
                about |= {short_name(PERSON, " ".join(name)), *name_pairs(name)}
        elif mark == EMAIL or _is_contact(value, signs):
            contacts.add(value if mark == EMAIL else _digits(value))
        else:
            hidden = plain[start:end]
        kept += (plain[at:start], hidden)
        at = end
    people = People(frozenset(signed), frozenset(contacts), frozenset(about))
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
