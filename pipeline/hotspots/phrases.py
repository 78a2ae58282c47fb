"""Words and phrases that may turn out to be a subject of their own, from masked texts, for the restricted sidecar.

Names are kept out twice: texts are masked before they come here, and capitalised words inside a sentence are skipped.
What everybody writes ("kính gửi", "đề nghị") tells nothing and is left out by its frequency, not by a list.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from pipeline.text.features import Recipe, terms

RECIPE = Recipe(words=True, syllables=False, pairs=True, proper_names=False)
MOST_PHRASES = 40  # of one petition
TOO_COMMON = 0.02  # share of a batch's petitions
FEW = 100  # petitions of a batch below which nothing is called common


def candidate_phrases(words: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """Return the phrases of each petition of a batch, by petition id.

    ``words`` are the segmented words of the masked texts. A petition keeps at most ``MOST_PHRASES``, those shared with
    most others first: a phrase of one petition alone is the least likely to become a subject.
    """
    found = {petition: set(terms(text, RECIPE)) for petition, text in words.items()}
    shared = Counter(phrase for phrases in found.values() for phrase in phrases)
    most = TOO_COMMON * len(found) if len(found) >= FEW else len(found)
    kept: dict[str, tuple[str, ...]] = {}
    for petition, phrases in found.items():
        telling = sorted((p for p in phrases if shared[p] <= most), key=lambda p: (-shared[p], p))
        kept[petition] = tuple(phrase.replace("_", " ") for phrase in telling[:MOST_PHRASES])
    return kept
