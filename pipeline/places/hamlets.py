"""The thôn, bản, ấp, tổ or khu phố before a place: free text, as no list of them exists."""

from __future__ import annotations

from pipeline.places.lexicon import Lexicon
from pipeline.places.words import Words

REACH = 7


def hamlet_before(words: Words, place: int, lexicon: Lexicon) -> str:
    """Return what stands between the nearest hamlet word and the place at word ``place``, hamlet word included."""
    for position in range(place - 1, max(place - REACH, -1), -1):
        gap = words.gaps[position + 1]
        if any(sign in gap for sign in ".!?;:\n") and len(words.words[position].fold) > 1:
            return ""
        found = lexicon.hamlets.starting_at(words.words, position, place)
        longer = lexicon.hamlets.ending_at(words.words, position + 1)
        if found is not None and found[0] < place:
            start = longer[0] if longer is not None else position
            return words.text[slice(*words.span(start, place))]
    return ""
