"""The thôn, bản, ấp, tổ or khu phố before a place: free text, as no list of them exists."""

from __future__ import annotations

from bisect import bisect_left

from pipeline.places.lexicon import Lexicon
from pipeline.places.words import Words

REACH = 7


def hamlet_before(words: Words, offset: int, lexicon: Lexicon) -> str:
    """Return what stands between the nearest hamlet word and the place at ``offset``, hamlet word included."""
    place = bisect_left(words.starts, offset)
    for position in range(place - 1, max(place - REACH, -1), -1):
        gap = words.gap(position, position + 1) if position + 1 < len(words.words) else ""
        if any(sign in gap for sign in ".!?;:\n") and len(words.words[position].fold) > 1:
            return ""
        found = lexicon.hamlets.starting_at(words.words, position, place)
        longer = lexicon.hamlets.ending_at(words.words, position + 1)
        if found is not None and found[0] < place:
            start = longer[0] if longer is not None else position
            return words.text[words.starts[start] : words.ends[place - 1]]
    return ""
