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
from itertools import compress, product, repeat

import numpy as np
from numpy.typing import NDArray

from pipeline.text.grams import PLACES as MOST_PLACES
from pipeline.text.grams import KnownGrams, Scored, known_grams

Doubles = NDArray[np.float64]
Grams = dict[str, list[float]]
SINGLES = ("T[-2]", "T[-1]", "T[0]", "T[1]", "T[2]")
PAIRS = ("T[-2,-1]", "T[-1,0]", "T[0,1]", "T[1,2]")
TRIPLES = ("T[-2,0]", "T[-1,1]", "T[0,2]")
PLAIN, TITLE, MARK_AFTER, MARK_BEFORE = range(4)  # kinds of a token: not capitalised, capitalised, a mark
PROPERTIES = ("", ".lower", ".istitle", ".isdigit", ".is_in_dict")
_WHOLE_NUMBER = re.compile(r"[+-]?[0-9]+")
_I32 = range(-(2**31), 2**31)


@dataclass(frozen=True, slots=True)
class TemplateTables:
    """Everything the model knows, by numbers.

    ``everywhere`` is what the neighbours of every position score if none of them is capitalised, at an end, or known;
    ``kind_gains`` (64 rows of three kinds of token, by places) what three tokens, and the first two, score more.
    """

    weights: Mapping[str, float]
    dictionary: frozenset[str]
    grams: KnownGrams
    everywhere: float
    kind_gains: Doubles

    def single_scores(self, token: str) -> list[float]:
        """Return what ``token`` scores by itself in each of the five places."""
        low = token.lower()
        values = (token, low, str(is_title(token)), str(_is_digit(token)), str(low in self.dictionary))
        get, endings = self.weights.get, [f"{p}={v}" for p, v in zip(PROPERTIES, values, strict=True)]
        return [sum(get(place + ending, 0.0) for ending in endings) for place in SINGLES]


def build_tables(weights: Mapping[str, float], dictionary: Iterable[str]) -> TemplateTables:
    """Return the tables of a model with these ``weights`` and words (lower-case, syllables joined by a blank)."""
    words = list(dictionary)
    blanks = list(map(str.count, words, repeat(" ")))
    two, three = (list(compress(words, map(number.__eq__, blanks))) for number in (1, 2))
    pairs, low_pairs, triples = _grams(weights)
    base = [_base(weights, places) for places in (PAIRS, TRIPLES)]
    return TemplateTables(
        weights=weights,
        dictionary=frozenset(words),
        grams=known_grams(
            exact=[_scored(pairs, [], weights, PAIRS), _scored(triples, [], weights, TRIPLES)],
            lower=[_scored(low_pairs, two, weights, PAIRS), _scored({}, three, weights, TRIPLES)],
        ),
        everywhere=float(sum(kinds[PLAIN].sum() for kinds in base)),
        kind_gains=_gains(base[0], 2).repeat(4, axis=0) + _gains(base[1], 3),
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


def _scored(grams: Grams, words: Sequence[str], weights: Mapping[str, float], places: Sequence[str]) -> Scored:
    """Return ``grams``, and ``words`` of as many tokens, which gain by being in the dictionary.

    A gram of another number of tokens, such as the mark BOS, is left out.
    """
    blanks, width = (1 if places is PAIRS else 2), len(places)
    known = [gram for gram in grams if gram.count(" ") == blanks]
    others = [word for word in words if word not in grams]
    listing = [
        _of(weights, place, ".is_in_dict", "True") - _of(weights, place, ".is_in_dict", "False") for place in places
    ]
    scores = np.zeros((len(known) + len(others), MOST_PLACES))
    scores[: len(known), :width] = np.reshape([grams[gram] for gram in known], (len(known), width))
    listed = np.fromiter(map(frozenset(words).__contains__, known), dtype=bool, count=len(known))
    scores[: len(known), :width][listed] += listing
    scores[len(known) :, :width] = listing
    return Scored(known + others, scores)


def _base(weights: Mapping[str, float], places: Sequence[str]) -> Doubles:
    """Return what an unknown pair or triple scores in each place, by kind."""
    plain, title = (
        [_of(weights, p, ".istitle", cased) + _of(weights, p, ".is_in_dict", "False") for p in places]
        for cased in ("False", "True")
    )
    after, before = (
        [sum(_of(weights, p, kind, mark) for kind in PROPERTIES) for p in places] for mark in ("EOS", "BOS")
    )
    return np.array([plain, title, after, before])


def _gains(base: Doubles, size: int) -> Doubles:
    """Return what each row of kinds of ``size`` tokens scores above plain ones, shape (4 ** size, places).

    A row is as its last token if that is the mark after a text, else as its first if that is the mark before one; else
    it is capitalised if all its tokens are.
    """
    rows = list(product((PLAIN, TITLE, MARK_AFTER, MARK_BEFORE), repeat=size))
    kinds = [
        MARK_BEFORE
        if row[0] == MARK_BEFORE
        else MARK_AFTER
        if row[-1] == MARK_AFTER
        else TITLE
        if set(row) == {TITLE}
        else PLAIN
        for row in rows
    ]
    gains = np.zeros((len(rows), MOST_PLACES))
    gains[:, : base.shape[1]] = base[kinds] - base[PLAIN]
    return gains
