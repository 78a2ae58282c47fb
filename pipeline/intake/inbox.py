"""From inbox files to petitions: every row becomes a Petition or a Reject, none disappears."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from pipeline.errors import InputError
from pipeline.intake.clean import cell_text, clean_characters, is_blank, without_formula_sign
from pipeline.intake.columns import Columns, fold_header, known_headers, map_columns
from pipeline.intake.dates import read_date
from pipeline.intake.particulars import Given, given_columns, particulars_held
from pipeline.intake.tables import BrokenRow, Row, Table, open_tables
from pipeline.records import Petition, Reject

COPIED = ("province", "district", "commune", "status", "channel")
EXCEL_CELL = 32_767  # characters Excel keeps in a cell
FILE_ADVICE = "sửa tệp rồi chạy lại riêng tệp này"
SHEET_ADVICE = "sửa dòng tiêu đề, hoặc chạy riêng bảng này với --columns; nếu bảng không có đơn thì bỏ qua"
EMPTY_ADVICE = "bổ sung nội dung đơn hoặc xóa dòng trống"


@dataclass(frozen=True, slots=True)
class Layout:
    """A table, where its columns stand, and those of them that are copied as they are: the same for all rows."""

    table: Table
    columns: Columns
    copied: tuple[tuple[str, int], ...]
    given: Given

    @classmethod
    def of(cls, table: Table, columns: Columns) -> Layout:
        """Return the layout of a table."""
        places = ((name, getattr(columns, name)) for name in COPIED)
        return cls(table, columns, tuple((name, at) for name, at in places if at >= 0), given_columns(columns))


@dataclass(slots=True)
class Seen:
    """Identifiers met so far in a batch, each with the last number given out for it: what reading leaves behind."""

    ids: Counter[str] = field(default_factory=Counter)
    contents: Counter[str] = field(default_factory=Counter)


def read_inbox(files: Sequence[Path], headers: Path, chosen: Mapping[str, str]) -> Iterator[Petition | Reject]:
    """Yield every row of every file in order.

    A file that cannot be read at all becomes one Reject as long as another file can; ``headers`` is ``headers.csv`` and
    ``chosen`` the officer's own mapping of columns.

    Raises:
        InputError: none of the files can be read (the first fault is told).
    """
    seen, faults = Seen(), []
    for file in files:
        unread: list[Reject] = []
        try:
            yield from _file(file, headers, chosen, seen, unread)
        except InputError as fault:
            faults.append(fault)
            if len(faults) == len(files):
                raise faults[0] from fault
            unread = unread or [Reject(file.name, 0, "", f"cả tệp không đọc được: {fault}", FILE_ADVICE)]
        yield from unread


def _file(
    file: Path, headers: Path, chosen: Mapping[str, str], seen: Seen, unread: list[Reject]
) -> Iterator[Petition | Reject]:
    """Yield the rows of the sheets that can be read; ``unread`` gets a Reject for each one that cannot."""
    known = known_headers(headers)
    texts = {fold_header(chosen["text"])} if "text" in chosen else {h for h, (c, _) in known.items() if c == "text"}
    faults, rows = [], 0
    for table in open_tables(file, lambda cells: any(fold_header(cell) in texts for cell in cells)):
        try:
            columns = map_columns(table.name, table.header, known, chosen)
        except InputError as fault:
            faults.append(fault)
            unread.append(_unread(table, fault))
            continue
        layout = Layout.of(table, columns)
        for row in table.rows:
            rows += 1
            yield _outcome(layout, row, seen)
    if rows == 0 and faults:
        raise faults[0]
    if rows == 0:
        raise InputError(f"{file}: chỉ có dòng tiêu đề, không có đơn nào; hãy xuất lại từ phần mềm quản lý đơn.")


def _unread(table: Table, fault: InputError) -> Reject:
    """Return what stands for all rows of a sheet without a known header; one that has only a heading counts as one."""
    rows = max(1, sum(1 for _ in table.rows))
    seen = f"cả bảng {rows} dòng không đọc được: {fault}"
    return Reject(table.name, 0, "", seen, SHEET_ADVICE, rows)


def _outcome(layout: Layout, row: Row | BrokenRow, seen: Seen) -> Petition | Reject:
    table, at = layout.table, layout.columns.text
    if isinstance(row, BrokenRow):
        return Reject(table.name, row.number, "", row.seen, row.advice)
    raw = cell_text(row.cells[at])
    if is_blank(raw):
        what = "ô trống" if not raw else "ô chỉ có khoảng trắng hoặc ký tự vô hình"
        return Reject(table.name, row.number, table.header[at], what, EMPTY_ADVICE)
    return _petition(layout, row, raw, seen)


def _petition(layout: Layout, row: Row, raw: str, seen: Seen) -> Petition:
    columns, text = layout.columns, clean_characters(raw)
    cleaned = text != raw and text != raw.replace("\r\n", "\n").replace("\r", "\n")
    notes = ["cleaned-characters"] if cleaned else []
    if len(text) > EXCEL_CELL:
        notes.append("long-text")
    received, dated = _date(row, columns.received_at)
    if received is None:
        notes.append("bad-date" if dated else "missing-date")
    name, id_note = _identifier(_cell(row, columns.id), received, text, seen)
    return Petition(
        id=name,
        text=text,
        received_at=received,
        resolved_at=_date(row, columns.resolved_at)[0],
        particulars=particulars_held(row, layout.given),
        source=layout.table.name,
        row=row.number,
        notes=(*notes, *id_note),
        **{column: _cell(row, at) for column, at in layout.copied},
    )


def _cell(row: Row, at: int) -> str:
    return "" if at < 0 else " ".join(clean_characters(cell_text(row.cells[at])).split())


def _date(row: Row, at: int) -> tuple[date | None, bool]:
    """Return the date of a cell and whether anything was written there."""
    if at < 0 or not cell_text(row.cells[at]).strip():
        return None, False
    return read_date(row.cells[at]), True


def _identifier(written: str, received: date | None, text: str, seen: Seen) -> tuple[str, tuple[str, ...]]:
    safe = without_formula_sign(written)  # the tables for other programs hold it as it is
    notes: tuple[str, ...] = ("id-cleaned",) if safe != written else ()
    written = safe
    if not written:
        content = f"{received or ''}\n{text}"
        seen.contents[content_key := _digest(content)] += 1
        written, notes = _digest(f"{content_key}\n{seen.contents[content_key]}"), (*notes, "missing-id")
    name, occurrence = written, max(1, seen.ids.get(written, 0))  # the last number given out for it
    while name in seen.ids:
        occurrence += 1
        name = f"{written}~{occurrence}"
    seen.ids[written] = occurrence
    seen.ids.setdefault(name, 1)
    return name, (*notes, "duplicate-id") if occurrence > 1 else notes


def _digest(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()[:16]
