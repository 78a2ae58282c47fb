"""A batch of segmented texts as arrays, from which words, features and sentences are read without new strings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

import numpy as np
from numpy.typing import NDArray

from pipeline.text.key_table import Ints
from pipeline.text.lexicon import Lexicon


@dataclass(frozen=True, slots=True)
class Tagged:
    """Segmented texts: all their tokens in one row.

    ``tokens`` are numbers in ``lexicon``; ``begins`` says of each whether a word begins there; the tokens of text i are
    those from ``bounds[i]`` to ``bounds[i + 1]``.
    """

    lexicon: Lexicon
    tokens: Ints
    begins: NDArray[np.bool_]
    bounds: Ints

    def __len__(self) -> int:
        """Return the number of texts."""
        return len(self.bounds) - 1

    def words(self) -> list[list[str]]:
        """Return the words of each text, syllables of a word joined by a space."""
        return self._joined(self.tokens, self.begins, self.bounds)

    def words_of(self, i: int) -> list[str]:
        """Return the words of text ``i``."""
        here = slice(self.bounds[i], self.bounds[i + 1])
        return self._joined(self.tokens[here], self.begins[here], np.array([0, here.stop - here.start]))[0]

    def text_of(self, i: int) -> str:
        """Return the tokens of text ``i``, a blank between them."""
        tokens = self.lexicon.tokens
        return " ".join([tokens[t] for t in self.tokens[self.bounds[i] : self.bounds[i + 1]].tolist()])

    def _joined(self, tokens: Ints, begins: NDArray[np.bool_], bounds: Ints) -> list[list[str]]:
        strings = list(map(self.lexicon.marked().__getitem__, (2 * tokens + begins).tolist()))
        texts = ("".join(strings[start:end]) for start, end in pairwise(bounds.tolist()))
        return [text[1:].split("\n") if text else [] for text in texts]

    def owners(self) -> NDArray[np.intp]:
        """Return the number of the text that each token stands in."""
        return np.repeat(np.arange(len(self)), np.diff(self.bounds))

    def word_owners(self) -> NDArray[np.intp]:
        """Return the number of the text that each word stands in."""
        words = np.zeros(len(self.begins) + 1, dtype=np.int64)  # before each token
        np.cumsum(self.begins, out=words[1:])
        before = words[self.bounds]
        return np.arange(len(self)).repeat(before[1:] - before[:-1])

    def sums(self, column: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the sum over each text of ``column``, a number for each token of the lexicon."""
        running = np.concatenate(([0], np.cumsum(column[self.tokens])))
        return np.asarray(running[self.bounds[1:]] - running[self.bounds[:-1]])


def tagged_words(texts: Sequence[Sequence[str]], lexicon: Lexicon) -> Tagged:
    """Return texts that are lists of words, syllables joined by a space, as a batch over ``lexicon``."""
    split = [[word.split(" ") for word in words] for words in texts]
    return Tagged(
        lexicon=lexicon,
        tokens=np.array([lexicon.number(t) for words in split for word in words for t in word], dtype=np.int64),
        begins=np.array([at == 0 for words in split for word in words for at in range(len(word))], dtype=bool),
        bounds=np.array([0, *accumulate(sum(map(len, words)) for words in split)], dtype=np.int64),
    )
