"""``to-cao.xlsx``: the denunciations with their text, which stands nowhere else; its owner's alone, locked if asked."""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import date
from io import BytesIO
from pathlib import Path

from pipeline.errors import InputError
from pipeline.records import PetitionType, Routed
from pipeline.report.workbook.book import laid_out
from pipeline.report.workbook.cells import COLUMNS, PRINTED, Teller
from pipeline.report.workbook.sheet import prepare

FILE, TITLE = "to-cao.xlsx", "Đơn tố cáo"
PASSWORD_VARIABLE = "PHAN_DON_MAT_KHAU"  # noqa: S105  # the name of an environment variable


def write_denunciations(folder: Path, routed: Iterable[Routed], teller: Teller, as_of: date, password: str) -> None:
    """Write the denunciations, readable by the file's owner alone (mode 0600), encrypted where there is a password.

    The plain workbook is made in memory: no temporary file ever holds a denunciation. An encrypted file has other
    bytes in every run, because a password's salt must be random.
    """
    rows = [row for row in routed if row.prediction.petition_type is PetitionType.DENUNCIATION]
    with laid_out(TITLE, as_of, None) as draft:
        sheet = draft.book.add_worksheet(TITLE)
        prepare(sheet, COLUMNS, draft.styles, len(rows), PRINTED, 1)
        table = draft.table(sheet, COLUMNS)
    for row in rows:
        table.add(teller.cells(row, secret=True))
    plain = BytesIO()
    draft.pack(plain)
    handle = os.open(folder / FILE, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(_locked(plain, password) if password else plain.getvalue())


def _locked(plain: BytesIO, password: str) -> bytes:
    """Encrypt a workbook as Excel does (ECMA-376 agile encryption)."""
    from msoffcrypto.format.ooxml import OOXMLFile

    locked = BytesIO()
    plain.seek(0)
    OOXMLFile(plain).encrypt(password, locked)
    return locked.getvalue()


def read_password(file: Path | None) -> str:
    """Return the password from the first line of ``file``, else from the environment; empty when neither has one.

    A password never stands on the command line, where other users of the machine could read it.

    Raises:
        InputError: the file cannot be read, or its first line is empty.
    """
    if file is None:
        return os.environ.get(PASSWORD_VARIABLE, "")
    try:
        first = file.read_text(encoding="utf-8-sig").partition("\n")[0].rstrip("\r")
    except (OSError, UnicodeDecodeError) as fault:
        raise InputError(f"{file}: không đọc được tệp mật khẩu; hãy ghi mật khẩu ở dòng đầu, dạng UTF-8.") from fault
    if not first.strip():
        raise InputError(f"{file}: dòng đầu trống; hãy ghi mật khẩu ở dòng đầu của tệp.")
    return first
