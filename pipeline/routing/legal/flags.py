"""Flags: what an officer must know of a petition before taking it on, raised by cues."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import NamedTuple

from pipeline.intake.particulars import PARTICULARS
from pipeline.records import PetitionType
from pipeline.routing.legal.cues import known_cues
from pipeline.routing.legal.hits import Hits
from pipeline.routing.legal.period import Period, read_period, refuse_overlaps
from pipeline.routing.legal.rows import Row, read_tables

CUE_KEYS = ("any", "all", "missing", "letter")
KEYS = frozenset({
    *CUE_KEYS, "code", "name", "types", "also_types", "with", "without", "most_words", "other_topics", "counts",
    "held",
    "valid_from", "valid_to", "source", "confirmed",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Flag:
    """When a flag is raised.

    Raised by hits of each cue of ``all``; or by a hit of ``any``, by none of ``missing`` being hit, or by as many
    ``other_topics``. And only if the type is one of ``types``, the form is that of a letter (a cue of ``letter``) or
    the type one of ``also_types``, and the flags ``with`` and ``without`` allow it. What the register of an inbox holds
    (``held``, a code of ``Petition.particulars``) is not missing.
    """

    code: str
    name: str
    any: frozenset[str]
    all: frozenset[str]
    missing: frozenset[str]
    held: str
    letter: frozenset[str]
    types: tuple[str, ...]
    also_types: tuple[str, ...]
    with_flags: tuple[str, ...]
    without: tuple[str, ...]
    most_words: int
    other_topics: int
    counts: bool
    period: Period
    source: str
    confirmed: bool


class Seen(NamedTuple):
    """What a flag looks at: hits by cue, words and marks of the text, type and how many other topics."""

    hits: Hits
    words: int
    petition_type: PetitionType
    other_topics: int
    particulars: tuple[str, ...] = ()


class Index(NamedTuple):
    """The places of the flags to look at: for each cue that may raise some, and whatever is hit."""

    by_cue: Mapping[str, tuple[int, ...]]
    always: tuple[int, ...]

    @classmethod
    def of(cls, flags: Sequence[Flag]) -> Index:
        """Return the index of ``flags``."""
        by_cue: dict[str, tuple[int, ...]] = {}
        for at, flag in enumerate(flags):
            for name in sorted(flag.any | flag.all):
                by_cue[name] = (*by_cue.get(name, ()), at)
        return cls(by_cue, tuple(at for at, f in enumerate(flags) if f.missing or f.other_topics))


def raised(flags: Sequence[Flag], index: Index, seen: Seen, day: date | None) -> tuple[str, ...]:
    """Return the codes of the flags raised, in the order of the file; a flag sees those above it."""
    codes: list[str] = []
    looked_at = {at for name in seen.hits.found for at in index.by_cue.get(name, ())}
    for at in sorted(looked_at.union(index.always)) if looked_at else index.always:
        flag = flags[at]
        if _allowed(flag, seen, codes) and _shown(flag, seen) and flag.period.covers(day):
            codes.append(flag.code)
    return tuple(codes)


def _shown(flag: Flag, seen: Seen) -> bool:
    if flag.all:
        return seen.hits.every(flag.all)
    return seen.hits.some(flag.any) or _lacks(flag, seen)


def _allowed(flag: Flag, seen: Seen, codes: Sequence[str]) -> bool:
    return (
        (not flag.types or seen.petition_type in flag.types)
        and (not flag.most_words or seen.words <= flag.most_words)
        and not (codes and any(code in codes for code in flag.without))
        and (not flag.with_flags or all(code in codes for code in flag.with_flags))
        and (not flag.letter or seen.petition_type in flag.also_types or seen.hits.some(flag.letter))
    )


def _lacks(flag: Flag, seen: Seen) -> bool:
    if flag.missing and flag.held not in seen.particulars and not seen.hits.some(flag.missing):
        return True
    return 0 < flag.other_topics <= seen.other_topics


def load_flags(path: Path, cues: Mapping[str, int]) -> tuple[Flag, ...]:
    """Read ``flags.toml``; ``cues`` are the names that its rows may use.

    Raises:
        DataError: with file and line, for the first fault.
    """
    rows = read_tables(path, {"flag": KEYS})["flag"]
    flags = tuple(_flag(row, cues) for row in rows)
    codes = {flag.code for flag in flags}
    for row, flag in zip(rows, flags, strict=True):
        for code in (*flag.with_flags, *flag.without):
            if code not in codes:
                raise row.fault(f"nhắc tới cờ {code!r} không có trong tệp; hãy sửa mã.")
    refuse_overlaps((row, (flag.code,), flag.period) for row, flag in zip(rows, flags, strict=True))
    return flags


def _flag(row: Row, cues: Mapping[str, int]) -> Flag:
    for key in CUE_KEYS:
        known_cues(row, key, cues)
    if bool(row.texts("all")) == bool({"any", "missing", "other_topics"} & set(row.cells)):
        raise row.fault("mỗi cờ cần 'all', hoặc 'any', 'missing', 'other_topics'; không dùng cả hai kiểu.")
    code = row.text("code")
    if "|" in code or "\n" in code:
        raise row.fault(f"mã cờ {code!r} có ký tự | hoặc xuống dòng bị cấm.")
    return Flag(
        code=code,
        name=row.text("name"),
        any=frozenset(row.texts("any")),
        all=frozenset(row.texts("all")),
        missing=frozenset(row.texts("missing")),
        held=row.one_of("held", PARTICULARS) if "held" in row.cells else "",
        letter=frozenset(row.texts("letter")),
        types=_types(row, "types"),
        also_types=_types(row, "also_types"),
        with_flags=row.texts("with"),
        without=row.texts("without"),
        most_words=row.whole("most_words", 0),
        other_topics=row.whole("other_topics", 0),
        counts=row.yes("counts"),
        period=read_period(row),
        source=row.text("source"),
        confirmed=row.yes("confirmed"),
    )


def _types(row: Row, key: str) -> tuple[str, ...]:
    known = [kind.value for kind in PetitionType]
    for name in row.texts(key):
        if name not in known:
            raise row.fault(f"loại đơn {name!r} ở khóa {key!r} không có; chỉ nhận {', '.join(known)}.")
    return row.texts(key)
