"""Petitions that came out of web forms with their HTML are read like those without."""

from __future__ import annotations

from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.intake.markup import without_markup
from pipeline.intake.masking import load_name_words
from pipeline.settings import DATA
from pipeline.topics.reading import look_over
from pipeline.topics.summary import load_summary_words, masked_summary

TEXT = "Đường vào thôn hỏng nặng, xe cộ đi lại khó khăn, đề nghị sửa chữa sớm."


@pytest.mark.parametrize(
    "dressed",
    [
        f"<p>{TEXT}</p>",
        f'<div class="noi-dung" style="color:#333"><p>{TEXT}</p></div>',
        TEXT.replace(" ", "<br>"),
        TEXT.replace(" ", "&nbsp;") + "<br/>",
        TEXT.replace(" ", "\xa0"),
        f"<!-- gửi từ cổng --><style>p {{ margin: 0 }}</style><P><o:p>{TEXT}</o:p></P>",
        f"<html><body><table><tr><td>{TEXT}</td></tr></table></body></html>",
        f"<p>{TEXT.replace('Đ', '&#272;').replace('ặ', '&#x1EB7;')}</p>",
    ],
)
def test_a_text_with_html_is_read_like_the_text(dressed: str) -> None:
    names = load_name_words(DATA / "intake" / "name_words.csv")
    assert look_over(dressed, names).clean == look_over(TEXT, names).clean


def test_a_summary_shows_no_tags() -> None:
    told = masked_summary(f"<p>Kính gửi ủy ban.</p><p>{TEXT.replace(' ', '&nbsp;')}</p>", load_summary_words())
    assert "đường vào thôn hỏng nặng" in told.lower() and not {"<", ">", "&"} & set(told)


@pytest.mark.parametrize(
    "plain",
    [
        "lương <5 triệu và >2 tháng chưa trả",
        "a <b và c> d",
        "Nguyễn & Trần",
        "viết &nbsp; không có thẻ",
        "<họ tên> ở xã",
    ],
)
def test_signs_that_are_no_html_stay(plain: str) -> None:
    assert without_markup(plain) == plain


@given(st.text())
def test_a_text_without_a_tag_is_left_alone(text: str) -> None:
    plain = text.replace("<", "").replace("\xa0", "")
    assert without_markup(plain) == plain


@pytest.mark.parametrize("piece", ["<p ", "<style>", "<!--", "<a =", "<", "</", "<script x"])
def test_half_a_tag_repeated_costs_little(piece: str) -> None:
    begun = perf_counter()
    without_markup(piece * (60_000 // len(piece)))
    assert perf_counter() - begun < 3
