"""Where the same trouble piles up: counts by unit, topic and week, and five ways to say that they are too many."""

from pipeline.hotspots.detect import Detection, detect, detect_levels
from pipeline.hotspots.figures import Figures, Grid
from pipeline.hotspots.phrases import kept_phrases
from pipeline.hotspots.record import HOTSPOT_COLUMNS, Channel, FoundHotspot, Status, hotspot_cells
from pipeline.settings import HotspotSettings

__all__ = [
    "HOTSPOT_COLUMNS", "Channel", "Detection", "Figures", "FoundHotspot", "Grid", "HotspotSettings", "Status",
    "detect", "detect_levels", "hotspot_cells", "kept_phrases",
]  # fmt: skip
