"""Which bodies answer for a topic on a day, best first: topic, level of the office, written cues and date."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from pipeline.errors import DataError
from pipeline.taxonomy.catalogue import Taxonomy
from pipeline.taxonomy.labels import LEVELS
from pipeline.taxonomy.tables import read_rows

ANY_TOPIC = ""
FIRST_LEVEL, OFFICE = "first-level", "office"


class Cue(NamedTuple):
    """A phrase that speaks for a level of government, for one topic or for any."""

    topic: str
    level: str
    weight: float


@dataclass(frozen=True, eq=False, slots=True)
class LevelCues:
    """Written cues of a level ("kiệt" against "quốc lộ") and the weights of what is not written.

    ``first_level`` is the weight of the level that usually comes first for a topic, ``office`` that of the level of
    the office whose inbox it is.
    """

    patterns: Mapping[str, re.Pattern[str]]
    cues: Mapping[str, tuple[Cue, ...]]
    first_level: float
    office: float

    def seen(self, text: str) -> tuple[Cue, ...]:
        """Return the cues that stand in ``text``; of two that overlap the first counts, then the longer.

        Most texts hold no phrase, and no phrase is looked for as whole words but where its letters are there.
        """
        small = text.lower()
        held = [(phrase, pattern) for phrase, pattern in self.patterns.items() if phrase in small]
        spans = [(word.start(), -word.end(), phrase) for phrase, whole in held for word in whole.finditer(small)]
        found, done = set[str](), 0
        for start, end, phrase in sorted(spans):
            if start >= done:
                found.add(phrase)
                done = -end
        return tuple(cue for phrase in sorted(found) for cue in self.cues[phrase])


def load_cues(path: Path) -> LevelCues:
    """Read ``cues.csv`` (topic, level, cue, weight, source).

    The rows whose cue is ``first-level`` or ``office`` weigh what no text says.

    Raises:
        DataError: an unknown level, a weight that is no number, or one of those two rows missing.
    """
    by_phrase: dict[str, list[Cue]] = {}
    unwritten: dict[str, float] = {}
    for row, cells in read_rows(path, ("topic", "level", "cue", "weight", "source")):
        phrase, weight = cells["cue"].lower(), _weight(path, row, cells["weight"])
        if phrase in (FIRST_LEVEL, OFFICE):
            unwritten[phrase] = weight
            continue
        if cells["level"] not in LEVELS:
            raise DataError(f"{path}, dòng {row}: cấp {cells['level']!r} không có; các cấp: {', '.join(LEVELS)}.")
        by_phrase.setdefault(phrase, []).append(Cue(cells["topic"], cells["level"], weight))
    if len(unwritten) < 2 or not by_phrase:
        raise DataError(
            f"{path}: thiếu dòng {FIRST_LEVEL!r}, {OFFICE!r} hoặc thiếu từ gợi ý; hãy chép lại bản cài đặt."
        )
    cues = {phrase: tuple(found) for phrase, found in by_phrase.items()}
    return LevelCues({phrase: _whole(phrase) for phrase in cues}, cues, unwritten[FIRST_LEVEL], unwritten[OFFICE])


def _weight(path: Path, row: int, cell: str) -> float:
    try:
        return float(cell)
    except ValueError as fault:
        raise DataError(f"{path}, dòng {row}: trọng số {cell!r} không phải là số.") from fault


def _whole(phrase: str) -> re.Pattern[str]:
    """Return the pattern of ``phrase`` as whole words; it begins with its letters, to which the search leaps."""
    letters = re.escape(phrase)
    return re.compile(rf"{letters}(?<!\w{letters})(?!\w)")


class Answers(dict[str, tuple[str, ...]]):
    """Topic -> ``ranked_bodies`` on one day with one set of cues, each reckoned when it is first asked for."""

    def __init__(self, taxonomy: Taxonomy, day: date, office_level: str, cues: LevelCues, seen: Sequence[Cue]) -> None:
        """Take what ``ranked_bodies`` takes."""
        super().__init__()
        self._given = day, office_level, cues, seen
        self._taxonomy = taxonomy

    def __missing__(self, topic: str) -> tuple[str, ...]:
        """Reckon the bodies of ``topic``."""
        found = self[topic] = ranked_bodies(self._taxonomy, topic, *self._given)
        return found


def answers(
    taxonomy: Taxonomy, day: date, office_level: str, cues: LevelCues, seen: tuple[Cue, ...] = ()
) -> Mapping[str, tuple[str, ...]]:
    """Return topic -> ``ranked_bodies``; what was reckoned for another day of the same law is not reckoned again."""
    return _answers(taxonomy, taxonomy.since(day), office_level, cues, seen)


_answers = lru_cache(maxsize=4_096)(Answers)


def ranked_bodies(
    taxonomy: Taxonomy, topic: str, day: date, office_level: str, cues: LevelCues, seen: Sequence[Cue] = ()
) -> tuple[str, ...]:
    """Return the codes of the bodies that answer for ``topic`` on ``day``, the likelier first.

    A level weighs what its strongest cue among ``seen`` does, more if it usually comes first for the topic or is the
    office's own; equal levels keep the order of ``LEVELS``. Empty for an unknown topic.
    """
    known = taxonomy.topics.get(topic)
    if known is None:
        return ()
    weights = dict.fromkeys(LEVELS, 0.0)
    for cue in seen:
        if cue.topic in (ANY_TOPIC, topic):
            weights[cue.level] = max(weights[cue.level], cue.weight)
    weights[known.first_level] += cues.first_level
    weights[office_level] += cues.office
    duties = [duty for duty in taxonomy.responsibilities.get(topic, ()) if duty.period.covers(day)]
    duties.sort(key=lambda duty: (-weights[duty.level], duty.rank, LEVELS.index(duty.level)))
    present = [code for duty in duties for code in taxonomy.current(duty.department, day)]
    return tuple(dict.fromkeys(present))
