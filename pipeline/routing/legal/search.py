"""Finding all phrases of all cues in one pass over the words of a petition."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import compress, repeat
from operator import contains
from typing import NamedTuple

from pipeline.routing.legal.numbers import is_number, number_ends, number_starts
from pipeline.routing.legal.tree import Node, Tree
from pipeline.routing.legal.words import LINE, STOPS, Words

_NOTHING: Mapping[str, Node] = {}


class Hit(NamedTuple):
    """Cue ``cue`` covers the tokens from ``start`` up to ``end``."""

    cue: int
    start: int
    end: int


def find(words: Words, tree: Tree) -> list[Hit]:
    """Return the hits of all phrases of ``tree``, each once."""
    return _Finder(words).all(tree)


class _Finder:
    """One search over one text; the words as written are looked up only when a class asks for them."""

    __slots__ = ("cased", "found", "tokens", "words")

    def __init__(self, words: Words) -> None:
        self.words, self.tokens, self.cased = words, words.tokens, words.cased
        self.found: list[Hit] = []

    def all(self, tree: Tree) -> list[Hit]:
        tokens, every = self.tokens, range(self.words.size)
        # at each token, whether the next one may follow it at the beginning of a phrase: asked without a loop of ours
        follows = map(contains, map(tree.second.get, tokens, repeat(_NOTHING)), tokens[1:])
        for at in compress(every, follows):
            node = tree.second[tokens[at]][tokens[at + 1]]
            if node.open or tokens[at + 2] in node.words:
                self.walk(node, at, at + 2)
        for at in compress(every, map(tree.open.__contains__, tokens)):
            self.opened(tree.open[tokens[at]], at, at + 1)
        if tree.number is not None:
            self.numbers(tree.number)
        return list(dict.fromkeys(self.found))

    def numbers(self, node: Node) -> None:
        """Follow ``node`` from each number in the text."""
        tokens, every = self.tokens, range(self.words.size)
        for end in every[1:] if node.open else compress(every, map(node.words.__contains__, tokens)):
            if is_number(tokens[end - 1]):
                for start in number_starts(tokens, end):
                    self.walk(node, start, end)

    def walk(self, node: Node | None, start: int, at: int) -> None:
        """Follow the tree from ``node`` at token ``at``; recursion only where a class or a gap makes a choice."""
        tokens = self.tokens
        while node is not None:
            if node.open:
                self.opened(node, start, at)
            node = node.words.get(tokens[at])
            at += 1

    def opened(self, node: Node, start: int, at: int) -> None:
        """Note the cues that end at ``node``, and follow its classes and gaps from token ``at``."""
        for cue in node.ends:
            self.found.append(Hit(cue, start, at))
        tokens = self.tokens
        for name, most, branch in node.branches:
            if not most:
                ends = self.steps(name, at)
            elif branch.classes or not branch.words.keys().isdisjoint(tokens[at : at + most + 1]):
                ends = self.gap(branch, at, most)
            else:
                continue
            for end in ends:
                if branch.open or tokens[end] in branch.words:
                    self.walk(branch, start, end)

    def steps(self, name: str, at: int) -> Iterable[int]:
        """Return where matching may go on after class ``name`` at token ``at``; most often nowhere."""
        token = self.tokens[at]
        if name == "<hoa>":
            fits = self.cased[at] != token and token.isalnum() and self.words.capital(at)
        elif name == "<tu>":
            fits = token.isalnum()
        elif name == "<so>":
            return number_ends(self.tokens, at) if is_number(token) else ()
        elif name == "<dong>":
            fits = token == LINE
        else:
            fits = token[:1] == "_" or token[:2] == ".."
        return (at + 1,) if fits else ()

    def gap(self, branch: Node, at: int, most: int) -> list[int]:
        """Return where ``branch`` may go on after at most ``most`` words of the same sentence."""
        ends, any_word, words = [], bool(branch.classes), branch.words
        for end, token in enumerate(self.tokens[at : at + most + 1], at):
            if any_word or token in words:
                ends.append(end)
            if token in STOPS:
                break
        return ends
