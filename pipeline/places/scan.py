"""Finding names in running text: every type word with a name, and bare names that may stand for a place."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from pipeline.places.bare import bare_hit
from pipeline.places.compare import SAME_TYPE, SLACK, quality
from pipeline.places.fate import name_starts
from pipeline.places.fold import Word
from pipeline.places.gazetteer import Gazetteer
from pipeline.places.hits import Hit, Strength
from pipeline.places.lookup import names_at
from pipeline.places.markers import Marker, marker_at
from pipeline.places.units import REFORM, Era, Level
from pipeline.places.words import Words

LONGEST_TYPO = 4


def scan(words: Words, gazetteer: Gazetteer, day: date | None, trusted: bool = False) -> list[Hit]:
    """Return the names that a text of ``day`` may mean, in order, none overlapping; linear in the number of words.

    ``trusted`` is for a place column, where a name like an ordinary word is a name.
    """
    hits: list[Hit] = []
    first_types = gazetteer.lexicon.marker_starts
    names = gazetteer.names
    position, count, known_to = 0, len(words.words), 0
    while position < count:
        word = words.words[position]
        hit = None
        if word.fold in first_types:
            hit = _typed_at(words, gazetteer, position, trusted)
        any_name = word.capital or words.caseless[position]
        seconds = (names.seconds if any_name else names.large_seconds).get(word.fold)
        if hit is None and seconds is not None and _may_start(words, position, seconds):
            hit = bare_hit(words, gazetteer, position, known_to, hits[-1] if hits else None)
        if hit is None:
            position += 1
            continue
        if hit.candidates or hit.strength is Strength.OPEN:
            hits.append(hit)
        position = hit.end
        if hit.candidates or hit.blocked:
            known_to = hit.end
    return hits if day is None or day >= REFORM else _of_old_units(hits, gazetteer)


def _of_old_units(hits: list[Hit], gazetteer: Gazetteer) -> list[Hit]:
    """Drop what did not exist before the reform."""
    for hit in hits:
        old = {unit: grade for unit, grade in hit.candidates.items() if gazetteer.units[unit].era is Era.BEFORE}
        hit.candidates = old
    return [hit for hit in hits if hit.candidates or hit.strength is Strength.OPEN]


def _may_start(words: Words, position: int, seconds: frozenset[str]) -> bool:
    following = words.words[position + 1].fold if position + 1 < len(words.words) else ""
    return following in seconds or "" in seconds


def _typed_at(words: Words, gazetteer: Gazetteer, start: int, trusted: bool) -> Hit | None:
    marker = marker_at(words, gazetteer.lexicon, start)
    if marker is None:
        return None
    for size in gazetteer.names.lengths.get(words.words[marker.after].fold, ()):
        found = _candidates(words, gazetteer, marker, size)
        if found:
            return _typed_hit(words, gazetteer, start, marker, size, found, trusted)
    return _open_hit(words, gazetteer, start, marker)


def _candidates(words: Words, gazetteer: Gazetteer, marker: Marker, size: int) -> dict[int, float]:
    names = names_at(words, gazetteer, marker.after, size)
    span = words.words[marker.after : marker.after + size]
    accented = words.accented[marker.after]
    found: dict[int, float] = {}
    for name in names:
        if name.level in marker.levels:
            grade = quality(span, name, marker.type, accented)
            if grade > found.get(name.unit, 0.0):
                found[name.unit] = grade
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
    plural = gazetteer.lexicon.plurals.ending_at(words.words, start) is not None
    return Hit(start, marker.after, end, found, strength, marker.levels, marker.type, True, exact, plural=plural)


def _name_goes_on(words: Words, gazetteer: Gazetteer, end: int) -> bool:
    """Whether a capitalised word follows that begins no other name: "xã Lục Yên Châu" is not xã Lục Yên."""
    if end >= len(words.words) or words.gap(end - 1, end) != " " or words.caseless[end - 1]:
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
