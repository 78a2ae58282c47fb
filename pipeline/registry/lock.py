"""One change of an office's models at a time; the system lets go of the lock when its process ends, however it ends."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from pipeline.errors import OutputError, TrainingError

LOCK = ".khoa"


@contextmanager
def only_one(home: Path) -> Iterator[None]:
    """Hold the lock of ``home`` while the block runs.

    Raises:
        TrainingError: another process trains or switches models in this home.
        OutputError: the lock file cannot be written.
    """
    path = home / LOCK
    try:
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        file = path.open("a+b")
    except OSError as fault:
        raise OutputError(f"{path}: không ghi được vào thư mục riêng ({fault.strerror}); kiểm tra quyền.") from fault
    with file:
        if not _taken(file):
            file.seek(0)
            holder = file.read().decode(errors="replace").strip() or "?"
            raise TrainingError(
                f"{home}: tiến trình {holder} đang huấn luyện hoặc đổi mô hình; hãy đợi nó xong rồi chạy lại."
            )
        file.truncate(0)
        file.write(str(os.getpid()).encode())
        file.flush()
        yield


def _taken(file: IO[bytes]) -> bool:
    """Take the lock without waiting and say whether that worked."""
    try:
        if sys.platform == "win32":
            import msvcrt

            file.seek(1 << 20)  # beyond what is read: Windows locks bytes against reading too
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
