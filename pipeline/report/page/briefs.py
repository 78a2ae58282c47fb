"""Petitions in one line for lists: day, topic, place and masked summary; denunciations have none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from pipeline.records import PetitionType, Routed
from pipeline.report import forms
from pipeline.report.names import Names
from pipeline.report.page.petition_lists import Brief
from pipeline.topics.summary import cut, load_summary_words, masked_summary

if TYPE_CHECKING:
    import pandas as pd

EARLIER = "đơn của lô trước: xem kết quả của lô đó"
LONGEST, MOST_WORDS = 160, 12


def brief_of(row: Routed, names: Names, note: str = "") -> Brief:
    """Return a petition of this batch in one line; never call it for a denunciation.

    Raises:
        ValueError: the petition is a denunciation.
    """
    if row.prediction.petition_type is PetitionType.DENUNCIATION:
        raise ValueError("a denunciation is never listed")
    unit, province = row.place.commune or row.place.district, row.place.province
    place = ", ".join(name for name in (unit, province) if name)
    told = excerpt(masked_summary(row.petition.text, load_summary_words(), most=LONGEST), row.petition.text)
    return Brief(
        row.petition.id, forms.day(row.petition.received_at), names.topic(row.prediction.topic), place, told, note
    )


def excerpt(summary: str, text: str) -> str:
    """Return the first words of a masked summary, so few that no petition can be read whole on a page passed around.

    At most ``MOST_WORDS`` words, and never more than half of the words of the petition's ``text``.
    """
    words, most = summary.split(), min(MOST_WORDS, len(text.split()) // 2)
    if len(words) <= most:
        return summary
    return cut(summary, len(" ".join(words[:most])) + 1) if most else ""


def past_briefs(history: pd.DataFrame, wanted: Iterable[str], names: Names) -> Mapping[str, Brief]:
    """Return petitions of earlier batches, whose text is not kept: id, day and topic."""
    found = history[history["id"].isin(list(wanted))]
    kept = found[found["petition_type"].astype(str) != PetitionType.DENUNCIATION.value]
    rows = zip(kept["id"].astype(str), kept["received_at"], kept["topic"].astype(str), strict=True)
    return {
        id: Brief(id, "" if received != received else forms.day(received.date()), names.topic(topic), note=EARLIER)
        for id, received, topic in rows
    }
