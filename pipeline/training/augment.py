"""Copies of training texts as people send them: with polite formulas, without diacritics, with slips and short forms.

Real petitions end in "Kính mong ... Xin cảm ơn" whatever they are about; a classifier that met such words under few
topics takes them for a sign. Every copy is a function of the text and its number in the corpus, so that two runs see
the same copies.
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.taxonomy.tables import read_rows
from pipeline.text.normalize import normalize, strip_diacritics
from pipeline.text.sentences import load_connectives

OPENED = 0.6  # share of copies that begin with a formula
SHORTENED = 0.7  # share of words with a short form that a hurried writer shortens
MISTYPED = 0.03  # of letters, the rate of typing slips that the figures of robustness are measured at
NEIGHBOURS = {  # keys beside each other on a QWERTY keyboard
    "a": "sq", "b": "vn", "c": "xv", "d": "sf", "e": "wr", "g": "fh", "h": "gj", "i": "uo", "k": "jl", "l": "k",
    "m": "n", "n": "bm", "o": "ip", "p": "o", "r": "et", "s": "ad", "t": "ry", "u": "yi", "v": "cb", "x": "zc",
    "y": "tu",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Habits:
    """How people write around a matter: formulas, short forms, what opens a second subject."""

    openings: tuple[str, ...]
    closings: tuple[str, ...]
    short_forms: Mapping[str, str]
    connectives: frozenset[tuple[str, ...]]


def load_habits(data: Path) -> Habits:
    """Read the word lists of the data folder that copies are made with."""
    formulas = [cells for _, cells in read_rows(data / "training" / "formulas.csv", ("kind", "text"))]
    short = read_rows(data / "training" / "short_forms.csv", ("full", "short"))
    return Habits(
        openings=tuple(cells["text"] for cells in formulas if cells["kind"] == "opening"),
        closings=tuple(cells["text"] for cells in formulas if cells["kind"] == "closing"),
        short_forms={cells["full"]: cells["short"] for _, cells in short},
        connectives=load_connectives(data / "text" / "connectives.csv"),
    )


def copies_of(text: str, number: int, habits: Habits) -> tuple[str, ...]:
    """Return the copies of a normalised text: dressed in formulas; dressed and without diacritics; in a hurry."""
    rng = random.Random(number)  # noqa: S311  # reproducible noise, not a secret
    polite, bare = dressed(text, rng, habits), strip_diacritics(dressed(text, rng, habits))
    return polite, bare, careless(text, rng, habits.short_forms)


def dressed(text: str, rng: random.Random, habits: Habits) -> str:
    """Return the text between formulas such as real petitions have."""
    opening = [rng.choice(habits.openings)] if rng.random() < OPENED else []
    closings = rng.sample(habits.closings, rng.choice((1, 1, 2, 2, 3)))
    return normalize(" ".join([*opening, text, *closings]))


def careless(text: str, rng: random.Random, short_forms: Mapping[str, str], rate: float = MISTYPED) -> str:
    """Return the text of someone in a hurry: short forms, and ``rate`` of the letters mistyped."""
    found = re.compile(r"(?<!\w)(" + "|".join(map(re.escape, short_forms)) + r")(?!\w)", re.IGNORECASE)
    shortened = found.sub(lambda m: short_forms[m.group().lower()] if rng.random() < SHORTENED else m.group(), text)
    return normalize("".join(_typed(letter, rng, rate) for letter in shortened))


def _typed(letter: str, rng: random.Random, rate: float) -> str:
    if rng.random() >= rate or letter.isspace():
        return letter
    slip = rng.randrange(3)
    if slip == 0:
        return ""
    if slip == 1:
        return letter * 2
    return rng.choice(NEIGHBOURS.get(letter.lower(), letter))
