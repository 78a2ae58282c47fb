"""Two ways to segment a batch of texts: by our tables, and by the library itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Protocol
from unicodedata import category

import numpy as np
from numpy.typing import NDArray

from pipeline.text import crf_tables
from pipeline.text.chunks import ChunkMemo, cut_long
from pipeline.text.crf_tables import GramTable, build_tables, is_title, packed, pad_scores
from pipeline.text.key_table import Ints
from pipeline.text.known_library import Labeller, WordModel, library_labeller
from pipeline.text.lexicon import AFTER, BEFORE, Lexicon, TokenColumn
from pipeline.text.tagged import Tagged, tagged_words
from pipeline.text.viterbi import Doubles, best_labels

_PADS = 2  # marks before and after each text: templates reach two tokens far
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
        marked = np.array(padded, dtype=np.int64)
        real = marked > AFTER
        tokens, limits = marked[real], np.array(bounds, dtype=np.int64)
        begins = np.zeros(len(tokens), dtype=bool)
        begins[limits[:-1][np.diff(limits) > 0]] = True
        inside, close = best_labels(self._scores(marked)[real], begins, self._steps)
        tagged = Tagged(self._lexicon, tokens, begins | ~inside, limits)
        strange = np.concatenate((close, np.flatnonzero(self._strange.rows()[tokens])))
        owners = np.searchsorted(limits, strange, side="right") - 1
        self._ask_library(tagged, sorted({*wide, *owners.tolist()}))
        return tagged

    def _begin_anew(self) -> None:
        self._lexicon = Lexicon()
        self._memo = ChunkMemo(self._rules, self._lexicon)
        tables, no = self._tables, np.zeros(2, dtype=bool)
        self._single = TokenColumn(self._lexicon, lambda ts: np.array([*map(tables.single_scores, ts)]), self._pads)
        self._exact, self._lower = (
            TokenColumn(self._lexicon, of, np.zeros(2, dtype=np.int64))
            for of in (
                lambda ts: np.array([tables.exact.get(t, 0) for t in ts], dtype=np.int64),
                lambda ts: np.array([tables.lower.get(t.lower(), 0) for t in ts], dtype=np.int64),
            )
        )
        self._title = TokenColumn(self._lexicon, lambda ts: np.array([*map(is_title, ts)]), no)
        self._strange = TokenColumn(self._lexicon, lambda ts: np.array([*map(_is_strange, ts)]), no.copy())

    def _scores(self, marked: Ints) -> Doubles:
        """Return what I scores above B at each place of a padded row of tokens.

        A template that looks from place ``offset`` on gives what stands at i to the position i - offset.
        """
        size = len(marked)
        total = np.zeros(size + 2 * _PADS)
        _spread(total, self._single.rows()[marked].T)
        exact, lower = self._exact.rows()[marked], self._lower.rows()[marked]
        title, tables = self._title.rows()[marked], self._tables
        titles = title[:-1] & title[1:]
        pairs = tables.pair_base[_kinds(marked, titles, 2)]
        _add_known(pairs, tables.exact_pairs, exact[:-1], exact[1:])
        _add_known(pairs, tables.lower_pairs, lower[:-1], lower[1:])
        _spread(total, pairs.T)
        triples = tables.triple_base[_kinds(marked, titles[:-1] & title[2:], 3)]
        _add_known(triples, tables.exact_triples, exact[:-2], exact[1:-1], exact[2:])
        _add_known(triples, tables.lower_triples, lower[:-2], lower[1:-1], lower[2:])
        _spread(total, triples.T)
        return total[_PADS : _PADS + size]

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


def _kinds(marked: Ints, titles: NDArray[np.bool_], size: int) -> Ints:
    kinds = titles.astype(np.int64) * crf_tables.TITLE
    kinds[marked[size - 1 :] == AFTER] = crf_tables.PAD_AFTER
    kinds[marked[: 1 - size] == BEFORE] = crf_tables.PAD_BEFORE
    return kinds


def _add_known(scores: Doubles, grams: GramTable, *parts: Ints) -> None:
    where, rows = grams.table.hits(packed(*parts))
    scores[where] += grams.scores[rows]


def _spread(total: Doubles, scores: Doubles) -> None:
    """Add ``scores`` (places by tokens) where each place counts: place 0 looks two tokens ahead of its position."""
    for place, row in enumerate(scores):
        start = 2 * _PADS - place
        total[start : start + len(row)] += row
