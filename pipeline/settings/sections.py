"""The sections of ``settings.toml``, one frozen dataclass each; a section refuses its own wrong values.

A field is ``int``, ``float``, ``str``, ``bool`` or ``tuple[int, ...]`` and has a default. A section of one's own is one
more dataclass here and one more field of ``Settings``.
"""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.errors import SettingsError

OFFICE_LEVELS = ("tinh", "xa")
UNIT_LEVELS = ("district", "commune", "both")
LONGEST_WINDOW = 8


def _check(holds: bool, sentence: str) -> None:
    if not holds:
        raise SettingsError(sentence)


@dataclass(frozen=True, slots=True)
class Office:
    """Whose inbox it is; decides which level comes first among the bodies.

    ``level`` is ``tinh`` (a province's board) or ``xa`` (a commune's); codes are the official unit codes.
    """

    name: str = ""
    level: str = "tinh"
    province_code: str = ""
    commune_code: str = ""

    def __post_init__(self) -> None:
        """Refuse a level that does not exist."""
        _check(self.level in OFFICE_LEVELS, f"[office] level là {self.level!r}; hãy ghi một trong: tinh, xa.")


@dataclass(frozen=True, slots=True)
class Routing:
    """What is asked of the router: ``precision`` is the wanted share of right first bodies among automatic ones."""

    precision: float = 0.95

    def __post_init__(self) -> None:
        """Refuse a precision that no threshold can reach."""
        _check(0.5 <= self.precision < 1, "[routing] precision phải từ 0.5 đến dưới 1, ví dụ 0.95.")


@dataclass(frozen=True, slots=True)
class HotspotSettings:
    """Limits of hotspots; every default is the one measured in ``benchmarks/hotspots.py``.

    Attributes:
        q: share of false alarms accepted among the alarms of one channel and run (Benjamini-Hochberg).
        windows: lengths in weeks that a surge is looked for over, each ending with the last week.
        minimum: groups of petitions below which nothing is reported.
        ratio: how many times the expected number a persistent excess must surely reach.
        minimum_emerging: the same as ``minimum`` for words and phrases.
        place_confidence: confidence of a place below which a petition is counted apart.
        level: ``district`` (before 1/7/2025), ``commune`` (today's) or ``both``.
    """

    q: float = 0.05
    windows: tuple[int, ...] = (1, 2, 4)
    minimum: int = 3
    ratio: float = 1.5
    minimum_emerging: int = 5
    place_confidence: float = 0.5
    level: str = "both"

    def __post_init__(self) -> None:
        """Refuse limits that mean nothing.

        Raises:
            SettingsError: a limit is out of its range.
        """
        _check(0 < self.q <= 0.5, f"[hotspots] q là {self.q}; hãy chọn trên 0 và không quá 0.5, ví dụ 0.05.")
        usable = bool(self.windows) and all(1 <= weeks <= LONGEST_WINDOW for weeks in self.windows)
        seen = list(self.windows)
        _check(usable, f"[hotspots] windows là {seen}; hãy ghi các số tuần từ 1 đến {LONGEST_WINDOW}.")
        _check(self.minimum >= 1, f"[hotspots] minimum là {self.minimum}; hãy chọn từ 1 trở lên, ví dụ 3.")
        least = self.minimum_emerging
        _check(least >= 1, f"[hotspots] minimum_emerging là {least}; hãy chọn từ 1 trở lên, ví dụ 5.")
        _check(self.ratio >= 1, f"[hotspots] ratio là {self.ratio}; hãy chọn từ 1 trở lên, ví dụ 1.5.")
        sure = self.place_confidence
        _check(0 <= sure <= 1, f"[hotspots] place_confidence là {sure}; hãy chọn từ 0 đến 1, ví dụ 0.5.")
        known = self.level in UNIT_LEVELS
        _check(known, f"[hotspots] level là {self.level!r}; hãy ghi district, commune hoặc both.")

    @property
    def longest(self) -> int:
        """Length of the longest window in weeks."""
        return max(self.windows)

    @property
    def guard(self) -> int:
        """Last weeks that teach nothing about a unit's own level, so that a surge does not hide itself."""
        return max(4, self.longest)


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings of one office; every field has a default, so an empty file is a valid one."""

    office: Office = Office()
    routing: Routing = Routing()
    hotspots: HotspotSettings = HotspotSettings()
