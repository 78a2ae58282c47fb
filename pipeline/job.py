"""What an officer asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from pipeline.settings import DATA, MODELS, Settings


@dataclass(frozen=True, slots=True)
class Job:
    """Inboxes, where results go, the office's home, which model, "today", which gazetteer and home province."""

    inputs: tuple[Path, ...]
    out: Path
    home: Path
    settings: Settings
    model: str = "default"
    as_of: date | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    overwrite: bool = False
    places: Path = DATA / "places"
    province: str = ""

    @property
    def model_folder(self) -> Path:
        """Folder of the model: a path as given, else the office's own of that name, else a shipped one."""
        if "/" in self.model or "\\" in self.model:
            return Path(self.model)
        own = self.home / "models" / self.model
        return own if own.is_dir() else MODELS / self.model

    @property
    def own_priors(self) -> Path:
        """The office's own table of how often topics occur; need not exist."""
        return self.home / "priors.csv"
