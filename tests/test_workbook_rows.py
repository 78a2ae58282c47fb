"""Rows of the large sheets are those that xlsxwriter writes, and look as officers know them."""

from __future__ import annotations

import re
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest
import python_calamine
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet
from xlsxwriter import Workbook

from pipeline.records import Routed
from pipeline.report.workbook import WorkbookOptions, table, write_workbooks
from pipeline.report.workbook.book import AMBER, ANSWER_PAPER, FONT, GREEN, RED, laid_out
from pipeline.report.workbook.cells import COLUMNS
from pipeline.report.workbook.row_xml import inline, row_form, serial
from pipeline.report.workbook.sheet import Column, prepare, text_lines
from tests.invented import LAMP, TODAY, denunciation, names, routed

NAMES = names()
DAYS = st.dates(min_value=date(1900, 1, 1))
LIKE_RICH = "<r><b></r>"  # xlsxwriter takes what stands between <r> and </r> for its own XML
SHORT = (Column("Mã", 12), Column("Ngày", 11, "day"), Column("Số", 9, "share"), Column("Ghi", 9, "answer"))


def sheet_xml(rows: list[str] | list[date]) -> str:
    """Return what xlsxwriter writes of rows of one cell when it keeps no more than a row in memory."""
    file = BytesIO()
    with Workbook(file, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        for at, value in enumerate(rows):
            if isinstance(value, str):
                sheet.write_string(at, 0, value)
            else:
                sheet.write_datetime(at, 0, value)
    with ZipFile(file) as package:
        return package.read("xl/worksheets/sheet1.xml").decode()


@settings(deadline=None, max_examples=50)
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30), min_size=1, max_size=30))
@example(["_x000D_", " a", "a\n", "a\tb", "&<>\"'", "]]>", "\x01\x0b\ufffe", "_x00zz_", "\u00a0a", "a\u2028"])
def test_a_text_is_written_as_xlsxwriter_writes_it(texts: list[str]) -> None:
    found = re.findall(r"<is>.*?</is></c>", sheet_xml(texts), re.DOTALL)
    assert found == list(map(inline, texts))


def test_what_looks_like_two_escaped_characters_is_read_as_it_was_written() -> None:
    assert inline("_x0041_x0042_") == "<is><t>_x005F_x0041_x005F_x0042_</t></is></c>"


@settings(deadline=None, max_examples=20)
@given(st.lists(DAYS, min_size=1, max_size=50))
@example([date(1900, 1, 1), date(1900, 2, 28), date(1900, 3, 1), date.max])
def test_a_day_has_the_number_that_xlsxwriter_gives_it(days: list[date]) -> None:
    assert re.findall(r"<v>(.*?)</v>", sheet_xml(days)) == [str(serial(day)) for day in days]


@given(st.lists(st.one_of(st.text("ab \n", max_size=300), st.just("x" * 5_000)), min_size=1, max_size=3))
def test_a_row_is_as_high_as_its_longest_cell_and_no_higher_than_sixteen_lines(texts: list[str]) -> None:
    columns = tuple(Column(str(at), 10 + at) for at in range(len(texts)))
    row = row_form(columns, (("text", 1), ("quoted", 2))).row(texts).decode()
    lines = max([1, *(text_lines(text, column.width) for text, column in zip(texts, columns, strict=True) if text)])
    pixels = int(min(lines, 16) * 13.0 * 4 / 3 + 0.5)
    assert f' ht="{pixels * 0.75:.16g}" ' in row


def test_a_whole_row_is_the_one_that_xlsxwriter_writes(tmp_path: Path) -> None:
    with laid_out("Thử", TODAY, tmp_path) as draft:
        sheet = draft.book.add_worksheet("Trang")
        prepare(sheet, SHORT, draft.styles, 2, 2, 1)
        rows = draft.table(sheet, SHORT)
    rows.add(("=A1 & B1", TODAY, 0.9983079302331401, ""))
    rows.add(("", "05/03/1899", 1, ""))
    made, theirs = BytesIO(), BytesIO()
    draft.pack(made)
    with Workbook(theirs, {"constant_memory": True}) as book:
        sheet, look = book.add_worksheet(), book.add_format({"bold": True})
        sheet.set_row(1, 13, look)
        sheet.write_string(1, 0, "=A1 & B1", look)
        sheet.write_datetime(1, 1, TODAY, look)
        sheet.write_number(1, 2, 0.9983079302331401, look)
        sheet.write_blank(1, 3, None, look)
        sheet.set_row(2, 13, look)
        sheet.write_string(2, 1, "05/03/1899", look)
        sheet.write_number(2, 2, 1, look)
        sheet.write_blank(2, 3, None, look)
    ours, expected = (
        re.sub(r' s="\d+"', "", ZipFile(file).read("xl/worksheets/sheet1.xml").decode()) for file in (made, theirs)
    )
    assert ours[ours.index('<row r="2"') : ours.index("</sheetData>")] == re.findall(r"<row.*</row>", expected)[0]
    assert '<dimension ref="A1:D3"/>' in ours


def cells(sheet: Worksheet, row: int) -> dict[str, Cell]:
    return {str(head.value): cell for head, cell in zip(sheet[1], sheet[row], strict=True)}


def test_cells_look_as_officers_know_them(tmp_path: Path) -> None:
    rows = (routed("-1", urgent=True), routed("A2", auto=False), routed("A3", department="so-xd", received_at=None))
    write_workbooks(tmp_path, rows, NAMES, TODAY, WorkbookOptions())
    book = openpyxl.load_workbook(tmp_path / "phan-don.xlsx")
    for sheet in (book["Tất cả"], book["UBND xã, phường, đặc khu"]):
        first, second = cells(sheet, 2), cells(sheet, 3)
        assert first["Mã đơn"].quotePrefix and not second["Mã đơn"].quotePrefix
        assert (first["Ngày nhận"].number_format, first["Xác suất"].number_format) == ("dd/mm/yyyy", "0.0%")
        assert first["Khẩn"].font.color.rgb == "FF" + RED[1:] and first["Khẩn"].font.b
        assert first["Xử lý"].font.color.rgb == "FF" + GREEN[1:]
        assert second["Xử lý"].font.color.rgb == "FF" + AMBER[1:]
        for cell in first.values():
            if cell.value is not None:
                assert cell.font.name == FONT and cell.alignment.wrap_text and cell.border.left.style == "thin"
    assert cells(book["Sở Xây dựng"], 2)["Ngày nhận"].value is None
    answers = cells(openpyxl.load_workbook(tmp_path / "ra-soat.xlsx")["Rà soát"], 2)
    assert answers["Kết luận"].fill.fgColor.rgb == "FF" + ANSWER_PAPER[1:]
    assert not answers["Kết luận"].protection.locked and answers["Nội dung"].protection.locked


def test_text_that_looks_like_the_writer_s_own_xml_stays_text(tmp_path: Path) -> None:
    rows = (routed(LIKE_RICH, LIKE_RICH, auto=False, source=LIKE_RICH), denunciation("T1"))
    write_workbooks(tmp_path, rows, NAMES, TODAY, WorkbookOptions())
    for file, sheet, place in (("phan-don", "Tất cả", "E2"), ("ra-soat", "Rà soát", "C2")):
        assert openpyxl.load_workbook(tmp_path / f"{file}.xlsx")[sheet][place].value == LIKE_RICH


def test_another_reader_finds_the_same_cells(tmp_path: Path) -> None:
    rows: tuple[Routed, ...] = (routed("A1", "1 < 2 & 3\n dòng"), routed("A2", received_at=TODAY), denunciation())
    write_workbooks(tmp_path, rows, NAMES, TODAY, WorkbookOptions())
    for name in ("phan-don", "ra-soat", "to-cao"):
        file = tmp_path / f"{name}.xlsx"
        read = python_calamine.CalamineWorkbook.from_path(str(file))
        for sheet in openpyxl.load_workbook(file):
            ours = [list(line) for line in sheet.iter_rows(values_only=True)]
            theirs = read.get_sheet_by_name(sheet.title).to_python(skip_empty_area=False)
            assert [list(map(plain, line)) for line in theirs] == [list(map(plain, line)) for line in ours]


def plain(value: object) -> str:
    """Return a cell as text; one reader has whole numbers and times of day, the other has not."""
    if isinstance(value, date):
        return value.isoformat()[:10]
    return f"{value:g}" if isinstance(value, (int, float)) else str(value or "")


def test_long_tables_wait_on_the_disk_without_a_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = tuple(routed(f"A{n}") for n in range(50))
    folders = [tmp_path / "ngắn", tmp_path / "dài"]
    for folder in folders:
        folder.mkdir()
        write_workbooks(folder, rows, NAMES, TODAY, WorkbookOptions())
        monkeypatch.setattr(table, "IN_MEMORY", 1_000)
    assert {file.name for file in folders[1].iterdir()} == {"phan-don.xlsx", "ra-soat.xlsx", "to-cao.xlsx"}
    for name in ("phan-don.xlsx", "ra-soat.xlsx"):
        assert (folders[0] / name).read_bytes() == (folders[1] / name).read_bytes()


def test_a_sheet_ends_at_excel_s_last_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table, "EXCEL_ROWS", 11)
    rows = tuple(routed(f"A{n}", LAMP, received_at=TODAY - timedelta(n)) for n in range(30))
    write_workbooks(tmp_path, rows, NAMES, TODAY, WorkbookOptions())
    sheet = openpyxl.load_workbook(tmp_path / "phan-don.xlsx")["Tất cả"]
    assert [cell.value for cell in sheet["A"][1:]] == [f"A{n}" for n in range(10)]
    assert sheet.dimensions == "A1:W11" and len(COLUMNS) == 23
