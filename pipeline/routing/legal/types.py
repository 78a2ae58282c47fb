"""The type of a petition set right where its words leave no doubt: by content, never by title."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pipeline.records import PetitionType
from pipeline.routing.legal.cues import known_cues
from pipeline.routing.legal.hits import Hits
from pipeline.routing.legal.period import Period, read_period
from pipeline.routing.legal.rows import read_tables

KEYS = frozenset({"from", "to", "any", "all", "unless", "valid_from", "valid_to", "source", "confirmed"})
NAMES = tuple(kind.value for kind in PetitionType)


@dataclass(frozen=True, slots=True)
class TypeRule:
    """Petitions taken for one of ``guessed`` are ``right``.

    That is if a cue of ``any`` is hit, each of ``all``, and none of ``unless``.
    """

    guessed: tuple[str, ...]
    right: PetitionType
    any: frozenset[str]
    all: frozenset[str]
    unless: frozenset[str]
    period: Period
    source: str


def corrected(rules: Sequence[TypeRule], guessed: PetitionType, hits: Hits, day: date | None) -> PetitionType:
    """Return the type by the first rule that speaks, else the classifier's (Thông tư 05/2021/TT-TTCP, Điều 6)."""
    for rule in rules:
        if hits.found and guessed in rule.guessed and rule.period.covers(day):
            if hits.some(rule.any) and hits.every(rule.all) and not hits.some(rule.unless):
                return rule.right
    return guessed


def load_types(path: Path, cues: Mapping[str, int]) -> tuple[TypeRule, ...]:
    """Read ``types.toml``; ``cues`` are the names that its rows may use.

    Raises:
        DataError: with file and line, for the first fault.
    """
    rules = []
    for row in read_tables(path, {"type": KEYS})["type"]:
        for key in ("any", "all", "unless"):
            known_cues(row, key, cues)
        if not row.texts("any") or not set(row.texts("from")) <= set(NAMES):
            raise row.fault(f"cần 'any' và 'from' chỉ gồm {', '.join(NAMES)}; hãy sửa hai khóa này.")
        right = PetitionType(row.one_of("to", NAMES))
        any_of, all_of, unless = (frozenset(row.texts(key)) for key in ("any", "all", "unless"))
        rules.append(TypeRule(row.texts("from"), right, any_of, all_of, unless, read_period(row), row.text("source")))
    return tuple(rules)
