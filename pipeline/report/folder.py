"""The folder of results: its files appear whole or not at all, and never over older ones without leave."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.errors import OutputError

RESULTS = ("run.json", "routed.csv", "rejects.csv", "hotspots.csv", "phan-don.xlsx", "ra-soat.xlsx", "to-cao.xlsx",
           "bao-cao.html", "co-quan", "phieu")  # fmt: skip
PRIVATE = ("to-cao.xlsx",)
STAGING = ".dang-ghi"


@contextmanager
def results_folder(out: Path, overwrite: bool) -> Iterator[Path]:
    """Give a staging folder whose files move into ``out`` when the block ends well.

    Raises:
        OutputError: ``out`` cannot be written, or already holds results and ``overwrite`` is false.
    """
    staging = out / STAGING
    try:
        check_free(out, overwrite)
        out.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(staging, ignore_errors=True)
        staging.mkdir()
    except OSError as fault:
        raise OutputError(f"{out}: không ghi được vào thư mục này; hãy chọn thư mục khác bằng --out.") from fault
    try:
        yield staging
        _publish(staging, out)
    except OSError as fault:
        what = fault.strerror or "lỗi ghi"
        raise OutputError(f"{out}: không ghi được kết quả ({what}); hãy kiểm tra quyền và chỗ trống.") from fault
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def check_free(out: Path, overwrite: bool) -> None:
    """Refuse a path that is a file, and a folder that holds results unless ``overwrite`` is set.

    Raises:
        OutputError: with what to do.
    """
    if out.exists() and not out.is_dir():
        raise OutputError(f"{out}: đây là một tệp, không phải thư mục; hãy chọn thư mục khác bằng --out.")
    found = [name for name in RESULTS if (out / name).exists()]
    if found and not overwrite:
        raise OutputError(f"{out}: đã có kết quả ({found[0]}); hãy chọn thư mục khác hoặc thêm --overwrite.")


def _publish(staging: Path, out: Path) -> None:
    made = {path.name for path in staging.iterdir()}
    for name in sorted(set(RESULTS) - made):
        _drop(out / name)  # an older run's file beside new ones would mislead
    for name in sorted(made, key=lambda name: (name == "run.json", name)):  # run.json last: it says the run is whole
        if name in PRIVATE and os.name == "posix":
            (staging / name).chmod(0o600)
        try:
            if (staging / name).is_dir():
                _drop(out / name)
            (staging / name).replace(out / name)
        except PermissionError as fault:
            raise OutputError(f"{out / name}: tệp đang mở ở chương trình khác; hãy đóng tệp rồi chạy lại.") from fault


def _drop(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
