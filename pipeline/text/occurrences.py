"""Which features occur where: ``features.terms`` said of whole columns of words and syllables."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipeline.text.features import Recipe
from pipeline.text.key_table import Ints
from pipeline.text.proper_names import Cases
from pipeline.text.spelled import Bools, Row, Spelled
from pipeline.text.term_index import TermIndex


@dataclass(frozen=True, slots=True)
class RowColumns:
    """The column of each word (or syllable) by itself, and of each with the next; -1: unknown."""

    single: Ints
    pairs: Ints


@dataclass(frozen=True, slots=True)
class Columns:
    """Columns of words and of syllables, if the recipe counts them, and whether it counts pairs and proper names."""

    words: RowColumns | None
    syllables: RowColumns | None
    recipe: Recipe


@dataclass(frozen=True, slots=True)
class Occurrences:
    """The row that each occurrence of a feature counts in and its column (-1: unknown), ``singles`` before pairs."""

    rows: Ints
    columns: Ints
    singles: int


def columns_of(spelled: Spelled, index: TermIndex, recipe: Recipe) -> Columns:
    """Look up the words and syllables of a batch, alone and in pairs, as far as ``recipe`` counts them."""
    words = _looked_up(spelled.words, index, recipe.pairs) if spelled.words and recipe.words else None
    syllables = _looked_up(spelled.syllables, index, recipe.pairs) if recipe.syllables else None
    return Columns(words, syllables, recipe)


def occurrences(spelled: Spelled, cases: Cases, columns: Columns, groups: Ints) -> Occurrences:
    """Return the features of each group; ``groups`` is that of each word, words of a negative one do not count."""
    counts = groups >= 0 if columns.recipe.proper_names else (groups >= 0) & ~cases.proper_names(groups)
    single, pairs = [], []
    if columns.words and spelled.words:
        own = spelled.words.letters & counts
        single.append((groups[own], columns.words.single[own]))
        pairs.append(_side_by_side(groups, own, columns.words))
    if columns.syllables:
        at = np.repeat(groups, spelled.sizes)
        own = spelled.syllables.letters & np.repeat(counts, spelled.sizes)
        free = own & ~_written_as_word(spelled, counts, at) if columns.words else own
        single.append((at[free], columns.syllables.single[free]))
        pairs.append(_side_by_side(at, own, columns.syllables))
    found = single + (pairs if columns.recipe.pairs else [])
    empty = np.zeros(0, dtype=np.int64)
    rows, numbers = (np.concatenate([empty, *(part[k] for part in found)]) for k in (0, 1))
    return Occurrences(rows, numbers, sum(len(rows) for rows, _ in single))


def _looked_up(row: Row, index: TermIndex, with_pairs: bool) -> RowColumns:
    pairs = np.full(max(len(row.nodes) - 1, 0), -1, dtype=np.int64)
    if with_pairs:
        first = (row.letters[:-1] & row.letters[1:]).nonzero()[0]
        pairs[first] = index.pair(row.nodes[first], row.nodes[first + 1])
    return RowColumns(index.single[row.nodes], pairs)


def _side_by_side(groups: Ints, own: Bools, columns: RowColumns) -> tuple[Ints, Ints]:
    """Return group and column of every pair of neighbours that both count, within one group."""
    first = (own[:-1] & own[1:] & (groups[:-1] == groups[1:])).nonzero()[0]
    return groups[first], columns.pairs[first]


def _written_as_word(spelled: Spelled, counts: Bools, at: Ints) -> Bools:
    """Say which syllables also stand in the same group as a word of one syllable: as that word they count already.

    ``counts`` says which words count, ``at`` is the group of each syllable.
    """
    lone = spelled.firsts[(spelled.sizes == 1) & counts]
    covered = np.zeros(len(spelled.units), dtype=bool)
    covered[lone] = True
    is_lone = np.zeros(spelled.most_units, dtype=bool)
    is_lone[spelled.units[lone]] = True
    asked = (~covered & is_lone[spelled.units]).nonzero()[0]
    is_asked = np.zeros(spelled.most_units, dtype=bool)
    is_asked[spelled.units[asked]] = True
    lone = lone[is_asked[spelled.units[lone]]]
    if len(asked) and len(lone):
        seen = np.sort(at[lone] * spelled.most_units + spelled.units[lone])
        wanted = at[asked] * spelled.most_units + spelled.units[asked]
        covered[asked] = seen[np.minimum(np.searchsorted(seen, wanted), len(seen) - 1)] == wanted
    return covered
