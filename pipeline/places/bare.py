"""Names without a type word: which of them may be a place at all.

A bare name counts when it is capitalised, stands alone (not inside a longer capitalised run) and no word before it
makes it a street, a school, a company or a person.
"""

from __future__ import annotations

from pipeline.places.caseless import caseless_hit
from pipeline.places.compare import PLAIN, qualities
from pipeline.places.fate import Fate, cued, fate
from pipeline.places.fold import Word
from pipeline.places.gazetteer import Gazetteer
from pipeline.places.hits import Hit, Strength
from pipeline.places.lookup import names_from
from pipeline.places.names import Kind, Name
from pipeline.places.units import Level
from pipeline.places.words import Words

APOSTROPHES = ("'", "’")


def bare_hit(words: Words, gazetteer: Gazetteer, start: int, known_to: int, previous: Hit | None) -> Hit | None:
    """Return the longest bare name at word ``start``; without candidates if it is known to be no place.

    ``known_to`` is the end of the last name read, ``previous`` the last one kept.
    """
    first, dropped = words.words[start], None
    if first.fold.isdigit():
        return None
    for size, names in names_from(words, gazetteer, start):
        if _capitals_tell(words, start, size):
            hit = _capital(words, gazetteer, start, names, known_to, size, previous)
        else:
            hit = caseless_hit(words, gazetteer, start, size, names)
        if hit is not None and (hit.candidates or hit.blocked):
            return hit
        dropped = dropped or hit
    return dropped


def _capitals_tell(words: Words, start: int, size: int) -> bool:
    """Whether the name is written with capitals in a text where that means something."""
    span = words.words[start : start + size]
    if words.caseless[start] or not span[0].capital:
        return False
    end = start + size
    if all(w.upper or len(w.fold) == 1 for w in span):
        before, after = words.words[max(start - 1, 0) : start], words.words[end : end + 1]
        if any(w.upper for w in before + after):
            return False
    return all(w.capital or words.gaps[start + i] in APOSTROPHES for i, w in enumerate(span))


def _capital(
    words: Words,
    gazetteer: Gazetteer,
    start: int,
    names: tuple[Name, ...],
    known_to: int,
    size: int,
    previous: Hit | None,
) -> Hit | None:
    span = words.words[start : start + size]
    found, levels = _grades(span, names, words.accented[start])
    if not found:
        return None
    end = start + size
    luck = fate(words, gazetteer, start, end, known_to, previous)
    if luck is Fate.DROP:
        return Hit(start, start, end, {}, Strength.WEAK)
    spelt = " ".join([w.canon for w in span])
    if luck in (Fate.LINE, Fate.FIRM) or spelt in gazetteer.lexicon.streets:
        found = {unit: grade for unit, grade in found.items() if levels[unit] is not Level.COMMUNE}
    if luck is not Fate.FREE:
        return Hit(start, start, end, found, Strength.WEAK, blocked=True)
    told = cued(words, gazetteer.lexicon, start)
    strength = _strength(words.accented[start], span, names, spelt in gazetteer.lexicon.common, told)
    return Hit(start, start, end, found, strength, cued=told)


def _strength(accented: bool, span: list[Word], names: tuple[Name, ...], common: bool, told: bool) -> Strength:
    """Abbreviations, single syllables (Vinh), names like words and bare communes need company or a word before."""
    if common:
        large = any(name.level is not Level.COMMUNE for name in names)
        return Strength.BARE if told and large else Strength.WEAK
    large_names = [name for name in names if name.level is not Level.COMMUNE and name.kind is not Kind.SHORT]
    if not large_names:
        return Strength.BARE if told and len(span) > 1 and names[0].kind is not Kind.SHORT else Strength.WEAK
    alone = len(span) > 1 or told or any(name.level is Level.PROVINCE for name in large_names)
    spelt = not accented or any(tuple(w.canon for w in span) == name.canon for name in names)
    return Strength.BARE if alone and spelt else Strength.WEAK


def _grades(span: list[Word], names: tuple[Name, ...], accented: bool) -> tuple[dict[int, float], dict[int, Level]]:
    found: dict[int, float] = {}
    levels: dict[int, Level] = {}
    for name, grade in zip(names, qualities(span, names, "", accented), strict=True):
        if name.kind is Kind.SHORT and not span[0].upper:
            continue
        if grade >= PLAIN - 1.0 and grade > found.get(name.unit, 0.0):
            found[name.unit] = grade
            levels[name.unit] = name.level
    return found, levels
