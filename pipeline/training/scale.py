"""How a training set is learnt from, by its size: a rule that is stored in the card, so that anyone can tell.

The shipped corpus and most offices are ``STANDARD``. From twelve thousand petitions on, a copy of a text adds little
and costs as much as before; long texts (news, reports) hold so many words that the words themselves are enough.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.training.examples import Example

MOST_TEXTS = 12_000  # that the standard plan learns in a few minutes on two cores
MOST_WORDS = 2_000_000
LONG = 150  # words of a text on average from which word features are enough (notes: news of 350 words)


@dataclass(frozen=True, slots=True)
class Plan:
    """``number`` stands in the card; ``copies`` of each text are learnt beside it, held out by ``folds``.

    ``tries`` says that features and strength are chosen by their held-out accuracy on the first fold. A feature must
    occur in ``fewest_texts``; ``tolerance`` is where the solver stops.
    """

    number: int
    folds: int
    copies: int
    tries: bool = False
    fewest_texts: int = 2
    tolerance: float = 1e-4


STANDARD = Plan(0, folds=5, copies=3)
MANY = Plan(1, folds=3, copies=1, fewest_texts=3, tolerance=0.02)
LONG_TEXTS = Plan(2, folds=3, copies=0, tries=True, fewest_texts=4, tolerance=0.01)


def plan_for(examples: Sequence[Example]) -> Plan:
    """Return the plan for a training set by the number and length of its texts."""
    words = sum(example.text.count(" ") + 1 for example in examples)
    if len(examples) <= MOST_TEXTS and words <= MOST_WORDS:
        return STANDARD
    return LONG_TEXTS if words >= LONG * len(examples) else MANY
