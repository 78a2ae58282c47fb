"""Looking up a run of words in the index of names."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.places.gazetteer import Gazetteer
from pipeline.places.names import Name
from pipeline.places.words import Words

INSIDE_NAME = " \t\r\n'’-–."
DASHED = 4


def names_from(words: Words, gazetteer: Gazetteer, start: int) -> Iterator[tuple[int, tuple[Name, ...]]]:
    """Yield (number of words, names that they may spell) for the names from word ``start``, the longest first."""
    namesakes = gazetteer.names.starting_with(words.words[start].fold)
    if namesakes.lengths:
        folds = [word.fold for word in words.words[start : start + namesakes.lengths[0]]]
        for size in namesakes.lengths:
            names = namesakes.by_key.get(" ".join(folds[:size])) if size <= len(folds) else None
            if names is not None and _uncut(words, gazetteer, start, size):
                yield size, names


def names_at(words: Words, gazetteer: Gazetteer, start: int, size: int) -> tuple[Name, ...]:
    """Return the names that the ``size`` words from ``start`` may spell; none if they are cut by other signs."""
    folds = [word.fold for word in words.words[start : start + size]]
    names = gazetteer.names.spelt(folds)
    return names if names and len(folds) == size and _uncut(words, gazetteer, start, size) else ()


def _uncut(words: Words, gazetteer: Gazetteer, start: int, size: int) -> bool:
    """Whether no sign cuts the words apart and the last of them does not belong to the next unit.

    In "xã Tân Hòa thành phố Vĩnh Long" the word "thành" does.
    """
    if size == 1:
        return True
    types, tail = gazetteer.lexicon.types, start + size - 1
    if words.words[tail].fold in types.firsts and types.match(words.words, tail, 2) is not None:
        return False
    return one_piece(words, start, size)


def one_piece(words: Words, start: int, size: int) -> bool:
    """Whether only spaces and the signs of names stand between the words; a spaced dash only in long names."""
    for gap in words.gaps[start + 1 : start + size]:
        if gap != " " and (gap.strip(INSIDE_NAME) or (size < DASHED and "-" in gap.strip())):
            return False
    return True
