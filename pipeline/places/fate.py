"""What the words around a capitalised name make of it."""

from __future__ import annotations

from enum import Enum, auto

from pipeline.places.fold import Word
from pipeline.places.gazetteer import Gazetteer
from pipeline.places.hits import Hit
from pipeline.places.lexicon import Lexicon
from pipeline.places.lookup import names_from
from pipeline.places.units import Level
from pipeline.places.words import Words

CARRIES = frozenset({"-", "–", "và", "/"})
SENTENCE = ".!?:;\n,-("


class Fate(Enum):
    """FREE names may be places; LINE is a road, FIRM a company or school, LAND a market or estate; DROP is no place."""

    FREE = auto()
    LAND = auto()
    LINE = auto()
    FIRM = auto()
    DROP = auto()


BLOCKED = {"person": Fate.DROP, "name": Fate.FIRM, "land": Fate.LAND, "line": Fate.LINE}


def fate(words: Words, gazetteer: Gazetteer, start: int, end: int, known_to: int, previous: Hit | None) -> Fate:
    """Say what the name in words ``start`` to ``end`` is by its neighbours; a name up to ``known_to`` is no bar."""
    before = _word_before(words, start)
    blocked = _blocked(words, gazetteer.lexicon, start)
    if blocked is not None:
        return Fate.FREE if blocked is Fate.LINE and _route_follows(words, gazetteer, end) else blocked
    if before is not None and before.fold.isdigit() and known_to < start:
        return Fate.FREE if gazetteer.lexicon.hamlets.ending_at(words.words, start - 1) else Fate.LINE
    if _in_longer_name(words, gazetteer, start, end, before, known_to):
        return Fate.DROP
    if previous is not None and previous.blocked and _between(words, previous.end, start) in CARRIES:
        return Fate.LINE
    return Fate.FREE


def _between(words: Words, end: int, start: int) -> str:
    """Return what stands between word ``end - 1`` and word ``start``, if that is one word at most."""
    if not 0 <= start - end <= 1:
        return ""
    word = words.gaps[end] + words.written[end] if start > end else ""
    return (word + words.gaps[start]).strip()


def cued(words: Words, lexicon: Lexicon, start: int) -> bool:
    """Whether "ở", "tại", "UBND" or the like stands right before."""
    return _word_before(words, start) is not None and lexicon.locatives.ending_at(words.words, start) is not None


def _word_before(words: Words, start: int) -> Word | None:
    """Return the word before if nothing but spaces parts them."""
    return words.words[start - 1] if start and not words.gaps[start].strip(" ") else None


def _blocked(words: Words, lexicon: Lexicon, start: int) -> Fate | None:
    """Read the word before that makes the name something else, unless a longer phrase ("bà con") says otherwise."""
    if not start:
        return None
    gap = words.gaps[start].strip(" ")
    if gap and not (gap == "." and len(words.words[start - 1].fold) == 1):
        return None
    found = lexicon.blocks.ending_at(words.words, start)
    if found is None:
        return None
    place = lexicon.locatives.ending_at(words.words, start)
    return None if place is not None and place[0] < found[0] else BLOCKED[found[1]]


def _route_follows(words: Words, gazetteer: Gazetteer, end: int) -> bool:
    """Whether a road leads on to another name: "đường Mường Khương đi Bản Lầu" names two places."""
    after = words.words[end : end + 2]
    return len(after) == 2 and gazetteer.lexicon.gaps.match(words.words, end, 1) == "route" and after[1].capital


def _in_longer_name(
    words: Words, gazetteer: Gazetteer, start: int, end: int, before: Word | None, known_to: int
) -> bool:
    if words.caseless[start]:
        return False
    if before is not None and before.capital and known_to < start and _goes_before(words, gazetteer.lexicon, start):
        return True
    if end >= len(words.words) or words.gaps[end] != " ":
        return False
    after = words.words[end]
    if not after.capital or after.upper or after.fold.isdigit() or after.fold in gazetteer.lexicon.marker_starts:
        return False
    return not name_starts(words, gazetteer, end)


def _goes_before(words: Words, lexicon: Lexicon, start: int) -> bool:
    """Whether the capitalised word before is part of the name: a surname, or a word amid the sentence."""
    if lexicon.surnames.match(words.words, start - 1, 1) is not None:
        return True
    opens = start == 1 or any(sign in words.gaps[start - 1] for sign in SENTENCE)
    return not opens and lexicon.locatives.ending_at(words.words, start) is None


def name_starts(words: Words, gazetteer: Gazetteer, start: int) -> bool:
    """Whether a province or district begins here ("Bản Lầu Lào Cai")."""
    for size, names in names_from(words, gazetteer, start):
        if size > 1 and all(w.capital for w in words.words[start : start + size]):
            if any(name.level is not Level.COMMUNE for name in names):
                return True
    return False
