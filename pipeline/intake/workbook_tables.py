"""Excel workbooks through python-calamine: every sheet that has a text column, wherever its header row stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from pipeline.errors import InputError
from pipeline.intake.tables import HeaderTest, Row, Table

HEADER_SEARCH = 20  # rows: exports put a title and a date above the header
OLE_MAGIC = bytes.fromhex("d0cf11e0a1b11ae1")  # an encrypted .xlsx is an OLE container, not a zip


def read_workbook(path: Path, is_header: HeaderTest) -> Iterator[Table]:
    """Yield one table a sheet with content; without a text column, its fullest row near the top is the header.

    Raises:
        InputError: damaged, locked with a password, or without any row.
    """
    tables = [table for table in _sheets(path, is_header) if table is not None]
    if not tables:
        raise InputError(f"{path}: không có dòng nào trong các trang tính; hãy xuất lại từ phần mềm quản lý đơn.")
    yield from tables


def _sheets(path: Path, is_header: HeaderTest) -> Iterator[Table | None]:
    with path.open("rb") as file:
        if file.read(8) == OLE_MAGIC and path.suffix.lower() != ".xls":
            raise InputError(f"{path}: tệp có mật khẩu; hãy mở bằng Excel, bỏ mật khẩu rồi lưu lại.")
    try:
        workbook = CalamineWorkbook.from_path(str(path))
        names = workbook.sheet_names
        grids = [workbook.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in names]
    except PasswordError as fault:
        raise InputError(f"{path}: tệp có mật khẩu; hãy mở bằng Excel, bỏ mật khẩu rồi lưu lại.") from fault
    except (CalamineError, OSError, ValueError) as fault:
        raise InputError(f"{path}: tệp Excel bị hỏng; hãy mở bằng Excel và lưu lại thành .xlsx mới.") from fault
    for name, grid in zip(names, grids, strict=True):
        yield _table(f"{path.name}#{name}" if len(names) > 1 else path.name, grid, is_header)


def _table(name: str, grid: Sequence[Sequence[object]], is_header: HeaderTest) -> Table | None:
    filled = [i for i, cells in enumerate(grid) if any(str(c).strip() for c in cells)]
    if not filled:
        return None
    near = [i for i in filled if i < filled[0] + HEADER_SEARCH]
    heads = [i for i in near if is_header(_names(grid[i]))]
    # a title fills one cell, a header as many as the rows below it; max takes the first of equals
    top = heads[0] if heads else max(near, key=lambda i: sum(map(bool, _names(grid[i]))))
    rows = (Row(i + 1, tuple(grid[i])) for i in filled if i > top)
    return Table(name, _names(grid[top]), rows)


def _names(cells: Sequence[object]) -> tuple[str, ...]:
    return tuple(str(cell).strip() for cell in cells)
