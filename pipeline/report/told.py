"""A petition in one line, for whatever leaves the officer's own desk."""

from __future__ import annotations

from pipeline.records import PetitionType, Routed
from pipeline.report.names import Names
from pipeline.topics.summary import SummaryWords, masked_summary

MOST = 160


def told_of(row: Routed, words: SummaryWords, names: Names) -> str:
    """Return the masked summary of a petition; of a denunciation topic, field and place, and never a word of its text.

    A sentence with its names masked still tells who wrote it: who else paid ten million, or worked there as a guard?
    (Luật Tố cáo 2018, Điều 56: the denouncer's information is secret.)
    """
    if row.prediction.petition_type is not PetitionType.DENUNCIATION:
        return masked_summary(row.petition.text, words, most=MOST)
    facts = (
        ("chủ đề", names.topic(row.prediction.topic)),
        ("lĩnh vực", names.field(row.field)),
        ("nơi xảy ra", ", ".join(filter(None, (row.place.commune, row.place.province)))),
    )
    told = "; ".join(f"{what}: {fact}" for what, fact in facts if fact)
    return told[:1].upper() + told[1:]
