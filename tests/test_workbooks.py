"""Workbooks read back as officers read them: text stays text, denunciations stay apart, figures add up."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
from datetime import date
from io import BytesIO
from pathlib import Path

import msoffcrypto
import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils.escape import unescape

from pipeline.corrections.form import CUT_NOTE, LISTS
from pipeline.errors import DataError, InputError
from pipeline.intake.clean import clean_characters
from pipeline.places import Gazetteer
from pipeline.records import Place, Routed
from pipeline.report.file_names import unique_slug
from pipeline.report.workbook import WorkbookOptions, write_workbooks
from pipeline.report.workbook.cells import COLUMNS
from pipeline.report.workbook.denunciations import read_password
from pipeline.report.workbook.figures import gather
from pipeline.report.workbook.petitions import body_file
from pipeline.report.workbook.sheet import EXCEL_CELL, excel_text, sheet_name
from pipeline.report.workbook.words import load_words
from pipeline.settings import DATA, Office
from tests.conftest import Script
from tests.invented import DENOUNCED, LAMP, TODAY, denunciation, names, routed

NAMES = names()
HOSTILE = (
    '=cmd|"/c calc"!A1', "+1", "-1+2", "@SUM(1)", "<script>alert(1)</script>", "http://vi.du/a", "mailto:a@vi.du",
    "0123", "1e5", "=1+1", "{=A1}", "_x000D_ _x0041_", "a\u202eb\u2066c", "hai\ndòng\ttab", "\x01\x0b", "  đầu cuối  ",
    "'nháy", "]]>&amp;", "internal:A1", "Bình \U0001f6a8 luận", "#N/A", "TRUE", "\ud800",
)  # fmt: skip
Rows = tuple[Routed, ...]


def written(folder: Path, rows: Rows, options: WorkbookOptions | None = None) -> Path:
    write_workbooks(folder, rows, NAMES, TODAY, options or WorkbookOptions())
    return folder


def table(path: Path, sheet: str) -> list[dict[str, object]]:
    head, *rows = openpyxl.load_workbook(path)[sheet].iter_rows(values_only=True)
    return [dict(zip(map(str, head), row, strict=True)) for row in rows]


def test_a_petition_is_told_by_names_and_not_by_codes(tmp_path: Path) -> None:
    row = table(written(tmp_path, (routed(urgent=True),)) / "phan-don.xlsx", "Tất cả")[0]
    assert row["Chủ đề"] == NAMES.topic("ha-tang/chieu-sang") != "ha-tang/chieu-sang"
    assert row["Cơ quan thẩm quyền"] == "UBND xã, phường, đặc khu" and row["Cơ quan khác có thể"] == "Sở Xây dựng"
    assert (row["Mức chắc chắn"], row["Xác suất"], row["Khẩn"]) == ("Cao", 0.9, "KHẨN")
    assert row["Ngày nhận"].date() == date(2026, 3, 5)  # type: ignore[attr-defined]  # a datetime cell
    assert row["Thời hạn"] == "19/03/2026: Trả lời việc tiếp nhận, xử lý"
    assert row["Xã, phường"] == "Xã Nghĩa Đô"


def test_the_summary_comes_first_and_each_body_has_its_sheet(tmp_path: Path) -> None:
    rows = (routed("A1"), routed("A2"), routed("A3", department="so-xd"), routed("A4", department=""))
    book = openpyxl.load_workbook(written(tmp_path, rows) / "phan-don.xlsx")
    assert book.sheetnames[:3] == ["Tổng hợp", "Thời hạn", "Tất cả"]
    assert book.sheetnames[3:] == ["UBND xã, phường, đặc khu", "Chưa xác định cơ quan", "Sở Xây dựng"]
    assert [book[name].max_row - 1 for name in book.sheetnames[2:]] == [4, 2, 1, 1]
    sheet = book["Tất cả"]
    assert sheet.freeze_panes == "B2" and sheet.auto_filter.ref is not None
    assert (sheet.page_setup.orientation, str(sheet.print_title_rows)) == ("landscape", "$1:$1")


def test_a_file_for_each_body_when_asked(tmp_path: Path) -> None:
    rows = (routed("A1"), routed("A2", department="so-xd"), denunciation())
    written(tmp_path, rows, WorkbookOptions(per_body=True))
    assert {file.name for file in (tmp_path / "co-quan").iterdir()} == {
        "ubnd-xa-phuong-dac-khu_ubnd-xa.xlsx", "so-xay-dung_so-xd.xlsx", "thanh-tra-tinh_thanh-tra.xlsx",
    }  # fmt: skip
    assert openpyxl.load_workbook(tmp_path / "phan-don.xlsx").sheetnames == ["Tổng hợp", "Thời hạn", "Tất cả"]
    own = table(tmp_path / "co-quan" / "so-xay-dung_so-xd.xlsx", "Sở Xây dựng")
    assert [row["Mã đơn"] for row in own] == ["A2"]


@pytest.mark.parametrize("code", ["../../etc/passwd", "CON", "so/xd", "a" * 300, "", "Sở Lạ", "so xd"])
def test_names_of_files_stay_in_their_folder(code: str) -> None:
    name = body_file(code, code)
    assert "/" not in name and "\\" not in name and not name.startswith(".") and len(name) < 120
    assert name == body_file(code, code)


@given(st.text(max_size=12), st.text(max_size=12), st.booleans())
def test_two_names_never_share_a_file_even_where_capitals_do_not_count(one: str, two: str, capitals: bool) -> None:
    files = {unique_slug(written, 20, capitals).lower() for written in (one, two)}
    assert len(files) == len({one, two})


def hostile(text: str) -> Routed:
    """Return a petition with the same text in every place that an inbox or an office's table can fill."""
    place = Place(text, "", text, "", text, "")
    return routed(
        text, text, place=place, source=text, status=text, repeat_of=text, legal_flags=(text,), reasons=(text,),
        candidates=(text,), evidence=(text,), other_topics=(text,), deadlines=((text, TODAY),), department=text,
        field=text, topic=text, departments_ranked=(text, text),
    )  # fmt: skip


def test_text_stays_text_in_every_column(tmp_path: Path) -> None:
    written(tmp_path, tuple(map(hostile, HOSTILE)), WorkbookOptions(office=Office(name=HOSTILE[0])))
    for file in ("phan-don.xlsx", "ra-soat.xlsx"):
        book = openpyxl.load_workbook(tmp_path / file)
        for sheet in book:
            cells = [cell for line in sheet.iter_rows() for cell in line]
            assert not any(cell.data_type in "fe" or cell.hyperlink for cell in cells), sheet.title
    same = {"Mã đơn", "Nội dung", "Chủ đề", "Cơ quan thẩm quyền", "Lĩnh vực", "Trùng với đơn", "Từ ngữ căn cứ",
            "Tỉnh, thành phố", "Huyện (trước 1/7/2025)", "Xã, phường", "Dấu hiệu pháp lý", "Nội dung khác"}  # fmt: skip
    for row, text in zip(table(tmp_path / "phan-don.xlsx", "Tất cả"), HOSTILE, strict=True):
        assert {unescape(str(row[header] or "")) for header in same} == {clean_characters(text)}


@pytest.mark.parametrize("text", ["a" * 40_000, "\U0001f6a8" * 30_000, "dòng\n" * 9_000])
def test_a_text_too_long_for_excel_is_cut_with_a_note(tmp_path: Path, text: str) -> None:
    shown = str(table(written(tmp_path, (routed(text=text),)) / "phan-don.xlsx", "Tất cả")[0]["Nội dung"])
    assert shown.endswith(CUT_NOTE) and len(shown.encode("utf-16-le")) // 2 <= EXCEL_CELL
    assert text.startswith(shown.removesuffix(CUT_NOTE))


@given(st.text(max_size=50))
def test_what_a_cell_holds_is_what_cleaning_leaves(text: str) -> None:
    assert excel_text(text) == clean_characters(text)


@given(st.lists(st.text(max_size=40), min_size=1, max_size=6))
def test_sheets_have_names_that_excel_accepts(titles: list[str]) -> None:
    taken: set[str] = set()
    made = [sheet_name(title, taken) for title in titles]
    assert len({name.lower() for name in made}) == len(titles)
    for name in made:
        assert 0 < len(name) <= 31 and not set(name) & set("[]:*?/\\") and name.lower() != "history"
        assert not name.startswith("'") and not name.endswith("'")


def test_a_denunciation_is_read_in_its_own_file_alone(tmp_path: Path) -> None:
    written(tmp_path, (routed(), denunciation()), WorkbookOptions(per_body=True))
    files = [*tmp_path.glob("*.xlsx"), *tmp_path.glob("co-quan/*.xlsx")]
    for file in files:
        book = openpyxl.load_workbook(file)
        everything = " ".join(
            str(cell) for sheet in book for line in sheet.iter_rows(values_only=True) for cell in line
        )
        for own in ("Mận Chín", "khai khống", "tiền hỗ trợ"):
            assert (own in everything) == (file.name == "to-cao.xlsx"), file
    row = next(row for row in table(tmp_path / "phan-don.xlsx", "Tất cả") if row["Mã đơn"] == "T1")
    assert "to-cao.xlsx" in str(row["Nội dung"]) and "nơi xảy ra: Xã Nghĩa Đô" in str(row["Nội dung"])
    assert row["Cơ quan thẩm quyền"] == "Thanh tra tỉnh" and not row["Từ ngữ căn cứ"]
    secret = table(tmp_path / "to-cao.xlsx", "Đơn tố cáo")
    assert [row["Nội dung"] for row in secret] == [DENOUNCED]
    if os.name == "posix":
        assert stat.S_IMODE((tmp_path / "to-cao.xlsx").stat().st_mode) == 0o600


def test_a_password_locks_the_denunciations(tmp_path: Path) -> None:
    written(tmp_path, (denunciation(),), WorkbookOptions(password="mật khẩu"))  # noqa: S106  # a test's password
    locked = (tmp_path / "to-cao.xlsx").read_bytes()
    assert not locked.startswith(b"PK") and "khai khống".encode() not in locked
    opened = BytesIO()
    office = msoffcrypto.OfficeFile(BytesIO(locked))
    office.load_key(password="mật khẩu")  # noqa: S106  # a test's password
    office.decrypt(opened)
    assert openpyxl.load_workbook(opened)["Đơn tố cáo"]["E2"].value == DENOUNCED


def test_a_password_comes_from_a_file_or_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert read_password(None) == ""
    monkeypatch.setenv("PHAN_DON_MAT_KHAU", "từ biến")
    assert read_password(None) == "từ biến"
    file = tmp_path / "mk.txt"
    file.write_text("\ufeffmột hai\r\nghi chú", encoding="utf-8", newline="")
    assert read_password(file) == "một hai"
    file.write_text("\n", encoding="utf-8")
    for bad in (file, tmp_path / "khong-co.txt"):
        with pytest.raises(InputError, match="dòng đầu"):
            read_password(bad)


def test_the_same_rows_give_the_same_bytes(tmp_path: Path) -> None:
    rows = (*(routed(f"A{n}", auto=n % 3 > 0, sure=n / 50) for n in range(40)), denunciation())
    for name in ("mot", "hai"):
        (tmp_path / name).mkdir()
        written(tmp_path / name, rows, WorkbookOptions(per_body=True))
    files = [file.relative_to(tmp_path / "mot") for file in (tmp_path / "mot").rglob("*.xlsx")]
    assert len(files) == 5
    for file in files:
        assert (tmp_path / "mot" / file).read_bytes() == (tmp_path / "hai" / file).read_bytes(), file


def test_no_temporary_file_stays(tmp_path: Path) -> None:
    written(tmp_path, (routed(), denunciation()))
    assert {file.name for file in tmp_path.iterdir()} == {"phan-don.xlsx", "ra-soat.xlsx", "to-cao.xlsx"}


def test_figures_add_up_and_tell_what_is_late() -> None:
    late, soon, later = date(2026, 3, 19), date(2026, 3, 23), date(2026, 3, 24)
    rows = tuple(routed(f"A{n}", deadlines=(("trả lời", day),)) for n, day in enumerate((late, soon, later)))
    rows += (routed("B1", deadlines=(("trả lời", late),), status="Đã giải quyết", resolved_at=date(2026, 3, 18)),
             routed("B2", deadlines=(("trả lời", late),), status="đã trả lời", resolved_at=date(2026, 3, 20)),
             routed("B3", auto=False, deadlines=(), status="Chưa giải quyết", received_at=None))  # fmt: skip
    found = gather(rows, load_words(), TODAY)
    assert (found.overdue, found.due_soon, found.has_status) == (1, 1, True)
    assert [step.id for step in found.due] == ["A0", "A1"]
    total = found.total
    assert (total.received, total.auto, total.review, total.resolved, total.in_time) == (6, 5, 1, 2, 1)
    for group in (found.types, found.bodies, found.fields, found.topics, found.weeks, found.districts):
        assert sum(tally.received for tally in group) == 6
    assert [tally.name for tally in found.weeks] == ["", "2026-03-02"]


def test_the_summary_sheet_shows_rates_only_when_the_inbox_tells_them(tmp_path: Path) -> None:
    def shown(*rows: Routed) -> str:
        sheet = openpyxl.load_workbook(written(tmp_path, rows) / "phan-don.xlsx")["Tổng hợp"]
        return " ".join(str(cell) for line in sheet.iter_rows(values_only=True) for cell in line if cell is not None)

    assert "Tỷ lệ giải quyết" not in shown(routed())
    rates = shown(routed(), routed("A2", status="đã giải quyết"))
    assert "Xã, phường" not in rates and "UBND xã, phường, đặc khu 2 2 0 0 0 1 – 0.5" in rates
    assert "Tuần 10/2026 (02/03 đến 08/03)" in rates and "Huyện Bảo Yên" in rates


def test_nothing_counts_as_late_of_which_nobody_wrote_when_it_was_resolved(tmp_path: Path) -> None:
    def in_time(*rows: Routed) -> object:
        sheet = openpyxl.load_workbook(written(tmp_path, rows) / "phan-don.xlsx")["Tổng hợp"]
        lines = [line for line in sheet.iter_rows(values_only=True) if line[0] == "UBND xã, phường, đặc khu"]
        return lines[0][7]

    undated = routed("A1", status="đã giải quyết")
    done = routed("A2", status="đã giải quyết", resolved_at=date(2026, 3, 18))
    late = routed("A3", status="đã giải quyết", resolved_at=date(2026, 3, 20))
    assert [in_time(undated), in_time(undated, done, late), in_time(late), in_time(done, late)] == [
        "–",
        "1 trên 2",
        "0",
        1,
    ]


def test_what_is_due_today_says_so(tmp_path: Path) -> None:
    path = written(tmp_path, (routed(deadlines=(("trả lời", TODAY),)),)) / "phan-don.xlsx"
    left = openpyxl.load_workbook(path)["Thời hạn"]["D2"]
    assert left.value == 0 and left.number_format.split(";")[2] == '"hôm nay"'


def test_the_lists_of_the_review_print_without_the_communes(tmp_path: Path) -> None:
    office = Office(name="Ban Tiếp công dân", province_code="15")
    options = WorkbookOptions(office=office, places=Gazetteer.load(DATA / "places"))
    sheet = openpyxl.load_workbook(written(tmp_path, (routed(),), options) / "ra-soat.xlsx")[LISTS]
    printed, communes = (
        sheet[sheet.print_area.rpartition("!")[2]],
        [cell.value for cell in sheet["G"][1:] if cell.value],
    )
    assert {cell.column_letter for cell in printed[0]} == set("ABCDEF") and len(printed) < 150
    assert len(communes) < 200 and all(str(name).endswith("Tỉnh Lào Cai") for name in communes)


def test_an_empty_batch_gives_workbooks_that_open(tmp_path: Path) -> None:
    written(tmp_path, ())
    for name in ("phan-don.xlsx", "ra-soat.xlsx", "to-cao.xlsx"):
        assert openpyxl.load_workbook(tmp_path / name).sheetnames


def test_words_of_certainty_are_data(tmp_path: Path) -> None:
    words = load_words()
    assert [words.certain(share) for share in (0.85, 0.84, 0.5, 0.49, 0.0)] == [
        "Cao", "Trung bình", "Trung bình", "Thấp", "Thấp",
    ]  # fmt: skip
    broken = tmp_path / "words.toml"
    broken.write_text('[[certainty]]\nname = "Cao"\nfrom = 50\n[[due]]\nsoon_days = 3\n', encoding="utf-8")
    with pytest.raises(DataError, match="giảm dần"):
        load_words(broken)


@pytest.mark.slow
def test_the_options_of_the_script(script: Script, tmp_path: Path) -> None:
    inbox, password = tmp_path / "don.csv", tmp_path / "mk.txt"
    inbox.write_text(f"id,ngày nhận,nội dung\nKN-1,2026-03-05,{LAMP.replace(',', '')}\n", encoding="utf-8")
    password.write_text("mật khẩu\n", encoding="utf-8")
    words = ("--per-body", "--slips", "--password-file", password)
    done = script("classify.py", inbox, "--out", tmp_path / "kq", *words)
    assert (done.returncode, done.stderr) == (0, "") and "ra-soat.xlsx" in done.stdout
    made = {str(file.relative_to(tmp_path / "kq")) for file in (tmp_path / "kq").rglob("*.*")}
    assert {"co-quan/ubnd-xa-phuong-dac-khu_ubnd-xa.xlsx", "phieu/phieu-chuyen-don_KN-1.docx"} <= made
    assert not (tmp_path / "kq" / "to-cao.xlsx").read_bytes().startswith(b"PK")
    assert "mật khẩu" not in (tmp_path / "kq" / "run.json").read_text(encoding="utf-8")
    bare = script("classify.py", inbox, "--out", tmp_path / "kq", "--overwrite")
    assert bare.returncode == 2 and "mật khẩu" in bare.stderr  # a locked workbook is not replaced by an open one
    plain = script("classify.py", inbox, "--out", tmp_path / "kq", "--overwrite", "--password-file", password)
    assert plain.returncode == 0 and not (tmp_path / "kq" / "phieu").exists()
    assert (tmp_path / "kq" / "phieu.cu" / "phieu-chuyen-don_KN-1.docx").exists()  # an officer may have edited it


@pytest.mark.slow
@pytest.mark.office
@pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")  # of what LibreOffice adds
def test_libreoffice_opens_each_workbook_and_keeps_its_rows(tmp_path: Path) -> None:
    soffice = shutil.which("soffice")
    if soffice is None:
        pytest.skip("soffice is not installed")
    rows = (*(routed(f"A{n}", auto=n % 3 > 0) for n in range(60)), denunciation(), hostile('=cmd|"/c calc"!A1'))
    written(tmp_path, rows)
    profile = f"-env:UserInstallation=file://{tmp_path / 'lo'}"
    for name in ("phan-don", "ra-soat", "to-cao"):
        for kind in ("pdf", "xlsx"):
            command = [soffice, "--headless", profile, "--convert-to", kind, "--outdir", tmp_path / kind,
                       tmp_path / f"{name}.xlsx"]  # fmt: skip
            subprocess.run(list(map(str, command)), check=True, capture_output=True, timeout=120)  # noqa: S603  # no shell
        assert (tmp_path / "pdf" / f"{name}.pdf").read_bytes().startswith(b"%PDF")
        before, after = (openpyxl.load_workbook(folder / f"{name}.xlsx") for folder in (tmp_path, tmp_path / "xlsx"))
        assert before.sheetnames == after.sheetnames
        for sheet in before:
            kept = [[cell.value for cell in line] for line in after[sheet.title].iter_rows(max_col=1)]
            assert [[cell.value for cell in line] for line in sheet.iter_rows(max_col=1)] == kept
    drawn = shutil.which("pdftoppm")
    if drawn is not None:
        page = [
            drawn,
            "-r",
            "40",
            "-png",
            "-f",
            "1",
            "-l",
            "1",
            str(tmp_path / "pdf" / "phan-don.pdf"),
            str(tmp_path / "trang"),
        ]
        subprocess.run(list(map(str, page)), check=True, capture_output=True)  # noqa: S603  # no shell
        assert max(file.stat().st_size for file in tmp_path.glob("trang*.png")) > 5_000  # an empty page is smaller


def test_columns_have_widths_and_headers_of_their_own() -> None:
    assert len({column.header for column in COLUMNS}) == len(COLUMNS)
