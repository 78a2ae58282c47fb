"""The tree in which all phrases are looked up at once (Rabin and Scott 1959, "Finite automata and their decisions")."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.routing.legal.phrases import CLASSES, GAPS, Tail
from pipeline.routing.legal.words import LINE

ANYTHING = frozenset({LINE})  # every text has lines
_NO_WORDS = CLASSES | GAPS.keys()


@dataclass(eq=False, slots=True)
class Node:
    """One step of the tree: what may follow, and which cues end here.

    ``branches`` are ``classes`` as the search wants them: name, words that a gap may skip (0 for a class), node, and
    words of which a text that goes on behind the node holds one at least.
    """

    words: dict[str, Node] = field(default_factory=dict)
    classes: dict[str, Node] = field(default_factory=dict)
    ends: tuple[int, ...] = ()
    open: bool = False  # whether more than a plain word may follow, or a cue ends here
    branches: tuple[tuple[str, int, Node, frozenset[str]], ...] = ()


@dataclass(frozen=True, eq=False, slots=True)
class Tree:
    """The tree by how a search begins, each step of which is asked at every token of a text.

    ``second`` is first token -> second token -> node. ``special`` has the node of each first token after which more
    than a plain word may follow, and None for tokens that only follow a number with which a phrase begins: the node
    behind that number is ``number``.
    """

    second: Mapping[str, Mapping[str, Node]]
    special: Mapping[str, Node | None]
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
    needed: dict[int, frozenset[str]] = {}
    for node in known.values():
        node.branches = tuple((n, GAPS.get(n, 0), b, _needed(b, needed)) for n, b in node.classes.items())
    return _tree(root)


def _tree(root: Node) -> Tree:
    if "<dong>" in root.classes:  # the mark of a line is a token like any other where a phrase begins with it
        root.words[LINE] = root.classes["<dong>"]
    number = root.classes.get("<so>")
    special: dict[str, Node | None] = dict.fromkeys(number.words) if number else {}
    special |= {token: node for token, node in root.words.items() if node.open}
    return Tree({token: node.words for token, node in root.words.items()}, special, number)


def _needed(node: Node, known: dict[int, frozenset[str]]) -> frozenset[str]:
    """Return words of which every text that goes on behind ``node`` to the end of a phrase holds one at least."""
    if id(node) not in known:
        branches = [_needed(branch, known) for branch in node.classes.values()]
        known[id(node)] = ANYTHING if node.ends or ANYTHING in branches else frozenset(node.words).union(*branches)
    return known[id(node)]


def _following(tails: Iterable[Tail]) -> dict[str, list[Tail]]:
    """Return what is left of ``tails`` after each token that may come next."""
    found: dict[str, list[Tail]] = {}
    for tail in tails:
        for token, rest in tail.steps:
            found.setdefault(token, []).append(rest)
    return found
