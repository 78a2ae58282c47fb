"""Several places in one breath: "các xã A, B và C", "từ xã A đến xã B"."""

from __future__ import annotations

from pipeline.places.chains import Chain
from pipeline.places.gazetteer import Gazetteer
from pipeline.places.hits import Hit, Strength
from pipeline.places.resolve import Answer
from pipeline.places.units import Level

SIBLING_LINKS = ("list", "route")


def siblings_of(chain: Chain, answer: Answer, gazetteer: Gazetteer) -> tuple[tuple[Hit, int], ...]:
    """Return the other names of a chain that lie in the same province: a list, or the ends of a road."""
    level = gazetteer.units[answer.unit].level
    if level is Level.PROVINCE:
        return ()
    found = []
    for position, link in enumerate(chain):
        if position in answer.explained or not _lists(chain, position, gazetteer):
            continue
        sibling = None if link.hit.blocked else _sibling(link.hit, answer.unit, gazetteer)
        if sibling is not None:
            found.append((link.hit, sibling))
    return tuple(found)


def _lists(chain: Chain, position: int, gazetteer: Gazetteer) -> bool:
    link = chain[position]
    following = chain[position + 1].joined if position + 1 < len(chain) else ""
    joined = link.joined in SIBLING_LINKS or following in SIBLING_LINKS
    return joined or link.hit.strength is Strength.TYPED or any(other.hit.plural for other in chain)


def _sibling(hit: Hit, unit: int, gazetteer: Gazetteer) -> int | None:
    """Return the candidate that is nearest to ``unit``: in the same parent, else in the same new province."""
    own = gazetteer.units[unit]
    same_era = [c for c in hit.candidates if gazetteer.units[c].era is own.era and c != unit]
    near = [c for c in same_era if gazetteer.units[c].parent == own.parent]
    if not near:
        province = gazetteer.successor_province(unit)
        near = [c for c in same_era if gazetteer.successor_province(c) == province]
        near = [c for c in near if gazetteer.units[c].level is not Level.PROVINCE]
    return min(near, key=lambda c: (-hit.candidates[c], c), default=None)
