"""Reviews there and back: what officers answer, what they break, and what it measures."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from pipeline.corrections import Correction, import_review, read_corrections
from pipeline.corrections.form import BATCH, GUIDE, LISTS, REVIEW, REVIEWER_CELL, SAMPLE, Header
from pipeline.corrections.measure import automatic_precision, wilson
from pipeline.corrections.review import Imported
from pipeline.corrections.told import import_told
from pipeline.errors import InputError
from pipeline.places import Gazetteer
from pipeline.records import Decision, Routed
from pipeline.report.workbook import WorkbookOptions, write_workbooks
from pipeline.report.workbook.sample import chosen
from pipeline.settings import DATA, Office
from tests.conftest import Script
from tests.invented import LAMP, TODAY, denunciation, names, routed

NAMES = names()
ANNA, BINH = "Nguyễn Thử", "Trần Mẫu"
OFFICE = Office(name="Ban Tiếp công dân", province_code="15")


@pytest.fixture(scope="session")
def places() -> Gazetteer:
    return Gazetteer.load(DATA / "places")


@dataclass(frozen=True, slots=True)
class Desk:
    """An office: its review workbook as the program made it, and its home."""

    folder: Path
    home: Path

    def returned(self, fill: Callable[[Workbook], None], name: str = "ve.xlsx", by: str = ANNA) -> Path:
        book = openpyxl.load_workbook(self.folder / "ra-soat.xlsx")
        book[GUIDE][REVIEWER_CELL] = by
        fill(book)
        book.save(self.folder / name)
        return self.folder / name

    def imported(self, *files: Path, reviewer: str = "", office: Office = OFFICE) -> Imported:
        return import_review(files, self.home, office, lambda text: text.replace("sợ", "[tên]"), reviewer)

    def refused(self, fill: Callable[[Workbook], None]) -> str:
        with pytest.raises(InputError) as fault:
            self.imported(self.returned(fill))
        assert not read_corrections(self.home)
        assert "\n" not in str(fault.value) and str(fault.value).endswith(".")
        return str(fault.value)


def batch() -> tuple[Routed, ...]:
    doubtful = (routed("R1", f"{LAMP} Một.", False, 0.4), routed("R2", f"{LAMP} Hai.", False, 0.2),
                routed("R3", f"{LAMP} Ba.", False, 0.6, urgent=True), denunciation("T1"))  # fmt: skip
    return (*doubtful, *(routed(f"A{n:02d}", f"{LAMP} Lần {n}.") for n in range(40)))


@pytest.fixture(scope="session")
def sent(tmp_path_factory: pytest.TempPathFactory, places: Gazetteer) -> Path:
    folder = tmp_path_factory.mktemp("sent")
    write_workbooks(folder, batch(), NAMES, TODAY, WorkbookOptions(office=OFFICE, places=places))
    return folder


@pytest.fixture
def desk(tmp_path: Path, sent: Path) -> Desk:
    for file in sent.iterdir():
        shutil.copy(file, tmp_path)
    return Desk(tmp_path, tmp_path / "home")


def put(book: Workbook, petition: str, header: Header, value: object) -> None:
    for sheet in (book[REVIEW], book[SAMPLE]):
        columns = {cell.value: cell.column for cell in sheet[1]}
        for line in range(2, sheet.max_row + 1):
            if sheet.cell(line, columns[Header.ID]).value == petition:
                sheet.cell(line, columns[header]).value = value
                return
    raise AssertionError(petition)


def ids(book: Workbook, sheet: str) -> list[str]:
    return [str(cell.value) for cell in book[sheet]["A"][1:]]


def all_right(book: Workbook) -> None:
    for sheet in (REVIEW, SAMPLE):
        for petition in ids(book, sheet):
            put(book, petition, Header.VERDICT, "Đúng")


def test_the_urgent_and_the_most_doubtful_come_first(desk: Desk) -> None:
    book = openpyxl.load_workbook(desk.folder / "ra-soat.xlsx")
    assert book.sheetnames == [GUIDE, REVIEW, SAMPLE, LISTS, BATCH]
    assert ids(book, REVIEW) == ["R3", "R2", "R1", "T1"]
    sampled = ids(book, SAMPLE)
    assert len(sampled) == 20 and set(sampled) < {f"A{n:02d}" for n in range(40)}
    assert book[BATCH].sheet_state == "veryHidden"


def test_only_answers_can_be_typed_and_each_has_its_list(desk: Desk) -> None:
    book = openpyxl.load_workbook(desk.folder / "ra-soat.xlsx")
    sheet = book[REVIEW]
    assert sheet.protection.sheet and not sheet.protection.password
    free = {str(cell.value) for cell in sheet[1] if not sheet.cell(2, cell.column).protection.locked}
    assert free == {"Kết luận", "Chủ đề đúng", "Loại đơn đúng", "Cơ quan đúng", "Xã, phường đúng", "Ghi chú"}
    hidden = [cell.value for cell in sheet[1] if sheet.column_dimensions[cell.column_letter].hidden]
    assert hidden == [Header.INCLUSION]
    rules = sheet.data_validations.dataValidation
    assert len(rules) == 5 and all(rule.type == "list" for rule in rules)
    lists = [[str(cell.value) for cell in book[LISTS][column][1:] if cell.value] for column in "ACEG"]
    assert NAMES.topic("ha-tang/chieu-sang") in lists[0] and "Tố cáo" in lists[1]
    assert "Sở Xây dựng" in lists[2] and "Sở Giao thông vận tải" not in lists[2]  # no body that is no more
    assert "Xã Nghĩa Đô, Tỉnh Lào Cai" in lists[3] and not any("Hà Nội" in name for name in lists[3])
    for kind, known in zip("ACEG", lists, strict=True):
        source = [rule.formula1 for rule in rules if f"${kind}$2" in str(rule.formula1)]
        assert source == [f"'{LISTS}'!${kind}$2:${kind}${len(known) + 1}"]


@example(1_000)
@settings(max_examples=30)
@given(st.integers(0, 200))
def test_the_sample_is_three_in_a_hundred_and_at_least_twenty(automatic: int) -> None:
    one = routed()
    rows = tuple(replace(one, petition=replace(one.petition, id=f"A{n}")) for n in range(automatic))
    found = chosen(rows, "x")
    assert len(found.sampled) == min(automatic, max(20, -(-3 * automatic // 100)))
    assert found.chance == pytest.approx(len(found.sampled) / automatic if automatic else 1.0)
    assert found == chosen(rows, "x") and (automatic < 40 or found.sampled != chosen(rows, "y").sampled)


def test_answers_come_back(desk: Desk) -> None:
    def fill(book: Workbook) -> None:
        put(book, "R1", Header.VERDICT, "Đúng")
        put(book, "R2", Header.VERDICT, "Cần sửa")
        put(book, "R2", Header.RIGHT_TOPIC, NAMES.topic("giao-thong/mat-duong").upper())
        put(book, "R2", Header.RIGHT_BODY, "  Sở   Xây dựng ")
        put(book, "R3", Header.RIGHT_TYPE, "Khiếu nại")
        put(book, "R3", Header.RIGHT_PLACE, "Xã Bảo Yên, Tỉnh Lào Cai")
        put(book, "R3", Header.NOTE, "đã gọi hỏi")
        put(book, "T1", Header.VERDICT, "Đúng")

    found = desk.imported(desk.returned(fill))
    assert [file.new for file in found.files] == [True] and found.total == 4
    kept = {one.id: one for one in read_corrections(desk.home)}
    one, two, three, secret = kept["R1"], kept["R2"], kept["R3"], kept["T1"]
    assert one.topic_right and one.body_right and one.text == f"{LAMP} Một.".replace("sợ", "[tên]")
    assert (two.topic, two.predicted_topic) == ("giao-thong/mat-duong", "ha-tang/chieu-sang")
    assert (two.department, two.predicted_department, two.decision) == ("so-xd", "ubnd-xa", "review")
    assert (three.petition_type, three.predicted_type) == ("khieu-nai", "kien-nghi-phan-anh")
    assert three.commune_code not in ("", three.predicted_commune_code) and three.note == "đã gọi hỏi"
    assert (secret.text, secret.petition_type, secret.department) == ("", "to-cao", "thanh-tra")
    assert one.reviewer == ANNA and datetime.fromisoformat(one.reviewed_at).year >= 2026
    assert {one.inclusion_probability for one in kept.values()} == {1.0} and len({c.batch for c in kept.values()}) == 1


def test_a_petition_found_to_be_a_denunciation_leaves_no_text(desk: Desk) -> None:
    desk.imported(desk.returned(lambda book: put(book, "R1", Header.RIGHT_TYPE, "Tố cáo")))
    assert [one.text for one in read_corrections(desk.home)] == [""]


def test_one_officer_s_word_that_it_is_a_denunciation_takes_the_text_from_all_records_of_it(desk: Desk) -> None:
    def plain(book: Workbook) -> None:
        for petition in ("R1", "R2"):
            put(book, petition, Header.VERDICT, "Đúng")
            put(book, petition, Header.NOTE, "Xem lại sau")

    desk.imported(desk.returned(plain))
    desk.imported(desk.returned(lambda book: put(book, "R1", Header.RIGHT_TYPE, "Tố cáo"), "hai.xlsx", BINH))
    kept = {(one.id, one.reviewer): (bool(one.text), bool(one.note)) for one in read_corrections(desk.home)}
    assert kept == {("R1", ANNA): (False, False), ("R1", BINH): (False, False), ("R2", ANNA): (True, True)}


def test_precision_is_measured_on_the_sample_alone(desk: Desk) -> None:
    def fill(book: Workbook) -> None:
        all_right(book)
        put(book, "R1", Header.VERDICT, "Cần sửa")
        put(book, "R1", Header.RIGHT_BODY, "Sở Y tế")  # needs a person: says nothing of the automatic ones
        for petition in ids(book, SAMPLE)[:2]:
            put(book, petition, Header.VERDICT, None)
            put(book, petition, Header.RIGHT_BODY, "Sở Y tế")

    found = desk.imported(desk.returned(fill))
    share = found.files[0].precision
    assert share.petitions == 20 and share.share == pytest.approx(0.9)
    assert [share.low, share.high] == pytest.approx([0.699, 0.972], abs=1e-3)
    assert [(row.reviewed, row.right) for row in found.files[0].agreement] == [(24, 24)]
    said = import_told(found)
    assert "90,0 %" in said and "69,9 %" in said and f"24/24    {NAMES.topic('ha-tang/chieu-sang')}" in said


def test_the_same_answers_again_change_nothing_even_saved_anew(desk: Desk) -> None:
    first = desk.imported(desk.returned(all_right))
    files = sorted((desk.home / "corrections").iterdir())
    contents = [file.read_bytes() for file in files]
    again = desk.imported(desk.folder / "ve.xlsx")
    anew = desk.imported(desk.returned(all_right, "ve-2.xlsx"))
    assert [again.files[0].new, anew.files[0].new] == [False, False]
    assert (again.total, anew.total) == (first.total, first.total) and "không thay đổi gì" in import_told(anew)
    assert [file.read_bytes() for file in sorted((desk.home / "corrections").iterdir())] == contents
    if os.name == "posix":
        assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
        assert stat.S_IMODE((desk.home / "corrections").stat().st_mode) == 0o700


def test_an_officer_may_go_on_later_and_change_a_word(desk: Desk) -> None:
    desk.imported(desk.returned(lambda book: put(book, "R1", Header.VERDICT, "Đúng")))

    def later(book: Workbook) -> None:
        put(book, "R1", Header.RIGHT_BODY, "Sở Y tế")
        put(book, "R2", Header.VERDICT, "Đúng")

    found = desk.imported(desk.returned(later))
    assert {one.id: one.department for one in read_corrections(desk.home)} == {"R1": "so-yt", "R2": "ubnd-xa"}
    assert not found.disagreements and len(list((desk.home / "corrections").iterdir())) == 2


def test_two_officers_on_one_petition_are_both_kept_and_their_disagreement_told(desk: Desk) -> None:
    one = desk.returned(all_right, "mot.xlsx", ANNA)
    two = desk.returned(lambda book: put(book, "R1", Header.RIGHT_BODY, "Sở Y tế"), "hai.xlsx", BINH)
    found = desk.imported(one, two)
    assert [(file.reviewer, len(file.corrections)) for file in found.files] == [(ANNA, 24), (BINH, 1)]
    kept = [one for one in read_corrections(desk.home) if one.id == "R1"]
    assert [(one.reviewer, one.department) for one in kept] == [(ANNA, "ubnd-xa"), (BINH, "so-yt")]
    assert [(row.id, row.reviewers) for row in found.disagreements] == [("R1", (ANNA, BINH))]
    assert "khác nhau" in import_told(found) and "R1" in import_told(found)


def test_precision_adds_up_over_batches_by_the_chance_of_being_drawn() -> None:
    def drawn(batch: str, n: int, chance: float, right: int) -> list[Correction]:
        return [
            Correction(
                f"{i}", "", "t", "", "a" if i < right else "b", "", "", "x", "", batch, "t", "auto", chance, "", "a"
            )
            for i in range(n)
        ]

    rows = [*drawn("nhỏ", 20, 1.0, 10), *drawn("lớn", 20, 0.1, 20)]
    found = automatic_precision(rows)
    assert found.share == pytest.approx((10 * 1 + 20 * 10) / (20 + 200)) and found.petitions == 40
    assert found.high - found.low > wilson(38, 40)[1] - wilson(38, 40)[0]  # unequal chances tell less
    twice = [replace(row, reviewer="y", department="b") for row in rows[:1]]
    assert automatic_precision([*rows, *twice]).petitions == 40
    assert automatic_precision([]).petitions == 0


@given(st.integers(1, 10_000), st.floats(0, 1))
def test_an_interval_holds_its_share(n: int, share: float) -> None:
    low, high = wilson(share * n, n)
    assert 0 <= low <= share + 1e-9 and share - 1e-9 <= high <= 1


def test_models_are_measured_apart(desk: Desk) -> None:
    desk.imported(desk.returned(all_right))
    other = tuple(replace(row, model="mới") for row in batch())
    write_workbooks(desk.folder, other, NAMES, TODAY, WorkbookOptions(office=OFFICE))

    def fill(book: Workbook) -> None:
        for petition in ids(book, SAMPLE):
            put(book, petition, Header.RIGHT_BODY, "Sở Y tế")

    found = desk.imported(desk.returned(fill))
    assert [(model, share.share) for model, share in found.by_model] == [("mới", 0.0), ("default", 1.0)]
    assert found.batches == 2


def test_moved_columns_and_a_title_above_are_read(desk: Desk) -> None:
    def fill(book: Workbook) -> None:
        put(book, "R1", Header.RIGHT_BODY, "Sở Y tế")
        sheet = book[REVIEW]
        cells = [[cell.value for cell in line][::-1] for line in sheet.iter_rows()]
        sheet.delete_rows(1, sheet.max_row)
        sheet.append(["Rà soát tuần 12"])
        for line in cells:
            sheet.append(line)

    desk.imported(desk.returned(fill))
    assert [(one.id, one.department) for one in read_corrections(desk.home)] == [("R1", "so-yt")]


def test_deleted_rows_are_told_and_do_not_count(desk: Desk) -> None:
    def fill(book: Workbook) -> None:
        all_right(book)
        book[SAMPLE].delete_rows(2, 5)

    found = desk.imported(desk.returned(fill)).files[0]
    assert (found.put, len(found.corrections), found.lacking, found.precision.petitions) == (24, 19, 5, 15)
    assert "5 đơn không còn trong tệp" in import_told(desk.imported(desk.folder / "ve.xlsx"))


@pytest.mark.parametrize(
    ("petition", "header", "value", "said"),
    [
        ("R1", Header.RIGHT_TOPIC, "Chủ đề lạ", "Rà soát!J4: giá trị không có trong danh mục chủ đề"),
        ("R1", Header.RIGHT_BODY, "Sở Giao thông vận tải", "Rà soát!L4: giá trị không có trong danh mục cơ quan"),
        ("R1", Header.RIGHT_PLACE, "Nghĩa Đô", "Rà soát!M4: giá trị không có trong danh mục xã"),
        ("R1", Header.VERDICT, "ok", "Rà soát!I4: kết luận chỉ là"),
        ("R1", Header.VERDICT, "Cần sửa", "Rà soát!I4: đã chọn “Cần sửa” nhưng chưa ghi điều đúng"),
        ("R1", Header.RIGHT_BODY, "=A1", "Rà soát!L4: ô này là công thức"),
        ("R1", Header.ID, "R9", "Rà soát!A4: mã đơn không có trong lô này"),
        ("R1", Header.ID, "A00", "Rà soát!"),
        ("R1", Header.TEXT, "Nội dung của đơn khác", "Rà soát!C4: nội dung không phải của đơn"),
    ],
)
def test_a_wrong_cell_is_named_and_nothing_is_imported(
    desk: Desk, petition: str, header: Header, value: str, said: str
) -> None:
    def fill(book: Workbook) -> None:
        put(book, "R2", Header.VERDICT, "Đúng")
        put(book, petition, header, value)

    message = desk.refused(fill)
    assert said in message and "1 ô phải sửa" in message
    assert LAMP[:20] not in message and value not in message.replace("“Cần sửa”", "").replace("Cần", "")


def test_an_answer_that_contradicts_itself_is_refused(desk: Desk) -> None:
    def fill(book: Workbook) -> None:
        put(book, "R1", Header.VERDICT, "Đúng")
        put(book, "R1", Header.RIGHT_BODY, "Sở Y tế")

    assert "đã chọn “Đúng” nhưng có ô sửa khác" in desk.refused(fill)


def test_a_row_copied_twice_is_refused(desk: Desk) -> None:
    def fill(book: Workbook) -> None:
        put(book, "R1", Header.VERDICT, "Đúng")
        book[REVIEW].append([cell.value for cell in book[REVIEW][4]])

    assert "Rà soát!A6: mã đơn này đã có kết luận" in desk.refused(fill)


def test_many_wrong_cells_are_counted(desk: Desk) -> None:
    def fill(book: Workbook) -> None:
        for petition in ids(book, SAMPLE):
            put(book, petition, Header.RIGHT_BODY, "Sở Lạ")

    message = desk.refused(fill)
    assert "20 ô phải sửa" in message and "và 10 ô khác" in message


def test_an_older_format_another_office_and_a_foreign_workbook_are_refused(desk: Desk, tmp_path: Path) -> None:
    def older(book: Workbook) -> None:
        all_right(book)
        book[BATCH]["B1"] = "0"

    assert "mẫu bản 0, chương trình đọc bản 1" in desk.refused(older)

    def lacking(book: Workbook) -> None:
        book[REVIEW]["I1"] = "Ý kiến"

    assert "không thấy cột 'Kết luận'" in desk.refused(lacking)
    with pytest.raises(InputError, match="tệp này của Ban Tiếp công dân"):
        desk.imported(desk.returned(all_right), office=Office(name="Văn phòng khác"))
    with pytest.raises(InputError, match="thiếu trang tính 'Rà soát'"):
        desk.imported(desk.folder / "phan-don.xlsx")
    (tmp_path / "hong.xlsx").write_bytes(b"PK\x03\x04 no workbook")
    for name in ("hong.xlsx", "khong-co.xlsx"):
        with pytest.raises(InputError, match=name):
            desk.imported(tmp_path / name)


def test_somebody_must_have_signed_and_answered(desk: Desk) -> None:
    assert "chưa có dòng nào được kết luận" in desk.refused(lambda book: None)
    unsigned = desk.returned(all_right, by="")
    with pytest.raises(InputError, match="chưa rõ ai rà soát"):
        desk.imported(unsigned)
    assert desk.imported(unsigned, reviewer=" Lê  Thử ").files[0].reviewer == "Lê Thử"


def test_a_wrong_file_among_several_stops_them_all(desk: Desk) -> None:
    good = desk.returned(all_right, "tot.xlsx")
    bad = desk.returned(lambda book: put(book, "R1", Header.VERDICT, "x"), "xau.xlsx", BINH)
    with pytest.raises(InputError, match="xau"):
        desk.imported(good, bad)
    assert read_corrections(desk.home) == ()


def test_a_damaged_store_is_told(desk: Desk) -> None:
    desk.imported(desk.returned(all_right))
    (file,) = (desk.home / "corrections").iterdir()
    file.write_bytes(file.read_bytes()[:100])
    with pytest.raises(InputError, match="tệp bản sửa hỏng"):
        read_corrections(desk.home)


def test_long_and_odd_texts_are_known_again(desk: Desk) -> None:
    odd = ("_x0041_ = và\n\n dòng  hai\t", "=1+1", "a" * 40_000, "\U0001f6a8" * 20_000)
    rows = tuple(routed(f"R{n}", text, auto=False) for n, text in enumerate(odd))
    write_workbooks(desk.folder, rows, NAMES, TODAY, WorkbookOptions(office=OFFICE))
    desk.imported(desk.returned(all_right))
    kept = read_corrections(desk.home)
    assert [one.text for one in kept[:2]] == [odd[0].strip(), odd[1]] and odd[2].startswith(kept[2].text)


def test_labels_of_an_office_can_be_chosen(tmp_path: Path) -> None:
    own = replace(names(), taxonomy=replace(NAMES.taxonomy, topics={}, bodies={}, fields={}))
    rows = (routed("R1", auto=False, topic="nhãn A", department="", departments_ranked=()),)
    write_workbooks(tmp_path, rows, own, TODAY, WorkbookOptions(labels=("nhãn A", "nhãn B")))
    desk = Desk(tmp_path, tmp_path / "home")
    file = desk.returned(lambda book: put(book, "R1", Header.RIGHT_TOPIC, "nhãn B"))
    desk.imported(file, office=Office())
    assert [(one.topic, one.body_right) for one in read_corrections(desk.home)] == [("nhãn B", False)]


def test_the_command_tells_what_it_measured(script: Script, tmp_path: Path) -> None:
    home = tmp_path / "home"
    write_workbooks(tmp_path, (routed(),), NAMES, TODAY, WorkbookOptions())
    desk = Desk(tmp_path, home)
    done = script("train.py", "import-review", desk.returned(all_right), "--home", home)
    assert (done.returncode, done.stderr) == (0, "")
    assert (
        "đã thêm 1 kết luận trên 1 đơn" in done.stdout
        and "Cộng dồn 1 kết luận của 1 lô" in done.stdout
        and "mô hình default: " in done.stdout
    )
    failed = script("train.py", "import-review", tmp_path / "khong-co.xlsx", "--home", home)
    assert failed.returncode == 2 and len(failed.stderr.splitlines()) == 1


@pytest.mark.slow
def test_two_thousand_rows_come_back_in_five_seconds(desk: Desk) -> None:
    rows = [routed(f"R{n}", f"{LAMP} Lần {n}.", auto=False) for n in range(2_000)]
    rows.append(routed("A", received_at=date(2026, 3, 1), decision=Decision.AUTO))
    write_workbooks(desk.folder, tuple(rows), NAMES, TODAY, WorkbookOptions(office=OFFICE))

    def fill(book: Workbook) -> None:
        for line in range(2, 2_002):
            book[REVIEW].cell(line, 9).value = "Đúng"

    file = desk.returned(fill)
    started = time.process_time()  # of the processor: other work on the machine does not count
    assert desk.imported(file).total == 2_000
    assert time.process_time() - started < 5


@pytest.mark.slow
@pytest.mark.office
def test_a_review_saved_by_libreoffice_comes_back(desk: Desk) -> None:
    soffice = shutil.which("soffice")
    if soffice is None:
        pytest.skip("soffice is not installed")
    odd = ("0123", "1e5", "=1+1", "2026-03-05", "A", " B ", "TRUE", "a\nb")
    rows = tuple(routed(id, f"{id} {LAMP}\n\n_x0041_ {id}", auto=False) for id in odd)
    write_workbooks(desk.folder, rows, NAMES, TODAY, WorkbookOptions(office=OFFICE))
    filled = desk.returned(all_right)
    words = ["--headless", f"-env:UserInstallation=file://{desk.folder / 'lo'}", "--convert-to", "xlsx", "--outdir"]
    subprocess.run([soffice, *words, str(desk.folder / "lai"), str(filled)], check=True, capture_output=True)  # noqa: S603  # no shell
    found = desk.imported(desk.folder / "lai" / filled.name, reviewer=BINH)
    assert (found.total, found.files[0].lacking) == (len(odd), 0)
    assert desk.imported(filled, reviewer=BINH).files[0].new is False  # the same answers, whoever saved them
