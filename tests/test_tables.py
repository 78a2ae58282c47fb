"""``routed.csv`` as programs read it, and the counts that ``run.json`` and the summary tell."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st

from pipeline.records import Decision, Petition, PetitionType, Place, Prediction, Routed
from pipeline.report.counted import Counted
from pipeline.report.run_log import counts
from pipeline.report.tables import ROUTED_COLUMNS, routed_cells, routed_table

ROW = Routed(
    petition=Petition("A1", "Đèn hỏng"),
    prediction=Prediction("ha-tang/den", 0.9, (("ha-tang/den", 0.9),)),
    field="ha-tang",
    department="ubnd-xa",
    level="xa",
    departments_ranked=("ubnd-xa",),
    decision=Decision.AUTO,
    reasons=(),
    model="default",
)
CELLS = st.text(st.sampled_from("aă ,\"\r\n;|\t'"), max_size=8)


@given(st.lists(st.tuples(CELLS, CELLS), max_size=4))
def test_whatever_a_cell_holds_a_row_is_read_as_it_was_written(cells: list[tuple[str, str]]) -> None:
    rows = [replace(ROW, petition=Petition(id, ""), department=body) for id, body in cells]
    with TemporaryDirectory() as folder:
        path = Path(folder) / "routed.csv"
        with routed_table(path) as write:
            for row in rows:
                write(row)
        written = path.read_bytes().decode("utf-8-sig")
    wanted = io.StringIO(newline="")
    csv.writer(wanted, lineterminator="\r\n").writerows([ROUTED_COLUMNS, *map(routed_cells, rows)])
    assert written == wanted.getvalue()
    assert [(row[0], row[8]) for row in csv.reader(io.StringIO(written, newline=""))][1:] == cells


def test_counts_tell_every_sign_and_every_code_in_order() -> None:
    urgent = replace(ROW.prediction, urgent=True, petition_type=PetitionType.COMPLAINT)
    review = replace(ROW, prediction=urgent, decision=Decision.REVIEW, reasons=("z", "a"), legal_flags=("no-name",))
    placed = replace(ROW, place=Place(district_code="1", commune_code="2"), repeat_of="A0", department="so-xd")
    found = counts(Counted.of([ROW, ROW, review, placed]), [])
    assert found == {
        "rows_read": 4, "accepted": 4, "rejected": 0,
        "auto": 3, "urgent": 1, "with_district": 1, "with_commune": 1, "repeats": 1,
        "by_type": {"khieu-nai": 1, "kien-nghi-phan-anh": 3}, "by_body": {"so-xd": 1, "ubnd-xa": 3},
        "reasons": {"a": 1, "z": 1}, "legal_flags": {"no-name": 1},
    }  # fmt: skip
    assert list(found["reasons"]) == ["a", "z"]  # type: ignore[call-overload]  # it is a dict, as was just compared
