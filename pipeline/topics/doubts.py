"""Texts that no classifier should be sure of: too short, in another language, unlike anything it has learnt."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from pipeline.text.normalize import strip_diacritics
from pipeline.topics.reading import Reading

TOO_SHORT = "too-short"
NOT_VIETNAMESE = "not-vietnamese"
UNLIKE = "unlike-training"
FEWEST_SYLLABLES = 5
FEWEST_VIETNAMESE = 0.6  # share of letter tokens that can be spelt as Vietnamese syllables
FEWEST_KNOWN = 0.5  # share of single syllables and words that the model knows
_ONSET = "(?:ngh|ng|nh|gh|gi|kh|ph|th|tr|ch|qu|[bcdghklmnpqrstvx])?"
_RHYME = (
    "(?:[aeiouy]|ai|ao|au|ay|eo|eu|ia|ie|iu|oa|oe|oi|oo|ua|ue|ui|uo|uu|uy|ye|oai|oay|oeo|uai|uay|uoi|uou|uya|uye|uyu"
    "|ieu|yeu|uyeu|uao)"
)
_CODA = "(?:ch|nh|ng|[cmnpt])?"
_SYLLABLE = re.compile(f"{_ONSET}{_RHYME}{_CODA}")
_LETTERS = re.compile(r"[^\W\d_]+")


def find_doubts(reading: Reading, known: Sequence[bool]) -> tuple[str, ...]:
    """Return why a text goes to a person whatever its score.

    ``known`` says of each single (not paired) feature of ``reading`` whether the model has it.
    """
    tokens = [token.lower() for word in reading.words for token in _LETTERS.findall(word)]
    if len(tokens) < FEWEST_SYLLABLES:
        return (TOO_SHORT,)
    if sum(is_syllable(token) for token in tokens) < FEWEST_VIETNAMESE * len(tokens):
        return (NOT_VIETNAMESE,)
    return (UNLIKE,) if sum(known) < FEWEST_KNOWN * len(known) else ()


@lru_cache(maxsize=50_000)  # a language has few syllables, and petitions repeat them
def is_syllable(token: str) -> bool:
    """Say whether a lower-case token is spelt like a Vietnamese syllable, with or without diacritics.

    >>> is_syllable("nghiêng"), is_syllable("duong"), is_syllable("street")
    (True, True, False)
    """
    return _SYLLABLE.fullmatch(strip_diacritics(token)) is not None
