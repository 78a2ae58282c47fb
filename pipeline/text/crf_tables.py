"""The 43 feature templates of underthesea's word model as tables of numbers.

A template names tokens around a position (``T[-1]``, ``T[0,1]``, ``T[-1,1]`` ...) and a property of theirs: the string
itself, ``lower``, ``istitle``, ``isdigit``, ``is_in_dict`` (``features.bin`` of the model lists them; the core's
``CRFFeaturizer`` writes them as strings such as ``T[0,1].lower=đường phố``). The score of a position is the sum of the
weights of these strings. Here the sum is taken once and for all for each token, pair and triple of tokens that the
model or its dictionary knows, one column for every place the token, pair or triple can take.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from pipeline.text.key_table import KeyTable

Doubles = NDArray[np.float64]
Grams = dict[str, list[float]]
SINGLES = ("T[-2]", "T[-1]", "T[0]", "T[1]", "T[2]")
PAIRS = ("T[-2,-1]", "T[-1,0]", "T[0,1]", "T[1,2]")
TRIPLES = ("T[-2,0]", "T[-1,1]", "T[0,2]")
PLAIN, TITLE, PAD_BEFORE, PAD_AFTER = range(4)  # kinds of a pair or triple: not all capitalised, all, over an end
PROPERTIES = ("", ".lower", ".istitle", ".isdigit", ".is_in_dict")
SHIFT = 1 << 21  # numbers of known tokens are smaller, so that three of them fit into 63 bits
_WHOLE_NUMBER = re.compile(r"[+-]?[0-9]+")
_I32 = range(-(2**31), 2**31)


@dataclass(frozen=True, slots=True)
class GramTable:
    """Scores of known pairs or triples: ``table`` finds the row of ``scores`` (grams by places)."""

    table: KeyTable
    scores: Doubles


@dataclass(frozen=True, slots=True)
class TemplateTables:
    """Everything the model knows, by numbers.

    ``exact`` and ``lower`` number, from 1, the tokens (as written, lower-cased) of known pairs and triples.
    ``pair_base`` and ``triple_base`` (kinds by places) hold what every pair or triple of a kind scores.
    """

    weights: Mapping[str, float]
    dictionary: frozenset[str]
    exact: Mapping[str, int]
    lower: Mapping[str, int]
    pair_base: Doubles
    triple_base: Doubles
    exact_pairs: GramTable
    lower_pairs: GramTable
    exact_triples: GramTable
    lower_triples: GramTable

    def single_scores(self, token: str) -> list[float]:
        """Return what ``token`` scores by itself in each of the five places."""
        low = token.lower()
        values = (token, low, str(is_title(token)), str(_is_digit(token)), str(low in self.dictionary))
        get, endings = self.weights.get, [f"{p}={v}" for p, v in zip(PROPERTIES, values, strict=True)]
        return [sum(get(place + ending, 0.0) for ending in endings) for place in SINGLES]


def build_tables(weights: Mapping[str, float], dictionary: Iterable[str]) -> TemplateTables:
    """Return the tables of a model with these ``weights`` and words (lower-case, syllables joined by a blank)."""
    words = list(dictionary)
    pairs, low_pairs, triples = _grams(weights)
    exact: dict[str, int] = {}
    lower: dict[str, int] = {}
    return TemplateTables(
        weights=weights,
        dictionary=frozenset(words),
        exact=exact,
        lower=lower,
        pair_base=_base(weights, PAIRS),
        triple_base=_base(weights, TRIPLES),
        exact_pairs=_table(pairs, [], np.zeros(len(PAIRS)), exact),
        lower_pairs=_table(low_pairs, words, _gain_of_words(weights, PAIRS), lower),
        exact_triples=_table(triples, [], np.zeros(len(TRIPLES)), exact),
        lower_triples=_table({}, words, _gain_of_words(weights, TRIPLES), lower),
    )


def pad_scores(weights: Mapping[str, float]) -> Doubles:
    """Return what the marks before and after a text score in the five places, shape (2, 5)."""
    marks = [[sum(_of(weights, place, p, mark) for p in PROPERTIES) for place in SINGLES] for mark in ("BOS", "EOS")]
    return np.array(marks)


def is_title(token: str) -> bool:
    """Say whether the core takes ``token`` as capitalised: its first character has no other upper case."""
    return token[0] == token[0].upper()


def _is_digit(token: str) -> bool:
    """Say whether the core reads ``token`` as a 32-bit integer."""
    return _WHOLE_NUMBER.fullmatch(token) is not None and int(token[:12]) in _I32 and int(token) in _I32


def _of(weights: Mapping[str, float], place: str, kind: str, value: str) -> float:
    return weights.get(f"{place}{kind}={value}", 0.0)


def _grams(weights: Mapping[str, float]) -> tuple[Grams, Grams, Grams]:
    """Return what pairs, lower-cased pairs and triples score in each of their places."""
    kinds: tuple[Grams, Grams, Grams] = ({}, {}, {})
    places = ((kinds[0], PAIRS, ""), (kinds[1], PAIRS, ".lower"), (kinds[2], TRIPLES, ""))
    homes = {place + ending: (kind, at, len(all_)) for kind, all_, ending in places for at, place in enumerate(all_)}
    for attribute, weight in weights.items():
        name, _, gram = attribute.partition("=")
        home = homes.get(name)
        if home is not None:
            kind, at, size = home
            scores = kind.get(gram)
            if scores is None:
                scores = kind[gram] = [0.0] * size
            scores[at] += weight
    return kinds


def _gain_of_words(weights: Mapping[str, float], places: Sequence[str]) -> Doubles:
    """Return what a pair or triple gains in each place by being in the dictionary."""
    kind = ".is_in_dict"
    return np.array([_of(weights, place, kind, "True") - _of(weights, place, kind, "False") for place in places])


def _base(weights: Mapping[str, float], places: Sequence[str]) -> Doubles:
    plain, title = (
        [_of(weights, p, ".istitle", cased) + _of(weights, p, ".is_in_dict", "False") for p in places]
        for cased in ("False", "True")
    )
    pads = [[sum(_of(weights, place, p, mark) for p in PROPERTIES) for place in places] for mark in ("BOS", "EOS")]
    return np.array([plain, title, *pads])


def _table(grams: Grams, words: Sequence[str], gain: Doubles, numbers: dict[str, int]) -> GramTable:
    """Return the table of ``grams`` and of ``words`` of as many tokens, which add ``gain``; number their tokens.

    What has another number of tokens, such as the mark BOS, is none of them.
    """
    size = 2 if len(gain) == len(PAIRS) else 3
    known = [gram for gram in grams if gram.count(" ") == size - 1]
    listed = [word for word in words if word.count(" ") == size - 1]
    rows = {gram: row for row, gram in enumerate(dict.fromkeys(chain(known, listed)))}
    scores = np.zeros((len(rows), len(gain)))
    scores[: len(known)] = np.reshape([grams[gram] for gram in known], (len(known), len(gain)))
    scores[[rows[word] for word in listed]] += gain
    flat = " ".join(rows).split(" ")
    for token in dict.fromkeys(flat):
        numbers.setdefault(token, len(numbers) + 1)
    parts = np.fromiter(map(numbers.__getitem__, flat), dtype=np.int64, count=len(flat)).reshape(len(rows), size)
    return GramTable(KeyTable(packed(*parts.T)), scores)


def packed(*parts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return one number for each row of ``parts``, two or three columns of numbers below ``SHIFT``."""
    key = parts[0]
    for part in parts[1:]:
        key = key * SHIFT + part
    return key
