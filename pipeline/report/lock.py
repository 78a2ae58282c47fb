"""One run at a time in a folder of results: a lock that the system gives back even when a run is killed."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.errors import OutputError

LOCK = ".dang-chay"

if sys.platform == "win32":
    import msvcrt

    def _take(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _take(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Keep other runs out of ``folder`` until the block ends; the file of the lock goes with it.

    Raises:
        OutputError: another run is writing there.
        OSError: the folder cannot be written.
    """
    handle = _locked(folder)
    try:
        yield
    finally:
        if sys.platform != "win32":  # there an open file cannot be removed
            (folder / LOCK).unlink(missing_ok=True)
        os.close(handle)


def check_idle(folder: Path) -> None:
    """Refuse a folder in which another run is writing.

    Raises:
        OutputError: there is one.
    """
    if (folder / LOCK).exists():
        with alone_in(folder):
            pass


def _locked(folder: Path) -> int:
    """Return the open file of the lock, locked; one that was removed while we waited for it is no lock any more."""
    while True:
        handle = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            _take(handle)
        except OSError as fault:
            os.close(handle)
            raise OutputError(
                f"{folder}: thư mục này đang được một lượt chạy khác dùng; hãy đợi lượt đó xong hoặc chọn --out khác."
            ) from fault
        if _is(handle, folder / LOCK):
            return handle
        os.close(handle)


def _is(handle: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), path.stat())
    except FileNotFoundError:
        return False
