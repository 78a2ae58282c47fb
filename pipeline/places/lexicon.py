"""The word lists that guide the reading: words before a name, words that make it something else, cues of roles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import DataError
from pipeline.places.fold import Word, fold_name
from pipeline.places.tables import read_table

KINDS = ("type", "letter", "block", "locative", "role", "gap", "era", "hamlet", "surname", "plural", "counter")


@dataclass(frozen=True, slots=True)
class Phrases:
    """Word sequences with a value each; ``firsts`` and ``lasts`` give the sizes, longest first, by first, last word."""

    by_key: dict[str, tuple[tuple[str, ...], str]]
    firsts: dict[str, tuple[int, ...]]
    lasts: dict[str, tuple[int, ...]]

    def ending_at(self, words: Sequence[Word], end: int, begin: int = 0) -> tuple[int, str] | None:
        """Return (first word, value) of the longest phrase whose last word is ``end - 1``, not before ``begin``."""
        sizes = self.lasts.get(words[end - 1].fold) if end > begin else None
        for size in sizes or ():
            value = self.match(words, end - size, size) if size <= end - begin else None
            if value is not None:
                return end - size, value
        return None

    def starting_at(self, words: Sequence[Word], start: int, end: int | None = None) -> tuple[int, str] | None:
        """Return (word after, value) of the longest phrase from word ``start``, within the words before ``end``."""
        room = (len(words) if end is None else end) - start
        sizes = self.firsts.get(words[start].fold) if room > 0 else None
        for size in sizes or ():
            value = self.match(words, start, size) if size <= room else None
            if value is not None:
                return start + size, value
        return None

    def match(self, words: Sequence[Word], start: int, size: int) -> str | None:
        """Return the value of the phrase that is exactly these words; diacritics, where written, must be right."""
        span = words[start : start + size]
        known = self.by_key.get(" ".join([w.fold for w in span]))
        if known is None or len(span) < size:
            return None
        for word, canon in zip(span, known[0], strict=True):
            if word.accented and word.canon != canon:
                return None
        return known[1]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All word lists of ``words.csv`` and the names of ``common_names.csv`` that are also words or persons."""

    types: Phrases
    letters: Phrases
    blocks: Phrases
    locatives: Phrases
    roles: Phrases
    gaps: Phrases
    eras: Phrases
    hamlets: Phrases
    surnames: Phrases
    plurals: Phrases
    counters: Phrases
    common: frozenset[str]
    common_plain: frozenset[str]
    streets: frozenset[str]
    marker_starts: frozenset[str]

    @classmethod
    def load(cls, folder: Path) -> Lexicon:
        """Read ``words.csv`` and ``common_names.csv``.

        Raises:
            DataError: a list of an unknown kind, or a table that cannot be read.
        """
        path = folder / "words.csv"
        lists: dict[str, dict[str, tuple[tuple[str, ...], str]]] = {kind: {} for kind in KINDS}
        for row, (kind, written, value) in read_table(path, ("kind", "word", "value")):
            if kind not in lists:
                raise DataError(f"{path}, dòng {row}: loại {kind!r} không có; các loại: {', '.join(KINDS)}.")
            folds, canon = fold_name(written)
            lists[kind].setdefault(" ".join(folds), (canon, value))
        named = read_table(folder / "common_names.csv", ("name", "kind"))
        rows = [(fold_name(name), kind) for _, (name, kind) in named]
        return cls(
            types=_phrases(lists["type"]),
            letters=_phrases(lists["letter"]),
            blocks=_phrases(lists["block"]),
            locatives=_phrases(lists["locative"]),
            roles=_phrases(lists["role"]),
            gaps=_phrases(lists["gap"]),
            eras=_phrases(lists["era"]),
            hamlets=_phrases(lists["hamlet"]),
            surnames=_phrases(lists["surname"]),
            plurals=_phrases(lists["plural"]),
            counters=_phrases(lists["counter"]),
            common=frozenset(" ".join(canon) for (_, canon), _ in rows),
            common_plain=frozenset(" ".join(folds) for (folds, _), _ in rows),
            streets=frozenset(" ".join(canon) for (_, canon), kind in rows if kind == "person"),
            marker_starts=frozenset(key.split(" ")[0] for kind in ("type", "letter") for key in lists[kind]),
        )


def _phrases(by_key: dict[str, tuple[tuple[str, ...], str]]) -> Phrases:
    split = [key.split(" ") for key in by_key]
    firsts, lasts = ({key[at]: set[int]() for key in split} for at in (0, -1))
    for key in split:
        firsts[key[0]].add(len(key))
        lasts[key[-1]].add(len(key))
    by_first, by_last = (
        {word: tuple(sorted(sizes, reverse=True)) for word, sizes in found.items()} for found in (firsts, lasts)
    )
    return Phrases(by_key, by_first, by_last)
