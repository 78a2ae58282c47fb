"""Cues: named lists of phrases, and when a phrase that stands there means nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pipeline.errors import DataError
from pipeline.routing.legal.phrases import Node, chain, grow
from pipeline.routing.legal.rows import Row, read_tables
from pipeline.routing.legal.search import Hit, find
from pipeline.routing.legal.words import STOPS, Words, fold

REACH = 5  # words between a cue and what takes its meaning away, unless the row says otherwise
KEYS = frozenset({
    "name", "phrases", "not_after", "not_before", "not_with", "written", "where", "within", "reach",
})  # fmt: skip
PLACES = ("any", "start", "end", "edge")


@dataclass(frozen=True, slots=True)
class Cue:
    """A named list of phrases.

    A hit counts only within ``within`` words of the ``where`` of the text, and not when a cue of ``not_after`` ends
    at most ``reach`` words before it in the same sentence, or one of ``not_before`` starts as soon after it, or one
    of ``not_with`` stands anywhere. Folded words in ``written`` must carry these diacritics where the text has any.
    """

    name: str
    not_after: frozenset[int]
    not_before: frozenset[int]
    not_with: frozenset[int]
    written: Mapping[str, str]
    where: str
    within: int
    reach: int


@dataclass(frozen=True, slots=True)
class Cues:
    """All cues, and the tree in which their phrases are looked up."""

    cues: tuple[Cue, ...]
    numbers: Mapping[str, int]
    tree: Node

    def hits(self, words: Words) -> dict[str, list[Hit]]:
        """Return the hits that count, by the name of their cue."""
        found = find(words, self.tree)
        counted: dict[str, list[Hit]] = {}
        for hit in found:
            cue = self.cues[hit.cue]
            if _stands(hit, cue, words) and not _taken_away(hit, cue, found, words.tokens):
                counted.setdefault(cue.name, []).append(hit)
        return counted


def load_cues(path: Path) -> Cues:
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
    return Cues(cues, numbers, _tree(rows))


def _tree(rows: Sequence[Row]) -> Node:
    try:
        return _grown(tuple((at, phrase) for at, row in enumerate(rows) for phrase in _phrases(row)))
    except ValueError as fault:
        raise _broken(rows) from fault


@lru_cache(maxsize=2)  # an office's own flags or deadlines change no phrase
def _grown(phrases: tuple[tuple[int, str], ...]) -> Node:
    return grow(phrases)


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


def _stands(hit: Hit, cue: Cue, words: Words) -> bool:
    """Say whether a hit stands where its cue counts, and is written as the cue wants."""
    if cue.where != "any":
        at_start, at_end = hit.start <= cue.within, len(words.tokens) - hit.end <= cue.within
        if not {"start": at_start, "end": at_end, "edge": at_start or at_end}[cue.where]:
            return False
    if not cue.written or words.text.isascii():
        return True
    tokens, wanted = words.tokens, cue.written
    return all(words.written(at) == wanted[tokens[at]] for at in range(hit.start, hit.end) if tokens[at] in wanted)


def _taken_away(hit: Hit, cue: Cue, found: Sequence[Hit], tokens: Sequence[str]) -> bool:
    if not cue.not_after and not cue.not_before and not cue.not_with:
        return False
    for other in found:
        if other.cue in cue.not_with:
            return True
        if other.cue in cue.not_after and 0 <= hit.start - other.end <= cue.reach:
            if STOPS.isdisjoint(tokens[other.end : hit.start]):
                return True
        if other.cue in cue.not_before and hit.start < other.start <= hit.end + cue.reach:
            if STOPS.isdisjoint(tokens[hit.end : other.start]):
                return True
    return False
