"""Routed petitions of a batch that is too large for memory, with the repeats that were told last."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.records import Routed, RoutedRows
from pipeline.routing.reasons import COPY_OF_OTHERS, OWN_REPEAT
from pipeline.routing.repeats import Repeat
from pipeline.spool import ROUTED, Blocks

_REASONS = {True: OWN_REPEAT, False: COPY_OF_OTHERS}
MOST_IN_MEMORY = 20_000  # petitions, each about 3 kB; reading them from the spool again takes 20 µs each


@dataclass(frozen=True, slots=True)
class RoutedSpool:
    """The petitions in ``blocks``, in order; ``repeats`` has a finding for each."""

    blocks: Blocks
    repeats: Sequence[Repeat]

    def __len__(self) -> int:
        """Return how many petitions there are."""
        return len(self.repeats)

    def __iter__(self) -> Iterator[Routed]:
        """Begin again from the first petition."""
        repeats = iter(self.repeats)
        for block in self.blocks:
            for routed in ROUTED.records(block):
                found = next(repeats)
                yield repeat_told(routed, found) if found.group else routed


def repeat_told(routed: Routed, found: Repeat) -> Routed:
    """Return a petition with its repeat; where the texts tell who sent both, a reason says so."""
    told = routed.reasons if found.same_sender is None else (*routed.reasons, _REASONS[found.same_sender])
    return Routed(
        routed.petition, routed.prediction, routed.field, routed.department, routed.level, routed.departments_ranked,
        routed.decision, told, routed.model, routed.place, routed.legal_flags, routed.deadlines, found.repeat_of,
        found.group,
    )  # fmt: skip  # dataclasses.replace takes four times as long


def routed_rows(blocks: Blocks, repeats: Sequence[Repeat], most: int = MOST_IN_MEMORY) -> RoutedRows:
    """Return the routed petitions, as a tuple if there are at most ``most``."""
    spool = RoutedSpool(blocks, repeats)
    return tuple(spool) if len(spool) <= most else spool
