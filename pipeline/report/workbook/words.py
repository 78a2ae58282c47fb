"""Words and limits of the workbooks from ``data/workbook/words.toml``: what is called high, and what due soon."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import DataError
from pipeline.records import Petition
from pipeline.report.statuses import Statuses, load_statuses
from pipeline.routing.legal.rows import read_tables
from pipeline.settings import DATA

KEYS = {
    "certainty": frozenset({"name", "from", "source"}),
    "due": frozenset({"soon_days", "source"}),
}


@dataclass(frozen=True, slots=True)
class Words:
    """``certainty`` holds (least probability, word), highest first; ``statuses`` say what a status means."""

    certainty: tuple[tuple[float, str], ...]
    soon_days: int
    statuses: Statuses

    def certain(self, confidence: float) -> str:
        """Return the word for a probability."""
        return next(word for least, word in self.certainty if confidence >= least)

    def is_resolved(self, petition: Petition) -> bool:
        """Say whether a petition's status or date of resolution says that it was dealt with."""
        return self.statuses.resolved(petition)


def load_words(path: Path = DATA / "workbook" / "words.toml") -> Words:
    """Read the words of the workbooks.

    Raises:
        DataError: with file and line; the limits of certainty must fall to 0.
    """
    tables = read_tables(path, KEYS)
    limits = [row.whole("from", 0) for row in tables["certainty"]]
    if not limits or limits[-1] != 0 or limits != sorted(set(limits), reverse=True):
        raise DataError(f"{path}: các mốc [[certainty]] phải giảm dần và kết thúc ở 0.")
    if len(tables["due"]) != 1:
        raise DataError(f"{path}: cần đúng một bảng [[due]].")
    return Words(
        certainty=tuple((row.whole("from", 0) / 100, row.text("name")) for row in tables["certainty"]),
        soon_days=tables["due"][0].whole("soon_days", 0),
        statuses=load_statuses(),
    )
