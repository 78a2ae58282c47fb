"""The one-line summary: what the petition is about, in its own words, with nobody in it."""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import DataError
from pipeline.intake.masking import mask
from pipeline.text.polite import load_polite
from pipeline.topics.summary import cut, load_summary_words, masked_summary

WORDS = load_summary_words()
LETTER = """CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
ĐƠN PHẢN ÁNH
Kính gửi: UBND phường An Mỹ
Tôi tên là: Lê Thị Mận Chín, sinh năm 1974, thường trú tại số 17 đường Lý Thái Tổ, số điện thoại 0900000101.
Tôi viết đơn này xin trình bày với quý cơ quan một việc như sau:
Xe ben chở đất chạy suốt đêm qua thôn Phú Hạ làm nứt tường nhà dân, bụi phủ kín lúa đang trổ.
Ngoài ra chợ chiều họp lấn hết lòng đường, xe cứu thương không vào được, nhiều người đã phản ánh mà chưa thấy dẹp.
Kính mong quý cơ quan xem xét giải quyết. Tôi xin cam đoan những lời trên là đúng sự thật.
Ngày 12 tháng 3 năm 2026
Người làm đơn
Lê Thị Mận Chín"""
MATTER = "Xe ben chở đất chạy suốt đêm qua thôn Phú Hạ làm nứt tường nhà dân, bụi phủ kín lúa đang trổ."


def told(text: str, most: int = 160) -> str:
    return masked_summary(text, WORDS, most=most)


def test_a_letter_is_told_by_its_matter() -> None:
    assert told(LETTER) == MATTER


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "Xin chào tổng đài, đèn đường trên cầu Kênh Năm tắt cả tháng nay.",
            "đèn đường trên cầu Kênh Năm tắt cả tháng nay.",
        ),
        ("Cử tri phản ánh: kênh N5 bị bồi lấp, vụ này không có nước.", "kênh N5 bị bồi lấp, vụ này không có nước."),
        ("Dạ em chào anh chị, nước máy đục như nước gạo ạ. Em cảm ơn ạ", "nước máy đục như nước gạo ạ."),
        ("Phòng khám H.A. kê bệnh giả để thu tiền. Mong sớm xử lý.", "Phòng khám H.A. kê bệnh giả để thu tiền."),
        ("duong lien xa lay loi khong di duoc\nxin cam on", "duong lien xa lay loi khong di duoc"),
    ],
    ids=["greeting", "minutes", "app", "initials", "no diacritics"],
)
def test_what_stands_around_the_matter_is_left_out(text: str, said: str) -> None:
    assert told(text) == said


def test_what_is_wrong_comes_before_what_is_asked() -> None:
    asked = "Đề nghị phường lắp lại mái che, ghế chờ và bảng giờ chạy cho bà con đi khám bệnh."
    wrong = "Nhà chờ xe buýt trước bệnh viện bị tháo mái từ quý trước, người bệnh phải đứng nắng."
    assert told(f"{asked} {wrong}") == wrong
    assert told(asked) == asked


def test_nobody_stands_in_it() -> None:
    text = "Ông Trần Kim Bảo Út gọi 0900000103 và viết ut@thu.vn bảo sẽ đập hàng rào nhà tôi trong đêm nay."
    said = told(text)
    assert "đập hàng rào" in said
    assert not any(part in said for part in ("Kim", "Bảo", "0900000103", "@"))


SURNAMES = ("Nguyễn", "Trần Thị", "Lê Văn", "Phạm Hữu", "Đặng Ngọc", "Bùi Xuân", "Võ Thị Thu", "H'Nguyệt Niê")
GIVEN = ("Bưởi", "Mận", "Hòa", "Bình", "Sơn", "Thu", "Khế", "Chuối")
PLANTED = (
    "Ông {} trưởng thôn bắt dân đóng 300 nghìn tiền làm đường mà không có phiếu thu.",
    "Bảo vệ chợ đánh bà {} vì bà để xe rau ở cổng, gọi 0900 000 {} không ai nghe.",
    "Kính gửi UBND xã, đường vào nhà {} ở thôn Phú Hạ bị xe múc đào nát nửa tháng nay.",
    "Ngày 3/4 chị {} (CCCD 001900000{}) bị cán bộ một cửa quát mắng vì thiếu bản sao khai sinh.",
)


@pytest.mark.parametrize("sentence", PLANTED)
def test_planted_names_and_numbers_never_come_through(sentence: str) -> None:
    for number, pair in enumerate(itertools.product(SURNAMES, GIVEN), 100):
        name = " ".join(pair)
        letter = f"Tôi tên là: {name}, số nhà {number} đường Lê Lợi.\n{{}}\nXin cảm ơn.\nNgười làm đơn\n{name}"
        said = told(letter.format(sentence.format(name, number)))
        assert said, "the planted sentence is the most telling one"
        assert name not in said and str(number) not in said
        assert "[tên]" in said


def test_a_text_cut_after_its_first_pages_shows_no_half_of_a_number() -> None:
    for extra in range(14):
        said = told("đường hỏng " * 726 + "x" * extra + " máy 0900 000 123", most=10_000)
        assert "09" not in said


@pytest.mark.parametrize(
    "text",
    ["", "   ", "Kính gửi UBND phường.", "Xin cảm ơn.", "Kính mong quý cơ quan xem xét giải quyết. Trân trọng!",
     "Độc lập - Tự do - Hạnh phúc", "Người làm đơn\nLê Thị Mận Chín", "Tôi là Lê Thị Mận Chín, trú tại tổ 5."],
)  # fmt: skip
def test_a_text_that_tells_nothing_has_no_summary(text: str) -> None:
    assert told(text) == ""


def test_a_long_sentence_ends_at_a_word() -> None:
    said = told(LETTER, most=50)
    assert said.endswith("…") and len(said) <= 50
    assert MATTER.startswith(said[:-1]) and MATTER[len(said) - 1] == " "
    assert cut("Gặp ông [người tên] ở chợ", 14) == "Gặp ông…"


def test_what_speaks_of_the_topic_is_chosen() -> None:
    def market(sentences: list[str]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        return np.array([float("chợ" in sentence) for sentence in sentences])

    assert "chợ chiều" in masked_summary(LETTER, WORDS, market)


@given(st.text(alphabet="abc đường Hà. ,:;\n[]tên0123456789", max_size=300), st.integers(20, 200))
def test_it_is_short_and_made_of_the_masked_text(text: str, most: int) -> None:
    said = told(text, most)
    assert len(said) <= most and "\n" not in said
    assert said.removesuffix("…") in " ".join(mask(text, WORDS.names).split())


def test_an_unknown_kind_of_phrase_is_refused_with_its_row(tmp_path: Path) -> None:
    path = tmp_path / "polite.csv"
    path.write_text("kind,phrase,source\nformula,xin cảm ơn,x\nmotto,tự do,x\n", encoding="utf-8")
    with pytest.raises(DataError, match="dòng 3"):
        load_polite(path)


def test_a_list_without_one_of_its_kinds_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "polite.csv"
    path.write_text("kind,phrase,source\nformula,xin cảm ơn,x\n", encoding="utf-8")
    with pytest.raises(DataError, match="salutation"):
        load_polite(path)
