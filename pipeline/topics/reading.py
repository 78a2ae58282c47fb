"""From raw petitions to what a model counts: masked, normalised, segmented; one path for training and prediction."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.intake.masking import NameWords, mask
from pipeline.text.features import Recipe, terms
from pipeline.text.normalize import normalize
from pipeline.text.segment import segment

MAX_CHARACTERS = 60_000  # of a text: what a petition is about stands in its first pages
MAX_WORD = 60  # characters without a space: nothing longer is a word, and the library that segments may hang on it
_ENDLESS = re.compile(rf"\S{{{MAX_WORD},}}")


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as the model sees it: its words with their capitals, and the features counted in it."""

    words: tuple[str, ...]
    terms: tuple[str, ...]


def clean_text(text: str, names: NameWords) -> str:
    """Return ``text`` masked and normalised, cut to what a model reads."""
    return _ENDLESS.sub(" ", normalize(mask(text[:MAX_CHARACTERS], names)))


def read_texts(texts: Sequence[str], recipe: Recipe, names: NameWords) -> list[Reading]:
    """Return the reading of each raw text."""
    segmented = segment([clean_text(text, names) for text in texts])
    return [Reading(tuple(words), tuple(terms(words, recipe))) for words in segmented]
