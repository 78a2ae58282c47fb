"""What of the cues is hit in a petition, and when a phrase that stands there means nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from pipeline.routing.legal.search import Hit, find
from pipeline.routing.legal.tree import Tree
from pipeline.routing.legal.words import STOPS, Words


@dataclass(frozen=True, slots=True)
class Cue:
    """A named list of phrases.

    A hit counts only within ``within`` words of the ``where`` of the text, and not when a cue of ``not_after`` ends
    at most ``reach`` words before it in the same sentence, or one of ``not_before`` starts as soon after it, or one
    of ``not_with`` stands anywhere. Folded words in ``written`` must carry these diacritics where the text has any.
    """

    name: str
    not_after: frozenset[int]
    not_before: frozenset[int]
    not_with: frozenset[int]
    written: Mapping[str, str]
    where: str
    within: int
    reach: int


@dataclass(frozen=True, slots=True)
class Cues:
    """Cues that are asked for, and the tree of their phrases; ``against`` is that of the cues that take meaning away.

    The second tree is larger in what it finds ("không", "xã") than in what it changes, so that it is searched only
    where a cue is hit that may lose its meaning.
    """

    cues: tuple[Cue, ...]
    tree: Tree
    against: Tree

    def hits(self, words: Words) -> Hits:
        """Return what is hit in ``words``."""
        found: dict[str, list[Hit]] = {}
        for hit in find(words, self.tree):
            found.setdefault(self.cues[hit.cue].name, []).append(hit)
        return Hits(found, words, self)


class Hits:
    """The hits of a petition by the name of their cue; whether one counts is looked at when it is asked for."""

    __slots__ = ("_against", "_counted", "_cues", "_words", "found")

    def __init__(self, found: Mapping[str, Sequence[Hit]], words: Words, cues: Cues) -> None:
        """Take ``found``, which ``cues`` have found in ``words``."""
        self.found, self._words, self._cues = found, words, cues
        self._counted: dict[str, list[Hit]] = {}
        self._against: list[Hit] | None = None

    def of(self, name: str) -> list[Hit]:
        """Return the hits of a cue that count."""
        if name not in self._counted:
            self._counted[name] = [hit for hit in self.found.get(name, ()) if self._counts(hit)]
        return self._counted[name]

    def some(self, names: Set[str]) -> bool:
        """Say whether a cue of ``names`` is hit."""
        return not names.isdisjoint(self.found) and any(map(self.of, names))

    def every(self, names: Set[str]) -> bool:
        """Say whether all cues of ``names`` are hit."""
        return names <= self.found.keys() and all(map(self.of, names))

    def _counts(self, hit: Hit) -> bool:
        cue = self._cues.cues[hit.cue]
        if not _stands(hit, cue, self._words):
            return False
        if not cue.not_after and not cue.not_before and not cue.not_with:
            return True
        if self._against is None:
            self._against = find(self._words, self._cues.against)
        return not _taken_away(hit, cue, self._against, self._words.tokens)


def _stands(hit: Hit, cue: Cue, words: Words) -> bool:
    """Say whether a hit stands where its cue counts, and is written as the cue wants."""
    if cue.where != "any":
        at_start = hit.start <= cue.within and cue.where != "end"
        if not at_start and (cue.where == "start" or words.size - hit.end > cue.within):
            return False
    if not cue.written or words.text.isascii():
        return True
    wanted = [
        (at, cue.written[words.tokens[at]]) for at in range(hit.start, hit.end) if words.tokens[at] in cue.written
    ]
    small = words.text.lower()
    # that it stands anywhere is soon asked, that it stands here takes a look at all words before it
    return all(word in small for _, word in wanted) and all(words.written(at) == word for at, word in wanted)


def _taken_away(hit: Hit, cue: Cue, found: Sequence[Hit], tokens: Sequence[str]) -> bool:
    for other in found:
        if other.cue in cue.not_with:
            return True
        if other.cue in cue.not_after and 0 <= hit.start - other.end <= cue.reach:
            if STOPS.isdisjoint(tokens[other.end : hit.start]):
                return True
        if other.cue in cue.not_before and hit.start < other.start <= hit.end + cue.reach:
            if STOPS.isdisjoint(tokens[hit.end : other.start]):
                return True
    return False
