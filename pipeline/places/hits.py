"""What the scan finds: a name in the text, the units it may mean, and how far it may be trusted alone."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from pipeline.places.units import Level


class Strength(IntEnum):
    """How far a name may be believed.

    OPEN is a type word before a name that no list holds; WEAK only counts beside a parent or child; BARE may stand
    alone; TYPED follows a type word.
    """

    OPEN = 0
    WEAK = 1
    BARE = 2
    TYPED = 3


@dataclass(slots=True)
class Hit:
    """A name from word ``name_start`` to before ``end``; ``start`` is its type word, if any.

    ``candidates`` maps unit indices to how well name, diacritics and type agree. ``levels`` are those the type word
    allows. ``cued`` is true after "ở", "tại", "UBND" and the like,
    ``former`` where the text says that the unit is one of the past ("huyện X cũ", "trước là huyện X"),
    ``blocked`` after a word that makes it a road or a market, ``plural`` after "các", "hai" ...
    """

    start: int
    name_start: int
    end: int
    candidates: dict[int, float]
    strength: Strength
    levels: tuple[Level, ...] = ()
    type: str = ""
    cued: bool = False
    exact: bool = True
    former: bool = False
    blocked: bool = False
    plural: bool = False
