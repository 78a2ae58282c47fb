"""What ``run.json`` says of hotspots: how much was tested, found, and likely to be chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date

from pipeline.hotspots import Figures

Cells = dict[str, object]


def hotspot_log(until: date, found: Sequence[Figures]) -> Cells:
    """Return the figures of a run as JSON values; ``found`` has one entry for each level of units."""
    return {
        "until": until.isoformat(),
        "cells_tested": sum(figures.cells_tested for figures in found),
        "alarms": sum(figures.alarms for figures in found),
        "expected_false": round(sum(figures.expected_false for figures in found), 2),
        "weeks_of_history": max((figures.weeks for figures in found), default=0),
        "dispersion": {
            f"{one.unit_level}-{one.window}": {"phi": round(one.phi, 4), "psi": round(one.psi, 4)}
            for figures in found
            for one in figures.spread
        },
        "late_share": next((_rounded(figures.late_share) for figures in found), None),
        "levels": [_level(figures) for figures in found],
    }


def _level(figures: Figures) -> Cells:
    cells = asdict(figures)
    del cells["spread"]
    return cells | {
        "until": figures.until.isoformat(),
        "first_week": figures.first_week.isoformat() if figures.first_week else None,
        "late_share": _rounded(figures.late_share),
        "cells_tested": figures.cells_tested,
        "alarms": figures.alarms,
        "expected_false": round(figures.expected_false, 2),
        "tested": [asdict(one) | {"expected_false": round(one.expected_false, 2)} for one in figures.tested],
    }


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, 4)
