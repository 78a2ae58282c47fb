"""Texts that no classifier should be sure of: too short, in another language, unlike anything it has learnt."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from pipeline.text.fast_vectorize import Features
from pipeline.text.normalize import strip_diacritics
from pipeline.text.tagged import Tagged

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


def find_doubts(tagged: Tagged, features: Features) -> list[tuple[str, ...]]:
    """Return of each text why it goes to a person whatever its score."""
    runs, syllables = tagged.lexicon.column(_letters_of, np.zeros((2, 2), dtype=np.int64)).rows().T
    letters = tagged.sums(runs)
    short = letters < FEWEST_SYLLABLES
    foreign = tagged.sums(syllables) < FEWEST_VIETNAMESE * letters
    unlike = features.known < FEWEST_KNOWN * features.singles
    signs = np.stack((short, foreign, unlike, np.ones_like(short)), axis=1)
    said = ((TOO_SHORT,), (NOT_VIETNAMESE,), (UNLIKE,), ())
    return [said[first] for first in signs.argmax(axis=1).tolist()]


def _letters_of(tokens: Sequence[str]) -> NDArray[np.int64]:
    """Return of each token how many runs of letters it holds, and how many of these are spelt as syllables."""
    runs = [_LETTERS.findall(token) for token in tokens]
    return np.array([(len(found), sum(is_syllable(run.lower()) for run in found)) for found in runs], dtype=np.int64)


@lru_cache(maxsize=50_000)  # a language has few syllables, and petitions repeat them
def is_syllable(token: str) -> bool:
    """Say whether a lower-case token is spelt like a Vietnamese syllable, with or without diacritics.

    >>> is_syllable("nghiêng"), is_syllable("duong"), is_syllable("street")
    (True, True, False)
    """
    return _SYLLABLE.fullmatch(strip_diacritics(token)) is not None
