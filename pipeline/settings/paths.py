"""Where things stand: what we ship, and the office's own folder."""

from __future__ import annotations

from pathlib import Path

from platformdirs import user_data_path

PROJECT = Path(__file__).resolve().parent.parent.parent
DATA = PROJECT / "data"
MODELS = PROJECT / "models"


def default_home() -> Path:
    """Folder of the office's own state (settings, models, corrections, history) when ``--home`` is not given."""
    return user_data_path("phan-don", appauthor=False)
