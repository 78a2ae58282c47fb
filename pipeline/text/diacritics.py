"""Diacritics put back on texts typed without them: the likeliest spelling of each syllable beside its neighbours.

People who type on a plain keyboard write "duong ngap" for "đường ngập". A bigram model of syllables, learnt from the
training texts, picks the spellings; the best path is found by the Viterbi algorithm (Viterbi 1967) for many texts at
once, and the probability of a pair is smoothed as Witten and Bell (1991) do. A text keeps its length letter by letter,
so that offsets in the restored text are offsets in what was written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from pipeline.text.best_paths import best_paths
from pipeline.text.normalize import strip_diacritics

TOKEN = re.compile(r"[^\W\d_]+|\d+|[^\w\s]")
SYLLABLE = re.compile(r"[^\W\d_]+")
LONGEST = 128  # tokens read together: a bound on the time that one endless text can take
FEWEST_SYLLABLES = 4  # fewer say nothing about a keyboard
MOST_MARKED = 0.1  # share of syllables with diacritics in a text typed without; in ordinary prose it is about 0.7
NUMBER = "0"  # stands for every number
SPREAD = 2.0  # how much of the probability goes to followers not seen; 1 is Witten and Bell's
Ids = NDArray[np.intp]


@dataclass(frozen=True)
class Spellings:
    """What is known of Vietnamese spelling: syllables, how often they occur and which follow which.

    ``share`` is the probability of each word, ``followers`` how many different words were seen after it and ``seen``
    how many in all. ``pairs`` are ``first * len(words) + second`` in rising order, ``times`` how often each was seen.
    """

    words: tuple[str, ...]
    share: NDArray[np.float32]
    followers: NDArray[np.float32]
    seen: NDArray[np.float32]
    pairs: NDArray[np.int64]
    times: NDArray[np.float32]

    def __bool__(self) -> bool:
        """Say whether anything is known."""
        return bool(self.words)

    @cached_property
    def of_bare(self) -> dict[str, Ids]:
        """Spellings of a syllable typed without diacritics."""
        found: dict[str, list[int]] = {}
        for number, word in enumerate(self.words):
            found.setdefault(strip_diacritics(word), []).append(number)
        return {bare: np.array(numbers, dtype=np.intp) for bare, numbers in found.items()}

    def log_probability(self, first: Ids, second: Ids) -> NDArray[np.float64]:
        """Return the logarithm of the probability of each ``second`` after its ``first``."""
        keys = first * np.int64(len(self.words)) + second
        at = np.minimum(np.searchsorted(self.pairs, keys), len(self.pairs) - 1)
        times = np.where(self.pairs[at] == keys, self.times[at], 0.0)
        spread = SPREAD * self.followers[first] + 1.0
        return np.asarray(np.log((times + spread * self.share[second]) / (self.seen[first] + spread)))


_NONE = np.zeros(0, dtype=np.float32)
NO_SPELLINGS = Spellings((), _NONE, _NONE, _NONE, np.zeros(0, dtype=np.int64), _NONE)


def lacks_diacritics(text: str) -> bool:
    """Say whether a normalised text was typed without diacritics."""
    syllables = list(filter(str.isalpha, SYLLABLE.findall(text)))
    marked = len(syllables) - sum(map(str.isascii, syllables))
    return len(syllables) >= FEWEST_SYLLABLES and marked < MOST_MARKED * len(syllables)


def respelled(texts: Sequence[str], spellings: Spellings) -> list[str]:
    """Return the texts, those typed without diacritics with the likeliest ones; all as they are if nothing is known."""
    lacking = [i for i, text in enumerate(texts) if lacks_diacritics(text)] if spellings else []
    found = list(texts)
    for i, text in zip(lacking, restored([texts[i] for i in lacking], spellings), strict=True):
        found[i] = text
    return found


def as_written(phrases: Sequence[str], read: str, written: str) -> tuple[str, ...]:
    """Return phrases of the restored text ``read`` as they stand in what was ``written``: letter by letter the same."""
    starts = [read.find(phrase) for phrase in phrases]
    return tuple(written[at : at + len(p)] if at >= 0 else p for p, at in zip(phrases, starts, strict=True))


def restored(texts: Sequence[str], spellings: Spellings) -> list[str]:
    """Return the texts with the likeliest diacritics; letters that have some keep them, unknown words stay as they are.

    Work grows with the length of the texts, not with its square.
    """
    found = [list(TOKEN.finditer(text)) for text in texts]
    stretches = [tokens[at : at + LONGEST] for tokens in found for at in range(0, len(tokens), LONGEST)]
    choices = [[_choices(token.group().lower(), spellings) for token in stretch] for stretch in stretches]
    chosen = iter(best_paths(choices, spellings.log_probability))
    return [_respelled(text, tokens, chosen, spellings) for text, tokens in zip(texts, found, strict=True)]


UNKNOWN = np.zeros(1, dtype=np.intp)  # the first word stands for all that are not known


def _choices(token: str, spellings: Spellings) -> Ids:
    if not token.isalpha():
        return spellings.of_bare.get(NUMBER if token.isdigit() else token, UNKNOWN)
    candidates = spellings.of_bare.get(strip_diacritics(token), UNKNOWN)
    if token.isascii() or candidates is UNKNOWN:
        return candidates
    own = [number for number in candidates if spellings.words[number] == token]
    return np.array(own, dtype=np.intp) if own else UNKNOWN


def _respelled(text: str, tokens: Sequence[re.Match[str]], chosen: Iterator[Ids], spellings: Spellings) -> str:
    letters = list(text)
    for at in range(0, len(tokens), LONGEST):
        for token, number in zip(tokens[at : at + LONGEST], next(chosen), strict=True):
            if number and token.group().isalpha():
                word = spellings.words[number]
                for i, letter in enumerate(word, start=token.start()):
                    letters[i] = letter.upper() if text[i].isupper() else letter
    return "".join(letters)
