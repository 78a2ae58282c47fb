"""What changed for the better and for the worse, with masked examples."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.intake.masking import NameWords, mask
from pipeline.records import PetitionType
from pipeline.training.compare.held_out import Judged

MOST_SHOWN = 6
MOST_LABELS = 20
MOST_LETTERS = 220


@dataclass(frozen=True, slots=True)
class Changed:
    """A petition that the sides read differently: its masked beginning, the true label and what each side says."""

    excerpt: str
    truth: str
    active: str
    challenger: str


@dataclass(frozen=True, slots=True)
class Changes:
    """How many became right or wrong, the commonest (true label, was right or wrong) and examples of each."""

    better: int
    worse: int
    by_label: tuple[tuple[str, int, int], ...]
    gained: tuple[Changed, ...]
    lost: tuple[Changed, ...]


def changes(judged: Judged, names: NameWords) -> Changes:
    """Return what changed; a denunciation is counted but never shown."""
    right = [side.argmax(axis=1) == judged.truth for side in (judged.active, judged.challenger)]
    better, worse = np.flatnonzero(right[1] & ~right[0]), np.flatnonzero(right[0] & ~right[1])
    gained = Counter(judged.labels[judged.truth[i]] for i in better)
    lost = Counter(judged.labels[judged.truth[i]] for i in worse)
    moved = sorted({*gained, *lost}, key=lambda label: (-gained[label] - lost[label], label))
    return Changes(
        better=len(better),
        worse=len(worse),
        by_label=tuple((label, gained[label], lost[label]) for label in moved[:MOST_LABELS]),
        gained=_shown(judged, better, names),
        lost=_shown(judged, worse, names),
    )


def _shown(judged: Judged, rows: NDArray[np.intp], names: NameWords) -> tuple[Changed, ...]:
    """Return the petitions among ``rows`` of which the challenger is surest."""
    ranked = sorted(rows.tolist(), key=lambda i: (-float(judged.challenger[i].max()), i))
    open_ones = [i for i in ranked if judged.examples[i].petition_type is not PetitionType.DENUNCIATION]
    return tuple(
        Changed(
            excerpt(judged.examples[i].text, names),
            judged.labels[judged.truth[i]],
            judged.labels[judged.active[i].argmax()],
            judged.labels[judged.challenger[i].argmax()],
        )
        for i in open_ones[:MOST_SHOWN]
    )


def excerpt(text: str, names: NameWords) -> str:
    """Return the masked beginning of a text, whole words."""
    plain = " ".join(mask(text, names).split())
    return plain if len(plain) <= MOST_LETTERS else plain[:MOST_LETTERS].rsplit(" ", 1)[0] + " …"
