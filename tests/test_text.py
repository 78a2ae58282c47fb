"""Text as models see it: one spelling, words, features, TF-IDF, sentences, masking."""

from __future__ import annotations

import unicodedata

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfVectorizer

from pipeline.errors import InputError
from pipeline.intake.masking import EMAIL, NAME, NUMBER, NameWords, mask
from pipeline.text.features import Recipe, terms
from pipeline.text.normalize import normalize, strip_diacritics
from pipeline.text.segment import segment
from pipeline.text.sentences import pieces
from pipeline.text.vectorize import tfidf

SYLLABLES = "đường hoà thuý khoẻ kĩ lí quý ngoằn ngoèo Nguyễn xã bị hỏng Ổ gà toán loà xoà giặt UỶ QUÍ".split()
vietnamese = st.lists(st.sampled_from(SYLLABLES), max_size=12).map(" ".join)


@pytest.mark.parametrize(
    ("written", "one"),
    [
        ("hoà", "hòa"), ("khoẻ", "khỏe"), ("thuỷ", "thủy"), ("UỶ BAN", "ỦY BAN"), ("quý", "quý"), ("quỳnh", "quỳnh"),
        ("toán", "toán"), ("ngoằn ngoèo", "ngoằn ngoèo"), ("kĩ thuật", "kỹ thuật"), ("Lí do", "Lý do"),
        ("bác sỹ", "bác sĩ"), ("a\u200bb", "ab"), ("a \t\n b", "a b"), ("  ", ""), ("hoà thuận luật", "hòa thuận luật"),
    ],
)  # fmt: skip
def test_one_spelling(written: str, one: str) -> None:
    assert normalize(written) == one


@given(st.one_of(vietnamese, st.text()))
def test_normalize_is_idempotent_and_blind_to_composition(text: str) -> None:
    once = normalize(text)
    assert normalize(once) == once
    assert normalize(unicodedata.normalize("NFD", text)) == normalize(unicodedata.normalize("NFC", text))


@given(vietnamese)
def test_stripping_leaves_ascii_and_is_idempotent(text: str) -> None:
    bare = strip_diacritics(text)
    assert bare.isascii() and strip_diacritics(bare) == bare


def test_words_are_those_of_underthesea() -> None:
    assert segment(["Ổ gà trên cầu", "  "]) == [["Ổ gà", "trên", "cầu"], []]


def test_a_lone_surrogate_is_a_clear_fault() -> None:
    with pytest.raises(InputError, match="UTF-8"):
        segment(["đường \ud800"])


def test_numbers_and_masks_are_never_features() -> None:
    words = ["số", "0905123456", NAME, "gọi", "12A", "[số]"]
    assert set(terms(words, Recipe(words=True))) == {"số", "gọi"}


def test_pairs_do_not_reach_over_punctuation() -> None:
    assert "hỏng đèn" not in terms(["đường", "hỏng", ".", "đèn"], Recipe())


@given(st.lists(st.lists(st.sampled_from(["a", "b", "c", "d", "la"]), min_size=1, max_size=9), min_size=2, max_size=6))
def test_tfidf_equals_scikit_learn(documents: list[list[str]]) -> None:
    theirs = TfidfVectorizer(analyzer=lambda document: document, sublinear_tf=True)
    wanted = theirs.fit_transform(documents)
    ours = tfidf(documents, theirs.vocabulary_, theirs.idf_.astype(np.float32))
    np.testing.assert_allclose(ours.toarray(), wanted.toarray(), atol=1e-6)


def test_unknown_features_make_an_empty_row() -> None:
    assert tfidf([["x"], []], {"a": 0}, np.ones(1, dtype=np.float32)).nnz == 0


def test_a_connective_and_a_full_stop_begin_a_new_piece() -> None:
    words = ["Đường", "hỏng", ".", "Chợ", "bẩn", "thêm", "nữa", "đèn", "tắt"]
    assert [len(p) for p in pieces(words, frozenset({("thêm", "nữa")}))] == [2, 2, 4]


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("Tôi là Trần Thị Bưởi, sđt 0900 000 123", f"Tôi là {NAME}, sđt {NUMBER}"),
        ("ông Lò Văn Páo nói", f"ông {NAME} nói"),
        ("thư tới ai.do@vi-du.vn nhé", f"thư tới {EMAIL} nhé"),
        ("xe 43A-000.12 chạy ẩu", f"xe {NUMBER} chạy ẩu"),
        ("CCCD 000000000123", f"CCCD {NUMBER}"),
        ("đường Nguyễn Du giao Trần Phú", "đường Nguyễn Du giao Trần Phú"),
        ("trường Tiểu học Lê Lợi, phường Hoàng Văn Thụ", "trường Tiểu học Lê Lợi, phường Hoàng Văn Thụ"),
        ("Quyết định 123/QĐ-UBND ngày 12/3/2024", "Quyết định 123/QĐ-UBND ngày 12/3/2024"),
    ],
)
def test_names_and_numbers_of_people_are_masked_and_places_are_not(text: str, masked: str, names: NameWords) -> None:
    assert mask(text, names) == masked


@given(st.text(alphabet="Nguyễn Văn ôngà0123456789 .@A", max_size=40))
def test_masking_is_idempotent(names: NameWords, text: str) -> None:
    once = mask(text, names)
    assert mask(once, names) == once


@given(st.one_of(st.text(), vietnamese, st.text("ăâđêôơưĐ가각\u0300\u0301\u0323\u0302\u1100\u1161")))
def test_letters_lose_their_marks_one_by_one_as_a_whole_text_does(text: str) -> None:
    parts = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    wanted = unicodedata.normalize("NFC", "".join(c for c in parts if not unicodedata.combining(c)))
    assert strip_diacritics(text) == wanted
