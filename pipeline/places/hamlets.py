"""The thôn, bản, ấp, tổ or khu phố before a place: free text, as no list of them exists."""

from __future__ import annotations

from pipeline.places.lexicon import Lexicon
from pipeline.places.words import Words

REACH = 7


def hamlet_before(words: Words, place: int, lexicon: Lexicon) -> str:
    """Return what stands between the nearest hamlet word and the place at word ``place``, hamlet word included."""
    for position in range(place - 1, max(place - REACH, -1), -1):
        gap, fold = words.gaps[position + 1], words.words[position].fold
        if gap != " " and len(fold) > 1 and any(sign in gap for sign in ".!?;:\n"):
            return ""
        if fold not in lexicon.hamlets.firsts:
            continue
        found = lexicon.hamlets.starting_at(words.words, position, place)
        if found is not None and found[0] < place:
            longer = lexicon.hamlets.ending_at(words.words, position + 1)
            start = longer[0] if longer is not None else position
            return words.text[slice(*words.span(start, place))]
    return ""
