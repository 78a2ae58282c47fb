"""The words by which personal numbers are told from papers, money and days (``number_words.csv``)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pipeline.errors import DataError
from pipeline.taxonomy.tables import read_day, read_rows

KINDS = (
    "account", "call", "call-filler", "amount", "other-number", "vehicle", "plate", "plate-filler", "digit", "house",
    "flat", "numbered", "house-at", "day", "street", "block", "unit",
)  # fmt: skip


@dataclass(frozen=True, slots=True, repr=False)  # a hundred words
class NumberWords:
    """Words and patterns compiled from ``number_words.csv``.

    Before a number: ``account`` (an identity or bank number), ``call`` (a telephone), ``vehicle``, ``others`` (a
    paper or parcel), ``sure_house``, ``flat``, ``days`` (endings, all in small letters), ``numbered`` and ``at``
    (each with ``_ends``, what such a text must end with: cheaper than the pattern); ``house_tails`` are the last three
    characters of all these endings. After it: ``amount``, ``unit``,
    ``street``, ``block``. ``plate`` is a plate named as one, ``spoken`` a telephone number in words, of which one word
    may be the zero (``spoken_zero``) or another digit (``spoken_digit``), or hold both (``spoken_inside``).
    """

    account: re.Pattern[str]
    call: re.Pattern[str]
    amount: re.Pattern[str]
    vehicle: re.Pattern[str]
    plate: re.Pattern[str]
    plate_words: tuple[str, ...]
    spoken: re.Pattern[str]
    spoken_zero: re.Pattern[str]
    spoken_digit: re.Pattern[str]
    spoken_inside: re.Pattern[str]
    others: tuple[str, ...]
    sure_house: tuple[str, ...]
    flat: tuple[str, ...]
    days: tuple[str, ...]
    numbered: re.Pattern[str]
    numbered_ends: tuple[str, ...]
    at: re.Pattern[str]
    at_ends: tuple[str, ...]
    house_tails: frozenset[str]
    unit: re.Pattern[str]
    street: re.Pattern[str]
    block: re.Pattern[str]


@cache
def load_number_words(path: Path) -> NumberWords:
    """Read ``number_words.csv`` (kind, word, valid_from, source).

    Raises:
        DataError: the table is missing or lacks a column; a kind is unknown or has no row; a word is empty or stands
            there twice, a day is wrong, or a source is missing.
    """
    lists = _read(path)
    one_of = {kind: _any(words) for kind, words in lists.items()}
    digit = one_of["digit"]
    sure = _tails(lists["house"], (" ", ":", "  ", " :", ": ", "::"))
    flat = _tails(lists["flat"], ("", "số ", " ", " số "))
    numbered = _tails(lists["numbered"], (" ", ":", "  ", " :", ": ", "::"))
    at = _tails(lists["house-at"], ("", " ", "  ", ":", " :", ": ", " : "))
    return NumberWords(
        account=re.compile(rf"(?<!\w){one_of['account']}(?!\w)[^\d\n;]*$"),
        call=re.compile(rf"{one_of['call']}(?!\w)[ :]*(?:{one_of['call-filler']}|[ :])*$"),
        amount=re.compile(rf"[ ]?{one_of['amount']}(?!\w)", re.IGNORECASE),
        vehicle=re.compile(rf"{one_of['vehicle']}[^.\n]{{0,20}}$", re.IGNORECASE),
        plate=re.compile(
            rf"{one_of['plate']}[ ](?:{one_of['plate-filler']}[ ])*:?[ ]?([A-Z]{{2}}(?:[ -]?\d{{2}}){{2}})(?!\w)"
        ),
        plate_words=tuple(lists["plate"]),
        spoken=re.compile(rf"[kK](?i:hông(?:[ ,-]{{1,2}}{digit}){{8,}}(?!\w))"),
        spoken_zero=re.compile(r"hông[,-]{0,2}$", re.IGNORECASE),
        spoken_digit=re.compile(rf"[,-]{{0,2}}{digit}(?:[,-]|$)", re.IGNORECASE),
        spoken_inside=re.compile(rf"hông[,-]{{1,2}}{digit}", re.IGNORECASE),
        others=tuple(lists["other-number"]),
        sure_house=sure,
        flat=flat,
        days=tuple(word + " " for word in lists["day"]),
        numbered=re.compile(rf"(?<!\w){one_of['numbered']}[ :]{{1,2}}$"),
        numbered_ends=numbered,
        at=re.compile(rf"(?<!\w){one_of['house-at']}[ ]?:?[ ]?$"),
        at_ends=at,
        house_tails=frozenset(end[-3:] for end in (*sure, *flat, *numbered, *at)),
        unit=re.compile(rf"[ ]?{one_of['unit']}(?!\w)"),
        street=re.compile(rf"(?:[ ]|,[ ]?){one_of['street']}[ ][^\W_]"),
        block=re.compile(rf"[ ,]{{1,2}}{one_of['block']}(?!\w)", re.IGNORECASE),
    )


def _read(path: Path) -> Mapping[str, list[str]]:
    lists: dict[str, list[str]] = {kind: [] for kind in KINDS}
    for row, cells in read_rows(path, ("kind", "word", "valid_from", "source")):
        kind, word = cells["kind"], cells["word"]
        if kind not in lists:
            raise DataError(f"{path}, dòng {row}: loại từ {kind!r} không có; hãy dùng một trong: {', '.join(KINDS)}.")
        if not word or word in lists[kind]:
            raise DataError(f"{path}, dòng {row}: từ bị trống hoặc đã có ở dòng trên; hãy sửa hoặc xóa dòng này.")
        if not cells["source"] or read_day(path, row, cells["valid_from"]) is None:
            raise DataError(f"{path}, dòng {row}: thiếu ngày bắt đầu (valid_from) hoặc nguồn (source); hãy điền vào.")
        lists[kind].append(word)
    empty = [kind for kind in KINDS if not lists[kind]]
    if empty:
        raise DataError(f"{path}: không có dòng nào của loại {empty[0]!r}; hãy chép lại từ bản cài đặt.")
    return lists


def _any(words: Iterable[str]) -> str:
    return "(?:" + "|".join(map(re.escape, words)) + ")"


def _tails(words: Iterable[str], ends: Iterable[str]) -> tuple[str, ...]:
    return tuple(word + end for word in words for end in ends)
