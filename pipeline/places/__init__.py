"""Places in running petition text, before and after the reform of 1/7/2025."""

from pipeline.places.gazetteer import Gazetteer
from pipeline.places.locate import Locator
from pipeline.places.location import Location, Mention
from pipeline.places.roles import Role
from pipeline.places.units import Era, Level, Unit

__all__ = ["Era", "Gazetteer", "Level", "Location", "Locator", "Mention", "Role", "Unit"]
