"""Where one matter ends and another may begin: sentences, and the words people put before a second subject."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from pipeline.taxonomy.tables import read_rows

ENDS = frozenset({".", "!", "?", ";", "...", "…", ":", "-", "+", "•"})
MOST_PIECES = 60  # of one text: a petition with more sentences repeats itself


@cache
def load_connectives(path: Path) -> frozenset[tuple[str, ...]]:
    """Return the phrases of ``connectives.csv`` as tuples of lower-case syllables."""
    return frozenset(tuple(cells["phrase"].lower().split()) for _, cells in read_rows(path, ("phrase", "source")))


def pieces(words: Sequence[str], connectives: frozenset[tuple[str, ...]]) -> list[list[str]]:
    """Return the sentences of a segmented text, a connective also beginning a new piece.

    >>> pieces(["Đường", "hỏng", "ngoài ra", "chợ", "bẩn", "."], frozenset({("ngoài", "ra")}))
    [['Đường', 'hỏng'], ['ngoài ra', 'chợ', 'bẩn']]
    """
    syllables = [word.lower().split() for word in words]
    found: list[list[str]] = [[]]
    for at, word in enumerate(words):
        if word in ENDS:
            found.append([])
        elif _opens(syllables, at, connectives):
            found.append([word])
        else:
            found[-1].append(word)
    return [piece for piece in found if piece][:MOST_PIECES]


def _opens(syllables: Sequence[Sequence[str]], at: int, connectives: frozenset[tuple[str, ...]]) -> bool:
    ahead = [s for word in syllables[at : at + 3] for s in word]
    return any(tuple(ahead[:size]) in connectives for size in (2, 3))
