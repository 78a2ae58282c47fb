"""Finding all phrases of all cues in one pass over the words of a petition."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from pipeline.routing.legal.numbers import NUMBER_WORDS, number_ends
from pipeline.routing.legal.phrases import GAPS, Node
from pipeline.routing.legal.words import LINE, STOPS, Words


class Hit(NamedTuple):
    """Cue ``cue`` covers the tokens from ``start`` up to ``end``."""

    cue: int
    start: int
    end: int


def find(words: Words, root: Node) -> list[Hit]:
    """Return the hits of all phrases of ``root``, each once, by the token at which they start."""
    return _Finder(words).all(root)


class _Finder:
    """One search over one text; the words as written are looked up only when a class asks for them."""

    __slots__ = ("found", "tokens", "words")

    def __init__(self, words: Words) -> None:
        self.words, self.tokens = words, words.tokens
        self.found: list[Hit] = []

    def all(self, root: Node) -> list[Hit]:
        tokens, size = self.tokens, len(self.tokens)
        for at, node in enumerate(map(root.words.get, tokens)):
            if node is None:
                continue
            if node.open:
                self.walk(node, at, at + 1)
            elif at + 1 < size:
                child = node.words.get(tokens[at + 1])
                if child is not None and (child.open or (at + 2 < size and tokens[at + 2] in child.words)):
                    self.walk(child, at, at + 2)
        number = root.classes.get("<so>")
        if number is not None:
            self.numbers(number)
        return list(dict.fromkeys(self.found))

    def numbers(self, node: Node) -> None:
        """Follow ``node``, which goes on after a number, from wherever a number begins."""
        tokens = self.tokens
        for at in [at for at, token in enumerate(tokens) if token in NUMBER_WORDS or token.isdigit()]:
            for end in number_ends(tokens, at):
                if node.open or tokens[end] in node.words:
                    self.walk(node, at, end)

    def walk(self, node: Node | None, start: int, at: int) -> None:
        """Follow the tree from ``node`` at token ``at``; recursion only where a class or a gap makes a choice."""
        tokens, size = self.tokens, len(self.tokens)
        while node is not None:
            if node.open:
                for cue in node.ends:
                    self.found.append(Hit(cue, start, at))
                if at < size:
                    for name, branch in node.classes.items():
                        self.branch(name, branch, start, at)
            if at >= size:
                return
            node = node.words.get(tokens[at])
            at += 1

    def branch(self, name: str, node: Node, start: int, at: int) -> None:
        """Follow ``node``, which stands after class or gap ``name`` at token ``at``, as far as it can go on."""
        for end in self.gap(node, at, GAPS[name]) if name in GAPS else self.steps(name, at):
            if node.open or (end < len(self.tokens) and self.tokens[end] in node.words):
                self.walk(node, start, end)

    def steps(self, name: str, at: int) -> Iterable[int]:
        """Return where matching may go on after class ``name`` at token ``at``."""
        token = self.tokens[at]
        if name == "<so>":
            return number_ends(self.tokens, at) if token in NUMBER_WORDS or token.isdigit() else ()
        if name == "<hoa>":
            fits = self.words.cased[at] != token and token.isalnum() and self.words.capital(at)
        elif name == "<dong>":
            fits = token == LINE
        elif name == "<trong>":
            fits = token[0] == "_" or token[:2] == ".."
        else:
            fits = token.isalnum()
        return (at + 1,) if fits else ()

    def gap(self, branch: Node, at: int, most: int) -> list[int]:
        """Return where ``branch`` may go on after at most ``most`` words of the same sentence."""
        window = self.tokens[at : at + most + 1]
        if not branch.classes and branch.words.keys().isdisjoint(window):
            return []
        ends: list[int] = []
        for end, token in enumerate(window, at):
            if branch.classes or token in branch.words:
                ends.append(end)
            if token in STOPS:
                break
        return ends
