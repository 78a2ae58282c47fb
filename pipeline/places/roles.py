"""Whether a place is where the trouble is, where the writer lives, or whom the letter addresses."""

from __future__ import annotations

from enum import StrEnum

from pipeline.places.lexicon import Lexicon
from pipeline.places.words import Words

WINDOW = 14
SENTENCE_END = ".!?\n;"


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
        return self in (Role.RESIDENCE, Role.SENDER)


def role_before(words: Words, start: int, lexicon: Lexicon) -> Role:
    """Read the nearest cue before word ``start`` in its sentence; "thường trú tại" counts as "thường trú"."""
    begin = _sentence_start(words, start)
    end = start
    while end > begin:
        found = lexicon.roles.ending_at(words.words, end, begin)
        if found is not None:
            cue, role = found[0], Role(found[1])
            before = lexicon.roles.ending_at(words.words, cue, begin)
            if role is Role.PROBLEM and before is not None and Role(before[1]).is_sender:
                return Role(before[1])
            return role
        end -= 1
    return Role.NEUTRAL


def _sentence_start(words: Words, start: int) -> int:
    begin = start
    while begin > 0 and start - begin < WINDOW:
        gap = words.gaps[begin]
        if any(sign in gap for sign in SENTENCE_END) and len(words.words[begin - 1].fold) > 1:
            break
        begin -= 1
    return begin
