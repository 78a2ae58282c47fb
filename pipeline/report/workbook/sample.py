"""Which petitions officers review: all that need a person, and a random sample of the automatic ones."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from heapq import nsmallest
from math import ceil

from pipeline.records import Decision, Routed, RoutedRows

SHARE, LEAST = 0.03, 20


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What goes before an officer: ``doubtful`` the first first, ``sampled`` with inclusion probability ``chance``.

    ``batch`` names the batch, ``automatic`` is how many automatic petitions it has, ``model`` which read it.
    """

    batch: str
    doubtful: tuple[Routed, ...]
    sampled: tuple[Routed, ...]
    chance: float
    automatic: int
    model: str


def chosen(rows: RoutedRows, office: str) -> Reviewed:
    """Return what an office's officers review of a batch; the rows are read twice, the automatic ones not kept.

    The sample is simple and random without replacement: 3 % of the automatic petitions, at least 20 (all where there
    are fewer). Its seed is the batch itself, so that the same batch gives the same sample and nobody chooses it.
    """
    doubtful: list[tuple[bool, float, int, Routed]] = []
    automatic: list[str] = []
    said, model = sha256(office.encode()), ""
    for number, row in enumerate(rows):
        model = row.model
        codes = (row.petition.id, row.prediction.topic, row.department, row.decision, row.model)
        said.update("\x1f".join(codes).encode("utf-8", "replace") + b"\n")
        if row.decision is Decision.AUTO:
            automatic.append(row.petition.id)
        else:
            doubtful.append((not row.prediction.urgent, row.prediction.confidence, number, row))
    batch = said.hexdigest()[:16]
    size = min(len(automatic), max(LEAST, ceil(SHARE * len(automatic))))
    place = {id: at for at, id in enumerate(nsmallest(size, automatic, key=lambda id: _lot(batch, id)))}
    drawn = [row for row in rows if row.petition.id in place] if place else []
    return Reviewed(
        batch=batch,
        doubtful=tuple(entry[3] for entry in sorted(doubtful, key=lambda entry: entry[:3])),
        sampled=tuple(sorted(drawn, key=lambda row: place[row.petition.id])),
        chance=size / len(automatic) if automatic else 1.0,
        automatic=len(automatic),
        model=model,
    )


def _lot(batch: str, petition: str) -> str:
    return sha256(f"{batch}\n{petition}".encode("utf-8", "replace")).hexdigest()
