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
from pipeline.intake.particulars import particulars_held
from pipeline.intake.tables import BrokenRow, Row, Table, open_tables
from pipeline.records import Petition, Reject

EXCEL_CELL = 32_767  # characters Excel keeps in a cell
FILE_ADVICE = "sửa tệp rồi chạy lại riêng tệp này"
SHEET_ADVICE = "sửa dòng tiêu đề, hoặc chạy riêng bảng này với --columns; nếu bảng không có đơn thì bỏ qua"
EMPTY_ADVICE = "bổ sung nội dung đơn hoặc xóa dòng trống"


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
        for row in table.rows:
            rows += 1
            yield _outcome(table, row, columns, seen)
    if rows == 0 and faults:
        raise faults[0]
    if rows == 0:
        raise InputError(f"{file}: chỉ có dòng tiêu đề, không có đơn nào; hãy xuất lại từ phần mềm quản lý đơn.")


def _unread(table: Table, fault: InputError) -> Reject:
    """Return what stands for all rows of a sheet without a known header; one that has only a heading counts as one."""
    rows = max(1, sum(1 for _ in table.rows))
    seen = f"cả bảng {rows} dòng không đọc được: {fault}"
    return Reject(table.name, 0, "", seen, SHEET_ADVICE, rows)


def _outcome(table: Table, row: Row | BrokenRow, columns: Columns, seen: Seen) -> Petition | Reject:
    if isinstance(row, BrokenRow):
        return Reject(table.name, row.number, "", row.seen, row.advice)
    raw = cell_text(row.cells[columns.text])
    if is_blank(raw):
        what = "ô trống" if not raw else "ô chỉ có khoảng trắng hoặc ký tự vô hình"
        return Reject(table.name, row.number, table.header[columns.text], what, EMPTY_ADVICE)
    return _petition(table, row, columns, raw, seen)


def _petition(table: Table, row: Row, columns: Columns, raw: str, seen: Seen) -> Petition:
    text = clean_characters(raw)
    notes = ["cleaned-characters"] if text != raw.replace("\r\n", "\n").replace("\r", "\n") else []
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
        province=_cell(row, columns.province),
        district=_cell(row, columns.district),
        commune=_cell(row, columns.commune),
        status=_cell(row, columns.status),
        resolved_at=_date(row, columns.resolved_at)[0],
        channel=_cell(row, columns.channel),
        particulars=particulars_held(row, columns),
        source=table.name,
        row=row.number,
        notes=(*notes, *id_note),
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
    name, occurrence = written, max(1, seen.ids[written])  # the last number given out for it
    while name in seen.ids:
        occurrence += 1
        name = f"{written}~{occurrence}"
    seen.ids[written] = occurrence
    seen.ids.setdefault(name, 1)
    return name, (*notes, "duplicate-id") if occurrence > 1 else notes


def _digest(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()[:16]
