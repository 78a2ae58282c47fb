"""What the page is made from: everything a run found, and nothing that is read from elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.hotspots.figures import Figures, Grid
from pipeline.hotspots.record import FoundHotspot
from pipeline.records import RoutedRows
from pipeline.report.names import Names
from pipeline.settings import DATA, Settings

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class PageContent:
    """A run as the page tells it.

    ``history`` is what ``History.read`` returned, None where none was kept; ``province`` is the code of the office's
    province (today's system), empty for the country. ``places`` is the folder of units,
    ``workbook`` the file of the same results that lists every petition.
    """

    routed: RoutedRows
    rejected: int
    names: Names
    as_of: date
    settings: Settings
    hotspots: Sequence[FoundHotspot] = ()
    figures: Sequence[Figures] = ()
    grids: Sequence[Grid] = ()
    history: pd.DataFrame | None = None
    province: str = ""
    model: str = ""
    workbook: str = "phan-don.xlsx"
    places: Path = DATA / "places"
    maps: Path = DATA / "maps"
