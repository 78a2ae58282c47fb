"""The words and syllables of a batch as nodes of a vocabulary, with the tests that ``features.terms`` makes of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from pipeline.text.key_table import Ints
from pipeline.text.lexicon import Lexicon, TokenColumn
from pipeline.text.runs import run_lengths
from pipeline.text.tagged import Tagged
from pipeline.text.term_index import UNKNOWN, TermIndex

Bools = NDArray[np.bool_]
_LETTERS = re.compile(r"[^\W\d_]+")
_SEVERAL = -1
_EMPTY, _OTHER, _LETTER = range(3)  # kinds of a syllable: none (as between "__"), with a digit or sign, of letters


@dataclass(frozen=True, slots=True)
class Row:
    """Words, or syllables, one after the other: ``nodes`` in the vocabulary, and which are ``letters`` and so count."""

    nodes: Ints
    letters: Bools


@dataclass(frozen=True, slots=True)
class Spelled:
    """The words of a batch, if they are asked for, and their syllables.

    ``owners`` is the text of each word, ``firsts`` its first syllable, ``sizes`` how many it has; ``units`` numbers
    syllables so that equal ones have equal numbers, known to the vocabulary or not, all below ``most_units``.
    """

    words: Row | None
    syllables: Row
    owners: NDArray[np.intp]
    firsts: Ints
    sizes: Ints
    units: Ints
    most_units: int


class Speller:
    """Knows of every token of one lexicon which syllables it holds. Mostly it is one; a token such as "a_b" has two."""

    __slots__ = ("_index", "_kinds", "_nodes", "_several", "_unit", "_units", "lexicon")

    def __init__(self, lexicon: Lexicon, index: TermIndex) -> None:
        """Begin with no token known."""
        self.lexicon, self._index, self._units = lexicon, index, Lexicon()
        self._several: dict[int, list[int]] = {}
        zeros = np.zeros(2, dtype=np.int64)
        self._unit = TokenColumn(lexicon, self._units_of, zeros)
        self._nodes = TokenColumn(self._units, self._nodes_of, zeros.copy())
        self._kinds = TokenColumn(self._units, _kinds_of, np.full(2, _EMPTY, dtype=np.int8))

    def spell(self, tagged: Tagged, words: bool = True) -> Spelled:
        """Return the syllables, and ``words`` if asked for, of ``tagged``, which must be of this lexicon."""
        units, firsts, owners = self._unit.rows()[tagged.tokens], tagged.begins.nonzero()[0], tagged.word_owners()
        if units.min(initial=0) == _SEVERAL:
            units, firsts = self._broken_up(units, tagged)
        sizes = run_lengths(firsts, len(units))
        kinds, nodes = self._kinds.rows()[units], self._nodes.rows()[units]
        walked = Row(self._walked(nodes, firsts, sizes), _word_letters(kinds, firsts, sizes)) if words else None
        return Spelled(walked, Row(nodes, kinds == _LETTER), owners, firsts, sizes, units, len(self._units))

    def _broken_up(self, single: Ints, tagged: Tagged) -> tuple[Ints, Ints]:
        """Return the syllables, tokens of several having been broken up, and which of them begin a word."""
        counts = np.ones(len(single), dtype=np.int64)
        broken = (single == _SEVERAL).nonzero()[0]
        lists = [self._several[token] for token in tagged.tokens[broken].tolist()]
        counts[broken] = [len(units) for units in lists]
        units = np.repeat(single, counts)
        units[units == _SEVERAL] = [*chain.from_iterable(lists)]
        return units, (np.cumsum(counts) - counts)[tagged.begins]

    def _walked(self, syllables: Ints, firsts: Ints, sizes: Ints) -> Ints:
        nodes = syllables[firsts]
        at, longer = 1, ((sizes > 1) & (nodes != UNKNOWN)).nonzero()[0]
        while len(longer):
            nodes[longer] = self._index.walk(nodes[longer], syllables[firsts[longer] + at])
            at += 1
            longer = longer[(sizes[longer] > at) & (nodes[longer] != UNKNOWN)]
        return nodes

    def _units_of(self, tokens: Sequence[str]) -> Ints:
        start = len(self.lexicon) - len(tokens)
        found = []
        for number, token in enumerate(tokens, start):
            units = [self._units.number(unit) for unit in token.lower().replace(" ", "_").split("_")]
            if len(units) > 1:
                self._several[number] = units
            found.append(units[0] if len(units) == 1 else _SEVERAL)
        return np.array(found, dtype=np.int64)

    def _nodes_of(self, units: Sequence[str]) -> Ints:
        return np.array([self._index.syllables.get(unit, UNKNOWN) for unit in units], dtype=np.int64)


def _kinds_of(units: Sequence[str]) -> NDArray[np.int8]:
    kinds = [_EMPTY if not unit else _LETTER if _LETTERS.fullmatch(unit) else _OTHER for unit in units]
    return np.array(kinds, dtype=np.int8)


def _word_letters(kinds: NDArray[np.int8], firsts: Ints, sizes: Ints) -> Bools:
    """Say which words are letters and, inside, underscores: no other syllable, and none empty at an end."""
    others = np.concatenate(([0], np.cumsum(kinds == _OTHER)))
    ends = firsts + sizes
    letters: Bools = (others[ends] == others[firsts]) & (kinds[firsts] == _LETTER) & (kinds[ends - 1] == _LETTER)
    return letters
