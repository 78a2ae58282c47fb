"""What a linear model counts in a text: words and syllables, alone and in pairs.

A word is written with its syllables joined by ``_`` ("ổ_gà"), a pair with a space between its members. Tokens with a
digit or a mask carry somebody's number or name and never become a feature; nor do proper names, because the street a
lamp stands in says nothing about lamps.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

LETTERS = re.compile(r"[^\W\d_]+(?:[^\W\d]*[^\W\d_])?")
SENTENCE_ENDS = frozenset({".", "!", "?", ":", ";", "...", "…", "-", "+", "•", '"', "“", "(", "/", "*", "–"})
SHOUTED = 0.5  # share of words in capitals above which capitals say nothing


@dataclass(frozen=True, slots=True)
class Recipe:
    """Which features are counted; stored in a model, so that prediction counts what training counted."""

    words: bool = False
    syllables: bool = True
    pairs: bool = True
    proper_names: bool = False


def terms(words: Sequence[str], recipe: Recipe) -> list[str]:
    """Return the features of a segmented text, in order, with repetition.

    >>> terms(["Ổ gà", "to", ",", "12"], Recipe(words=True, syllables=False))
    ['ổ_gà', 'to', 'ổ_gà to']
    """
    found: list[str] = []
    kept = words if recipe.proper_names else without_proper_names(words)
    whole = [w.lower().replace(" ", "_") for w in kept]
    if recipe.words:
        found += _counted(whole, recipe.pairs)
    if recipe.syllables:
        here = set(whole) if recipe.words else frozenset[str]()
        single = _counted([s for w in whole for s in w.split("_")], recipe.pairs)
        found += [t for t in single if " " in t or t not in here]
    return found


def without_proper_names(words: Sequence[str]) -> list[str]:
    """Return the words with proper names replaced by an empty token, which no pair reaches over.

    A proper name is a word inside a sentence each of whose syllables begins with a capital and goes on in small
    letters; a text mostly in capitals has none that could be told.

    >>> without_proper_names(["Đường", "Lê Lợi", "hỏng", ",", "UBND", "biết"])
    ['Đường', '', 'hỏng', ',', 'UBND', 'biết']
    """
    letters = [w for w in words if w[:1].isalpha()]
    if sum(w.isupper() for w in letters) > SHOUTED * len(letters):
        return list(words)
    found, opens = [], True
    for word in words:
        found.append("" if not opens and all(map(is_capitalised, word.split(" "))) else word)
        opens = word in SENTENCE_ENDS
    return found


def is_capitalised(syllable: str) -> bool:
    """Say whether a syllable begins with a capital and goes on in small letters."""
    return syllable[:1].isupper() and (len(syllable) == 1 or not syllable.isupper())


def _counted(tokens: Iterable[str], pairs: bool) -> list[str]:
    runs: list[list[str]] = [[]]
    for token in tokens:
        if LETTERS.fullmatch(token):
            runs[-1].append(token)
        else:
            runs.append([])
    found = [token for run in runs for token in run]
    if pairs:
        found += [f"{a} {b}" for run in runs for a, b in pairwise(run)]
    return found
