"""The index of all names: which units a run of folded syllables may mean."""

from __future__ import annotations

import re
from collections.abc import Iterable
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


@dataclass(frozen=True, slots=True)
class NameIndex:
    """``by_key`` maps folded syllables joined by a space to names; ``lengths`` maps a first syllable to how many.

    ``seconds`` maps a first syllable to the second ones ("" where it is a name alone), ``large_seconds`` the same for
    provinces and districts only: a quick no for most words.
    """

    by_key: dict[str, tuple[Name, ...]]
    lengths: dict[str, tuple[int, ...]]
    seconds: dict[str, frozenset[str]]
    large_seconds: dict[str, frozenset[str]]


class IndexBuilder:
    """Collects names, then freezes them."""

    def __init__(self) -> None:
        """Start without names."""
        self._names: dict[str, dict[Name, None]] = {}
        self._spelt: dict[str, list[tuple[str, tuple[str, ...]]]] = {}

    def add(self, unit: Unit, written: str, level: Level, type_: str, kind: Kind) -> None:
        """Add a name in every way it may be cut into words (``R'Lấp`` and ``RLấp``)."""
        spelt = self._spelt.get(written)
        if spelt is None:
            folded = [fold_name(spelling) for spelling in _spellings(written)]
            spelt = self._spelt[written] = [(" ".join(folds), canon) for folds, canon in folded]
        for key, canon in spelt:
            self._put(key, Name(unit.index, level, type_, canon, kind))

    def add_glued(self, unit: Unit) -> None:
        """Add a province's name in one word (``hanoi``) and its initials (``BD``)."""
        folds, canon = fold_name(unit.name)
        self._put("".join(folds), Name(unit.index, unit.level, unit.type, ("".join(canon),), Kind.ALIAS))
        if len(folds) > 1:
            initials = "".join(f[0] for f in folds), "".join(c[0] for c in canon)
            self._put(initials[0], Name(unit.index, unit.level, unit.type, initials[1:], Kind.SHORT))

    def _put(self, key: str, name: Name) -> None:
        self._names.setdefault(key, {})[name] = None

    def build(self) -> NameIndex:
        """Freeze the names in the order they came, so that the same tables make the same index."""
        lengths: dict[str, set[int]] = {}
        for key in self._names:
            syllables = key.split(" ")
            lengths.setdefault(syllables[0], set()).add(len(syllables))
        return NameIndex(
            {key: _best_of_each_unit(names) for key, names in self._names.items()},
            {first: tuple(sorted(counts, reverse=True)) for first, counts in lengths.items()},
            _seconds(self._names),
            _seconds([key for key, names in self._names.items() if any(map(_told_without_capital, names))]),
        )


def _seconds(keys: Iterable[str]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for key in keys:
        first, second = (*key.split(" "), "")[:2]
        found.setdefault(first, set()).add(second)
    return {first: frozenset(seconds) for first, seconds in found.items()}


def _told_without_capital(name: Name) -> bool:
    """Provinces, districts of two syllables and everyday names may be written small."""
    large = name.level is Level.PROVINCE or (name.level is Level.DISTRICT and len(name.canon) > 1)
    return large and name.kind is not Kind.SHORT


def _best_of_each_unit(names: Iterable[Name]) -> tuple[Name, ...]:
    """Drop a former or everyday name that only repeats the official one, type and all."""
    official = {_borne(name) for name in names if name.kind is Kind.OFFICIAL}
    return tuple(name for name in names if name.kind is Kind.OFFICIAL or _borne(name) not in official)


def _borne(name: Name) -> Name:
    return name._replace(kind=Kind.OFFICIAL)


def _spellings(written: str) -> tuple[str, ...]:
    """Return the name and how else names of the highlands are cut: ``R'Lấp``, ``RLấp``; ``Ê Wi``, ``ÊWi``."""
    plain = written.replace("’", "'")
    if "'" in plain:
        return plain, plain.replace("' ", "").replace("'", "")
    if SINGLE_LETTER.search(plain):
        return plain, SINGLE_LETTER.sub(r"\1", plain)
    return (plain,)
