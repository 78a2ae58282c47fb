"""Rows of the large sheets as SpreadsheetML, the same that ``xlsxwriter`` writes in its ``constant_memory`` mode.

``xlsxwriter`` calls some fifteen functions for each cell; here a cell is two strings put together, and a row that
stands on two sheets is made once (see ``docs/decisions/0005-rows-of-large-sheets.md``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from pipeline.report.workbook.sheet import AUTO, FORMULA_STARTS, MOST_LINES, POINTS_A_LINE, Column, Value, text_lines

NUMBER = "\0"  # stands for the number of a row until the row is put on a sheet; no XML can hold it
EPOCH = date(1899, 12, 31)
LEAP_DAY = 60  # Excel counts a 29/2/1900, which never was
_LIKE_ESCAPED = re.compile(r"_(?=x[0-9a-fA-F]{4}_)")  # what Excel would read as an escaped character
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class _Cell:
    """How the cells of one column begin: text, text that looks like a formula, numbers; ``blank`` is a whole cell."""

    width: int
    text: str
    quoted: str
    number: str
    blank: str
    by_value: Mapping[str, str]


@dataclass(frozen=True, slots=True, eq=False)
class RowForm:
    """How the rows of one table are written: how they begin, by their height in lines, and the cells of each column."""

    starts: tuple[str, ...]
    cells: tuple[_Cell, ...]

    def row(self, values: Sequence[Value]) -> bytes:
        """Return a row, with ``NUMBER`` for its number; empty cells are left out, so that the look of the row shows."""
        lines, parts = 1, [""]
        for value, cell in zip(values, self.cells, strict=True):
            if isinstance(value, str):
                if not value:
                    parts.append(cell.blank)
                    continue
                begins = cell.quoted if value[0] in FORMULA_STARTS else cell.by_value.get(value, cell.text)
                parts += (begins, inline(value))
                if len(value) > cell.width or "\n" in value:
                    lines = max(lines, text_lines(value, cell.width))
            elif isinstance(value, date):
                parts.append(f"{cell.number}<v>{serial(value)}</v></c>")
            else:
                parts.append(f"{cell.number}<v>{value:.16G}</v></c>")
        parts[0] = self.starts[min(lines, MOST_LINES)]
        parts.append("</row>")
        return "".join(parts).encode()


@lru_cache(maxsize=64)
def row_form(columns: tuple[Column, ...], styles: tuple[tuple[str, int], ...]) -> RowForm:
    """Return the form of a table's rows, the same object for the same columns and ``styles`` (name, number)."""
    numbers = dict(styles)
    look = f' s="{numbers["text"]}" customFormat="1"'
    starts = [
        f'<row r="{NUMBER}"{look} ht="{_height(lines):.16g}" customHeight="1">' for lines in range(MOST_LINES + 1)
    ]
    if all(column.look == "plain" for column in columns):
        starts = [f'<row r="{NUMBER}">'] * len(starts)
    return RowForm(tuple(starts), tuple(_cell(letters(at), column, numbers) for at, column in enumerate(columns)))


def _height(lines: int) -> float:
    """Return the points of some lines as Excel has them: whole pixels of 3/4 of a point."""
    return int(lines * POINTS_A_LINE * 4 / 3 + 0.5) * 0.75


def _cell(letter: str, column: Column, numbers: Mapping[str, int]) -> _Cell:
    def begin(style: str, what: str) -> str:
        number = f' s="{numbers[style]}"' if style != "plain" else ""
        return f'<c r="{letter}{NUMBER}"{number}{what}>'

    string, look = ' t="inlineStr"', "review" if column.look == "decision" else column.look
    return _Cell(
        width=column.width,
        text=begin(look, string),
        quoted=begin("quoted" if look == "text" else look, string),
        number=begin(look, ""),
        blank=begin(look, "/") if look == "answer" else "",
        by_value={AUTO: begin("auto", string)} if column.look == "decision" else {},
    )


def letters(at: int) -> str:
    """Return the name of a column, counted from 0.

    >>> letters(0), letters(25), letters(26)
    ('A', 'Z', 'AA')
    """
    return (letters(at // 26 - 1) if at >= 26 else "") + chr(ord("A") + at % 26)


def inline(text: str) -> str:
    r"""Return the rest of a cell with a text, after what ``_Cell`` begins.

    >>> inline("1 < 2")
    '<is><t>1 &lt; 2</t></is></c>'
    """
    if "&" in text or "<" in text or ">" in text:
        text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    if "_x" in text:
        text = _LIKE_ESCAPED.sub("_x005F_", text)
    if not text.isprintable():
        text = _CONTROL.sub(lambda found: f"_x{ord(found.group()):04X}_", text)
    keep = ' xml:space="preserve"' if text[0].isspace() or text[-1].isspace() else ""
    return f"<is><t{keep}>{text}</t></is></c>"


def serial(day: date) -> int:
    """Return Excel's number of a day since 1900.

    >>> serial(date(1900, 2, 28)), serial(date(1900, 3, 1)), serial(date(2026, 3, 5))
    (59, 61, 46086)
    """
    days = (day - EPOCH).days
    return days if days < LEAP_DAY else days + 1
