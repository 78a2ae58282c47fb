"""Names after a type word: "xã Vĩnh Yên", "P.5", "thành phố Cà Mau"."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pipeline.places.compare import SAME_TYPE, SLACK, qualities
from pipeline.places.fate import name_starts
from pipeline.places.fold import Word
from pipeline.places.gazetteer import Gazetteer
from pipeline.places.hits import Hit, Strength
from pipeline.places.lookup import names_from
from pipeline.places.markers import Marker, marker_at
from pipeline.places.names import Name
from pipeline.places.style import new_sentence
from pipeline.places.units import Level
from pipeline.places.words import Words

LONGEST_TYPO = 4


def typed_hit(words: Words, gazetteer: Gazetteer, start: int, trusted: bool) -> Hit | None:
    """Return the longest name after a type word at word ``start``, an OPEN hit for a name of no list, or None."""
    marker = marker_at(words, gazetteer.lexicon, start)
    if marker is None or new_sentence(words.gaps[marker.after], words.words[marker.after - 1]):
        return None
    for size, names in names_from(words, gazetteer, marker.after):
        found = _candidates(words, marker, size, names)
        if found:
            return _typed_hit(words, gazetteer, start, marker, size, found, trusted)
    return _open_hit(words, gazetteer, start, marker)


def _candidates(words: Words, marker: Marker, size: int, names: Iterable[Name]) -> dict[int, float]:
    span = words.words[marker.after : marker.after + size]
    fitting = [name for name in names if name.level in marker.levels]
    grades = qualities(span, fitting, marker.type, words.accented[marker.after])
    found: dict[int, float] = {}
    cities: set[int] = set()
    for name, grade in zip(fitting, grades, strict=True):
        if grade > found.get(name.unit, 0.0):
            found[name.unit] = grade
            if name.type == marker.type:
                cities.add(name.unit)
    if len(marker.levels) > 1 and cities:
        return {unit: found[unit] for unit in cities}  # "thành phố Cà Mau" is not the province (tỉnh) of its name
    return found


def _typed_hit(
    words: Words, gazetteer: Gazetteer, start: int, marker: Marker, size: int, found: dict[int, float], trusted: bool
) -> Hit:
    end = marker.after + size
    span = words.words[marker.after : end]
    doubtful = not trusted and _like_a_word(words, gazetteer, span, marker)
    strength = Strength.WEAK if doubtful else Strength.TYPED
    exact = max(found.values()) > SLACK + SAME_TYPE
    if not exact or _name_goes_on(words, gazetteer, end):
        strength = Strength.WEAK  # a wrong diacritic or a longer name of no list needs a parent
    plural = _counted(words, gazetteer, start)
    return Hit(start, marker.after, end, found, strength, marker.levels, marker.type, True, exact, plural=plural)


def _counted(words: Words, gazetteer: Gazetteer, start: int) -> bool:
    """Whether a word of number stands before word ``start`` in its sentence: "các xã", "hai phường"."""
    if start and new_sentence(words.gaps[start], words.words[start - 1]):
        return False
    return gazetteer.lexicon.plurals.ending_at(words.words, start) is not None


def _name_goes_on(words: Words, gazetteer: Gazetteer, end: int) -> bool:
    """Whether a capitalised word follows that begins no other name: "xã Lục Yên Châu" is not xã Lục Yên."""
    if end >= len(words.words) or words.gaps[end] != " " or words.caseless[end - 1]:
        return False
    after = words.words[end]
    if not after.capital or after.upper or after.fold.isdigit() or words.words[end - 1].fold.isdigit():
        return False
    return after.fold not in gazetteer.lexicon.marker_starts and not name_starts(words, gazetteer, end)


def _like_a_word(words: Words, gazetteer: Gazetteer, span: Sequence[Word], marker: Marker) -> bool:
    """Whether a name in small letters may be an ordinary word: "phường thống nhất phương án", "xa hoi"."""
    if span[0].fold.isdigit() or (span[0].capital and not words.caseless[marker.after]):
        return False
    if not marker.sure or (len(span) == 1 and Level.COMMUNE in marker.levels):
        return True
    canon = " ".join(w.canon for w in span)
    if canon in gazetteer.lexicon.common:
        return True
    if any(w.accented for w in span):
        return False
    return words.accented[marker.after] or " ".join(w.fold for w in span) in gazetteer.lexicon.common_plain


def _open_hit(words: Words, gazetteer: Gazetteer, start: int, marker: Marker) -> Hit | None:
    """Keep a type word before capitalised words of no list: a misspelt name that a known parent may explain."""
    word = words.words[marker.after]
    written_small = not words.accented[marker.after] and not word.capital
    if not marker.sure or word.fold.isdigit() or not (word.capital or written_small):
        return None
    end = marker.after + 1
    while end < len(words.words) and end - marker.after < LONGEST_TYPO and _name_goes_on(words, gazetteer, end):
        end += 1
    return Hit(start, marker.after, end, {}, Strength.OPEN, marker.levels, marker.type, True, False)
