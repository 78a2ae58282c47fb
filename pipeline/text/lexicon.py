"""Tokens as numbers: every distinct token once as a string, with arrays of what is known of each beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

BEFORE, AFTER = 0, 1  # numbers of the marks that stand before and after a text
MOST_TOKENS = 200_000  # about 100 MB with all their arrays; a batch of texts may go a little over
MOST_CHARACTERS = 8_000_000


class Lexicon:
    """The distinct tokens met so far, numbered in the order of their first coming. It only grows."""

    __slots__ = ("_characters", "_columns", "_marked", "_numbers", "tokens")

    def __init__(self) -> None:
        """Begin with the two marks only."""
        self.tokens: list[str] = ["", ""]
        self._numbers: dict[str, int] = {}
        self._marked: list[str] = []
        self._columns: dict[Callable[[Sequence[str]], NDArray[Any]], TokenColumn] = {}
        self._characters = 0

    def __len__(self) -> int:
        """Return how many numbers are given out, the two marks among them."""
        return len(self.tokens)

    def number(self, token: str) -> int:
        """Return the number of ``token``, a new one if it was never met."""
        known = self._numbers.get(token)
        if known is not None:
            return known
        self._numbers[token] = number = len(self.tokens)
        self.tokens.append(token)
        self._characters += len(token)
        return number

    def marked(self) -> list[str]:
        """Return two strings for each token: behind a blank, as inside a word, and behind a line end, as its beginning.

        No token holds a line end, so that joined strings fall apart into words again.
        """
        for token in self.tokens[len(self._marked) // 2 :]:
            self._marked += (f" {token}", f"\n{token}")
        return self._marked

    def column(self, of: Callable[[Sequence[str]], NDArray[Any]], marks: NDArray[Any]) -> TokenColumn:
        """Return the column that ``of`` computes, the same one whenever it is asked for."""
        return self._columns.setdefault(of, TokenColumn(self, of, marks))

    @property
    def is_full(self) -> bool:
        """Whether the next batch should begin a new lexicon, to keep memory bounded."""
        return len(self.tokens) > MOST_TOKENS or self._characters > MOST_CHARACTERS


class TokenColumn:
    """An array with a row for every token of a lexicon, computed once a token, when rows are first asked for.

    ``of`` computes the rows of new tokens; ``marks`` holds those of the two marks.
    """

    __slots__ = ("_filled", "_lexicon", "_of", "_rows")

    def __init__(self, lexicon: Lexicon, of: Callable[[Sequence[str]], NDArray[Any]], marks: NDArray[Any]) -> None:
        """Begin with the rows of the two marks."""
        self._lexicon, self._of = lexicon, of
        self._rows, self._filled = marks, len(marks)

    def rows(self) -> NDArray[Any]:
        """Return the rows of all tokens that the lexicon holds now, shape (tokens, ...)."""
        size = len(self._lexicon)
        if size > self._filled:
            if size > len(self._rows):
                room = np.zeros((2 * size, *self._rows.shape[1:]), dtype=self._rows.dtype)
                room[: self._filled] = self._rows[: self._filled]
                self._rows = room
            self._rows[self._filled : size] = self._of(self._lexicon.tokens[self._filled : size])
            self._filled = size
        return self._rows[:size]
