"""Which particulars of its sender a register holds of a petition: that they are there, never what they say."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pipeline.intake.clean import cell_text
from pipeline.intake.columns import Columns, fold_header
from pipeline.intake.tables import Row
from pipeline.settings import DATA
from pipeline.taxonomy.tables import read_rows

GIVES = {
    "sender_name": ("sender_name",), "sender_address": ("sender_address",), "sender": ("sender_name", "sender_address"),
    "sender_phone": ("sender_phone",), "signature": ("signature",),
}  # fmt: skip
PARTICULARS = tuple(dict.fromkeys(code for codes in GIVES.values() for code in codes))
LONGEST_NONE = 40  # characters; who writes more writes something


Given = tuple[tuple[int, tuple[str, ...]], ...]


def given_columns(columns: Columns) -> Given:
    """Return the place of each column that an inbox has of particulars, and the codes of what it gives."""
    places = ((getattr(columns, column), codes) for column, codes in GIVES.items())
    return tuple((at, codes) for at, codes in places if at >= 0)


def particulars_held(row: Row, given: Given) -> tuple[str, ...]:
    """Return the codes of the particulars that a row gives; a cell that says "không rõ" or "nặc danh" gives none."""
    if not given:
        return ()
    return tuple(sorted({code for at, codes in given if _is_given(row.cells[at]) for code in codes}))


def _is_given(cell: object) -> bool:
    written = cell_text(cell).strip()
    if len(written) > LONGEST_NONE:
        return True
    folded = fold_header(written)
    return bool(folded) and folded not in nothing_said()


@cache
def nothing_said(path: Path = DATA / "intake" / "not_given.csv") -> frozenset[str]:
    """Return the folded cells that say that a particular is not given.

    Raises:
        DataError: the table is missing or broken.
    """
    return frozenset(cells["cell"] for _, cells in read_rows(path, ("cell",)))
