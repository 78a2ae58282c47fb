"""The legal reading of one petition: flags, signatories, deadlines; a suggestion that a person confirms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from pipeline.records import PetitionType
from pipeline.routing.legal.clocks import Deadline, deadlines
from pipeline.routing.legal.flags import Flag, Seen, raised
from pipeline.routing.legal.hits import Hits
from pipeline.routing.legal.numbers import number, number_ends
from pipeline.routing.legal.rules import LegalRules
from pipeline.routing.legal.search import Hit
from pipeline.routing.legal.types import corrected
from pipeline.routing.legal.words import Words, read_words

MOST_SIGNATORIES = 20_000  # a larger number is a sum of money or the number of a paper


@dataclass(frozen=True, slots=True)
class LegalReading:
    """Codes of flags in the order of the rules, how many people signed when the text tells, and what is due when.

    ``petition_type`` is the type that flags and deadlines went by: the classifier's, or set right by a rule. ``due``
    are the deadlines by name and day alone, one object for all petitions with this reading.
    """

    flags: tuple[str, ...] = ()
    signatories: int | None = None
    deadlines: tuple[Deadline, ...] = ()
    petition_type: PetitionType = PetitionType.PROPOSAL
    due: tuple[tuple[str, date], ...] = field(init=False, compare=False)

    def __post_init__(self) -> None:
        """Tell the deadlines by name and day."""
        object.__setattr__(self, "due", tuple((one.name, one.day) for one in self.deadlines))


def read_law(
    text: str,
    petition_type: PetitionType,
    received_at: date | None,
    other_topics: tuple[str, ...],
    rules: LegalRules,
    particulars: tuple[str, ...] = (),
) -> LegalReading:
    """Return the legal reading of a petition as received, names included (masking comes after).

    The type is the classifier's (by content, Thông tư 05/2021/TT-TTCP, Điều 6) unless a rule sets it right; flags and
    deadlines are those in force on ``received_at``. Without it there are no deadlines, and the rules are the latest.
    ``particulars`` are what the register holds of the sender (``Petition.particulars``): they do not lack.
    """
    words = read_words(text)
    hits = rules.cues.hits(words)
    kind = corrected(rules.types, petition_type, hits, received_at)
    seen = Seen(hits, words.size, kind, len(other_topics), particulars)
    codes = raised(rules.flags, rules.index, seen, received_at)
    return _reading(rules, kind, received_at, codes, _signatories(words, hits, codes, rules.flags) if codes else None)


@lru_cache(maxsize=16_384)  # an inbox has few days, types and sets of flags, and many petitions
def _reading(
    rules: LegalRules, kind: PetitionType, received: date | None, codes: tuple[str, ...], signatories: int | None
) -> LegalReading:
    due = deadlines(rules.clocks, kind, received, rules.narrowing & frozenset(codes), rules.days)
    return LegalReading(flags=codes, signatories=signatories, deadlines=due, petition_type=kind)


def _signatories(words: Words, hits: Hits, codes: Sequence[str], flags: Sequence[Flag]) -> int | None:
    """Return the largest number that stands in the cues of a joint petition."""
    cues = [cue for flag in flags if flag.counts and flag.code in codes for cue in sorted(flag.any)]
    told = [_number_in(_counted(words, hit)) for cue in cues for hit in hits.of(cue)]
    return max((count for count in told if 1 < count <= MOST_SIGNATORIES), default=None)


def _counted(words: Words, hit: Hit) -> list[str]:
    """Return the words of a hit without "bà", which folds to the number three."""
    return ["" if words.written(at) == "bà" else words.tokens[at] for at in range(hit.start, hit.end)]


def _number_in(tokens: Sequence[str]) -> int:
    for at in range(len(tokens)):
        ends = list(number_ends(tokens, at))
        value = number(tokens[at : ends[-1]]) if ends else None
        if value is not None:
            return value
    return 0
