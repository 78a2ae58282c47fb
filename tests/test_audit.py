"""What an audit finds in training data, and how its workbook mends it."""

from __future__ import annotations

import re
import warnings
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest

from benchmarks.audit import flipped, found_first
from pipeline.errors import OutputError
from pipeline.settings import DATA
from pipeline.taxonomy.catalogue import load_taxonomy
from pipeline.training.audit.book import DATA_SHEET, LABELS
from pipeline.training.audit.run import BOOK, PAGE, run_audit
from pipeline.training.examples import load_corpus
from pipeline.training.remap import NO_CHANGES
from pipeline.training.sources import gather
from tests.small_office import petitions, quiet, wanted, write_rows

NAMED = "Tôi là Nguyễn Văn Zeta, số 0900 000 123, rác chất đống bốc mùi trước nhà cả tháng nay"


def rows_of(path: Path) -> list[dict[str, object]]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl says what it leaves out of a workbook
        sheet = openpyxl.load_workbook(path)[DATA_SHEET]
    header, *rows = ([cell.value for cell in row] for row in sheet.iter_rows())
    return [dict(zip(map(str, header), row, strict=True)) for row in rows]


def audited(tmp_path: Path, rows: Sequence[Sequence[str]], header: Sequence[str] = ("text", "topic")) -> str:
    data = write_rows(tmp_path / "don.csv", rows, header)
    return run_audit(wanted(tmp_path / "home", data), tmp_path / "kt", False, quiet)[0]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder where data with one of each fault was audited."""
    folder = tmp_path_factory.mktemp("kiem-tra")
    good = petitions()
    rows = [
        *good,
        (good[0][0], "truong"),  # the same text under another label
        (good[40][0] + " Xin cảm ơn.", good[40][1]),  # the same again
        ("Rác ngập.", "rac"), ("", "den"), ("Đường hỏng.", ""), ("Đèn hỏng cả xóm.", "a|b"),
        ("Bụi bay từ mỏ đá vào nhà dân.", "Sở Tài nguyên và Môi trường"), (NAMED, "rac"),
        ("Xin hỏi chế độ nghỉ của tôi thế nào.", "Sở Lao động - Thương binh và Xã hội"),
    ]  # fmt: skip
    data = write_rows(folder / "don.csv", [(*row, f"2025-06-0{1 + i % 9}") for i, row in enumerate(rows)],
                      ("text", "topic", "received_at"))  # fmt: skip
    report, serious = run_audit(wanted(folder / "home", data), folder / "kt", False, quiet)
    assert serious
    (folder / "bao-cao.txt").write_text(report, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("kind", "count"),
    [
        ("Nội dung hoặc nhãn trống", 2), ("Dòng không dùng được", 1), ("Nhãn cũ đã tách", 1),
        ("Nhãn cũ đã đổi tên", 1), ("Cơ quan đã giải thể", 1), ("Nhãn quá ít đơn", 1), ("Nội dung quá ngắn", 1),
        ("Đơn gần trùng mà khác nhãn", 1), ("Đơn gần trùng, cùng nhãn", 1), ("Có dữ liệu cá nhân", 1),
    ],
)  # fmt: skip
def test_each_fault_is_counted(office: Path, kind: str, count: int) -> None:
    report = (office / "bao-cao.txt").read_text(encoding="utf-8")
    found = re.search(rf"{kind}[^\d\n]*(\d+) dòng", report)
    assert found and int(found.group(1)) == count, report
    assert "2025-06-01 đến 2025-06-09" in report


def test_the_page_has_no_script_and_nobody_in_it(office: Path) -> None:
    page = (office / "kt" / PAGE).read_text(encoding="utf-8")
    assert "<script" not in page and "Zeta" not in page and "0900" not in page
    assert page.startswith("<!DOCTYPE html>") and "trước 1/7/2025" in page


def test_rows_that_cannot_be_used_come_first_then_the_doubtful(office: Path) -> None:
    rows = rows_of(office / "kt" / BOOK)
    assert len(rows) == 105
    assert {"Dòng không dùng được", "Nội dung hoặc nhãn trống", "Nhãn cũ đã tách, cần chọn nhãn mới"} == {
        str(row["Vấn đề"]).split(":")[0] for row in rows[:4]
    }
    assert any(row["Nhãn"] == "truong" and row["Nhãn gợi ý"] == "den" for row in rows[4:10])


def test_labels_are_chosen_from_a_list(office: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(office / "kt" / BOOK)
    formulas = {str(v.formula1) for v in book[DATA_SHEET].data_validations.dataValidation}
    assert any(LABELS in formula for formula in formulas) and '"x"' in formulas
    assert [row[0].value for row in book[LABELS].iter_rows(min_row=2)][:2] == ["Sở Nông nghiệp và Môi trường", "den"]


def test_the_mended_workbook_is_what_fit_reads(office: Path, tmp_path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(office / "kt" / BOOK)
    sheet = book[DATA_SHEET]
    header = [str(cell.value) for cell in sheet[1]]
    fixed, dropped, label = (header.index(name) + 1 for name in ("Nhãn sửa", "Bỏ dòng", "Nhãn"))
    for line in range(2, sheet.max_row + 1):
        if line < 6:
            sheet.cell(line, dropped).value = "x"
        elif sheet.cell(line, label).value == "truong":
            sheet.cell(line, fixed).value = "quy-lop"
    book.save(tmp_path / "da-sua.xlsx")
    found = gather(wanted(tmp_path, tmp_path / "da-sua.xlsx"), None, NO_CHANGES).examples
    assert len(found) == 101
    assert {e.topic for e in found} == {"den", "rac", "quy-lop", "Sở Nông nghiệp và Môi trường"}
    assert {e.day for e in found} >= {"2025-06-01"}


def test_a_formula_in_a_text_stays_a_text(tmp_path: Path) -> None:
    rows = [*petitions(), ('=HYPERLINK("http://la.vn") đèn tắt tối om cả xóm', "den")]
    audited(tmp_path, rows)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        sheet = openpyxl.load_workbook(tmp_path / "kt" / BOOK)[DATA_SHEET]
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    assert any(str(row["Nội dung"]).startswith("=HYPERLINK") for row in rows_of(tmp_path / "kt" / BOOK))


def test_a_text_that_looks_like_a_part_of_a_workbook_does_not_spoil_it(tmp_path: Path) -> None:
    audited(tmp_path, [*petitions(), ("<r>đèn tắt tối om cả xóm <b></r>", "den")])
    assert any("<r>đèn tắt" in str(row["Nội dung"]) for row in rows_of(tmp_path / "kt" / BOOK))


def test_the_same_data_gives_the_same_bytes(tmp_path: Path) -> None:
    data = write_rows(tmp_path / "don.csv", petitions())
    for name in ("mot", "hai"):
        run_audit(wanted(tmp_path / "home", data), tmp_path / name, False, quiet)
    for name in (BOOK, PAGE):
        assert (tmp_path / "mot" / name).read_bytes() == (tmp_path / "hai" / name).read_bytes()


def test_an_earlier_audit_with_somebodys_work_in_it_is_not_overwritten(tmp_path: Path) -> None:
    audited(tmp_path, petitions())
    with pytest.raises(OutputError, match="--overwrite"):
        audited(tmp_path, petitions())


def test_the_same_petition_in_two_parts_leaks(tmp_path: Path) -> None:
    rows = [(*row, "hoc" if i % 2 else "thi") for i, row in enumerate(petitions())]
    report = audited(tmp_path, [*rows, (rows[0][0], rows[0][1], "hoc")], ("text", "topic", "part"))
    assert re.search(r"nằm ở hai phần dữ liệu\s+1 dòng", report)


@pytest.mark.slow
def test_most_flipped_labels_stand_in_the_first_rows() -> None:
    examples, _ = load_corpus(DATA / "corpus", load_taxonomy(DATA / "taxonomy").topics)
    noisy, wrong = flipped(examples, 0.05)
    assert found_first(noisy, wrong) >= 0.7


def test_flipped_labels_of_a_small_set_are_found() -> None:
    taxonomy = load_taxonomy(DATA / "taxonomy")
    examples, _ = load_corpus(DATA / "corpus", taxonomy.topics)
    few = [e for e in examples if e.topic in ("giao-thong/mat-duong", "y-te/bao-hiem", "dat-dai/cap-gcn")]
    noisy, wrong = flipped(few, 0.05)
    assert found_first(noisy, wrong) >= 0.7
