"""Reasons a person can read: the words of the petition that pushed the decision."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from pipeline.topics.reading import Reading

if TYPE_CHECKING:
    from pipeline.topics.model import Floats

MOST_WORDS = 5


def evidence(reading: Reading, columns: Sequence[int], gains: Floats, terms: Sequence[str]) -> tuple[str, ...]:
    """Return the phrases of one text that spoke most for a topic, strongest first, written as in the text.

    ``columns`` are the features of the text and ``gains`` how much each spoke for the topic against its rivals. A
    phrase whose words stand in a stronger one is left out. Numbers and names were masked before features were counted.
    """
    order = [i for i in np.argsort(-gains, kind="stable") if gains[i] > 0]
    written = _written_forms(reading)
    chosen: list[str] = []
    for at in order:
        phrase = terms[columns[at]].replace("_", " ")
        if any(f" {phrase} " in f" {c} " or f" {c} " in f" {phrase} " for c in chosen):
            continue
        chosen.append(phrase)
        if len(chosen) == MOST_WORDS:
            break
    return tuple(written.get(phrase, phrase) for phrase in chosen)


def _written_forms(reading: Reading) -> Mapping[str, str]:
    """Map lower-case runs of up to four syllables to their first form in the text."""
    syllables = [s for word in reading.words for s in word.split()]
    found: dict[str, str] = {}
    for size in (4, 3, 2, 1):
        for at in range(len(syllables) - size + 1):
            run = " ".join(syllables[at : at + size])
            found.setdefault(run.lower(), run)
    return found
