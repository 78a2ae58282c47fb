"""Whether a place is where the trouble is, where the writer lives, or whom the letter addresses."""

from __future__ import annotations

import re
from enum import StrEnum

from pipeline.places.lexicon import Lexicon
from pipeline.places.words import Words

WINDOW = 14
SENTENCE_END = re.compile(r"[.!?\n;]")


class Role(StrEnum):
    """What a place is in the petition; NEUTRAL without any cue."""

    PROBLEM = "problem"
    NEUTRAL = "neutral"
    ADDRESSEE = "addressee"
    RESIDENCE = "sender-weak"
    SENDER = "sender-strong"

    @property
    def is_sender(self) -> bool:
        """Whether this is the writer's own place."""
        return self is Role.RESIDENCE or self is Role.SENDER


def role_before(words: Words, start: int, lexicon: Lexicon) -> Role:
    """Read the nearest cue before word ``start`` in its sentence; "thường trú tại" counts as "thường trú"."""
    begin = _sentence_start(words, start)
    lasts = lexicon.roles.lasts
    for end in range(start, begin, -1):
        if words.words[end - 1].fold not in lasts:
            continue
        found = lexicon.roles.ending_at(words.words, end, begin)
        if found is not None:
            cue, role = found[0], Role(found[1])
            before = lexicon.roles.ending_at(words.words, cue, begin) if role is Role.PROBLEM else None
            return Role(before[1]) if before is not None and Role(before[1]).is_sender else role
    return Role.NEUTRAL


def _sentence_start(words: Words, start: int) -> int:
    for at in range(start, max(start - WINDOW, 0), -1):
        gap = words.gaps[at]
        if gap != " " and SENTENCE_END.search(gap) and len(words.words[at - 1].fold) > 1:
            return at
    return max(start - WINDOW, 0)
