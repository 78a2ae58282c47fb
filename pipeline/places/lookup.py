"""Looking up a run of words in the index of names."""

from __future__ import annotations

from pipeline.places.gazetteer import Gazetteer
from pipeline.places.names import Name
from pipeline.places.words import Words

INSIDE_NAME = " \t\r\n'’-–."
DASHED = 4


def names_at(words: Words, gazetteer: Gazetteer, start: int, size: int) -> tuple[Name, ...]:
    """Return the names that the ``size`` words from ``start`` may spell; none if they are cut by other signs."""
    folds = [word.fold for word in words.words[start : start + size]]
    names = gazetteer.names.spelt(folds)
    if not names or len(folds) < size or not one_piece(words, start, size):
        return ()
    tail = start + size - 1
    if size > 1 and gazetteer.lexicon.types.match(words.words, tail, 2) is not None:
        return ()  # "xã Tân Hòa thành phố Vĩnh Long": "thành" belongs to the next unit
    return names


def one_piece(words: Words, start: int, size: int) -> bool:
    """Whether only spaces and the signs of names stand between the words; a spaced dash only in long names."""
    inside = words.gaps[start + 1 : start + size]
    return all(not gap.strip(INSIDE_NAME) and (size >= DASHED or "-" not in gap.strip()) for gap in inside)
