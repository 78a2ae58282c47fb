"""The legal reading of citizens' texts: flags, signatories, and what other people wrote inside a petition."""

from __future__ import annotations

import json
import unicodedata
from collections import Counter
from datetime import date
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.legal import macro_f1
from pipeline.records import PetitionType
from pipeline.routing.legal import LegalReading, load_rules, read_law
from pipeline.settings import DATA
from pipeline.text.normalize import strip_diacritics
from pipeline.topics.model import Model
from pipeline.topics.predict import WordLists, predict

RULES = load_rules(DATA / "legal")
DAY = date(2026, 3, 2)
FORMAL = {"no-name", "no-address", "no-signature", "no-date"}  # judged only where a case says what its form lacks


class Case(NamedTuple):
    id: str
    text: str
    petition_type: PetitionType
    flags: frozenset[str]
    near: frozenset[str]
    signatories: int | None


def cases() -> list[Case]:
    with (DATA / "golden" / "legal.jsonl").open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [
        Case(
            row["id"],
            row["text"],
            PetitionType(row["petition_type"]),
            frozenset(row["flags"]),
            frozenset(row["near"]),
            row["signatories"],
        )
        for row in rows
    ]


CASES = cases()
CODES = [flag.code for flag in RULES.flags]


def read(text: str, kind: PetitionType = PetitionType.PROPOSAL, other: tuple[str, ...] = ()) -> LegalReading:
    return read_law(text, kind, DAY, other, RULES)


def counted(code: str) -> Counter[str]:
    found: Counter[str] = Counter()
    for case in CASES:
        true, told = code in case.flags, code in read(case.text, case.petition_type).flags
        if code in FORMAL and not true and code not in case.near:
            continue
        found["hit" if true and told else "false" if told else "missed" if true else "quiet"] += 1
    return found


@pytest.mark.parametrize("code", CODES)
def test_flags_on_the_written_set(code: str) -> None:
    found = counted(code)
    assert found["hit"] / (found["hit"] + found["false"]) >= 0.90
    assert found["hit"] / (found["hit"] + found["missed"]) >= 0.85


@pytest.mark.parametrize("code", CODES)
def test_the_written_set_has_cases_and_near_misses(code: str) -> None:
    true, near = (
        sum(code in part for part in parts) for parts in zip(*((c.flags, c.near) for c in CASES), strict=True)
    )
    assert true + near >= 30 and true >= 15 and near >= 15


def test_signatories_are_counted_when_told() -> None:
    told = [case for case in CASES if case.signatories]
    assert [read(case.text, case.petition_type).signatories for case in told] == [case.signatories for case in told]
    assert read("Chúng tôi là các hộ dân cùng đứng đơn xin làm cầu").signatories is None


def test_the_same_flags_when_composed_otherwise() -> None:
    composed = [(read(c.text, c.petition_type), unicodedata.normalize("NFD", c.text), c) for c in CASES]
    assert not [c.id for reading, text, c in composed if read(text, c.petition_type) != reading]


def test_most_flags_survive_without_diacritics() -> None:
    flagged = [case for case in CASES if case.flags - FORMAL]
    kept = sum(
        (case.flags - FORMAL) <= set(read(strip_diacritics(case.text), case.petition_type).flags) for case in flagged
    )
    assert kept / len(flagged) >= 0.90


@pytest.mark.parametrize(
    "text",
    [
        'Xã đưa tôi lá đơn của ông Tám: "Tôi đã gửi đơn ba lần, nay tôi xin rút đơn". Tôi chỉ xin cắt cành cây.',
        "Em gửi lại thư của chị kế bên\n> Tôi đã gửi đơn ba lần\n> Nay tôi xin rút đơn\nRiêng em xin cắt cành cây.",
        "Xin cắt cành cây.\n\nVào T3, 3 thg 3, 2026 A <a@example.com> đã viết:\nTôi đã gửi đơn ba lần\ntôi xin rút đơn",
    ],
)
def test_what_others_wrote_raises_nothing(text: str) -> None:
    assert not {"repeated", "withdrawal"} & set(read(text).flags)


def test_a_forwarded_petition_is_read_when_the_cover_says_nothing() -> None:
    text = "Kính chuyển\n---------- Forwarded message ----------\nTôi xin rút đơn phản ánh về quán nhậu."
    assert "withdrawal" in read(text).flags


def test_lines_wrapped_inside_a_sentence_are_one_sentence() -> None:
    assert "repeated" in read("Cống tắc. Tôi đã gửi\nđơn ba lần rồi, xin xem lại.").flags


def test_app_reports_lack_nothing_and_complaints_need_name_and_address() -> None:
    assert not FORMAL & set(read("Đèn ngõ 9 tắt ba hôm nay").flags)
    assert FORMAL & set(read("Tôi khiếu nại việc trả hồ sơ", PetitionType.COMPLAINT).flags) == {"no-name", "no-address"}


COMPLAINT = (
    "Đơn khiếu nại. Tôi khiếu nại quyết định thu hồi đất số 15 của UBND xã vì bồi thường thấp, đề nghị xem xét lại."
)


@pytest.mark.parametrize(
    ("held", "lacking"),
    [
        ((), {"no-name", "no-address", "no-signature"}),
        (("sender_name",), {"no-address", "no-signature"}),
        (("sender_phone",), {"no-name", "no-address", "no-signature"}),
        (("sender_address", "sender_name", "sender_phone", "signature"), set()),
    ],
)
def test_what_the_register_holds_of_the_sender_is_not_missing(held: tuple[str, ...], lacking: set[str]) -> None:
    found = read_law(COMPLAINT, PetitionType.COMPLAINT, DAY, (), RULES, held)
    assert {"no-name", "no-address", "no-signature"} & set(found.flags) == lacking


def test_a_letter_that_says_it_is_not_signed_lacks_a_signature_whatever_the_register_holds() -> None:
    found = read_law(
        f"{COMPLAINT}\nNgười làm đơn\n(không ký tên)", PetitionType.COMPLAINT, DAY, (), RULES, ("signature",)
    )
    assert "no-signature" in found.flags


@pytest.mark.parametrize(
    ("sender", "lacks"),
    [
        ("Người khiếu nại: Hoàng Văn Sáu, thôn 2 xã Bảo Hà.", False),
        ("Người làm đơn: Lò Thị Mơ Ước, tổ 4A, phường Hòa Mơ.", False),
        ("Người kiến nghị: bà Lò Thị Mơ Ước - khu phố 3 thị trấn Mơ.", False),
        ("Tôi là Hoàng Văn Sáu, thôn 2 xã Bảo Hà.", False),
        ("Người khiếu nại: Hoàng Văn Sáu.", True),
        ("Người khiếu nại: Hoàng Văn Sáu. Đường thôn 2 xã Bảo Hà hỏng.", True),
        ("Người bị khiếu nại: Hoàng Văn Sáu, trưởng thôn 2 xã Bảo Hà.", True),
    ],
)
def test_a_hamlet_and_commune_behind_the_sender_s_name_are_an_address(sender: str, lacks: bool) -> None:
    found = read(f"{sender} Tôi khiếu nại quyết định thu hồi đất số 15 của UBND xã.", PetitionType.COMPLAINT)
    assert ("no-address" in found.flags) == lacks


def test_a_misleading_title_does_not_hide_a_complaint() -> None:
    text = "ĐƠN KIẾN NGHỊ\nTôi không đồng ý Quyết định số 5 phạt tôi, đề nghị hủy quyết định này."
    found = read(text)
    assert found.petition_type is PetitionType.COMPLAINT and "appeal-first" in found.flags
    assert any("Luật Khiếu nại" in deadline.source for deadline in found.deadlines)


def test_no_type_of_the_written_set_is_changed() -> None:
    assert not [c.id for c in CASES if read(c.text, c.petition_type).petition_type is not c.petition_type]


def test_other_topics_suggest_a_split() -> None:
    assert "several-contents" in read("Đèn tắt, cống tắc", other=("ha-tang/thoat-nuoc",)).flags


def test_a_wrongly_cited_law_changes_nothing() -> None:
    text = "Căn cứ Luật Khiếu nại, tố cáo 1998, tôi không đồng ý Quyết định số 5 phạt tôi, yêu cầu hủy quyết định."
    assert "appeal-first" in read(text, PetitionType.COMPLAINT).flags


def test_an_unbalanced_quotation_mark_hides_nothing() -> None:
    assert "withdrawal" in read('Quán "Gió mát ồn. ' + "Đã êm rồi. " * 60 + "Tôi xin rút đơn.").flags


@given(st.text(), st.sampled_from(PetitionType), st.none() | st.dates())
def test_any_text_is_read_without_fault_and_twice_alike(text: str, kind: PetitionType, day: date | None) -> None:
    first = read_law(text, kind, day, (), RULES)
    assert first == read_law(text, kind, day, (), RULES) and set(first.flags) <= set(CODES)


def test_long_repetition_takes_no_long_time() -> None:
    assert read("gửi đơn " * 20_000).flags is not None


def test_misleading_titles_mislead_little(model: Model, lists: WordLists) -> None:
    with (DATA / "golden" / "types.jsonl").open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    assert len(rows) >= 90
    told = predict(model, [row["text"] for row in rows], lists)
    right = [read(row["text"], guess.petition_type).petition_type for row, guess in zip(rows, told, strict=True)]
    true = [PetitionType(row["petition_type"]) for row in rows]
    assert macro_f1(true, right) >= 0.90
    assert macro_f1(true, right) >= macro_f1(true, [guess.petition_type for guess in told])


@pytest.mark.parametrize(
    ("text", "guessed", "true"),
    [
        ("ĐƠN TỐ CÁO\nĐề nghị phường vá ổ gà trước chợ, xe ngã hoài.", "to-cao", "kien-nghi-phan-anh"),
        ("ĐƠN TỐ CÁO\nÔng Lữ Văn Tám ăn chặn tiền của dân, xin lắp camera.", "to-cao", "to-cao"),
        ("ĐƠN GÓP Ý\nKế toán khai khống để bỏ túi, đề nghị xử lý kế toán.", "kien-nghi-phan-anh", "to-cao"),
        ("Trường khai khống sĩ số thì phụ huynh chịu, xin giải thích.", "kien-nghi-phan-anh", "kien-nghi-phan-anh"),
    ],
)
def test_content_decides_between_report_and_denunciation(text: str, guessed: str, true: str) -> None:
    assert read(text, PetitionType(guessed)).petition_type == PetitionType(true)


def test_a_form_of_address_is_no_number_of_signatories() -> None:
    assert read("Thay mặt bà con giáo dân, chúng tôi xin sửa cầu.").signatories is None
