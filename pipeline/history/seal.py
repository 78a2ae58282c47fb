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

import numpy as np

from pipeline.errors import InputError, OutputError
from pipeline.history.tables import make_private

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
    seed = len(key).to_bytes(2, "little") + key + label
    stream = np.frombuffer(hashlib.shake_256(seed).digest(len(joined)), dtype=np.uint8)
    mixed = (joined ^ stream).tobytes()
    ends = np.cumsum([len(cell) for cell in cells]).tolist()
    return [mixed[end - len(cell) : end] for cell, end in zip(cells, ends, strict=True)]
