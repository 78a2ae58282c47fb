"""The tree in which all phrases are looked up at once (Rabin and Scott 1959, "Finite automata and their decisions")."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.routing.legal.phrases import CLASSES, GAPS, Tail
from pipeline.routing.legal.words import LINE

_NO_WORDS = CLASSES | GAPS.keys()


@dataclass(eq=False, slots=True)
class Node:
    """One step of the tree: what may follow, and which cues end here.

    ``branches`` are ``classes`` as the search wants them: name, words that a gap may skip (0 for a class), node.
    """

    words: dict[str, Node] = field(default_factory=dict)
    classes: dict[str, Node] = field(default_factory=dict)
    ends: tuple[int, ...] = ()
    open: bool = False  # whether more than a plain word may follow, or a cue ends here
    branches: tuple[tuple[str, int, Node], ...] = ()


@dataclass(frozen=True, eq=False, slots=True)
class Tree:
    """The tree by how a search begins, each step of which is asked at every token of a text.

    ``second`` is first token -> second token -> node, ``open`` the node of each first token after which more than a
    plain word may follow, ``number`` the node after a number with which a phrase begins.
    """

    second: Mapping[str, Mapping[str, Node]]
    open: Mapping[str, Node]
    number: Node | None


def grow(phrases: Iterable[Tail]) -> Tree:
    """Return the tree of phrases; one node serves all that lead on alike."""
    root = Node()
    waiting: list[tuple[Node, Sequence[Tail]]] = [(root, list(phrases))]
    known: dict[tuple[Tail, ...], Node] = {}
    while waiting:
        node, tails = waiting.pop()
        for token, rests in _following(tails).items():
            key = tuple(rests)
            if key not in known:
                known[key] = Node()
                waiting.append((known[key], rests))
            (node.classes if token in _NO_WORDS else node.words)[token] = known[key]
        node.ends = tuple(dict.fromkeys(tail.cue for tail in tails if tail.cue >= 0))
        node.open = bool(node.classes or node.ends)
        node.branches = tuple((name, GAPS.get(name, 0), branch) for name, branch in node.classes.items())
    return _tree(root)


def _tree(root: Node) -> Tree:
    if "<dong>" in root.classes:  # the mark of a line is a token like any other where a phrase begins with it
        root.words[LINE] = root.classes["<dong>"]
    second = {token: node.words for token, node in root.words.items()}
    opened = {token: node for token, node in root.words.items() if node.open}
    return Tree(second, opened, root.classes.get("<so>"))


def _following(tails: Iterable[Tail]) -> dict[str, list[Tail]]:
    """Return what is left of ``tails`` after each token that may come next."""
    found: dict[str, list[Tail]] = {}
    for tail in tails:
        for token, rest in tail.steps:
            found.setdefault(token, []).append(rest)
    return found
