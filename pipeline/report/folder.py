"""The folder of results: its files appear whole or not at all, and never over older ones without leave."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.errors import OutputError
from pipeline.report.lock import alone_in, check_idle

RESULTS = ("run.json", "routed.csv", "rejects.csv", "hotspots.csv", "phan-don.xlsx", "ra-soat.xlsx", "to-cao.xlsx",
           "bao-cao.html", "co-quan", "phieu")  # fmt: skip
PRIVATE = ("to-cao.xlsx",)
EDITED = ("co-quan", "phieu")  # folders whose files officers change by hand: one older generation of them is kept
OLDER = ".cu"
STAGING = ".dang-ghi"
SYSTEM = ("desktop.ini", "thumbs.db")  # files that a file manager puts into any folder
OLE_MAGIC = bytes.fromhex("d0cf11e0a1b11ae1")  # of a workbook with a password


@contextmanager
def results_folder(out: Path, overwrite: bool) -> Iterator[Path]:
    """Give a staging folder whose files move into ``out`` when the block ends well; one run at a time has it.

    Raises:
        OutputError: ``out`` cannot be written, is in use, or holds other files and ``overwrite`` is false.
    """
    from xlsxwriter.exceptions import XlsxWriterException  # slow to import

    check_free(out, overwrite)
    try:
        out.mkdir(parents=True, exist_ok=True)
        with alone_in(out):
            _check_files(out, overwrite)  # again: another run may have ended between the two
            with _staging(out) as staging:
                yield staging
                _publish(staging, out)
    except (OSError, XlsxWriterException) as fault:
        raise _unwritable(out, fault) from fault


def _unwritable(out: Path, fault: Exception) -> OutputError:
    what = fault.strerror if isinstance(fault, OSError) and fault.strerror else "lỗi ghi"
    return OutputError(
        f"{out}: không ghi được vào thư mục này ({what}); hãy kiểm tra quyền và chỗ trống, hoặc chọn --out khác."
    )


@contextmanager
def _staging(out: Path) -> Iterator[Path]:
    """Give an empty folder in ``out``, on the same disk as the results; what a killed run left goes first."""
    staging = out / STAGING
    shutil.rmtree(staging, ignore_errors=True)
    staging.mkdir()
    try:
        yield staging
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def check_free(out: Path, overwrite: bool, plain: bool = False) -> None:
    """Refuse a path that is a file, a folder of the system, one in use, and one that holds files without leave.

    ``plain`` says that denunciations are going to be written without a password: they never replace locked ones.

    Raises:
        OutputError: with what to do.
    """
    try:
        _check_place(out)
        if out.exists():
            _check_files(out, overwrite)
            _check_secret(out, plain)
            check_idle(out)
    except OSError as fault:
        raise _unwritable(out, fault) from fault


def _check_place(out: Path) -> None:
    if out.exists() and not out.is_dir():
        raise OutputError(f"{out}: đây là một tệp, không phải thư mục; hãy chọn thư mục khác bằng --out.")
    place = out.resolve()
    if place in (Path(place.anchor), _home()):
        raise OutputError(f"{out}: không ghi kết quả thẳng vào thư mục gốc hay thư mục nhà; hãy chọn thư mục con.")


def _home() -> Path | None:
    """Return the home folder of the user, None for a user without one (a service)."""
    try:
        return Path.home().resolve()
    except RuntimeError:
        return None


def _check_secret(out: Path, plain: bool) -> None:
    if plain and any(_locked(out / name) for name in PRIVATE):
        raise OutputError(
            f"{out}: to-cao.xlsx cũ có mật khẩu mà lượt này không có; hãy thêm --password-file hoặc chọn --out khác."
        )


def _check_files(out: Path, overwrite: bool) -> None:
    if overwrite:
        return
    found = [name for name in RESULTS if (out / name).exists()]
    if found:
        raise OutputError(f"{out}: đã có kết quả ({found[0]}); hãy chọn thư mục khác hoặc thêm --overwrite.")
    foreign = sorted(p.name for p in out.iterdir() if not p.name.startswith(".") and p.name.lower() not in SYSTEM)
    if foreign:
        raise OutputError(f"{out}: thư mục có tệp khác ({foreign[0]}); hãy chọn thư mục trống hoặc thêm --overwrite.")


def _locked(book: Path) -> bool:
    if not book.is_file():
        return False
    with book.open("rb") as file:
        return file.read(len(OLE_MAGIC)) == OLE_MAGIC


def _publish(staging: Path, out: Path) -> None:
    made = {path.name for path in staging.iterdir()}
    for name in EDITED:
        _keep(out / name)
    for name in sorted(set(RESULTS) - made):
        _drop(out / name)  # an older run's file beside new ones would mislead
    for name in sorted(made, key=lambda name: (name == "run.json", name)):  # run.json last: it says the run is whole
        if name in PRIVATE and os.name == "posix":
            (staging / name).chmod(0o600)
        try:
            (staging / name).replace(out / name)
        except PermissionError as fault:
            raise OutputError(f"{out / name}: tệp đang mở ở chương trình khác; hãy đóng tệp rồi chạy lại.") from fault


def _keep(folder: Path) -> None:
    """Move a folder aside, in place of the one moved aside before."""
    if not folder.is_dir() or not any(folder.iterdir()):
        return _drop(folder)
    older = folder.with_name(folder.name + OLDER)
    try:
        _drop(older)
        folder.replace(older)
    except PermissionError as fault:
        raise OutputError(f"{folder}: có tệp đang mở ở chương trình khác; hãy đóng tệp rồi chạy lại.") from fault


def _drop(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
