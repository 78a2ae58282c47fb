"""What an officer asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from pipeline.history import Period
from pipeline.registry import model_named
from pipeline.settings import DATA, Settings


@dataclass(frozen=True, slots=True)
class Job:
    """Inboxes, where results go, the office's home, which model, "today", which gazetteer and home province."""

    inputs: tuple[Path, ...]
    out: Path
    home: Path
    settings: Settings
    model: str = ""  # name or folder; empty: the one that the office's registry says is active
    as_of: date | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    overwrite: bool = False
    places: Path = DATA / "places"
    province: str = ""
    workers: int = 0  # processes; 0 chooses by the size of the inbox
    workbooks: bool = False  # write them for very large inboxes, too
    history: Path | None = None  # folder of past batches; None: that of the home
    remember: bool = True  # whether the batch becomes part of history
    skip_damaged: bool = False  # leave out files of history that cannot be read
    per_body: bool = False  # a workbook for each body in place of a sheet
    period: Period | None = None  # of the bulletin that is written, too; None: no bulletin
    slips: bool = False  # write a slip for each petition
    password: str = field(default="", repr=False)  # of to-cao.xlsx; empty for none

    @property
    def model_folder(self) -> Path:
        """Folder of the model: a path as given, the model of that name, or the active one."""
        return model_named(self.home, self.model)

    def pinned(self) -> Job:
        """Return the job with its model chosen once and for all: another may be promoted while a batch runs."""
        return replace(self, model=str(self.model_folder.resolve()))

    @property
    def own_priors(self) -> Path:
        """The office's own table of how often topics occur; need not exist."""
        return self.home / "priors.csv"
