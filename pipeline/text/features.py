"""What a linear model counts in a text: words and syllables, alone and in pairs.

A word is written with its syllables joined by ``_`` ("ổ_gà"), a pair with a space between its members. Tokens with a
digit or a mask carry somebody's number or name and never become a feature.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

_LETTERS = re.compile(r"[^\W\d_]+(?:[^\W\d]*[^\W\d_])?")


@dataclass(frozen=True, slots=True)
class Recipe:
    """Which features are counted; stored in a model, so that prediction counts what training counted."""

    words: bool = True
    syllables: bool = True
    pairs: bool = True


def terms(words: Sequence[str], recipe: Recipe) -> list[str]:
    """Return the features of a segmented text, in order, with repetition.

    >>> terms(["Ổ gà", "to", ",", "12"], Recipe(syllables=False))
    ['ổ_gà', 'to', 'ổ_gà to']
    """
    found: list[str] = []
    whole = [w.lower().replace(" ", "_") for w in words]
    if recipe.words:
        found += _counted(whole, recipe.pairs)
    if recipe.syllables:
        single = _counted([s for w in whole for s in w.split("_")], recipe.pairs)
        found += [t for t in single if not recipe.words or " " in t or t not in whole]
    return found


def _counted(tokens: Iterable[str], pairs: bool) -> list[str]:
    runs: list[list[str]] = [[]]
    for token in tokens:
        if _LETTERS.fullmatch(token):
            runs[-1].append(token)
        else:
            runs.append([])
    found = [token for run in runs for token in run]
    if pairs:
        found += [f"{a} {b}" for run in runs for a, b in pairwise(run)]
    return found
