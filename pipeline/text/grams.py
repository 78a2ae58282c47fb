"""Pairs and triples of tokens that a word model knows: what each scores, found for a whole row of tokens at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from pipeline.text.key_table import Ints, KeyTable

Doubles: TypeAlias = NDArray[np.float64]
Bytes: TypeAlias = NDArray[np.uint8]
PLACES = 4  # of a pair around a position; a triple has three
_SHIFT = 21  # bits of a token's number, so that three of them fit into 63
_FIRST_OF_PAIR, _SECOND_OF_PAIR, _FIRST_OF_TRIPLE, _SECOND_OF_TRIPLE, _THIRD_OF_TRIPLE = (1 << bit for bit in range(5))
_PARTS = {2: (_FIRST_OF_PAIR, _SECOND_OF_PAIR), 3: (_FIRST_OF_TRIPLE, _SECOND_OF_TRIPLE, _THIRD_OF_TRIPLE)}


@dataclass(frozen=True, slots=True)
class Scored:
    """Grams of two tokens, or of three, joined by a blank, and what each adds (grams by ``PLACES``)."""

    grams: Sequence[str]
    scores: Doubles


@dataclass(frozen=True, slots=True)
class KnownGrams:
    """Scores (grams by ``PLACES``) of pairs and triples, as they are written and in small letters.

    ``exact`` and ``lower`` number the tokens of both kinds, no number being given twice, from 1 on; ``roles`` has for
    each number the bits of what its token can be: the first of a pair, the second ...
    """

    exact: Mapping[str, int]
    lower: Mapping[str, int]
    roles: Bytes
    table: KeyTable
    scores: Doubles

    def numbers(self, tokens: Sequence[str]) -> Ints:
        """Return the numbers of tokens as they are written and in small letters, 0 if unknown, shape (tokens, 2)."""
        exact, lower = self.exact.get, self.lower.get
        return np.array([(exact(token, 0), lower(token.lower(), 0)) for token in tokens], dtype=np.int64)

    def roles_of(self, tokens: Sequence[str]) -> Bytes:
        """Return the roles of tokens as they are written and in small letters, shape (tokens, 2)."""
        return self.roles[self.numbers(tokens)]

    def hits(self, numbers: Ints, roles: Bytes) -> tuple[Ints, Doubles]:
        """Return where in a row of tokens known pairs and triples begin, and their scores (hits by ``PLACES``).

        ``numbers`` and ``roles``, both (tokens, 2), belong to the tokens. Most neighbours cannot be a pair or triple by
        their roles, a byte each; only the others are looked up.
        """
        neighbours = roles[:-1] & (roles[1:] >> 1)  # the bit of a first part stays where the next token is its second
        chains = neighbours[:-1] & (roles[2:] >> 2)
        flat = numbers.ravel()
        pairs = (neighbours & _FIRST_OF_PAIR).ravel().nonzero()[0]
        triples = (chains & _FIRST_OF_TRIPLE).ravel().nonzero()[0]
        double = flat[pairs] << _SHIFT | flat[pairs + 2]
        triple = (flat[triples] << _SHIFT | flat[triples + 2]) << _SHIFT | flat[triples + 4]
        where, rows = self.table.hits(np.concatenate((double, triple)))
        return np.concatenate((pairs, triples))[where] >> 1, self.scores[rows]


def known_grams(exact: Sequence[Scored], lower: Sequence[Scored]) -> KnownGrams:
    """Return the table of grams as they are written and in small letters, tables of pairs and of triples in turn."""
    numbers: tuple[dict[str, int], dict[str, int]] = ({}, {})
    parts, first = [], 1
    for grams, own in zip((exact, lower), numbers, strict=True):
        for scored in grams:
            flat = " ".join(scored.grams).split(" ") if scored.grams else []
            own.update(
                zip([t for t in dict.fromkeys(flat) if t not in own], count(first + len(own)))
            )  # count() has no end
            found = np.fromiter(map(own.__getitem__, flat), dtype=np.int64, count=len(flat))
            parts.append(found.reshape(len(scored.grams), -1 if len(flat) else 2))
        first += len(own)
    roles = np.zeros(first, dtype=np.uint8)
    for rows in parts:
        for column, role in zip(rows.T, _PARTS[rows.shape[1]], strict=True):
            roles[column] |= role  # a token twice among them gets the same bit twice
    keys = np.concatenate([_keys(rows) for rows in parts])
    scores = np.concatenate([scored.scores for scored in (*exact, *lower)])
    return KnownGrams(*numbers, roles, KeyTable(keys), scores)


def _keys(parts: Ints) -> Ints:
    """Return one number for each row of two or three numbers; a triple's is above any pair's, none being 0."""
    key = parts[:, 0]
    for part in parts.T[1:]:
        key = key << _SHIFT | part
    return key
