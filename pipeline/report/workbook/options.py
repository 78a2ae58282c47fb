"""What an office asks of its workbooks."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.places import Gazetteer
from pipeline.settings import Office


@dataclass(frozen=True, slots=True)
class WorkbookOptions:
    """``per_body``: a file for each body in place of a sheet; ``password``: of ``to-cao.xlsx``, empty for none.

    ``labels`` are all topics that the model may say (the list that officers choose from); ``places`` gives the
    communes to choose from, of ``province`` (code or name) alone where that is known.
    """

    per_body: bool = False
    password: str = ""
    office: Office = Office()
    labels: tuple[str, ...] = ()
    places: Gazetteer | None = None
    province: str = ""
