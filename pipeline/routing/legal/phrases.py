"""Phrases as policy writes them, and the tree in which they are looked up.

A phrase is Vietnamese words with ``(a|b c|)`` for a choice (empty: may be left out), ``…`` for up to six words of the
same sentence, ``……`` for up to sixteen, and the classes ``<số>`` a number in digits or words, ``<Hoa>`` a word with a
capital, ``<từ>`` any word, ``<dòng>`` the end of a line, ``<trống>`` dots to be filled in.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from pipeline.routing.legal.words import LINE, fold

GAPS = {"_": 6, "__": 16}
CLASSES = frozenset({"<so>", "<hoa>", "<tu>", "<dong>", "<trong>"})
MOST_FORMS = 4_000  # of one phrase: more is a slip of the pen
_PIECE = re.compile(r"\([^()]*\)|[^\s()]+")
_CLASS = re.compile(r"<[a-z]+>")
_WORD = re.compile(r"[a-z0-9]+|_+|[.,;!?:/-]")


@dataclass(slots=True)
class Node:
    """One step of the tree of phrases: what may follow, and which cues end here."""

    words: dict[str, Node] = field(default_factory=dict)
    classes: dict[str, Node] = field(default_factory=dict)
    ends: tuple[int, ...] = ()
    open: bool = False  # whether more than a plain word may follow, or a cue ends here


def forms(phrase: str) -> list[tuple[str, ...]]:
    """Return every sequence of tokens that a phrase stands for.

    Raises:
        ValueError: brackets do not close, a class is unknown, nothing or too much is left.

    >>> forms("rút (lại|) đơn")
    [('rut', 'lai', 'don'), ('rut', 'don')]
    """
    folded = fold(phrase)
    pieces = _PIECE.findall(folded)
    if _PIECE.sub("", folded).strip():
        raise ValueError(phrase)
    choices = [_choices(piece) for piece in pieces]
    size = 1
    for choice in choices:
        size *= len(choice)
    if size > MOST_FORMS:
        raise ValueError(phrase)
    found = [tuple(itertools.chain.from_iterable(parts)) for parts in itertools.product(*choices)]
    if not found or any(not one or one[0] in GAPS or one[-1] in GAPS for one in found):
        raise ValueError(phrase)
    return found


def _choices(piece: str) -> list[tuple[str, ...]]:
    inner = piece[1:-1].split("|") if piece.startswith("(") else [piece]
    return [tuple(itertools.chain.from_iterable(_tokens(word) for word in one.split())) for one in inner]


def _tokens(word: str) -> Sequence[str]:
    if _CLASS.fullmatch(word):
        if word not in CLASSES:
            raise ValueError(word)
        return (word,)
    found = _WORD.findall(word)
    if "".join(found) != word:
        raise ValueError(word)
    return found


def grow(phrases: Iterable[tuple[int, str]]) -> Node:
    """Return the tree of (cue number, phrase) pairs."""
    root = Node()
    for cue, phrase in phrases:
        for sequence in forms(phrase):
            node = root
            for token in sequence:
                branch = node.words
                if token in CLASSES or token in GAPS:
                    branch, node.open = node.classes, True
                node = branch.setdefault(token, Node())
            if cue not in node.ends:
                node.ends, node.open = (*node.ends, cue), True
    if "<dong>" in root.classes:  # the mark of a line is a token like any other where a phrase begins with it
        root.words[LINE] = root.classes["<dong>"]
    return _shared(root, {})


def _shared(node: Node, known: dict[object, Node]) -> Node:
    """Return one node for all that lead on alike: choices multiply endings, and a small tree is a quick one."""
    for branches in (node.words, node.classes):
        for token, branch in branches.items():
            branches[token] = _shared(branch, known)
    key = node.ends, *(tuple((t, id(b)) for t, b in sorted(part.items())) for part in (node.words, node.classes))
    return known.setdefault(key, node)
