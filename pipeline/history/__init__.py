"""What past batches left: where and about what people wrote, never their words."""

from pipeline.history.rows import COLUMNS, PastPetition, past_petitions
from pipeline.history.store import History
from pipeline.history.succession import Succession, UnitLevel, load_succession

__all__ = ["COLUMNS", "History", "PastPetition", "Succession", "UnitLevel", "load_succession", "past_petitions"]
