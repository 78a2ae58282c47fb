"""Names that no capitals mark, in text all small or all large.

Letters then tell nothing: a name needs its parent beside it, or a word such as "ở" before a district.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.places.compare import EXACT, PLAIN, qualities
from pipeline.places.fate import Fate, cued, fate
from pipeline.places.fold import Word
from pipeline.places.gazetteer import Gazetteer
from pipeline.places.hits import Hit, Strength
from pipeline.places.lookup import names_at
from pipeline.places.names import Kind, Name
from pipeline.places.units import Level
from pipeline.places.words import Words

SHORTEST_WORD_ALIAS = 3
LONGEST_COMMUNE = 4


def caseless_hit(words: Words, gazetteer: Gazetteer, start: int, size: int, names: tuple[Name, ...]) -> Hit | None:
    """Read a province or district that no capitals mark; its diacritics must be right unless the text has none."""
    span = words.words[start : start + size]
    large = [name for name in names if name.level is not Level.COMMUNE and name.kind is not Kind.SHORT]
    found = _grades(words, start, span, large)
    small = any(_known_in_small_letters(span, name, found.get(name.unit, 0.0)) for name in large)
    if not found or (size == 1 and not small):
        return None
    told = cued(words, gazetteer.lexicon, start)
    common = " ".join([w.canon for w in span]) in gazetteer.lexicon.common
    luck = fate(words, gazetteer, start, start + size, start, None)
    certain = small or (told and words.accented[start])
    strength = Strength.BARE if certain and not common and luck is Fate.FREE else Strength.WEAK
    return Hit(start, start, start + size, found, strength, cued=told, blocked=luck is not Fate.FREE)


def commune_before(words: Words, gazetteer: Gazetteer, large: Hit, known_to: int) -> Hit | None:
    """Read the commune right before its district or province: "khương trung thanh xuân", "GHỀNH RÁNG QUY NHƠN"."""
    for size in range(LONGEST_COMMUNE, 1, -1):
        start = large.start - size
        if start < known_to or words.gaps[large.start].strip(" ,("):
            continue
        span = words.words[start : large.start]
        communes = [name for name in names_at(words, gazetteer, start, size) if name.level is Level.COMMUNE]
        grades = _grades(words, start, span, communes).items()
        found = {unit: grade for unit, grade in grades if gazetteer.kin(unit) & large.candidates.keys()}
        if found and _may_be_commune(words, gazetteer, start, large.start, span):
            return Hit(start, start, large.start, found, Strength.WEAK)
    return None


def _may_be_commune(words: Words, gazetteer: Gazetteer, start: int, end: int, span: list[Word]) -> bool:
    street = " ".join([w.canon for w in span]) in gazetteer.lexicon.streets
    return not street and fate(words, gazetteer, start, end, end, None) in (Fate.FREE, Fate.LAND)


def _grades(words: Words, start: int, span: list[Word], names: Sequence[Name]) -> dict[int, float]:
    least = (EXACT if words.accented[start] else PLAIN) - 1.0
    found: dict[int, float] = {}
    for name, grade in zip(names, qualities(span, names, "", words.accented[start]), strict=True):
        if grade >= least:
            found[name.unit] = max(grade, found.get(name.unit, 0.0))
    return found


def _known_in_small_letters(span: list[Word], name: Name, grade: float) -> bool:
    """Whether it is a province with all its diacritics, or an everyday name such as "tphcm" and "sài gòn"."""
    if name.level is not Level.PROVINCE or not grade:
        return False
    if name.kind is Kind.ALIAS:
        return len(span) > 1 or len(span[0].fold) >= SHORTEST_WORD_ALIAS
    return grade >= EXACT and len(span) > 1 and any(w.accented for w in span)
