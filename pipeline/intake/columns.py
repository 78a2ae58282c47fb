"""Which column of an inbox is what: Vietnamese or English headers, with or without diacritics."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path

from pipeline.errors import InputError
from pipeline.taxonomy.tables import read_rows


@dataclass(frozen=True, slots=True)
class Columns:
    """Position of each known column in the header, -1 where the inbox has none."""

    text: int = -1
    id: int = -1
    received_at: int = -1
    province: int = -1
    district: int = -1
    commune: int = -1
    status: int = -1
    resolved_at: int = -1
    channel: int = -1
    sender_name: int = -1
    sender_address: int = -1
    sender_phone: int = -1
    sender: int = -1  # name and address in one cell
    signature: int = -1


LONGEST_HEADER = 80  # characters; a longer cell is a text
_NUMBER = re.compile(r"\d{5}|\d[/-]\d{1,2}[/-]\d")  # a telephone, an identity card, a date: no header
COLUMN_NAMES = tuple(f.name for f in fields(Columns))


def fold_header(header: str) -> str:
    """Fold a header to lower-case words without diacritics.

    >>> fold_header("Nội_dung  ĐƠN:")
    'noi dung don'
    """
    plain = unicodedata.normalize("NFD", header.lower().replace("đ", "d"))
    bare = "".join(c for c in plain if not unicodedata.combining(c))
    return " ".join(re.findall(r"[a-z0-9]+", bare))


@cache
def known_headers(path: Path) -> Mapping[str, tuple[str, int]]:
    """Return folded header -> (column, how specific: its place in the file) from ``headers.csv``."""
    found: dict[str, tuple[str, int]] = {}
    for row, cells in read_rows(path, ("column", "header")):
        found.setdefault(cells["header"], (cells["column"], row))
    return found


def map_columns(
    table: str, header: Sequence[str], known: Mapping[str, tuple[str, int]], chosen: Mapping[str, str]
) -> Columns:
    """Map a header to columns; ``chosen`` (column -> header as written) overrides what is recognised.

    Raises:
        InputError: no text column, or a chosen header that the table does not have.
    """
    folded = [fold_header(cell) for cell in header]
    places: dict[str, tuple[int, int]] = {}
    for at, name in enumerate(folded):
        if name in known:
            column, order = known[name]
            if column not in places or order < places[column][0]:
                places[column] = (order, at)
    found = {column: at for column, (_, at) in places.items()} | _chosen(table, header, folded, chosen)
    if "text" not in found:
        raise InputError(
            f"{table}: không thấy cột nội dung đơn; các cột có: {_told(header)}; "
            'hãy chỉ rõ, ví dụ --columns "text=tên cột".'
        )
    return Columns(**found)


def _chosen(table: str, header: Sequence[str], folded: list[str], chosen: Mapping[str, str]) -> dict[str, int]:
    found = {}
    for column, wanted in chosen.items():
        if fold_header(wanted) not in folded:
            raise InputError(f"{table}: không có cột {wanted!r} nêu trong --columns; các cột có: {_told(header)}.")
        found[column] = folded.index(fold_header(wanted))
    return found


def _told(header: Sequence[str]) -> str:
    """Return the cells of a header for a message; of a row that may be a petition itself nothing is told."""
    cells = [" ".join(cell.split()) for cell in header if cell.strip()]
    if any(len(cell) > LONGEST_HEADER or _NUMBER.search(cell) for cell in cells):
        return "(không thấy dòng tiêu đề)"
    return ", ".join(cells) or "(trống)"


def parse_choice(choice: str) -> dict[str, str]:
    """Read ``--columns "text=Nội dung,received_at=Ngày"``.

    Raises:
        InputError: a part without ``=``, or a column name that is not known.
    """
    chosen = {}
    for part in filter(None, (p.strip() for p in choice.split(","))):
        column, _, header = part.partition("=")
        if column.strip() not in COLUMN_NAMES or not header.strip():
            raise InputError(f"--columns: {part!r} không đúng dạng cột=tiêu đề; các cột: {', '.join(COLUMN_NAMES)}.")
        chosen[column.strip()] = header.strip()
    return chosen
