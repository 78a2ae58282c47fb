"""Cues: named lists of phrases, as ``cues.toml`` gives them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pipeline.errors import DataError
from pipeline.routing.legal.hits import Cue, Cues
from pipeline.routing.legal.phrases import Tail, chain
from pipeline.routing.legal.rows import Row, read_tables
from pipeline.routing.legal.tree import Tree, grow
from pipeline.routing.legal.words import fold

REACH = 5  # words between a cue and what takes its meaning away, unless the row says otherwise
KEYS = frozenset({
    "name", "phrases", "not_after", "not_before", "not_with", "written", "where", "within", "reach",
})  # fmt: skip
PLACES = ("any", "start", "end", "edge")


@dataclass(frozen=True, slots=True)
class CueTable:
    """All cues of ``cues.toml``, their numbers by name, and the cue number and phrase of each row."""

    cues: tuple[Cue, ...]
    numbers: Mapping[str, int]
    phrases: tuple[tuple[int, str], ...]

    def asked(self, names: Iterable[str]) -> Cues:
        """Return what finds the cues of these ``names``."""
        wanted = frozenset(self.numbers[name] for name in names)
        weighing = [self.cues[number] for number in wanted]
        against = frozenset[int]().union(*(cue.not_after | cue.not_before | cue.not_with for cue in weighing))
        return Cues(self.cues, _grown(self.phrases, wanted), _grown(self.phrases, against))


def load_cues(path: Path) -> CueTable:
    """Read ``cues.toml``.

    Raises:
        DataError: with file and line, for the first fault.
    """
    rows = read_tables(path, {"cue": KEYS})["cue"]
    numbers: dict[str, int] = {}
    for row in rows:
        if row.text("name") in numbers:
            raise row.fault(f"dấu hiệu {row.text('name')!r} đã có ở trên; hãy gộp hai mục.")
        numbers[row.text("name")] = len(numbers)
    cues = tuple(_cue(row, numbers) for row in rows)
    phrases = tuple((at, phrase) for at, row in enumerate(rows) for phrase in _phrases(row))
    try:
        _chains(phrases)
    except ValueError as fault:
        raise _broken(rows) from fault
    return CueTable(cues, numbers, phrases)


@lru_cache(maxsize=2)  # an office's own flags or deadlines change no phrase
def _chains(phrases: tuple[tuple[int, str], ...]) -> tuple[Tail, ...]:
    return tuple(chain(phrase, cue) for cue, phrase in phrases)


@lru_cache(maxsize=4)
def _grown(phrases: tuple[tuple[int, str], ...], cues: frozenset[int]) -> Tree:
    """Return the tree of the phrases of some cues."""
    chains = zip(phrases, _chains(phrases), strict=True)
    return grow(tail for (cue, _), tail in chains if cue in cues)


def _broken(rows: Sequence[Row]) -> DataError:
    """Return the fault of the first phrase that cannot be read."""
    for row in rows:
        for phrase in _phrases(row):
            try:
                chain(phrase)
            except ValueError:
                return row.fault(f"cụm từ {phrase!r} viết sai ngoặc, sai lớp từ hoặc có quá nhiều dạng.")
    raise AssertionError("a phrase was refused and none is broken")


def _cue(row: Row, numbers: Mapping[str, int]) -> Cue:
    return Cue(
        name=row.text("name"),
        not_after=known_cues(row, "not_after", numbers),
        not_before=known_cues(row, "not_before", numbers),
        not_with=known_cues(row, "not_with", numbers),
        written={fold(word): word.lower() for word in row.texts("written")},
        where=row.one_of("where", PLACES) if "where" in row.cells else "any",
        within=row.whole("within", 60),
        reach=row.whole("reach", REACH),
    )


def known_cues(row: Row, key: str, numbers: Mapping[str, int]) -> frozenset[int]:
    """Return the numbers of the cues that ``key`` names.

    Raises:
        DataError: one of them does not exist.
    """
    for name in row.texts(key):
        if name not in numbers:
            raise row.fault(f"khóa {key!r} nhắc tới dấu hiệu {name!r} không có trong cues.toml; hãy sửa tên.")
    return frozenset(numbers[name] for name in row.texts(key))


def _phrases(row: Row) -> tuple[str, ...]:
    phrases = row.texts("phrases")
    if not phrases:
        raise row.fault("khóa 'phrases' trống; hãy ghi ít nhất một cụm từ.")
    return phrases
