"""A petition in one masked line, for whatever leaves the officer's own desk."""

from __future__ import annotations

from pipeline.records import PetitionType, Routed
from pipeline.topics.summary import SummaryWords, masked_summary

MOST, MOST_OF_SECRET, LEAST_OF_SECRET = 160, 100, 40


def told_of(row: Routed, words: SummaryWords) -> str:
    """Return the masked summary of a petition; of a denunciation at most half, for its text stands in one file alone.

    A summary is made of the petition's own sentences: of a short denunciation it would be the whole text.
    """
    text = row.petition.text
    if row.prediction.petition_type is not PetitionType.DENUNCIATION:
        return masked_summary(text, words, most=MOST)
    return masked_summary(text, words, most=max(LEAST_OF_SECRET, min(MOST_OF_SECRET, len(text) // 2)))
