"""The labels of examples as numbers, one array for each thing that is learnt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.topics.model import TYPES
from pipeline.training.examples import Example

UNKNOWN = -1
FEWEST_KNOWN = 0.5  # share of examples that must have a type and an urgency for these to be learnt


@dataclass(frozen=True, slots=True)
class Labels:
    """Topic numbers into ``names``; numbers of type (into ``TYPES``), urgency and several subjects (0, 1) if learnt.

    In the last three an example that does not say has ``UNKNOWN``.
    """

    names: tuple[str, ...]
    topic: NDArray[np.intp]
    kind: NDArray[np.intp] | None = None
    urgent: NDArray[np.intp] | None = None
    several: NDArray[np.intp] | None = None

    def targets(self) -> list[tuple[NDArray[np.intp], int]]:
        """Return (label numbers, how many labels) of each head: topic, type, urgency, several subjects."""
        found = [(self.topic, len(self.names))]
        if self.kind is not None and self.urgent is not None and self.several is not None:
            found += [(self.kind, len(TYPES)), (self.urgent, 2), (self.several, 2)]
        return found


def number_labels(examples: Sequence[Example]) -> Labels:
    """Return the numbered labels; type and urgency are learnt if enough examples have them and they vary.

    An officer's correction knows no urgency and no second subject: its number there is ``UNKNOWN``, and it teaches the
    topic alone.
    """
    names = tuple(sorted({example.topic for example in examples}))
    place = {label: i for i, label in enumerate(names)}
    topic = np.array([place[example.topic] for example in examples], dtype=np.intp)
    kinds = _numbers([None if e.petition_type is None else TYPES.index(e.petition_type) for e in examples])
    urgent = _numbers([None if e.urgent is None else int(e.urgent) for e in examples])
    several = _numbers([None if e.urgent is None else int(bool(e.other_topics)) for e in examples])
    wanted = ((kinds, len(TYPES)), (urgent, 2), (several, 2))
    if not all(_learnable(numbers, size) for numbers, size in wanted):
        return Labels(names, topic)
    return Labels(names, topic, kinds, urgent, several)


def _numbers(given: Sequence[int | None]) -> NDArray[np.intp]:
    return np.array([UNKNOWN if number is None else number for number in given], dtype=np.intp)


def _learnable(numbers: NDArray[np.intp], size: int) -> bool:
    known = numbers[numbers != UNKNOWN]
    return len(known) >= FEWEST_KNOWN * len(numbers) and len(np.unique(known)) == size
