"""Phrases as policy writes them.

A phrase is Vietnamese words with ``(a|b c|)`` for a choice (empty: may be left out), ``…`` for up to six words of the
same sentence, ``……`` for up to sixteen, and the classes ``<số>`` a number in digits or words, ``<Hoa>`` a word with a
capital, ``<từ>`` any word, ``<dòng>`` the end of a line, ``<trống>`` dots to be filled in.

Choices are never multiplied out: a phrase is a chain of what may follow what (``Tail``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import prod

from pipeline.routing.legal.words import fold

GAPS = {"_": 6, "__": 16}
CLASSES = frozenset({"<so>", "<hoa>", "<tu>", "<dong>", "<trong>"})
MOST_FORMS = 4_000  # of one phrase: more is a slip of the pen
_PIECE = re.compile(r"\([^()]*\)|[^\s()]+")
_CLASS = re.compile(r"<[a-z]+>")
_WORD = re.compile(r"[a-z0-9]+|_+|[.,;!?:/-]")


@dataclass(eq=False, slots=True)
class Tail:
    """The rest of a phrase: the tokens that may come next with what is left after each, and the cue that ends here."""

    steps: tuple[tuple[str, Tail], ...]
    cue: int = -1


def chain(phrase: str, cue: int = 0) -> Tail:
    """Return what a phrase of ``cue`` stands for.

    Raises:
        ValueError: brackets do not close, a class is unknown, nothing or too much is left.
    """
    folded = fold(phrase)
    pieces = [_choices(piece) for piece in _PIECE.findall(folded)]
    broken = _PIECE.sub("", folded).strip() or prod(map(len, pieces)) > MOST_FORMS
    if broken or _may_open_with_gap(pieces) or _may_open_with_gap([[one[::-1] for one in p] for p in reversed(pieces)]):
        raise ValueError(phrase)
    tail = Tail((), cue)
    for piece in reversed(pieces):
        tail = _before(piece, tail)
    return tail


def _may_open_with_gap(pieces: Sequence[Sequence[Sequence[str]]]) -> bool:
    """Say whether some choice begins with a gap, or leaves nothing at all."""
    for piece in pieces:
        if any(one and one[0] in GAPS for one in piece):
            return True
        if all(piece):
            return False
    return True


def _before(piece: Sequence[Sequence[str]], rest: Tail) -> Tail:
    """Return the tail that begins with one of the choices of ``piece``."""
    steps: list[tuple[str, Tail]] = []
    cue = -1
    for one in piece:
        tail = rest
        for token in reversed(one):
            tail = Tail(((token, tail),))
        steps += tail.steps
        cue = max(cue, tail.cue)
    return Tail(tuple(steps), cue)


def _choices(piece: str) -> list[Sequence[str]]:
    inner = piece[1:-1].split("|") if piece.startswith("(") else [piece]
    return [[token for word in one.split() for token in _tokens(word)] for one in inner]


def _tokens(word: str) -> Sequence[str]:
    if word.isalnum():
        return (word,)
    if _CLASS.fullmatch(word):
        if word not in CLASSES:
            raise ValueError(word)
        return (word,)
    found = _WORD.findall(word)
    if "".join(found) != word:
        raise ValueError(word)
    return found
