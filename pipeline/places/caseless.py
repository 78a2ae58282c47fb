"""Names that no capitals mark, in text all small or all large.

Letters then tell nothing: a name needs its parent beside it, or a word such as "ở" before a district.
"""

from __future__ import annotations

from pipeline.places.compare import EXACT, PLAIN, quality
from pipeline.places.fate import Fate, cued, fate
from pipeline.places.fold import Word
from pipeline.places.gazetteer import Gazetteer
from pipeline.places.hits import Hit, Strength
from pipeline.places.names import Kind, Name
from pipeline.places.units import Level
from pipeline.places.words import Words

SHORTEST_WORD_ALIAS = 3


def caseless_hit(words: Words, gazetteer: Gazetteer, start: int, size: int, names: tuple[Name, ...]) -> Hit | None:
    """Read a name that no capitals mark: mostly weak; its diacritics must be right unless the text has none."""
    span = words.words[start : start + size]
    common = " ".join([w.canon for w in span]) in gazetteer.lexicon.common
    least = (EXACT if words.accented[start] else PLAIN) - 1.0
    found: dict[int, float] = {}
    strong = False
    for name in names:
        if name.kind is Kind.SHORT or (
            name.level is Level.COMMUNE and (common or size == 1 or not words.caseless[start])
        ):
            continue
        grade = quality(span, name, "", words.accented[start])
        if grade >= least:
            found[name.unit] = max(grade, found.get(name.unit, 0.0))
            strong = strong or _known_in_small_letters(span, name, grade)
    if not found or (size == 1 and not strong):
        return None
    luck = fate(words, gazetteer, start, start + size, start, None)
    strong = strong or _told_district(words, gazetteer, start, size, found)
    free = strong and not common and luck is Fate.FREE
    strength = Strength.BARE if free else Strength.WEAK
    return Hit(
        start,
        start,
        start + size,
        found,
        strength,
        cued=cued(words, gazetteer.lexicon, start),
        blocked=luck is not Fate.FREE,
    )


def _known_in_small_letters(span: list[Word], name: Name, grade: float) -> bool:
    """Whether it is a province with all its diacritics, or an everyday name such as "tphcm" and "sài gòn"."""
    if name.level is not Level.PROVINCE:
        return False
    if name.kind is Kind.ALIAS:
        return len(span) > 1 or len(span[0].fold) >= SHORTEST_WORD_ALIAS
    return grade >= EXACT and len(span) > 1 and any(w.accented for w in span)


def _told_district(words: Words, gazetteer: Gazetteer, start: int, size: int, found: dict[int, float]) -> bool:
    """Whether a district follows "ở" or "tại" in a text without capitals: "ở quy nhơn"."""
    spelt = size > 1 and words.caseless[start] and words.accented[start] and cued(words, gazetteer.lexicon, start)
    return spelt and any(gazetteer.units[unit].level is Level.DISTRICT for unit in found)
