"""Small misspellings, only among the children of a unit that is already known."""

from __future__ import annotations

from pipeline.places.compare import SLACK
from pipeline.places.fold import fold_name
from pipeline.places.gazetteer import Gazetteer
from pipeline.places.hits import Hit
from pipeline.places.lookup import one_piece
from pipeline.places.units import Level
from pipeline.places.words import Words

LONGEST = 4
LETTERS_PER_FAULT = 6
FEWEST_LETTERS = 5


def mend(words: Words, hit: Hit, parents: frozenset[int], gazetteer: Gazetteer) -> Hit | None:
    """Return the hit with the one child of ``parents`` that differs by a slip of the pen, or None.

    A slip is one edit (two in names of twelve letters or more) by optimal string alignment, diacritics aside; a second
    child equally near leaves the name unread.
    """
    from rapidfuzz.distance import OSA  # only misspelt texts pay for loading it

    best: dict[int, tuple[int, int]] = {}
    for child in _children(parents, hit, gazetteer):
        name = " ".join(fold_name(gazetteer.units[child].name)[0])
        size = name.count(" ") + 1
        if len(name) < FEWEST_LETTERS or size > LONGEST or not one_piece(words, hit.name_start, size):
            continue
        written = " ".join(w.fold for w in words.words[hit.name_start : hit.name_start + size])
        allowed = 1 if len(name) < 2 * LETTERS_PER_FAULT else 2
        faults = OSA.distance(written, name, score_cutoff=allowed)
        if faults <= allowed:
            best[child] = (faults, size)
    if not best:
        return None
    least = min(best.values())[0]
    nearest = [child for child, (faults, _) in best.items() if faults == least]
    if len(nearest) > 1:
        return None
    end = hit.name_start + best[nearest[0]][1]
    return Hit(hit.start, hit.name_start, end, {nearest[0]: SLACK}, hit.strength, hit.levels, hit.type, True, False)


def _children(parents: frozenset[int], hit: Hit, gazetteer: Gazetteer) -> list[int]:
    level = max(hit.levels, default=Level.COMMUNE)
    below = [child for parent in sorted(parents) for child in gazetteer.children(parent)]
    return [child for child in below if gazetteer.units[child].level is level]
