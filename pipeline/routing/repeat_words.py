"""Word lists and limits by which petitions are compared (``data/routing/repeats.toml``)."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import Any

import numpy as np

from pipeline.errors import DataError
from pipeline.intake.spellings import any_of
from pipeline.routing.syllables import Syllables
from pipeline.text.normalize import strip_diacritics

KINDS = (
    "street", "alley", "house", "block", "commune", "district", "road", "parcel", "sheet", "flat", "document", "body",
    "person", "kilometre",
)  # fmt: skip
SECTIONS = {"limits", "particulars", "reading", "short_forms"}
LISTS = ("numbers", "sender", "addressee", "units", "before_dates", "formula")
_BYTE = 0x100
_LAST = 0x1F00  # code points from here on are no letters with diacritics
_FOLDED = {code: strip_diacritics(chr(code)) for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00))}
_TABLE = np.array([ord(_FOLDED.get(code, chr(code))) for code in range(_LAST + 1)], dtype=np.uint32)


@dataclass(frozen=True, slots=True)
class Limits:
    """From where on two texts are the same; what each means stands beside it in the file."""

    resemblance: float
    containment: float
    contained_pairs: int
    reworded: float
    reworded_pairs: int
    short_words: float
    short_pairs: int
    fewest_pairs: int
    fewest_placed: int
    own_address_pairs: int


@dataclass(frozen=True, slots=True)
class RepeatWords:
    """Compiled word lists of ``repeats.toml``; all words and patterns are of folded small letters.

    ``sender`` begins with what is no letter: put a space before a text. ``addressee`` stands at a beginning, which
    holds one of ``addressee_starts``. ``kind_of`` leads from a word to the number of the kind that stands after it (1
    for the first of ``KINDS``), ``kind_starts`` and ``kind_ends`` are the first and last words of these; after those of
    ``by_number`` only a number or a code counts. ``syllables`` are what counts of a word when texts are compared.
    """

    limits: Limits
    kind_of: Mapping[str, int]
    kind_starts: frozenset[str]
    kind_ends: frozenset[str]
    by_number: frozenset[str]
    sender: re.Pattern[str]
    addressee: re.Pattern[str]
    addressee_starts: tuple[str, ...]
    time: re.Pattern[str]
    syllables: Syllables = field(compare=False)


def fold(text: str) -> str:
    """Return ``text`` without diacritics, its capitals kept; equal for NFC and NFD.

    >>> fold("Đường Trần Phú")
    'Duong Tran Phu'
    """
    if text.isascii():
        return text
    codes = np.frombuffer(unicodedata.normalize("NFC", text).encode("utf-32-le", "surrogatepass"), np.uint32)
    plain = _TABLE[np.minimum(codes, _LAST)]
    if codes.max() >= _LAST:
        plain = np.where(codes < _LAST, plain, codes)
    elif plain.max() < _BYTE:
        return plain.astype(np.uint8).tobytes().decode("latin-1")
    return plain.tobytes().decode("utf-32-le", "surrogatepass")


def fold_all(texts: Sequence[str]) -> list[str]:
    """Return ``fold`` of each text, done at once for texts in NFC, of which each letter stays one."""
    together = "\n".join(texts)  # a line break keeps the marks of one text from the letters of the one before
    folded = fold(together)
    if len(folded) != len(together):
        return [fold(text) for text in texts]
    ends = accumulate(len(text) + 1 for text in texts)
    return [folded[end - len(text) - 1 : end - 1] for text, end in zip(texts, ends, strict=True)]


@cache
def load_repeat_words(path: Path) -> RepeatWords:
    """Read ``repeats.toml``.

    Raises:
        DataError: the file is missing or not TOML, or a section, key or value is unknown or missing.
    """
    found = _read(path)
    kinds, reading = found["particulars"], found["reading"]
    _same_keys(path, "particulars", kinds, KINDS)
    _same_keys(path, "reading", reading, LISTS)
    kind_of = {_plain(word): KINDS.index(kind) + 1 for kind in KINDS for word in kinds[kind]}
    short_forms = {_plain(short): _plain(whole) for short, whole in found["short_forms"].items()}
    return RepeatWords(
        limits=_limits(path, found["limits"]),
        kind_of=kind_of,
        kind_starts=frozenset(word.split()[0] for word in kind_of),
        kind_ends=frozenset(word.split()[-1] for word in kind_of),
        by_number=frozenset(_plain(word) for word in reading["numbers"]),
        sender=re.compile(r"\W" + any_of([_plain(word) for word in reading["sender"]])),
        addressee=re.compile(r"[\W_]*" + any_of([_plain(word) for word in reading["addressee"]])),
        addressee_starts=tuple(sorted({_plain(word).split()[0] for word in reading["addressee"]})),
        time=_time(reading["units"], reading["before_dates"]),
        syllables=Syllables(frozenset(_plain(word) for word in reading["formula"]), short_forms),
    )


def _read(path: Path) -> dict[str, Any]:
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as fault:
        raise DataError(f"{path}: không có tệp này; hãy chép lại từ bản cài đặt.") from fault
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise DataError(f"{path}: không đọc được tệp ({fault}); hãy sửa lại theo mẫu TOML.") from fault
    _same_keys(path, "", found, tuple(sorted(SECTIONS)))
    return found


def _limits(path: Path, values: Mapping[str, object]) -> Limits:
    _same_keys(path, "limits", values, tuple(f.name for f in fields(Limits)))
    for key, value in values.items():
        share = Limits.__annotations__[key] == "float"
        if isinstance(value, bool) or not isinstance(value, (int, float) if share else int) or value <= 0:
            raise DataError(f"{path}: [limits] {key} phải là số dương{' không quá 1' if share else ' nguyên'}.")
        if share and value > 1:
            raise DataError(f"{path}: [limits] {key} phải là số dương không quá 1.")
    return Limits(**values)  # type: ignore[arg-type]  # the keys are the fields and the values were checked


def _same_keys(path: Path, section: str, found: Mapping[str, object], wanted: Sequence[str]) -> None:
    where = f"mục [{section}]" if section else "tệp"
    for key in found:
        if key not in wanted:
            raise DataError(f"{path}: {where} có khóa lạ {key!r}; các khóa được dùng: {', '.join(wanted)}.")
    for key in wanted:
        if key not in found:
            raise DataError(f"{path}: {where} thiếu khóa {key!r}; hãy thêm lại từ bản cài đặt.")


def _time(units: Sequence[str], before_dates: Sequence[str]) -> re.Pattern[str]:
    """Match dates and lengths of time, which change when a petition is sent again; begins with a digit, to be fast."""
    dated = "|".join(rf"(?<={_plain(word)} [0-9])" for word in before_dates)
    return re.compile(
        r"[0-9](?<![\w/.-].)(?:[0-9]?[/-]\d{1,2}[/-]\d{2,4}"
        rf"|\d* ?{any_of([_plain(word) for word in units])}|(?:{dated})\d{{0,3}}(?:[/-]\d{{1,4}})*)(?!\w)"
    )


def _plain(word: str) -> str:
    return fold(word).lower()
