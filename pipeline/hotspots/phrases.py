"""Which phrases go to the restricted sidecar: those that petitions share and that not everybody writes."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

import numpy as np

from pipeline.history import Phrases, phrase_rows
from pipeline.text.phrases import read_phrases
from pipeline.text.runs import run_starts

if TYPE_CHECKING:
    from pipeline.text.phrases import Numbers

MOST_PHRASES = 40  # of one petition


def kept_phrases(masked: Mapping[str, str], common: Collection[str]) -> Phrases:
    """Return the phrases that are kept of some petitions, rows (id, phrase).

    ``masked`` are their texts by petition id, ``common`` what everybody writes (``pipeline.topics.telling``); what a
    batch writes often is not left out, because a new trouble is often written of. A petition keeps at most
    ``MOST_PHRASES``, those shared with most others first: a phrase of one petition alone is the least likely to become
    a subject. What is kept therefore depends on the others in ``masked``: a block of ``pipeline.intake.received``, of
    one size for ever.
    """
    found = read_phrases(masked.values())
    distinct, place, shared = np.unique(found.key, return_inverse=True, return_counts=True)
    telling = np.isin(distinct, found.keys_of(common), invert=True)[place]
    petition, place = found.text[telling], place[telling]
    # of one petition, the most shared first, and equal ones in the order of the alphabet, which is that of ``distinct``
    rank = (len(masked) - shared[place]) * len(distinct) + place
    order = np.sort(petition * ((len(masked) + 1) * len(distinct)) + rank)
    petition, rank = np.divmod(order, (len(masked) + 1) * max(len(distinct), 1))
    first = _since_start(petition) < MOST_PHRASES
    petition, place = petition[first], rank[first] % max(len(distinct), 1)
    written, which = np.unique(place, return_inverse=True)
    return phrase_rows(list(masked), petition, found.written(distinct[written]), which)


def _since_start(values: Numbers) -> Numbers:
    """Return of each of some sorted values how many equal ones stand before it."""
    starts = np.flatnonzero(run_starts(values))
    return np.arange(len(values)) - np.repeat(starts, np.diff(np.append(starts, len(values))))
