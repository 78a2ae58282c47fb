"""Copies of training texts as people type them: without diacritics, in capitals, with slips and short forms.

Everything is a function of the text and its number in the corpus, so that two runs see the same copies.
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from pathlib import Path

from pipeline.taxonomy.tables import read_rows
from pipeline.text.normalize import strip_diacritics

NEIGHBOURS = {  # keys beside each other on a QWERTY keyboard
    "a": "sq", "b": "vn", "c": "xv", "d": "sf", "e": "wr", "g": "fh", "h": "gj", "i": "uo", "k": "jl", "l": "k",
    "m": "n", "n": "bm", "o": "ip", "p": "o", "r": "et", "s": "ad", "t": "ry", "u": "yi", "v": "cb", "x": "zc",
    "y": "tu",
}  # fmt: skip


def load_short_forms(path: Path) -> Mapping[str, str]:
    """Return full form -> short form of ``short_forms.csv``."""
    return {cells["full"]: cells["short"] for _, cells in read_rows(path, ("full", "short"))}


def without_diacritics(text: str) -> str:
    """Return the copy of someone without a Vietnamese keyboard."""
    return strip_diacritics(text)


def careless(text: str, seed: int, short_forms: Mapping[str, str], rate: float = 0.03) -> str:
    """Return the copy of someone in a hurry: short forms, and ``rate`` of the letters mistyped."""
    rng = random.Random(seed)  # noqa: S311  # reproducible noise, not a secret
    found = re.compile(r"(?<!\w)(" + "|".join(map(re.escape, short_forms)) + r")(?!\w)", re.IGNORECASE)
    shortened = found.sub(lambda m: short_forms[m.group().lower()] if rng.random() < 0.7 else m.group(), text)
    return "".join(_typed(letter, rng, rate) for letter in shortened)


def _typed(letter: str, rng: random.Random, rate: float) -> str:
    if rng.random() >= rate or letter.isspace():
        return letter
    slip = rng.randrange(3)
    if slip == 0:
        return ""
    if slip == 1:
        return letter * 2
    return rng.choice(NEIGHBOURS.get(letter.lower(), letter))
