"""Which phrases go to the restricted sidecar: those that petitions share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import chain

MOST_PHRASES = 40  # of one petition


def candidate_phrases(found: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """Return the phrases that are kept of each of some petitions, by petition id.

    ``found`` are the telling phrases of each petition (``pipeline.topics.telling``). A petition keeps at most
    ``MOST_PHRASES``, those shared with most others first: a phrase of one petition alone is the least likely to become
    a subject. What is kept therefore depends on the others in ``found``: a block of ``pipeline.intake.received``, of
    one size for ever.
    """
    shared = Counter(chain.from_iterable(map(set, found.values())))
    kept: dict[str, tuple[str, ...]] = {}
    for petition, phrases in found.items():
        telling = sorted(sorted(set(phrases)), key=shared.__getitem__, reverse=True)  # equal ones stay in order
        kept[petition] = tuple(telling[:MOST_PHRASES])
    return kept
