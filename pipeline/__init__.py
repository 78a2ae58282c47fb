"""Offline routing of Vietnamese citizen petitions.

>>> from pipeline import Job, run_batch  # doctest: +SKIP
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.batch import Outcome, run_batch
    from pipeline.errors import PipelineError
    from pipeline.hotspots import FoundHotspot
    from pipeline.job import Job
    from pipeline.records import Petition, Place, Prediction, Routed
    from pipeline.settings import Settings
    from pipeline.topics.artifact import load_model

__all__ = [
    "FoundHotspot",
    "Job",
    "Outcome",
    "Petition",
    "PipelineError",
    "Place",
    "Prediction",
    "Routed",
    "Settings",
    "load_model",
    "run_batch",
]
_HOMES = {
    "FoundHotspot": "hotspots", "Job": "job", "Outcome": "batch", "Petition": "records", "PipelineError": "errors",
    "Place": "records", "Prediction": "records", "Routed": "records", "Settings": "settings",
    "load_model": "topics.artifact", "run_batch": "batch",
}  # fmt: skip


def __getattr__(name: str) -> object:
    """Import a public name when it is first used, so that ``import pipeline`` costs nothing."""
    if name not in _HOMES:
        raise AttributeError(name)
    return getattr(importlib.import_module(f"pipeline.{_HOMES[name]}"), name)
