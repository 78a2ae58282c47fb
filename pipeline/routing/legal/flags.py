"""Flags: what an officer must know of a petition before taking it on, raised by cues."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pipeline.intake.particulars import PARTICULARS
from pipeline.records import PetitionType
from pipeline.routing.legal.cues import known_cues
from pipeline.routing.legal.period import Period, read_period, refuse_overlaps
from pipeline.routing.legal.rows import Row, read_tables
from pipeline.routing.legal.search import Hit

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


@dataclass(frozen=True, slots=True)
class Seen:
    """What a flag looks at: hits by cue, words and marks of the text, type and how many other topics."""

    hits: Mapping[str, Sequence[Hit]]
    words: int
    petition_type: PetitionType
    other_topics: int
    particulars: tuple[str, ...] = ()


def raised(flags: Sequence[Flag], seen: Seen, day: date | None) -> tuple[str, ...]:
    """Return the codes of the flags raised, in the order of the file; a flag sees those above it."""
    codes: list[str] = []
    hits = seen.hits.keys()
    for flag in flags:
        if flag.all:
            shown = hits >= flag.all
        else:
            shown = not flag.any.isdisjoint(hits) or _lacks(flag, seen)
        if shown and flag.period.covers(day) and _allowed(flag, seen, codes):
            codes.append(flag.code)
    return tuple(codes)


def _allowed(flag: Flag, seen: Seen, codes: Sequence[str]) -> bool:
    return (
        (not flag.types or seen.petition_type in flag.types)
        and (not flag.most_words or seen.words <= flag.most_words)
        and not (codes and any(code in codes for code in flag.without))
        and (not flag.with_flags or all(code in codes for code in flag.with_flags))
        and (not flag.letter or seen.petition_type in flag.also_types or not flag.letter.isdisjoint(seen.hits.keys()))
    )


def _lacks(flag: Flag, seen: Seen) -> bool:
    if flag.missing and flag.held not in seen.particulars and flag.missing.isdisjoint(seen.hits.keys()):
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
