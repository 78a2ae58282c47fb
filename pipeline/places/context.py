"""What else the text names: districts and provinces elsewhere in it, the place columns, the office's own province."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pipeline.places.chains import Chain
from pipeline.places.gazetteer import Gazetteer
from pipeline.places.hits import Strength
from pipeline.places.units import Level

MENTIONED = {Level.PROVINCE: 1.5, Level.DISTRICT: 2.0}
OUTSIDE = -1


@dataclass(slots=True)
class Context:
    """``outside`` weighs units known from elsewhere; ``mentions`` tells in which chain a unit is named.

    A unit named in two or more chains speaks for all of them; one named only in a chain does not speak for itself.
    """

    outside: dict[int, float] = field(default_factory=dict)
    mentions: dict[int, int] = field(default_factory=dict)

    def note(self, chain: Chain, number: int, gazetteer: Gazetteer) -> None:
        """Remember the districts and provinces of a chain."""
        for link in chain:
            hit = link.hit
            if hit.strength < Strength.BARE or hit.levels == (Level.COMMUNE,):
                continue
            for unit in hit.candidates:
                if gazetteer.units[unit].level is not Level.COMMUNE:
                    known = self.mentions.setdefault(unit, number)
                    self.mentions[unit] = known if known == number else OUTSIDE

    def around(self, number: int, gazetteer: Gazetteer) -> dict[int, float]:
        """Return the units named outside chain ``number``, with how much each speaks for its kin; mostly none."""
        known = dict(self.outside)
        for unit, chain in self.mentions.items():
            if chain != number:
                known[unit] = max(known.get(unit, 0.0), MENTIONED[gazetteer.units[unit].level])
        return known


def weight(kin: frozenset[int], around: Mapping[int, float]) -> float:
    """Return how much the units named ``around`` speak for a unit with these kin."""
    return max([around[unit] for unit in kin & around.keys()], default=0.0) if around else 0.0
