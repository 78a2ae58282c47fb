"""The place columns of an inbox: the same reading, with the column saying the level."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from pipeline.places.chains import Link
from pipeline.places.context import OUTSIDE, Context
from pipeline.places.found import Found, find_meaning
from pipeline.places.gazetteer import Gazetteer
from pipeline.places.markers import marker_at
from pipeline.places.roles import Role
from pipeline.places.scan import scan
from pipeline.places.units import Era, Level, era_on
from pipeline.places.words import Words, read_words

TYPE_WORD = {Level.PROVINCE: "tỉnh", Level.DISTRICT: "huyện", Level.COMMUNE: "xã"}
NUMBERED_TYPE = {Level.PROVINCE: "tỉnh", Level.DISTRICT: "quận", Level.COMMUNE: "phường"}
CODE_LENGTH = {Level.PROVINCE: 2, Level.DISTRICT: 3, Level.COMMUNE: 5}
MEMO_LIMIT = 20_000


class ColumnReader:
    """Reads the three cells of a row as one chain; repeated cells are read once."""

    def __init__(self, gazetteer: Gazetteer, home: Mapping[int, float]) -> None:
        """Keep the gazetteer and the home province as context."""
        self._gazetteer = gazetteer
        self._context = Context(dict(home))
        self._memo: dict[tuple[date | None, str, str, str], Found | None] = {}

    def read(self, day: date | None, province: str, district: str, commune: str) -> Found | None:
        """Return what the cells mean, or None if they are empty or say nothing."""
        if not (province or district or commune):
            return None
        key = (day, province, district, commune)
        if key not in self._memo:
            if len(self._memo) >= MEMO_LIMIT:
                self._memo.clear()
            self._memo[key] = self._read(day, province, district, commune)
        return self._memo[key]

    def _read(self, day: date | None, province: str, district: str, commune: str) -> Found | None:
        cells = ((Level.COMMUNE, commune), (Level.DISTRICT, district), (Level.PROVINCE, province))
        text = ", ".join(self._with_type(level, cell.strip(), day) for level, cell in cells if cell.strip())
        words = read_words(text, self._gazetteer.vocabulary)
        chain = [Link(hit, "") for hit in scan(words, self._gazetteer, day, trusted=True)]
        found = (
            find_meaning(words, chain, Role.NEUTRAL, self._gazetteer, day, self._context, OUTSIDE) if chain else None
        )
        return None if found is None else found._replace(start=0, end=0, siblings=(), reasons=("columns",))

    def _with_type(self, level: Level, cell: str, day: date | None) -> str:
        """Return the cell with the column's type word, if it has none itself; a code becomes its name."""
        if cell.isdigit() and len(cell) == CODE_LENGTH[level]:
            era = Era.BEFORE if level is Level.DISTRICT or day is None else era_on(day)
            unit = self._gazetteer.find(era, level, cell) or self._gazetteer.find(Era.BEFORE, level, cell)
            if unit is not None:
                return unit.full_name
        words = read_words(cell, self._gazetteer.vocabulary)
        if cell.isdigit():
            return f"{NUMBERED_TYPE[level]} {cell}"
        return cell if _typed(words, self._gazetteer) else f"{TYPE_WORD[level]} {cell}"


def _typed(words: Words, gazetteer: Gazetteer) -> bool:
    return bool(words.words) and marker_at(words, gazetteer.lexicon, 0) is not None


def merge(text: Found | None, column: Found | None) -> Found | None:
    """Join text and columns: for the problem the text counts more, for the writer's home the columns."""
    if text is None or column is None:
        return text or column
    if text.role.is_sender or (text.reading.depth == 1 and column.reading.depth > 1 and not text.cued):
        return column
    if not _agree(text, column):
        return text
    deeper = column if column.reading.depth > text.reading.depth else text
    return deeper._replace(role=text.role, reasons=(*text.reasons, "columns"), confidence=0.97)


def _agree(text: Found, column: Found) -> bool:
    one, other = text.reading, column.reading
    same_land = None in (one.new_province, other.new_province) or one.new_province == other.new_province
    return same_land and (not one.districts or not other.districts or bool(one.districts & other.districts))
