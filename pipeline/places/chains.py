"""Grouping neighbouring names into chains: "xã X, huyện Y (tỉnh Z cũ)" is one place told in several words."""

from __future__ import annotations

from typing import NamedTuple

from pipeline.places.gazetteer import Gazetteer
from pipeline.places.hits import Hit, Strength
from pipeline.places.lexicon import Lexicon
from pipeline.places.units import Era, Level
from pipeline.places.words import Words

LONGEST_CHAIN = 8
LONGEST_GAP = 7
SENTENCE_END = "!?;\n"


class Link(NamedTuple):
    """A name in a chain and how it is joined to the one before ("", "list", "route", "within", "was")."""

    hit: Hit
    joined: str


Chain = list[Link]


def group(words: Words, hits: list[Hit], gazetteer: Gazetteer) -> list[Chain]:
    """Group names that follow each other with nothing but signs and joining words between them."""
    chains: list[Chain] = []
    for hit in hits:
        _keep_era(words, hit, gazetteer)
        joined = _joins(words, chains[-1], hit, gazetteer) if chains else None
        if joined is None:
            chains.append([Link(hit, "")])
        else:
            hit.former = hit.former or joined == "was"
            chains[-1].append(Link(hit, joined))
    return chains


def _joins(words: Words, chain: Chain, hit: Hit, gazetteer: Gazetteer) -> str | None:
    """Return how a name goes on with a chain, or None if it begins another."""
    joined = _joined(words, chain[-1].hit, hit, gazetteer)
    if joined is None or len(chain) >= LONGEST_CHAIN or _starts_another(words, chain, hit, joined, gazetteer):
        return None
    return joined


def hit_level(hit: Hit, gazetteer: Gazetteer) -> Level:
    """Return the level that the type word announces, else the largest unit the name may mean."""
    if hit.levels:
        return max(hit.levels)
    return min((gazetteer.units[unit].level for unit in hit.candidates), default=Level.COMMUNE)


def _keep_era(words: Words, hit: Hit, gazetteer: Gazetteer) -> None:
    """Drop what the next word rules out: "huyện X cũ" is the old unit, "xã X mới" the new one."""
    if hit.end >= len(words.words) or words.gaps[hit.end].strip(" (,"):
        return
    found = gazetteer.lexicon.eras.starting_at(words.words, hit.end)
    if found is None:
        return
    era = Era(found[1])
    hit.former = era is Era.BEFORE
    kept = {unit: grade for unit, grade in hit.candidates.items() if gazetteer.units[unit].era is era}
    if kept:
        hit.candidates = kept


def _joined(words: Words, left: Hit, right: Hit, gazetteer: Gazetteer) -> str | None:
    """Return how two names are joined, or None if other words or the end of a sentence part them."""
    if right.start - left.end > LONGEST_GAP:
        return None
    rises = right.strength is Strength.TYPED and hit_level(right, gazetteer) < hit_level(left, gazetteer)
    for i in range(left.end, right.start + 1):
        if not _same_sentence(words.gaps[i], rises):
            return None
    if right.start == left.end:
        return "route" if words.gaps[right.start].strip() in ("-", "–") and not rises else ""
    return _joining_words(words, left.end, right.start, gazetteer.lexicon)


def _same_sentence(gap: str, rises: bool) -> bool:
    """Whether the gap ends no sentence; a full stop may stand before the next larger unit: "Xã A. Huyện B"."""
    if rises:
        return "!" not in gap and "?" not in gap and gap.count("\n") < 2
    return gap == " " or (not any(sign in gap for sign in SENTENCE_END) and ". " not in gap)


def _joining_words(words: Words, start: int, end: int, lexicon: Lexicon) -> str | None:
    kind, position = "", start
    while position < end:
        found = lexicon.gaps.starting_at(words.words, position, end)
        if found is not None:
            kind = found[1]
        else:
            found = lexicon.eras.starting_at(words.words, position, end)
        if found is None:
            return None
        position = found[0]
    return kind


def _starts_another(words: Words, chain: Chain, hit: Hit, joined: str, gazetteer: Gazetteer) -> bool:
    """After "xã A, huyện B" another commune is another place, unless it says what the first one is called now."""
    if joined == "was" or "(" in words.gaps[hit.start] or hit_level(hit, gazetteer) is not Level.COMMUNE:
        return False
    levels = [hit_level(link.hit, gazetteer) for link in chain]
    return Level.COMMUNE in levels and levels[-1] is not Level.COMMUNE
