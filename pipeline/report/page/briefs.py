"""Petitions in one line for lists: day, topic, place and masked summary; denunciations have none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from pipeline.records import PetitionType, Routed
from pipeline.report import forms
from pipeline.report.names import Names
from pipeline.report.page.petition_lists import Brief
from pipeline.topics.summary import load_summary_words, masked_summary

if TYPE_CHECKING:
    import pandas as pd

LONGEST = 160


def brief_of(row: Routed, names: Names, note: str = "") -> Brief:
    """Return a petition of this batch in one line; never call it for a denunciation.

    Raises:
        ValueError: the petition is a denunciation.
    """
    if row.prediction.petition_type is PetitionType.DENUNCIATION:
        raise ValueError("a denunciation is never listed")
    unit, province = row.place.commune or row.place.district, row.place.province
    place = ", ".join(name for name in (unit, province) if name)
    told = masked_summary(row.petition.text, load_summary_words(), most=LONGEST)
    return Brief(
        row.petition.id, forms.day(row.petition.received_at), names.topic(row.prediction.topic), place, told, note
    )


def past_briefs(history: pd.DataFrame, wanted: Iterable[str], names: Names) -> Mapping[str, Brief]:
    """Return petitions of earlier batches, whose text is not kept: id, day and topic."""
    found = history[history["id"].isin(list(wanted))]
    kept = found[found["petition_type"].astype(str) != PetitionType.DENUNCIATION.value]
    rows = zip(kept["id"].astype(str), kept["received_at"], kept["topic"].astype(str), strict=True)
    return {
        id: Brief(id, "" if received != received else forms.day(received.date()), names.topic(topic))
        for id, received, topic in rows
    }
