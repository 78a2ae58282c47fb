"""Reason codes: why a petition needs a person, or what had to be mended to accept it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pipeline.taxonomy.tables import read_rows

LOW_CONFIDENCE = "low-confidence"
DENUNCIATION = "denunciation"
NO_BODY = "no-body"
SEVERAL_SUBJECTS = "several-subjects"
UNCERTAIN_TYPE = "uncertain-type"
OWN_REPEAT = "own-repeat"
COPY_OF_OTHERS = "copy-of-others"


@dataclass(frozen=True, slots=True)
class Reason:
    """A code, its Vietnamese name, and whether it sends a petition to review."""

    code: str
    name: str
    blocks: bool


@cache
def load_reasons(path: Path) -> Mapping[str, Reason]:
    """Read ``reasons.csv`` (code, name, blocks, source)."""
    return {
        cells["code"]: Reason(cells["code"], cells["name"], cells["blocks"] == "1")
        for _, cells in read_rows(path, ("code", "name", "blocks", "source"))
    }
