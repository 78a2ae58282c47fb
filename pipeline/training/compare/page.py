"""The comparison as one HTML page without any script; texts are masked and escaped."""

from __future__ import annotations

from pathlib import Path

from pipeline.training.compare.comparison import TITLES, Comparison
from pipeline.training.pages import render


def write_page(path: Path, found: Comparison) -> None:
    """Write the page.

    Raises:
        OutputError: it cannot be written.
    """
    tables = [("Trên các phần chưa học", found.figures)]
    if found.later:
        tables.append((f"Theo thời gian: học đơn cũ, chấm {found.later_petitions} đơn mới nhất", found.later))
    render("so-sanh.html.j2", path, found=found, tables=tables, titles=TITLES)
