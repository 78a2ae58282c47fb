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


def particulars_held(row: Row, columns: Columns) -> tuple[str, ...]:
    """Return the codes of the particulars that a row gives; a cell that says "không rõ" or "nặc danh" gives none."""
    places = [(getattr(columns, column), codes) for column, codes in GIVES.items()]
    held = {code for at, codes in places if at >= 0 and _is_given(row.cells[at]) for code in codes}
    return tuple(sorted(held)) if held else ()


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
