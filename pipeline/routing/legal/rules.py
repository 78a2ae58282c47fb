"""The rules of a legal reading as loaded from ``data/legal``."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pipeline.routing.legal.calendar import OfficeDays, load_office_days
from pipeline.routing.legal.clocks import Clock, load_clocks
from pipeline.routing.legal.cues import load_cues
from pipeline.routing.legal.flags import Flag, Index, load_flags
from pipeline.routing.legal.hits import Cues
from pipeline.routing.legal.types import TypeRule, load_types


@dataclass(frozen=True, eq=False, slots=True)
class LegalRules:
    """Cues, flags, deadlines and days off, checked; ``narrowing`` are the flags that change a deadline."""

    cues: Cues
    flags: tuple[Flag, ...]
    index: Index
    clocks: tuple[Clock, ...]
    days: OfficeDays
    narrowing: frozenset[str]
    types: tuple[TypeRule, ...]

    def name_of(self, code: str) -> str:
        """Return the Vietnamese name of a flag, in its latest wording."""
        return next((flag.name for flag in reversed(self.flags) if flag.code == code), code)


@cache
def load_rules(folder: Path) -> LegalRules:
    """Load ``cues, flags, types, deadlines, holidays .toml``.

    Raises:
        DataError: with file and line: an unknown key, name or value, a missing one, overlapping dates.
    """
    table = load_cues(folder / "cues.toml")
    flags = load_flags(folder / "flags.toml", table.numbers)
    clocks = load_clocks(folder / "deadlines.toml", [flag.code for flag in flags])
    narrowing = frozenset(clock.flag for clock in clocks if clock.flag)
    types = load_types(folder / "types.toml", table.numbers)
    asked = [name for flag in flags for name in (*flag.any, *flag.all, *flag.missing, *flag.letter)]
    asked += [name for rule in types for name in (*rule.any, *rule.all, *rule.unless)]
    days = load_office_days(folder / "holidays.toml")
    return LegalRules(table.asked(asked), flags, Index.of(flags), clocks, days, narrowing, types)
