"""The index of all names: which units a run of folded syllables may mean."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

from pipeline.places.fold import fold_name
from pipeline.places.units import Level, Unit

SINGLE_LETTER = re.compile(r"\b([^\W\d_]) (?=[^\W\d_]{2,})")


class Kind(IntEnum):
    """How a unit comes by a name; the higher, the less it weighs."""

    OFFICIAL = 0
    ALIAS = 1
    FORMER = 2
    SHORT = 3


class Name(NamedTuple):
    """One name of one unit.

    ``level`` is the level of what bore the name: a commune that was dissolved long ago names its district
    (``unit``), but people still call it a commune.
    """

    unit: int
    level: Level
    type: str
    canon: tuple[str, ...]
    kind: Kind


BORNE = 4  # all but the kind: unit, level, type, spelling


@dataclass(frozen=True, slots=True)
class Namesakes:
    """All names that begin with the same folded syllable.

    ``by_key`` maps folded syllables joined by a space to names, ``lengths`` are the numbers of syllables, most first.
    """

    by_key: dict[str, tuple[Name, ...]]
    lengths: tuple[int, ...]


NOBODY = Namesakes({}, ())
Listed = tuple[int, Level, str, str, Kind, tuple[str, ...]]
"""A name yet to be cut: unit, level, type, as written, kind, (); or one already cut: its key for ``written``, canon."""


class NameIndex:
    """Names by their first folded syllable; those of a syllable are only prepared once a text has that syllable."""

    def __init__(self) -> None:
        """Start without names."""
        self._listed: dict[str, list[Listed]] = {}
        self._ready: dict[str, Namesakes] = {}
        self._heads: dict[str, list[Listed]] = {}  # the lists once more, by words that begin names in one way only

    def add(self, unit: int, level: Level, type_: str, written: str, kind: Kind) -> None:
        """Add a name in every way it may be cut into words (``R'Lấp`` and ``RLấp``)."""
        head = written.partition(" ")[0]
        known = self._heads.get(head)
        if known is None and (head.isdecimal() or (head.isalpha() and len(head) > 1)):
            known = self._heads[head] = self._listed.setdefault(fold_name(head)[0][0], [])
        if known is not None:
            known.append((unit, level, type_, written, kind, ()))
            return
        for first in {first for spelling in _spellings(written) for first in fold_name(spelling)[0][:1]}:
            self._listed.setdefault(first, []).append((unit, level, type_, written, kind, ()))

    def add_glued(self, unit: Unit) -> None:
        """Add a province's name in one word (``hanoi``) and its initials (``BD``)."""
        folds, canon = fold_name(unit.name)
        self._put(unit, "".join(folds), "".join(canon), Kind.ALIAS)
        if len(folds) > 1:
            self._put(unit, "".join(f[0] for f in folds), "".join(c[0] for c in canon), Kind.SHORT)

    def _put(self, unit: Unit, fold: str, canon: str, kind: Kind) -> None:
        self._listed.setdefault(fold, []).append((unit.index, unit.level, unit.type, fold, kind, (canon,)))

    def has_large(self, first: str) -> bool:
        """Whether a province or district may be among the names that begin so; nothing is prepared to say it."""
        return any(listed[1] is not Level.COMMUNE for listed in self._listed.get(first, ()))

    def starting_with(self, first: str) -> Namesakes:
        """Return the names whose first folded syllable this is."""
        known = self._ready.get(first)
        if known is None:
            listed = self._listed.get(first)
            if listed is None:
                return NOBODY
            known = self._ready[first] = _namesakes(first, listed)
        return known

    def spelt(self, folds: Sequence[str]) -> tuple[Name, ...]:
        """Return the names that these folded syllables may mean."""
        return self.starting_with(folds[0]).by_key.get(" ".join(folds), ()) if folds else ()


def _namesakes(first: str, listed: Sequence[Listed]) -> Namesakes:
    """Keep names in the order they came, so that the same tables make the same index."""
    found: dict[str, dict[Name, None]] = {}
    cuts = {written: _cuts(written) for written in {one[3] for one in listed}}  # many units bear the same name
    for unit, level, type_, written, kind, canon in listed:
        for key, syllables in [(written, canon)] if canon else cuts[written]:
            if key.partition(" ")[0] == first:
                found.setdefault(key, {})[Name(unit, level, type_, syllables, kind)] = None
    lengths = {key.count(" ") + 1 for key in found}
    by_key = {key: _best_of_each_unit(names) for key, names in found.items()}
    return Namesakes(by_key, tuple(sorted(lengths, reverse=True)))


def _cuts(written: str) -> list[tuple[str, tuple[str, ...]]]:
    """Return key and canonical syllables for each way to cut a name."""
    cut = [fold_name(spelling) for spelling in _spellings(written)]
    return [(" ".join(folds), canon) for folds, canon in cut]


def told_without_capital(name: Name) -> bool:
    """Provinces, districts of two syllables and everyday names may be written small."""
    large = name.level is Level.PROVINCE or (name.level is Level.DISTRICT and len(name.canon) > 1)
    return large and name.kind is not Kind.SHORT


def _best_of_each_unit(names: Iterable[Name]) -> tuple[Name, ...]:
    """Drop a former or everyday name that only repeats the official one, type and all."""
    official = {name[:BORNE] for name in names if name.kind is Kind.OFFICIAL}
    return tuple([name for name in names if name.kind is Kind.OFFICIAL or name[:BORNE] not in official])


def _spellings(written: str) -> tuple[str, ...]:
    """Return the name and how else names of the highlands are cut: ``R'Lấp``, ``RLấp``; ``Ê Wi``, ``ÊWi``."""
    plain = written.replace("’", "'")
    if "'" in plain:
        return plain, plain.replace("' ", "").replace("'", "")
    if SINGLE_LETTER.search(plain):
        return plain, SINGLE_LETTER.sub(r"\1", plain)
    return (plain,)
