"""Two ways to segment a batch of texts: by our tables, and by the library itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Protocol
from unicodedata import category

import numpy as np
from numpy.typing import NDArray

from pipeline.text.chunks import ChunkMemo, cut_long
from pipeline.text.crf_tables import MARK_AFTER, MARK_BEFORE, PLAIN, TITLE, build_tables, is_title, pad_scores
from pipeline.text.grams import PLACES
from pipeline.text.key_table import Ints
from pipeline.text.known_library import Labeller, WordModel, library_labeller
from pipeline.text.lexicon import AFTER, BEFORE, Lexicon, TokenColumn
from pipeline.text.tagged import Tagged, tagged_words
from pipeline.text.viterbi import Doubles, best_labels

_PADS = 2  # marks before and after each text: templates reach two tokens far
_REACHED = 2 * _PADS - np.arange(PLACES)  # positions that a pair or triple counts at, from where it begins
_OTHER_CASE = frozenset("ƛɤꟓꟕʕ\U0001171e")  # whose case Unicode changed between Python 3.11 and the core's Rust
_MOST_CHUNKS = 200_000


class Tagger(Protocol):
    """Whatever segments texts."""

    def tag(self, texts: Sequence[str]) -> Tagged:
        """Return the segmented texts."""


class LibraryTagger:
    """The library's own function, for versions of it that our tables do not know."""

    def __init__(self, word_tokenize: Callable[[str], list[str]]) -> None:
        """Segment with ``word_tokenize``."""
        self._word_tokenize, self._lexicon = word_tokenize, Lexicon()

    def tag(self, texts: Sequence[str]) -> Tagged:
        """Return the segmented texts; chunks that are too long are cut as in ``chunks``."""
        if self._lexicon.is_full:
            self._lexicon = Lexicon()
        return tagged_words([self._word_tokenize(cut_long(t)) if t.strip() else [] for t in texts], self._lexicon)


class TableTagger:
    """The same words from numpy tables. Texts too close to call go to the library's labeller."""

    def __init__(self, model: WordModel, folder: Path) -> None:
        """Build the tables of ``model``, whose library lies in ``folder``."""
        self._rules, self._folder, self._steps = model.rules, folder, model.crf.transitions
        self._tables = build_tables(model.crf.weights, model.dictionary)
        self._pads = pad_scores(model.crf.weights)
        self.asked_library = 0  # texts so far
        self._begin_anew()

    def tag(self, texts: Sequence[str]) -> Tagged:
        """Return the segmented texts."""
        if self._lexicon.is_full or len(self._memo) > _MOST_CHUNKS:
            self._begin_anew()  # simplest bound: what is frequent comes back within a few hundred texts
        padded, bounds, wide = [BEFORE] * _PADS, [0], []
        for number, text in enumerate(texts):
            if self._memo.append_tokens(text, padded):
                wide.append(number)
            bounds.append(len(padded) - _PADS * (2 * number + 1))
            padded += (AFTER, AFTER, BEFORE, BEFORE)
        marked, limits = np.array(padded, dtype=np.int64), np.array(bounds, dtype=np.int64)
        real = marked > AFTER
        tokens = marked[real]
        begins = np.zeros(len(tokens) + 1, dtype=bool)
        begins[limits[:-1]] = True  # of a text without tokens it is where the next one begins
        begins = begins[:-1]
        inside, close = best_labels(self._scores(marked)[real], begins, self._steps)
        tagged = Tagged(self._lexicon, tokens, begins | ~inside, limits)
        strange = self._strange.rows()[tokens].nonzero()[0]
        if wide or len(close) or len(strange):
            owners = np.searchsorted(limits, np.concatenate((close, strange)), side="right") - 1
            self._ask_library(tagged, sorted({*wide, *owners.tolist()}))
        return tagged

    def _begin_anew(self) -> None:
        self._lexicon = Lexicon()
        self._memo = ChunkMemo(self._rules, self._lexicon)
        tables, grams = self._tables, self._tables.grams
        self._single = TokenColumn(self._lexicon, lambda ts: np.array([*map(tables.single_scores, ts)]), self._pads)
        self._numbers = TokenColumn(self._lexicon, grams.numbers, np.zeros((2, 2), dtype=np.int64))
        self._kinds = TokenColumn(self._lexicon, _kinds_of, np.array([MARK_BEFORE, MARK_AFTER], dtype=np.int8))
        self._roles = TokenColumn(self._lexicon, grams.roles_of, np.zeros((2, 2), dtype=np.uint8))
        strange = np.zeros(2, dtype=bool)
        self._strange = TokenColumn(self._lexicon, lambda ts: np.array([*map(_is_strange, ts)]), strange)

    def _scores(self, marked: Ints) -> Doubles:
        """Return what I scores above B at each place of a padded row of tokens.

        A template that looks from place ``offset`` on gives what stands at i to the position i - offset.
        """
        numbers = self._numbers.rows()[marked]
        kinds = np.append(self._kinds.rows()[marked], np.int8(MARK_AFTER))  # so that three tokens begin with every two
        total = np.full(len(marked) + 2 * _PADS, self._tables.everywhere)
        for place, row in enumerate(self._single.rows()[marked].T):
            start = 2 * _PADS - place  # place 0 looks two tokens ahead of its position
            total[start : start + len(row)] += row
        triples = kinds[:-2] << 4 | kinds[1:-1] << 2 | kinds[2:]
        odd = triples.nonzero()[0]
        known, gains = self._tables.grams.hits(numbers, self._roles.rows()[marked])
        places = np.concatenate((odd, known))[:, None] + _REACHED
        gains = np.concatenate((self._tables.kind_gains[triples[odd]], gains))
        total += np.bincount(places.ravel(), gains.ravel(), len(total))
        return total[_PADS : _PADS + len(marked)]

    def _ask_library(self, tagged: Tagged, texts: Sequence[int]) -> None:
        """Put the library's labels in the place of ours for ``texts``."""
        self.asked_library += len(texts)
        for i in texts:
            here = slice(tagged.bounds[i], tagged.bounds[i + 1])
            labels = self._labeller([tagged.lexicon.tokens[t] for t in tagged.tokens[here].tolist()])
            tagged.begins[here] = [at == 0 or label != "I-W" for at, label in enumerate(labels)]

    @cached_property
    def _labeller(self) -> Labeller:
        return library_labeller(self._folder)


def _is_strange(token: str) -> bool:
    """Say whether the core may see other letters here: unassigned in our Unicode, or of another case in its."""
    return not token.isascii() and any(category(c) == "Cn" or c in _OTHER_CASE for c in token)


def _kinds_of(tokens: Sequence[str]) -> NDArray[np.int8]:
    return np.array([TITLE if is_title(token) else PLAIN for token in tokens], dtype=np.int8)
