"""What history knows of a petition's text and sender is sealed with the office's own key, kept apart from history.

A signature tells whether a text that one has is the same petition, and hashed senders can be guessed one by one. So
both columns are combined (XOR) with the stream that SHAKE-256 (FIPS 202) draws from key, batch and column: without the
key file they are noise, whoever holds a copy of the history. The key changes nothing of what a run finds.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from pipeline.errors import InputError, OutputError
from pipeline.history.tables import make_private

if TYPE_CHECKING:
    import pyarrow as pa

KEY_FILE = "history.key"
KEY_BYTES = 32


def office_key(home: Path, create: bool = False) -> bytes:
    """Return the office's key; empty where there is none and ``create`` is not set.

    Raises:
        InputError: the key file cannot be read or is no key.
        OutputError: the key file cannot be written.
    """
    path = home / KEY_FILE
    try:
        key = path.read_bytes()
    except FileNotFoundError:
        return _new_key(path) if create else b""
    except OSError as fault:
        raise InputError(f"{path}: không đọc được khóa của lịch sử; hãy kiểm tra quyền đọc.") from fault
    if len(key) != KEY_BYTES:
        raise InputError(f"{path}: không phải khóa của lịch sử; hãy chép lại từ bản sao lưu hoặc xóa tệp này.")
    return key


def _new_key(path: Path) -> bytes:
    key = secrets.token_bytes(KEY_BYTES)
    unfinished = path.with_suffix(".unfinished")
    try:
        make_private(path.parent)
        handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(key)
        unfinished.replace(path)
    except OSError as fault:
        raise OutputError(
            f"{path}: không ghi được khóa của lịch sử ({fault.strerror}); hãy chọn --home khác."
        ) from fault
    return key


def fingerprint(key: bytes) -> bytes:
    """Return what tells two keys apart and nothing more."""
    return hashlib.sha256(b"phan-don history" + key).hexdigest()[:16].encode()


def sealed(cells: list[bytes], key: bytes, label: bytes) -> list[bytes]:
    """Seal the cells of one column, or open them: the same step does both. ``label`` names batch and column."""
    joined = np.frombuffer(b"".join(cells), dtype=np.uint8)
    mixed = (joined ^ _stream(key, label, len(joined))).tobytes()
    ends = np.cumsum([len(cell) for cell in cells]).tolist()
    return [mixed[end - len(cell) : end] for cell, end in zip(cells, ends, strict=True)]


class Seal:
    """Seals the cells of one column table by table, as ``sealed`` does all at once.

    Only the stream stands in memory as a whole: Python's SHAKE-256 gives none of it without what comes before.
    """

    def __init__(self, key: bytes, label: bytes, size: int) -> None:
        """Prepare for cells of ``size`` bytes in all."""
        self._stream, self._at = _stream(key, label, size), 0

    def put_on(self, column: pa.ChunkedArray) -> pa.Array:
        """Return the next cells of the column (binary, none missing) sealed."""
        import pyarrow as pa

        cells = pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], type=pa.binary())
        _, ends, joined = cells.buffers()
        bounds = (
            np.frombuffer(ends, dtype=np.int32)[cells.offset :][: len(cells) + 1]
            if len(cells)
            else np.zeros(1, np.int32)
        )
        size = int(bounds[-1] - bounds[0])
        own = np.frombuffer(joined, dtype=np.uint8)[bounds[0] : bounds[-1]] if size else np.zeros(0, np.uint8)
        mixed = own ^ self._stream[self._at : self._at + size]
        self._at += size
        return pa.Array.from_buffers(
            pa.binary(), len(cells), [None, pa.py_buffer(bounds - bounds[0]), pa.py_buffer(mixed)]
        )


def _stream(key: bytes, label: bytes, size: int) -> NDArray[np.uint8]:
    seed = len(key).to_bytes(2, "little") + key + label
    return np.frombuffer(hashlib.shake_256(seed).digest(size), dtype=np.uint8)
