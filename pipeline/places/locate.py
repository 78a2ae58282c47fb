"""Where the trouble is: from a petition's text and place columns to one location."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from pipeline.places.chains import group
from pipeline.places.columns import ColumnReader, merge
from pipeline.places.context import Context
from pipeline.places.finish import NOWHERE, finish, place_of
from pipeline.places.found import Found, find_meaning
from pipeline.places.gazetteer import Gazetteer
from pipeline.places.hits import Hit, Strength
from pipeline.places.home import home_units
from pipeline.places.location import Location
from pipeline.places.reading import Reading
from pipeline.places.roles import Role, role_before
from pipeline.places.scan import scan
from pipeline.places.words import Words, read_words
from pipeline.records import Petition, Place

COLUMN, HOME = 2.5, 1.2
STANDING = {Role.PROBLEM: 0.5, Role.NEUTRAL: 0.0, Role.ADDRESSEE: -0.5, Role.RESIDENCE: -2.2, Role.SENDER: -10.0}
DEPTH = {0: 0.0, 1: 0.0, 2: 2.0, 3: 3.0}


class Locator:
    """Finds places with one gazetteer and, if the office has one, its own province.

    The home province (a code or a name, old or new) only settles names that the text leaves open.
    """

    def __init__(self, gazetteer: Gazetteer, home_province: str | None = None) -> None:
        """Look the home province up.

        Raises:
            SettingsError: no province has this code or name.
        """
        self.gazetteer = gazetteer
        self._home = dict.fromkeys(home_units(gazetteer, home_province), HOME) if home_province else {}
        self._columns = ColumnReader(gazetteer, self._home)

    def locate(
        self, text: str, received_at: date | None, province: str = "", district: str = "", commune: str = ""
    ) -> Location:
        """Return every mention in ``text`` and the place of the problem, settled on ``received_at``."""
        column = self._columns.read(received_at, province, district, commune)
        words = read_words(text, self.gazetteer.vocabulary)
        found = self._find(words, received_at, column)
        return finish(self.gazetteer, words, found, merge(choose(found), column), received_at)

    def locate_many(self, petitions: Iterable[Petition]) -> list[Place]:
        """Return the place of the problem of each petition: ``Location.place`` without the trouble of all the rest."""
        return [self._place(petition) for petition in petitions]

    def _place(self, petition: Petition) -> Place:
        day = petition.received_at
        column = self._columns.read(day, petition.province, petition.district, petition.commune)
        chosen = merge(choose(self._find(read_words(petition.text, self.gazetteer.vocabulary), day, column)), column)
        return NOWHERE.place if chosen is None else place_of(self.gazetteer, chosen, day)

    def _find(self, words: Words, day: date | None, column: Found | None) -> list[Found]:
        hits = scan(words, self.gazetteer, day)
        chains = [chain for chain in group(words, hits, self.gazetteer) if len(chain) > 1 or _told(chain[0].hit)]
        if not chains:
            return []
        roles = [role_before(words, chain[0].hit.start, self.gazetteer.lexicon) for chain in chains]
        context = Context(dict(self._home))
        if column is not None:
            context.outside.update(dict.fromkeys(column.units, COLUMN))
        for number, (chain, role) in enumerate(zip(chains, roles, strict=True)):
            if role is not Role.SENDER:
                context.note(chain, number, self.gazetteer)
        found = (
            find_meaning(words, chain, role, self.gazetteer, day, context, number)
            for number, (chain, role) in enumerate(zip(chains, roles, strict=True))
        )
        return [one for one in found if one is not None]


def _told(hit: Hit) -> bool:
    """Whether a name means something alone."""
    return hit.strength >= Strength.BARE


def choose(found: Sequence[Found]) -> Found | None:
    """Return the place of the problem: never the writer's home if another is told, then the finest, then the first.

    A place inside the chosen one ("UBND huyện X ... xã Y") takes over from it.
    """
    if len(found) < 2:
        return found[0] if found else None
    best = max(found, key=_standing)
    if best.siblings:
        return best
    inside = [one for one in found if _inside(one.reading, best.reading) and one.role is not Role.SENDER]
    return max(inside, key=_standing, default=best)


def _standing(one: Found) -> tuple[float, int]:
    return STANDING[one.role] + DEPTH[one.reading.depth], -one.start


def _inside(one: Reading, other: Reading) -> bool:
    """Whether ``one`` is a finer place within ``other``."""
    if one.depth <= other.depth or one.new_province != other.new_province:
        return False
    return not other.districts or one.districts == other.districts
