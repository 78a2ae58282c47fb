"""An inbox file as a table: a header and numbered rows of cells, with the rows that could not be read told apart."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from pipeline.errors import InputError


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number as a spreadsheet shows it and its cells, as many as the header has."""

    number: int
    cells: tuple[object, ...]


@dataclass(frozen=True, slots=True)
class BrokenRow:
    """A row that cannot be read; ``seen`` describes the fault and quotes nothing."""

    number: int
    seen: str
    advice: str


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet or a file: ``name`` for messages, the header cells, and its rows, read once, before the next table."""

    name: str
    header: tuple[str, ...]
    rows: Iterator[Row | BrokenRow]


HeaderTest: TypeAlias = Callable[[tuple[str, ...]], bool]
KINDS = ".csv, .xlsx, .jsonl, .parquet"
SUFFIXES = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xls", ".jsonl", ".ndjson", ".parquet")


def open_tables(path: Path, is_header: HeaderTest) -> Iterator[Table]:
    """Yield the tables of an inbox file; ``is_header`` says whether a row of cells names a text column.

    Raises:
        InputError: the file is missing, empty, damaged, locked with a password, or of a kind that is not read.
    """
    if not path.exists():
        raise InputError(f"{path}: không có tệp này; hãy kiểm tra lại đường dẫn.")
    reader = _readers().get(path.suffix.lower())
    if reader is None:
        raise InputError(f"{path}: không đọc được loại tệp {path.suffix!r}; các loại đọc được: {KINDS}.")
    try:
        if path.stat().st_size == 0:
            raise InputError(f"{path}: tệp trống; hãy xuất lại từ phần mềm quản lý đơn.")
        yield from reader(path, is_header)
    except OSError as fault:
        seen = fault.strerror or "lỗi đọc"
        raise InputError(f"{path}: không mở được ({seen}); hãy đóng tệp hoặc kiểm tra quyền đọc.") from fault


def _readers() -> Mapping[str, Callable[[Path, HeaderTest], Iterator[Table]]]:
    # Imported here because each reader imports this module's nouns, and pyarrow is slow to import.
    from pipeline.intake.csv_table import read_csv
    from pipeline.intake.record_tables import read_jsonl, read_parquet
    from pipeline.intake.workbook_tables import read_workbook

    delimited, workbook, lines = (".csv", ".tsv", ".txt"), (".xlsx", ".xlsm", ".xls"), (".jsonl", ".ndjson")
    return (
        dict.fromkeys(delimited, read_csv)
        | dict.fromkeys(workbook, read_workbook)
        | dict.fromkeys(lines, read_jsonl)
        | {".parquet": read_parquet}
    )


def inbox_files(inputs: list[Path]) -> list[Path]:
    """Return the files to read: files as given, folders as their inbox files in name order.

    Raises:
        InputError: a folder that holds no inbox file.
    """
    files: list[Path] = []
    for given in inputs:
        if not given.is_dir():
            files.append(given)
            continue
        visible = (p for p in given.iterdir() if not p.name.startswith(("~$", ".")))
        inside = sorted(p for p in visible if p.suffix.lower() in SUFFIXES)
        if not inside:
            raise InputError(f"{given}: thư mục không có tệp đơn nào ({KINDS}).")
        files += inside
    return files
