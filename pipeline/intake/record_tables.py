"""Inboxes as records: JSON lines and Parquet."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from pipeline.errors import InputError
from pipeline.intake.tables import BrokenRow, HeaderTest, Row, Table


def read_jsonl(path: Path, is_header: HeaderTest) -> Iterator[Table]:
    """Yield the file as one table whose header is every key seen, in order of first appearance.

    Raises:
        InputError: no line of the file is a JSON object.
    """
    records = list(_objects(path))
    good = [record for _, record in records if record is not None]
    if not good:
        raise InputError(f"{path}: không có dòng nào là một đối tượng JSON; hãy xuất lại dạng JSON Lines.")
    header = tuple(dict.fromkeys(key for record in good for key in record))
    yield Table(path.name, header, _json_rows(records, header))


def _objects(path: Path) -> Iterator[tuple[int, dict[str, object] | None]]:
    with path.open(encoding="utf-8-sig", errors="surrogateescape") as lines:
        for number, line in enumerate(lines, start=1):
            if line.strip():
                try:
                    found = json.loads(line)
                except (json.JSONDecodeError, RecursionError):
                    found = None
                yield number, found if isinstance(found, dict) else None


def _json_rows(
    records: list[tuple[int, dict[str, object] | None]], header: tuple[str, ...]
) -> Iterator[Row | BrokenRow]:
    for number, record in records:
        if record is None:
            yield BrokenRow(number, "dòng không phải một đối tượng JSON", "sửa lại dòng này theo dạng JSON")
        else:
            yield Row(number, tuple(record.get(key) for key in header))


def read_parquet(path: Path, is_header: HeaderTest) -> Iterator[Table]:
    """Yield the file as one table, read in batches.

    Raises:
        InputError: not a Parquet file, or a damaged one.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(path)
    except (pa.ArrowInvalid, pa.ArrowException) as fault:
        raise InputError(f"{path}: không phải tệp Parquet hoặc tệp bị hỏng; hãy xuất lại.") from fault
    names = tuple(file.schema_arrow.names)
    yield Table(path.name, names, _parquet_rows(file, path))


def _parquet_rows(file: object, path: Path) -> Iterator[Row | BrokenRow]:
    import pyarrow as pa

    number = 1
    try:
        for batch in file.iter_batches(batch_size=5_000):  # type: ignore[attr-defined]  # pyarrow ships no types
            for cells in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                number += 1
                yield Row(number, cells)
    except (pa.ArrowException, OSError) as fault:
        raise InputError(f"{path}: dữ liệu Parquet bị hỏng sau dòng {number}; hãy xuất lại.") from fault
