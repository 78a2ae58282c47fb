"""From raw petitions to what a model reads: masked, normalised, cut; one path for training and prediction."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.intake.markup import without_markup
from pipeline.intake.masking import Masked, NameWords, mask_found, masked_spans
from pipeline.text.diacritics import NO_SPELLINGS, Spellings, respelled
from pipeline.text.features import Recipe, terms
from pipeline.text.normalize import normalize
from pipeline.text.segment import segment

MAX_CHARACTERS = 60_000  # of a text: what a petition is about stands in its first pages
MAX_WORD = 60  # characters without a space: nothing longer is a word, and the library that segments may hang on it
_ENDLESS = re.compile(rf"\S{{{MAX_WORD},}}")


@dataclass(frozen=True, slots=True)
class LookedOver:
    """The first pages of a raw text in NFC without HTML, what masking found there, the ``clean`` text a model reads."""

    text: str
    spans: Sequence[Masked]
    clean: str


def look_over(raw: str, names: NameWords) -> LookedOver:
    """Mask, normalise and cut a raw text, free of HTML, once for all who ask what stands in it."""
    text = unicodedata.normalize("NFC", without_markup(raw[:MAX_CHARACTERS]))
    spans = masked_spans(text, names)
    clean = normalize(mask_found(text, spans, names))
    return LookedOver(text, spans, _ENDLESS.sub(" ", clean) if _is_endless(clean) else clean)


def _is_endless(text: str) -> bool:
    """Tell whether a word of a normalised text is too long, by leaps from space to space."""
    at, last = 0, len(text) - MAX_WORD
    while at <= last:
        at = text.rfind(" ", at, at + MAX_WORD) + 1
        if not at:
            return True
    return False


def clean_text(raw: str, names: NameWords) -> str:
    """Return ``raw`` masked and normalised, cut to what a model reads."""
    return look_over(raw, names).clean


def read_terms(
    texts: Sequence[str], recipe: Recipe, names: NameWords, spellings: Spellings = NO_SPELLINGS
) -> list[list[str]]:
    """Return the features of each raw text."""
    clean = respelled([clean_text(text, names) for text in texts], spellings)
    return [terms(words, recipe) for words in segment(clean)]
