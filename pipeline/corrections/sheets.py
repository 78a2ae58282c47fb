"""Reading a review workbook: its hidden sheet, its lists, and the rows that officers filled in."""

from __future__ import annotations

import re
import warnings
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.corrections.form import (
    BATCH,
    GUIDE,
    LIST_TITLES,
    LISTS,
    MARK_ROWS,
    NEEDED,
    REVIEW,
    REVIEWER_CELL,
    SAMPLE,
    VERSION,
    Header,
    Mark,
    Put,
    plain_name,
)
from pipeline.errors import InputError
from pipeline.intake.clean import cell_text

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

_ESCAPED = re.compile(r"_x005F_(?=x[0-9A-Fa-f]{4}_)")
HEADER_SEARCH = 10  # rows: an officer may put a title above the header
Choices = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Answer:
    """One filled cell: where it stands, what a person would read in it, and whether it is a formula."""

    cell: str
    written: str
    formula: bool


@dataclass(frozen=True, slots=True)
class FilledRow:
    """One row of a review sheet, its cells by header."""

    sheet: str
    number: int
    answers: Mapping[Header, Answer]


@dataclass(frozen=True, slots=True)
class Form:
    """A review workbook as it came back.

    ``choices`` maps a list (topic, type, body, place) to plain name -> code, ``names`` a topic's code to its name.
    ``filled_by`` and ``saved_at`` are who filled it in and when, as the file says.
    """

    path: Path
    marks: Mapping[Mark, str]
    choices: Choices
    names: Mapping[str, str]
    put: Mapping[str, Put]
    rows: tuple[FilledRow, ...]
    filled_by: str
    saved_at: str


def read_form(path: Path) -> Form:
    """Read a review workbook.

    Raises:
        InputError: no workbook of ours, of another format, or without one of its columns.
    """
    book = _opened(path)
    missing = [name for name in (REVIEW, SAMPLE, LISTS, BATCH) if name not in book.sheetnames]
    if missing:
        raise InputError(f"{path}: thiếu trang tính {missing[0]!r}; hãy dùng tệp ra-soat.xlsx do chương trình lập ra.")
    marks = _marks(path, book[BATCH])
    choices, names = _lists(book[LISTS])
    rows = tuple(row for name in (REVIEW, SAMPLE) for row in _rows(path, book[name]))
    saved = book.properties.modified or datetime.min
    filled_by = _text(book[GUIDE][REVIEWER_CELL].value) if GUIDE in book.sheetnames else ""
    by = " ".join((filled_by or book.properties.lastModifiedBy or "").split())
    return Form(path, marks, choices, names, _put(book[BATCH]), rows, by, saved.replace(microsecond=0).isoformat())


def _opened(path: Path) -> Workbook:
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # drop-downs as Excel re-saves them are no concern of ours
            return load_workbook(path)
    except FileNotFoundError as fault:
        raise InputError(f"{path}: không có tệp này; hãy kiểm tra lại đường dẫn.") from fault
    except (OSError, InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, SyntaxError) as fault:
        raise InputError(f"{path}: không phải tệp Excel đọc được; hãy mở bằng Excel rồi lưu lại dạng .xlsx.") from fault


def _marks(path: Path, sheet: Worksheet) -> Mapping[Mark, str]:
    written = {_text(key.value): _text(value.value) for key, value in sheet["A1" : f"B{MARK_ROWS - 1}"]}
    marks = {mark: written.get(mark, "") for mark in Mark}
    if marks[Mark.VERSION] != VERSION:
        raise InputError(
            f"{path}: tệp rà soát theo mẫu bản {marks[Mark.VERSION] or 'không rõ'}, chương trình đọc bản {VERSION}; "
            "hãy chạy lại classify.py để lập tệp mới rồi chép kết luận sang."
        )
    return marks


def _put(sheet: Worksheet) -> Mapping[str, Put]:
    rows = sheet.iter_rows(min_row=MARK_ROWS + 1, max_col=len(Put.__slots__), values_only=True)
    found = {}
    for row in rows:
        *codes, chance = row
        name, digest, topic, kind, body, commune, decision = map(_text, codes)
        found[name.strip()] = Put(name, digest, topic, kind, body, commune, decision, float(_text(chance)))
    return found


def _lists(sheet: Worksheet) -> tuple[Choices, Mapping[str, str]]:
    choices: dict[str, dict[str, str]] = {}
    names: dict[str, str] = {}
    for at, kind in enumerate(LIST_TITLES):
        pairs = sheet.iter_rows(min_row=2, min_col=2 * at + 1, max_col=2 * at + 2, values_only=True)
        known = [(_text(name), _text(code)) for name, code in pairs if name is not None]
        choices[kind] = {plain_name(name): code for name, code in known}
        if kind == "topic":
            names = {code: name for name, code in known}
    return choices, names


def _rows(path: Path, sheet: Worksheet) -> Iterator[FilledRow]:
    lines = sheet.iter_rows()
    places = _columns(path, sheet.title, lines)
    for number, cells in enumerate(lines, start=next(iter(places.values())).row + 1):
        answers = {header: _answer(cells[head.column - 1]) for header, head in places.items()}
        if any(answer.written for answer in answers.values()):
            yield FilledRow(sheet.title, number, answers)


def _columns(path: Path, title: str, lines: Iterator[Sequence[Cell]]) -> Mapping[Header, Cell]:
    """Take rows until the header and return where each known column stands."""
    known = {plain_name(header): header for header in Header}
    best: dict[Header, Cell] = {}
    for _, cells in zip(range(HEADER_SEARCH), lines, strict=False):
        best = {known[name]: cell for cell in cells if (name := plain_name(_text(cell.value))) in known}
        if Header.ID in best and len(best) > 1:
            break
    missing = [header for header in NEEDED if header not in best]
    if missing:
        raise InputError(f"{path}, trang {title!r}: không thấy cột {missing[0].value!r}; hãy ghi lại đúng tiêu đề cột.")
    return best


def _text(value: object) -> str:
    """Return what a person reads in a cell: a workbook writes what looks like its escapes (``_x0041_``) escaped."""
    return _ESCAPED.sub("_", cell_text(value))


def _answer(cell: Cell) -> Answer:
    return Answer(cell.coordinate, _text(cell.value).strip(), cell.data_type == "f")
