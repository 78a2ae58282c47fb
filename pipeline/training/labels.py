"""The labels of examples as numbers, one array for each thing that is learnt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.records import PetitionType
from pipeline.topics.model import TYPES
from pipeline.training.examples import Example


@dataclass(frozen=True, slots=True)
class Labels:
    """Topic numbers into ``names``; numbers of type (into ``TYPES``), urgency and several subjects (0, 1) if known."""

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
    """Return the numbered labels; type and urgency are learnt only if every example has them and they vary."""
    names = tuple(sorted({example.topic for example in examples}))
    place = {label: i for i, label in enumerate(names)}
    topic = np.array([place[example.topic] for example in examples], dtype=np.intp)
    if any(example.petition_type is None or example.urgent is None for example in examples):
        return Labels(names, topic)
    kinds = np.array([TYPES.index(e.petition_type or PetitionType.PROPOSAL) for e in examples], dtype=np.intp)
    urgent = np.array([int(bool(example.urgent)) for example in examples], dtype=np.intp)
    several = np.array([int(bool(example.other_topics)) for example in examples], dtype=np.intp)
    if len(np.unique(kinds)) < len(TYPES) or len(np.unique(urgent)) < 2 or len(np.unique(several)) < 2:
        return Labels(names, topic)
    return Labels(names, topic, kinds, urgent, several)
