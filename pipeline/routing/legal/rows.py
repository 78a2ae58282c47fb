"""Reading a policy file in TOML: tables of one kind with their line numbers, nothing unknown, no overlapping dates."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pipeline.errors import DataError


@dataclass(frozen=True, slots=True)
class Row:
    """One ``[[table]]`` of a policy file and the line at which it begins."""

    file: Path
    line: int
    cells: Mapping[str, object]

    def fault(self, what: str) -> DataError:
        """Return the error that names file, line and what is wrong."""
        return DataError(f"{self.file}, dòng {self.line}: {what}")

    def text(self, key: str, default: str | None = None) -> str:
        """Return a text; required unless there is a default."""
        cell = self.cells.get(key, default)
        if not isinstance(cell, str) or (default is None and not cell.strip()):
            raise self.fault(f"khóa {key!r} phải là chữ và không được trống; hãy điền hoặc sửa khóa này.")
        return cell

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts, empty when the key is absent."""
        cell = self.cells.get(key, [])
        if not isinstance(cell, list) or any(not isinstance(one, str) for one in cell):
            raise self.fault(f'khóa {key!r} phải là danh sách chữ, ví dụ ["a", "b"].')
        return tuple(cell)

    def whole(self, key: str, default: int) -> int:
        """Return a whole number, not negative."""
        cell = self.cells.get(key, default)
        if not isinstance(cell, int) or isinstance(cell, bool) or cell < 0:
            raise self.fault(f"khóa {key!r} phải là số nguyên không âm.")
        return cell

    def yes(self, key: str) -> bool:
        """Return true or false, false when absent."""
        cell = self.cells.get(key, False)
        if not isinstance(cell, bool):
            raise self.fault(f"khóa {key!r} phải là true hoặc false.")
        return cell

    def day(self, key: str) -> date | None:
        """Return a date, None when absent."""
        cell = self.cells.get(key)
        if cell is not None and type(cell) is not date:
            raise self.fault(f"khóa {key!r} phải là ngày dạng NĂM-THÁNG-NGÀY, không đặt trong nháy.")
        return cell

    def one_of(self, key: str, known: Sequence[str]) -> str:
        """Return a text that must be one of ``known``."""
        cell = self.text(key)
        if cell not in known:
            raise self.fault(f"khóa {key!r} có giá trị {cell!r}; chỉ nhận {', '.join(known)}.")
        return cell


def read_tables(path: Path, kinds: Mapping[str, frozenset[str]]) -> dict[str, list[Row]]:
    """Return the rows of each kind of table in ``path``, checked for keys that nobody reads.

    Raises:
        DataError: the file is missing, not TOML, or holds an unknown table or key.
    """
    try:
        written = path.read_text(encoding="utf-8")
        content = tomllib.loads(written)
    except FileNotFoundError as fault:
        raise DataError(f"{path}: không có tệp này; hãy chép lại từ bản cài đặt.") from fault
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        raise DataError(f"{path}: không đọc được dạng TOML ({fault}); hãy sửa chỗ ấy và lưu lại bằng UTF-8.") from fault
    for name in content:
        if name not in kinds:
            raise DataError(f"{path}: bảng {name!r} không có nghĩa ở đây; chỉ nhận {', '.join(kinds)}.")
    return {name: list(_rows(path, written, name, content.get(name, []), keys)) for name, keys in kinds.items()}


def _rows(path: Path, written: str, name: str, tables: object, keys: frozenset[str]) -> Iterator[Row]:
    heads = re.finditer(rf"^[ \t]*\[\[[ \t]*{re.escape(name)}[ \t]*\]\]", written, re.MULTILINE)
    lines = [written.count("\n", 0, head.start()) + 1 for head in heads]
    if not isinstance(tables, list) or len(tables) != len(lines):
        raise DataError(f"{path}: mỗi mục {name!r} phải viết thành một bảng [[{name}]] riêng.")
    for line, cells in zip(lines, tables, strict=True):
        row = Row(path, line, cells)
        unknown = sorted(set(cells) - keys)
        if unknown:
            raise row.fault(f"khóa {unknown[0]!r} không có nghĩa; hãy sửa chính tả hoặc bỏ khóa này.")
        yield row
