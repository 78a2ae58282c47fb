"""Masking: people and their numbers go, places, streets, bodies and papers stay; the same on every reading."""

from __future__ import annotations

import csv
import json
import time
import unicodedata
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from benchmarks.masking import Sentence, scores, sentences
from pipeline.errors import DataError
from pipeline.intake.mask_numbers import email_spans, number_spans
from pipeline.intake.mask_small_names import small_name_spans
from pipeline.intake.masking import EMAIL, NAME, NUMBER, NameWords, load_name_words, mask, masked_spans
from pipeline.intake.number_words import load_number_words
from pipeline.intake.word_hints import may_hold_numbers, may_hold_small_names
from pipeline.settings import DATA

WORDS = DATA / "intake" / "name_words.csv"
GOLDEN = sentences(DATA / "golden" / "masking.jsonl")
PARTS = ("held-out", "tuned")
PIECES = (
    "ông", "bà Lan", "Nguyễn Văn", "Trần Thị Bưởi", "nguyễn văn tèo", "anh tuấn", "đường Lê Lợi", "Lê Lợi", "12/5",
    "số", "số nhà 45", "0900 000 123", "000168000245", "43A-000.12", "a@vi-du.vn", "ký tên:", "HÙNG", "và Hoa", ", ",
    "\n", ". ", "[tên]", "[số]", "K25/16", "ong nguyen van teo", "A Lăng", "H'Bia", "tại", "thửa 123", "Hồ",
    "căn hộ 12", "N.V.A", "Ký", "Hoa", "Bà", "Cao Minh", "TRẦN VĂN BA",
)  # fmt: skip
PARTICULARS = (
    "43A-123.45", "43 C1 - 234.56", "0912345678", "(84) 912 345 678", "0 9 1 2 3 4 5 6 7 8", "O912.345.678",
    "012345678901", "facebook.com/abc", "a @ vi-du.vn", "a (at) vi-du (dot) vn", "BKS số AB 12 34", "B1234567",
    "biển kiểm soát CD-12-34", "stk: 123 456", "đt bàn 1.2.3.4.5.6", "không chín một hai ba bốn năm sáu bảy",
    "ông hùng", "(bác hùng.", "chủ hộ nguyễn hoa", "giám đốc trần văn tèo", "lê thị lan", "đ/c hùng", "tôi tên là lan",
)  # fmt: skip


@pytest.mark.parametrize("part", PARTS)
def test_the_written_set_is_masked_as_promised(part: str, names: NameWords) -> None:
    figures = scores([s for s in GOLDEN if s.part == part], names)
    assert figures.share("number", "email") >= 0.97
    assert figures.share("name") >= 0.93
    assert figures.share("place", "street", "body") <= 0.03
    assert figures.share("figure") <= 0.03


def test_the_written_set_is_large_mixed_and_well_formed() -> None:
    counts = Counter(kind for s in GOLDEN for kind, _, _ in s.spans)
    assert len(GOLDEN) >= 420 and len({s.text for s in GOLDEN}) == len(GOLDEN)
    assert min(counts.values()) >= 9 and sum(s.part == "held-out" for s in GOLDEN) >= 210
    for sentence in GOLDEN:
        ends = [0, *(end for _, _, end in sentence.spans)]
        assert all(end <= start < last for end, (_, start, last) in zip(ends, sentence.spans, strict=False))


def _check_hints(text: str, names: NameWords) -> None:
    hints = names.hints.of(text)
    if [*number_spans(text, names.numbers), *email_spans(text)]:
        assert may_hold_numbers(hints)
    if [*small_name_spans(text, names, plain=False)]:
        assert may_hold_small_names(hints)


@pytest.mark.parametrize("text", PARTICULARS)
def test_what_is_found_word_by_word_is_looked_for(text: str, names: NameWords) -> None:
    assert masked_spans(text, names)
    _check_hints(text, names)


@given(
    st.sampled_from(PARTICULARS), st.text("0123456789oO ./()-–AĐađ@,\n\u00a0", max_size=2), st.integers(0, 30),
    st.integers(0, 2),
)  # fmt: skip
def test_no_text_that_holds_a_particular_is_without_its_hint(text: str, put: str, at: int, gone: int) -> None:
    _check_hints(text[:at] + put + text[at + gone :], load_name_words(WORDS))


def test_hints_of_endless_words_are_not_kept(names: NameWords) -> None:
    kept = len(names.hints)
    assert may_hold_numbers(names.hints.of("x" * 100)) and len(names.hints) == kept


@pytest.mark.parametrize("sentence", GOLDEN, ids=lambda s: s.id)
def test_the_written_set_is_masked_once_for_all(sentence: Sentence, names: NameWords) -> None:
    once = mask(sentence.text, names)
    assert mask(once, names) == once
    assert mask(unicodedata.normalize("NFD", sentence.text), names) == once


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("Gặp ông Hòa ở xã Hòa Phong.", f"Gặp ông {NAME} ở xã Hòa Phong."),
        ("Chị Hà Giang dạy trường Hà Giang", f"Chị {NAME} dạy trường Hà Giang"),
        ("bà con thôn Thu Bồn, anh em công nhân", "bà con thôn Thu Bồn, anh em công nhân"),
        ("anh nguyễn văn tèo và chị lan", f"anh {NAME} và chị {NAME}"),
        ("ong nguyen van teo o duong le loi", f"ong {NAME} o duong le loi"),
        ("anh Hùng và Ông LÊ QUỐC HƯNG", f"anh {NAME} và Ông {NAME}"),
        ("Hôm qua Hứa Minh Đạt đánh tôi", f"Hôm qua {NAME} đánh tôi"),
        ("1. Bùi Quang Minh\n2. Thái Thanh Bình", f"1. {NAME}\n2. {NAME}"),
        ("Viec nay do Siu Bloi gay ra, cho Ninh The Anh", f"Viec nay do {NAME} gay ra, cho {NAME}"),
        ("ông Trưởng thôn Cao Đức Thắng thu tiền", f"ông Trưởng thôn {NAME} thu tiền"),
        ("co lan nuoc vao nha, ba lan roi", "co lan nuoc vao nha, ba lan roi"),
        ("bị ảnh hưởng, bi anh huong", "bị ảnh hưởng, bi anh huong"),
        ("BÀ NĂM LẤN ĐƯỜNG LÊ LỢI", f"BÀ {NAME} LẤN ĐƯỜNG LÊ LỢI"),
        ("Người làm đơn\n(Ký, ghi rõ họ tên)\nLành", f"Người làm đơn\n(Ký, ghi rõ họ tên)\n{NAME}"),
        ("Tôi khắc tên. Cần biển báo", "Tôi khắc tên. Cần biển báo"),
        ("ông Tèo, Lan và Hùng; huyện Mai Sơn", f"ông {NAME}, {NAME} và {NAME}; huyện Mai Sơn"),
        ("đường Nguyễn Huệ, Lê Lợi và Trần Phú", "đường Nguyễn Huệ, Lê Lợi và Trần Phú"),
        ("góc Kinh Dương Vương, bão vào Nghĩa Sơn Nghĩa Đàn", "góc Kinh Dương Vương, bão vào Nghĩa Sơn Nghĩa Đàn"),
        ("hộ Gia Rai, mẹ Tày, giáo viên Anh văn", "hộ Gia Rai, mẹ Tày, giáo viên Anh văn"),
        ("số 45 Lê Lai, số nhà 12/5, căn hộ 1205", f"số {NUMBER} Lê Lai, số nhà {NUMBER}, căn hộ {NUMBER}"),
        ("Trường Tiểu học số 1 Hòa Châu, đường số 7", "Trường Tiểu học số 1 Hòa Châu, đường số 7"),
        ("Trường cấp 1 Nga An, cơn giông 11/6, đường dây", "Trường cấp 1 Nga An, cơn giông 11/6, đường dây"),
        ("nhà 3 tầng, thửa 123, tờ bản đồ 45", "nhà 3 tầng, thửa 123, tờ bản đồ 45"),
        ("150000000 đồng, Quyết định 0900000123/QĐ-UBND", "150000000 đồng, Quyết định 0900000123/QĐ-UBND"),
        ("STK 0041 0000 0126, ngày 01.02.2024", f"STK {NUMBER}, ngày 01.02.2024"),
        ("số tài khoản 0071 0000 0888 123", f"số tài khoản {NUMBER}"),
        ("không chín không không không không một hai ba bốn", NUMBER),
        ("lan (at) vi-du (dot) vn", EMAIL),
    ],
)
def test_people_go_and_places_stay(text: str, masked: str, names: NameWords) -> None:
    assert mask(text, names) == masked


@given(st.lists(st.sampled_from(PIECES), max_size=9).map(" ".join))
@example("ông Hồ số K25/16 HÙNG")  # without the name, which is also the word for a lake, the number is a house's
def test_masking_twice_changes_nothing(text: str) -> None:
    words = load_name_words(WORDS)
    once = mask(text, words)
    assert mask(once, words) == once


@given(st.text(max_size=60))
def test_any_text_can_be_masked(text: str) -> None:
    spans = masked_spans(unicodedata.normalize("NFC", text), load_name_words(WORDS))
    assert all(a[1] <= b[0] for a, b in pairwise(spans))


HOSTILE = (
    "A ", "a.", "1", "1 ", "0 ", "1/", "a@", "ông ", "Nguyễn ", "NGUYỄN VĂN ", "[tên] ", "Trần, ", "số 1 ", "12A-",
    "cccd ", "không ", "văn ", "\n", "0900/", "K1/1 ", "Bà Triệu và ", "ký tên: ", "H' ", "a (at) ", "ong nguyen ",
)  # fmt: skip


@pytest.mark.parametrize("piece", HOSTILE)
def test_time_grows_with_the_length_alone(piece: str, names: NameWords) -> None:
    def seconds(size: int) -> float:
        text = piece * (size // len(piece))
        started = time.process_time()
        mask(text, names)
        return time.process_time() - started

    seconds(1_000)
    small, large = (min(seconds(size) for _ in range(4)) for size in (10_000, 40_000))
    assert large < 8 * small + 0.1  # quadratic would be 16 times and more


@pytest.mark.parametrize(
    ("row", "fault"),
    [("người,Lan", "dòng 2"), ("surname,", "dòng 2"), ("surname,Lê\nsurname,Lê", "dòng 3")],
)
def test_a_faulty_word_list_is_refused_with_its_row(row: str, fault: str, tmp_path: Path) -> None:
    (tmp_path / "name_words.csv").write_text(f"kind,word\n{row}\n", encoding="utf-8")
    with pytest.raises(DataError, match=fault):
        load_name_words(tmp_path / "name_words.csv")


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("màu,xe,2026-01-01,x", "dòng 2"),
        ("vehicle,,2026-01-01,x", "dòng 2"),
        ("vehicle,xe,2026-01-01,x\nvehicle,xe,2026-01-01,x", "dòng 3"),
        ("vehicle,xe,hôm qua,x", "dòng 2"),
        ("vehicle,xe,,x", "dòng 2"),
        ("vehicle,xe,2026-01-01,", "dòng 2"),
        ("vehicle,xe,2026-01-01,x", "'account'"),
    ],
    ids=["kind", "empty", "twice", "not a day", "no day", "no source", "a kind without words"],
)
def test_a_faulty_list_of_words_around_numbers_is_refused_with_its_row(row: str, fault: str, tmp_path: Path) -> None:
    path = tmp_path / "number_words.csv"
    path.write_text(f"kind,word,valid_from,source\n{row}\n", encoding="utf-8")
    with pytest.raises(DataError, match=fault):
        load_number_words(path)


def test_the_list_of_places_holds_every_unit_that_begins_like_a_name() -> None:
    with (DATA / "intake" / "name_words.csv").open(encoding="utf-8", newline="") as lines:
        firsts = {row["word"] for row in csv.DictReader(lines) if row["kind"].startswith(("surname", "given"))}
    with (DATA / "places" / "units.csv").open(encoding="utf-8", newline="") as lines:
        units = {row["name"] for row in csv.DictReader(lines) if 2 <= len(row["name"].split()) <= 4}
    with (DATA / "intake" / "place_names.csv").open(encoding="utf-8", newline="") as lines:
        listed = {row["name"] for row in csv.DictReader(lines)}
    wanted = {u for u in units if u.split()[0] in firsts and not any(map(str.isdigit, u))}
    assert not wanted - listed


def test_golden_rows_are_as_the_file_says() -> None:
    first = json.loads((DATA / "golden" / "masking.jsonl").read_text(encoding="utf-8").splitlines()[0])
    assert set(first) == {"id", "part", "text", "spans"}
