"""Slips: the right one by type and legal flags, nobody's name in it, the office's own templates first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from docx import Document

from pipeline.errors import DataError
from pipeline.places import Gazetteer
from pipeline.records import Decision, PetitionType, Routed
from pipeline.report.slips import write_slips
from pipeline.report.slips.papers import PAPERS
from pipeline.report.slips.rules import load_slip_rules
from pipeline.report.slips.shipped import make_templates
from pipeline.report.slips.template import load_template
from pipeline.report.slips.values import PLACES
from pipeline.report.slips.write import SHIPPED
from pipeline.settings import DATA, Office
from tests.invented import DENOUNCED, TODAY, denunciation, names, routed

NAMES = names()
RULES = load_slip_rules(SHIPPED / "rules.toml", NAMES.reasons)
OFFICE = Office(name="Ban Tiếp công dân tỉnh", province_code="15")


@pytest.fixture(scope="session")
def places() -> Gazetteer:
    return Gazetteer.load(DATA / "places")


def lines(path: Path) -> list[str]:
    def paragraphs() -> Iterator[str]:
        document = Document(str(path))
        for table in document.tables:
            for cell in table.rows[0].cells:
                yield from (paragraph.text for paragraph in cell.paragraphs)
        yield from (paragraph.text for paragraph in document.paragraphs)

    return [line for line in paragraphs() if line]


def slips(folder: Path, *rows: Routed, own: Path | None = None, places: Gazetteer | None = None) -> list[Path]:
    folder.mkdir(exist_ok=True)
    count = write_slips(folder, rows, NAMES, TODAY, OFFICE, places, own or folder / "none")
    made = sorted((folder / "phieu").iterdir())
    assert len(made) == count
    return made


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        (routed(), "phieu-chuyen-don"),
        (denunciation(), "phieu-chuyen-to-cao"),
        (denunciation(legal_flags=("no-name", "no-address", "outside-court")), "phieu-chuyen-to-cao"),
        (routed(legal_flags=("outside-court",)), "phieu-huong-dan"),
        (routed(legal_flags=("no-name", "outside-private")), "phieu-huong-dan"),
        (routed(legal_flags=("no-name",), petition_type=PetitionType.COMPLAINT), "thong-bao-bo-sung"),
        (routed(legal_flags=("joint", "appeal-first")), "phieu-chuyen-don"),
        (routed(legal_flags=("withdrawal",)), ""),
        (routed(legal_flags=("not-a-petition", "no-name")), ""),
        (routed(repeat_of="A0"), ""),
        (denunciation(repeat_of="T0"), ""),
        (routed(department=""), ""),
    ],
)
def test_the_slip_follows_type_and_flags(row: Routed, kind: str) -> None:
    found = RULES.chosen(row, date(2026, 3, 5))
    assert (found.code if found else "") == kind


def test_a_transfer_says_from_whom_to_whom_what_and_by_when(tmp_path: Path, places: Gazetteer) -> None:
    (file,) = slips(tmp_path, routed("KN-7", urgent=True), places=places)
    assert file.name == "phieu-chuyen-don_KN-7.docx"
    told = lines(file)
    for line in (
        "ỦY BAN NHÂN DÂN TỈNH LÀO CAI", "BAN TIẾP CÔNG DÂN TỈNH", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc", "Lào Cai, ngày 20 tháng 3 năm 2026", "PHIẾU CHUYỂN ĐƠN", "KHẨN",
        "Kính gửi: UBND xã, phường, đặc khu", "Thời hạn: 19/03/2026 (trả lời việc tiếp nhận, xử lý).",
        "Mã đơn: KN-7; ngày nhận: 05/03/2026; loại đơn: kiến nghị, phản ánh.",
    ):  # fmt: skip
        assert line in told
    assert any("tối om" in line for line in told) and not any("{{" in line for line in told)


def test_days_and_months_are_written_as_administrative_papers_do(tmp_path: Path) -> None:
    write_slips(tmp_path, (routed(),), NAMES, date(2026, 2, 5), OFFICE, None, tmp_path)
    assert any("ngày 05 tháng 02 năm 2026" in line for line in lines(tmp_path / "phieu" / "phieu-chuyen-don_A1.docx"))


@pytest.mark.parametrize(
    "text",
    [
        DENOUNCED,
        "Tôi đưa 10 triệu cho cán bộ địa chính xã để làm nhanh hồ sơ. Nguyên là công nhân nhà máy giấy, tôi biết rõ.",
        "Hôm 3/3 tôi là người duy nhất ở lại phòng kế toán và thấy ông chủ tịch xé sổ thu tiền.",
    ],
)
def test_a_denunciation_s_slip_says_topic_field_and_place_and_no_word_of_its_text(tmp_path: Path, text: str) -> None:
    (file,) = slips(tmp_path, routed("T1", text, False, petition_type=PetitionType.DENUNCIATION))
    told = " ".join(lines(file))
    spoken = text.lower().split()
    threes = [" ".join(spoken[at : at + 3]) for at in range(len(spoken) - 2)]
    assert not [words for words in threes if words in told.lower()]
    assert "Người gửi đơn" not in told and "không kèm họ tên" in told
    field = NAMES.field("ha-tang")
    assert f"Tóm tắt: Chủ đề: Chiếu sáng công cộng; lĩnh vực: {field}; nơi xảy ra: Xã Nghĩa Đô, Tỉnh Lào Cai." in told


@pytest.mark.parametrize("row", [routed(auto=False), denunciation(), routed(auto=False, legal_flags=("no-name",))])
def test_a_slip_of_a_petition_that_needs_a_person_names_no_body_and_says_that_it_is_a_draft(
    tmp_path: Path, row: Routed
) -> None:
    (file,) = slips(tmp_path, row)
    told = lines(file)
    assert "DỰ THẢO – CHƯA RÀ SOÁT" in told and not any(NAMES.body(row.department) in line for line in told)
    (sure,) = slips(tmp_path / "sure", replace(row, decision=Decision.AUTO))
    assert "DỰ THẢO – CHƯA RÀ SOÁT" not in lines(sure)


def test_a_petition_that_is_resolved_gets_no_slip(tmp_path: Path) -> None:
    waiting = routed("A3", status="Đang giải quyết")
    dated = routed("A2", resolved_at=date(2026, 3, 9))
    files = slips(tmp_path, routed("A1", status="Đã giải quyết"), dated, waiting)
    assert [file.name for file in files] == ["phieu-chuyen-don_A3.docx"]


@pytest.mark.parametrize(
    ("topic", "said"),
    [("can-bo/tham-nhung", "về việc tham nhũng"), ("EVN Lào Cai", "về việc EVN Lào Cai")],
)
def test_a_topic_inside_a_sentence_begins_small_unless_an_office_named_it(
    tmp_path: Path, topic: str, said: str
) -> None:
    (file,) = slips(tmp_path, routed(topic=topic))
    assert any(said in line for line in lines(file))


def test_what_is_missing_and_where_to_go_are_said(tmp_path: Path) -> None:
    flags = ("no-name", "no-signature", "outside-private")
    guided, asked = slips(
        tmp_path, routed("A1", legal_flags=flags), routed("A2", legal_flags=flags[:2], repeat_of="")
    )  # fmt: skip
    assert any("tổ hòa giải ở cơ sở" in line and "gửi đơn đến" in line for line in lines(guided))
    needed = "còn thiếu: họ và tên người viết đơn; chữ ký hoặc điểm chỉ của người viết đơn."
    assert any(line.endswith(needed) for line in lines(asked))


def test_hostile_text_stays_text(tmp_path: Path) -> None:
    text = 'Cầu <w:p> hỏng & "gãy" {{ co_quan }} ]]> ở đầu thôn, người dân không qua lại được từ hôm mưa lớn.'
    first, second = slips(tmp_path, routed("../../x", text), routed("<&>", text))
    assert {first.parent, second.parent} == {tmp_path / "phieu"}
    for file in (first, second):
        assert any("<w:p>" in line and "&" in line and "{{ co_quan }}" in line for line in lines(file))


def test_the_same_petition_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("mot", "hai"):
        (tmp_path / name).mkdir()
        slips(tmp_path / name, routed(), denunciation())
    for file in (tmp_path / "mot" / "phieu").iterdir():
        assert file.read_bytes() == (tmp_path / "hai" / "phieu" / file.name).read_bytes()


def own_template(folder: Path, *runs: str) -> Path:
    """Make a template whose one line is cut into runs, as Word does where spelling or style changed."""
    document = Document()
    paragraph = document.add_paragraph()
    for run in runs:
        paragraph.add_run(run)
    document.sections[0].footer.paragraphs[0].add_run("Mã {{ ma_don }}")
    folder.mkdir(exist_ok=True)
    document.save(str(folder / "phieu-chuyen-don.docx"))
    return folder


@pytest.mark.parametrize(
    "runs",
    [
        ("Gửi {{ co_quan_nhan }}, hạn {{thoi_han}}.",),
        ("Gửi {", "{ co_quan", "_nhan }", "}, hạn {{", "thoi_han}}."),
        ("Gửi ", "{{", " ", "co_quan_nhan", " ", "}}", ", hạn ", "{{thoi_han}}", "."),
        tuple("Gửi {{ co_quan_nhan }}, hạn {{thoi_han}}."),
    ],
)
def test_an_office_s_own_template_goes_first_however_word_cut_it(tmp_path: Path, runs: tuple[str, ...]) -> None:
    (file,) = slips(tmp_path, routed(), own=own_template(tmp_path / "mau", *runs))
    assert lines(file) == ["Gửi UBND xã, phường, đặc khu, hạn 19/03/2026 (trả lời việc tiếp nhận, xử lý)."]
    assert Document(str(file)).sections[0].footer.paragraphs[0].text == "Mã A1"


def test_a_place_without_meaning_and_a_broken_template_are_told(tmp_path: Path) -> None:
    own = own_template(tmp_path / "mau", "Gửi {{ nguoi_gui }}")
    with pytest.raises(DataError, match=r"phieu-chuyen-don\.docx.*nguoi_gui.*co_quan_nhan"):
        slips(tmp_path, routed(), own=own)
    (own / "phieu-chuyen-don.docx").write_text("no Word", encoding="utf-8")
    with pytest.raises(DataError, match=r"phieu-chuyen-don\.docx: không đọc được"):
        slips(tmp_path, routed(), own=own)
    assert not (tmp_path / "phieu").exists()


def test_rules_are_checked(tmp_path: Path) -> None:
    path = tmp_path / "rules.toml"
    for rule, said in (('types = ["don"]', "loại đơn 'don'"), ('flags = ["la"]', "cờ 'la'"), ("la = 1", "khóa 'la'")):
        path.write_text(f'[[slip]]\ncode = "a"\nsource = "x"\n{rule}\n', encoding="utf-8")
        with pytest.raises(DataError, match=f"dòng 1: .*{said}"):
            load_slip_rules(path, NAMES.reasons)


def test_the_shipped_templates_are_what_their_script_makes(tmp_path: Path) -> None:
    make_templates(tmp_path)
    assert {paper.file for paper in PAPERS} == {rule.template for rule in RULES.rules if rule.template}
    for paper in PAPERS:
        assert (tmp_path / paper.file).read_bytes() == (SHIPPED / paper.file).read_bytes(), (
            "run pipeline.report.slips.shipped"
        )
        assert load_template(SHIPPED / paper.file, PLACES).places
