"""Lists behind figures: at most twenty ids, never of a denunciation, never betraying how many are hidden."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.report.forms import FEWEST, count, whole

MOST_IDS = 20


@dataclass(frozen=True, slots=True)
class Brief:
    """One petition as a list shows it; ``summary`` is masked, and empty where the text is not at hand."""

    id: str
    day: str
    topic: str = ""
    place: str = ""
    summary: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class PetitionList:
    """Petitions behind one figure: ``anchor`` names it in the page, ``total`` is what the figure counts."""

    anchor: str
    title: str
    total: int
    shown: tuple[Brief, ...]

    @property
    def rest(self) -> str:
        """Say how many stand elsewhere; empty when all are shown."""
        left = self.total - len(self.shown)
        return f"Còn {whole(left)} đơn khác" if left else ""

    @property
    def size(self) -> str:
        """The total as it may be shown."""
        return count(self.total)


def petition_list(anchor: str, title: str, total: int, known: Sequence[Brief]) -> PetitionList | None:
    """Return the list of a figure; None where the figure itself is not shown.

    ``known`` leaves denunciations out. Where fewer than ``FEWEST`` petitions would be missing from the list, more are
    left out, so that their number tells nothing.
    """
    shown = known[:MOST_IDS]
    if 0 < total - len(shown) < FEWEST:
        shown = shown[: max(total - FEWEST, 0)]
    return PetitionList(anchor, title, total, tuple(shown)) if total >= FEWEST and shown else None
