"""What an office asks of the detector: the section ``[hotspots]`` of ``settings.toml``."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.errors import SettingsError

LONGEST_WINDOW = 8


@dataclass(frozen=True, slots=True)
class HotspotSettings:
    """Limits of a run; every default is the one measured in ``benchmarks/hotspots.py``.

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
        if not 0 < self.q <= 0.5:
            raise SettingsError(f"[hotspots] q là {self.q}; hãy chọn trên 0 và không quá 0.5, ví dụ 0.05.")
        if not self.windows or any(not 1 <= weeks <= LONGEST_WINDOW for weeks in self.windows):
            raise SettingsError(
                f"[hotspots] windows là {list(self.windows)}; hãy ghi các số tuần từ 1 đến {LONGEST_WINDOW}."
            )
        if self.minimum < 1 or self.minimum_emerging < 1:
            raise SettingsError("[hotspots] minimum và minimum_emerging phải từ 1 trở lên.")
        if self.ratio < 1:
            raise SettingsError(f"[hotspots] ratio là {self.ratio}; hãy chọn từ 1 trở lên, ví dụ 1.5.")
        if self.level not in ("district", "commune", "both"):
            raise SettingsError(f"[hotspots] level là {self.level!r}; hãy ghi district, commune hoặc both.")

    @property
    def longest(self) -> int:
        """Length of the longest window in weeks."""
        return max(self.windows)

    @property
    def guard(self) -> int:
        """Last weeks that teach nothing about a unit's own level, so that a surge does not hide itself."""
        return max(4, self.longest)
