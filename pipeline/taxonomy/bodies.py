"""Which bodies answer for a topic on a day, best first: topic, level of the office, written cues and date."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pipeline.errors import DataError
from pipeline.taxonomy.catalogue import Taxonomy
from pipeline.taxonomy.labels import LEVELS
from pipeline.taxonomy.tables import read_rows

FIRST_LEVEL_WEIGHT = 1.0
OFFICE_WEIGHT = 0.2


@dataclass(frozen=True, slots=True)
class LevelCues:
    """Written cues of a level ("kiệt" against "quốc lộ"), each with its weight; one pattern a level."""

    patterns: tuple[tuple[str, re.Pattern[str], tuple[tuple[str, float], ...]], ...]

    def weights(self, text: str) -> tuple[tuple[str, float], ...]:
        """Return (level, weight of its strongest cue in ``text``) for every level that has a cue there."""
        lowered = text.lower()
        found = []
        for level, pattern, weights in self.patterns:
            seen = set(pattern.findall(lowered))
            if seen:
                found.append((level, max(weight for cue, weight in weights if cue in seen)))
        return tuple(found)


def load_cues(path: Path) -> LevelCues:
    """Read ``cues.csv`` (level, cue, weight, source).

    Raises:
        DataError: an unknown level or a weight that is no number.
    """
    by_level: dict[str, list[tuple[str, float]]] = {}
    for row, cells in read_rows(path, ("level", "cue", "weight", "source")):
        if cells["level"] not in LEVELS:
            raise DataError(f"{path}, dòng {row}: cấp {cells['level']!r} không có; các cấp: {', '.join(LEVELS)}.")
        try:
            by_level.setdefault(cells["level"], []).append((cells["cue"].lower(), float(cells["weight"])))
        except ValueError as fault:
            raise DataError(f"{path}, dòng {row}: trọng số {cells['weight']!r} không phải là số.") from fault
    return LevelCues(tuple((level, _pattern(cues), tuple(cues)) for level, cues in by_level.items()))


def _pattern(cues: Sequence[tuple[str, float]]) -> re.Pattern[str]:
    longest_first = sorted((cue for cue, _ in cues), key=lambda cue: (-len(cue), cue))
    return re.compile(rf"(?<!\w)({'|'.join(map(re.escape, longest_first))})(?!\w)")


def ranked_bodies(
    taxonomy: Taxonomy, topic: str, day: date, office_level: str, cues: Sequence[tuple[str, float]] = ()
) -> tuple[str, ...]:
    """Return the codes of the bodies that answer for ``topic`` on ``day``, the likelier first.

    A level's weight is 1 for the level that usually comes first, plus its strongest cue in the text, plus a little for
    the level of the office itself; equal levels keep the order of the law's levels. Empty for an unknown topic.
    """
    known = taxonomy.topics.get(topic)
    if known is None:
        return ()
    weights = dict.fromkeys(LEVELS, 0.0)
    weights[known.first_level] += FIRST_LEVEL_WEIGHT
    weights[office_level] += OFFICE_WEIGHT
    for level, weight in cues:
        weights[level] += weight
    duties = [duty for duty in taxonomy.responsibilities.get(topic, ()) if duty.period.covers(day)]
    duties.sort(key=lambda duty: (-weights[duty.level], duty.rank, LEVELS.index(duty.level)))
    present = [code for duty in duties for code in taxonomy.current(duty.department, day)]
    return tuple(dict.fromkeys(present))
