"""Repeats: the same petition again is found, another like it is not, and nothing of a sender or a text is kept."""

from __future__ import annotations

import json
import struct
import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import DataError
from pipeline.intake.masking import NameWords, load_name_words, masked_spans
from pipeline.records import Petition
from pipeline.routing import near_duplicates
from pipeline.routing.bands import neighbours
from pipeline.routing.likeness import conflict, similarity
from pipeline.routing.repeat_words import RepeatWords, load_repeat_words
from pipeline.routing.repeats import KnownPetition, Repeat, Trace, Traces, find_repeats, trace, trace_of, traces_of
from pipeline.routing.signatures import is_signature
from pipeline.settings import DATA
from pipeline.text.normalize import strip_diacritics

LIST = DATA / "routing" / "repeats.toml"
NAMES: NameWords = load_name_words(DATA / "intake" / "name_words.csv")
WORDS: RepeatWords = load_repeat_words(LIST)
DAY = date(2026, 3, 2)
GOLDEN = [
    json.loads(line) for line in (DATA / "golden" / "repeats.jsonl").read_text(encoding="utf-8").splitlines() if line
]
HOLE = (
    "Nắp cống trước số 45 đường Lê Hồng Phong bị vỡ đã hai tuần, trẻ con đi học dễ sụp chân, xe máy tránh nhau suýt ngã"
    ". Mong phường cho thay nắp mới sớm."
)
LAMP = "Đèn đường trên cầu Kênh Năm tắt cả tháng nay, ban đêm người đi chợ sớm không thấy mặt cầu, lan can lại gãy."
MINE = "Tôi tên là Lê Thị Mận Chín, số điện thoại 0900000101. "
THEIRS = "Tôi tên là Hoàng Công Rạng, số điện thoại 0900000108. "


@cache
def traced(text: str) -> Trace:
    return trace(text, NAMES, WORDS)


def found(*texts: str, known: tuple[KnownPetition, ...] = ()) -> list[Repeat]:
    """Find repeats among texts received a day apart, with ids p0, p1 ..."""
    petitions = [Petition(f"p{i}", text, DAY + timedelta(days=i)) for i, text in enumerate(texts)]
    return find_repeats(petitions, Traces.of([traced(text) for text in texts]), known, WORDS.limits)


def known(name: str, text: str, day: date, group: str = "") -> KnownPetition:
    kept = traced(text)
    return KnownPetition(name, day, kept.signature, group, kept.sender)


def rates(history: bool) -> tuple[float, float]:
    right = wrong = missed = 0
    for pair in GOLDEN:
        if history:
            last = found(pair["second"], known=(known("old", pair["first"], DAY - timedelta(days=9)),))[0]
        else:
            last = found(pair["first"], pair["second"])[1]
        said = bool(last.repeat_of)
        right, wrong = right + (said and pair["repeat"]), wrong + (said and not pair["repeat"])
        missed += pair["repeat"] and not said
    return right / (right + wrong), right / (right + missed)


def test_there_are_400_written_pairs_of_every_kind() -> None:
    kinds = {pair["kind"] for pair in GOLDEN}
    assert len(GOLDEN) == len({pair["id"] for pair in GOLDEN}) == 400
    assert kinds == {"verbatim", "greeting", "retyped", "added", "shortened", "campaign", "other-street", "template",
                     "neighbours", "formula", "reworded", "near-miss"}  # fmt: skip


@pytest.mark.parametrize("history", [False, True], ids=["batch", "history"])
def test_precision_and_recall_on_the_written_pairs(history: bool) -> None:
    precision, recall = rates(history)
    assert precision >= 0.98 and recall >= 0.90


def test_the_sender_is_never_mistaken_on_the_written_pairs() -> None:
    for pair in (p for p in GOLDEN if p["repeat"]):
        said = found(pair["first"], pair["second"])[1].same_sender
        assert said in (None, pair["same_sender"]), pair["id"]


@pytest.mark.parametrize(
    "again",
    [
        HOLE,
        "Kính gửi UBND phường.\n" + HOLE + "\nXin cảm ơn. Ngày 12/4/2026",
        strip_diacritics(HOLE).lower(),
        "Đây là lần thứ ba tôi gửi mà chưa thấy ai trả lời, mong phường quan tâm. " + HOLE,
        HOLE.split(" Mong", maxsplit=1)[0],
        HOLE.upper(),
    ],
    ids=["verbatim", "greeting", "no diacritics", "third time", "shortened", "capitals"],
)
def test_a_petition_sent_again_is_found(again: str) -> None:
    first, second = found(HOLE, again)
    assert first == Repeat("", "p0", None)
    assert (second.repeat_of, second.group) == ("p0", "p0")


@pytest.mark.parametrize(
    "other",
    [
        HOLE.replace("Lê Hồng Phong", "Ngô Gia Tự"),
        HOLE.replace("45", "128"),
        "Trước nhà 45 Lê Hồng Phong nắp cống bể, hôm qua con tôi lọt chân xuống rách cả đầu gối.",
        LAMP,
    ],
    ids=["other street", "other house", "own words", "other matter"],
)
def test_a_like_petition_about_something_else_is_not(other: str) -> None:
    assert [r.repeat_of for r in found(HOLE, other)] == ["", ""]
    assert {r.group for r in found(HOLE, other)} == {""}


def test_a_few_words_are_everybodys_unless_one_sender_wrote_them() -> None:
    assert found("Đèn đường hỏng", "đèn đường hỏng.")[1].repeat_of == ""
    signed = "Đèn đường hỏng\nNgười phản ánh: 0900000101"
    assert found(signed, signed)[1] == Repeat("p0", "p0", True)
    assert found("", "")[1].repeat_of == "" and found("Xin cảm ơn.", "Xin cảm ơn.")[1].repeat_of == ""


def test_copies_by_others_are_told_from_ones_own() -> None:
    three = found(MINE + LAMP, THEIRS + LAMP, THEIRS + LAMP + " Lần này tôi gửi lại.", LAMP)
    assert [r.group for r in three] == ["p0"] * 4
    assert [(r.repeat_of, r.same_sender) for r in three[1:]] == [("p0", False), ("p1", True), ("p0", None)]


def test_a_vague_text_does_not_tie_two_places_together() -> None:
    long = (
        " Đèn hỏng cả tháng, tối om, người già đi chợ sớm vấp ngã, học sinh học thêm về không thấy đường, đề nghị thay."
    )
    here, there = "Tại đường Trần Phú." + long, "Tại đường Hùng Vương." + long
    first, vague, second = found(here, long, there)
    assert vague.repeat_of == "p0" and second.repeat_of == "" and second.group != first.group


def test_history_needs_no_text_and_keeps_its_groups() -> None:
    old = known("k7", HOLE, DAY - timedelta(days=60), group="k1")
    assert found(HOLE + " Gửi lần hai.", known=(old,)) == [Repeat("k7", "k1", None)]


def test_a_run_done_again_does_not_repeat_itself() -> None:
    before = known("p0", HOLE, DAY)
    assert found(HOLE, known=(before,)) == [Repeat("", "", None)]


def test_on_one_day_what_is_known_came_first() -> None:
    assert found(HOLE, known=(known("z9", HOLE, DAY),)) == [Repeat("z9", "z9", None)]


def test_a_petition_received_before_the_known_one_joins_and_repeats_nothing() -> None:
    later = known("k1", HOLE, DAY + timedelta(days=30))
    assert found(HOLE, known=(later,)) == [Repeat("", "k1", None)]


def test_a_foreign_signature_is_refused_with_its_petition() -> None:
    old = replace(known("k1", HOLE, DAY), signature=b"\x09abc")
    with pytest.raises(DataError, match="k1"):
        found(HOLE, known=(old,))


@given(st.permutations(range(6)))
def test_the_order_of_rows_changes_nothing(order: list[int]) -> None:
    texts = [HOLE, HOLE + " Lần hai.", LAMP, MINE + LAMP, THEIRS + LAMP, HOLE.replace("45", "7")]
    petitions = [Petition(f"p{i}", text, DAY) for i, text in enumerate(texts)]
    straight = find_repeats(petitions, Traces.of([traced(t) for t in texts]), [], WORDS.limits)
    mixed = find_repeats([petitions[i] for i in order], Traces.of([traced(texts[i]) for i in order]), [], WORDS.limits)
    assert mixed == [straight[i] for i in order]


@given(st.text(max_size=120), st.sampled_from([b"", b"bi mat"]))
def test_any_text_has_a_whole_signature_like_itself(text: str, key: bytes) -> None:
    one = trace(text, NAMES, WORDS, key).signature
    assert is_signature(one) and one == trace(text, NAMES, WORDS, key).signature
    assert similarity(one, one) in (0.0, 1.0)
    assert not is_signature(one[:-1])


@given(st.lists(st.text(max_size=30) | st.sampled_from([HOLE, LAMP, MINE + HOLE, "", "\u0301 x", "đường"]), max_size=6))
def test_traces_made_together_are_those_made_alone(texts: list[str]) -> None:
    whole = [unicodedata.normalize("NFC", text) for text in texts]
    spans = [masked_spans(text, NAMES) for text in whole]
    assert traces_of(whole, spans, WORDS) == [trace(text, NAMES, WORDS) for text in texts]


def test_many_and_long_texts_are_traced_like_few() -> None:
    texts = [f"Ngõ {i} phố Huế ngập {HOLE * (i % 97)}"[:20_000] for i in range(150)]
    spans = [masked_spans(text, NAMES) for text in texts]
    for i, made in enumerate(traces_of(texts, spans, WORDS)):
        assert made == trace_of(texts[i], spans[i], WORDS)


def test_a_trace_holds_no_word_name_or_number_and_depends_on_the_key() -> None:
    kept = traced(MINE + HOLE)
    seen = kept.signature + kept.sender.encode()
    for secret in ("0900000101", "Mận", "man", "chin", "Hồng Phong", "hong phong", "cống"):
        assert secret.encode() not in seen
    assert kept.sender and kept != trace(MINE + HOLE, NAMES, WORDS, b"khoa cua van phong")


def test_a_form_filled_by_many_does_not_hide_one_sent_twice() -> None:
    form = (
        "Tôi đề nghị cấp đổi giấy chứng nhận quyền sử dụng đất đối với thửa đất số {}, tờ bản đồ số {} do giấy cũ bị"
        " rách nát, đã nộp đủ hồ sơ tại chi nhánh văn phòng đăng ký."
    )
    texts = [form.format(100 + i, i % 40 + 1) for i in range(300)]
    said = found(*texts, texts[17])
    assert [r.repeat_of for r in said] == [""] * 300 + ["p17"]


@pytest.mark.parametrize(
    ("old", "new", "seen"),
    [
        ("resemblance", "giong", "giong"),
        ("resemblance = 0", "resemblance = 7", "resemblance"),
        ("fewest_pairs = ", 'fewest_pairs = "x" #', "fewest_pairs"),
        ("[short_forms]", "[viet_tat]", "viet_tat"),
        ("street = ", "duong = ", "duong"),
    ],
)
def test_a_wrong_word_list_is_refused_with_its_key(tmp_path: Path, old: str, new: str, seen: str) -> None:
    path = tmp_path / "repeats.toml"
    path.write_text(LIST.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DataError, match=seen):
        load_repeat_words(path)


def test_a_missing_word_list_says_so(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="không có tệp"):
        load_repeat_words(tmp_path / "khong.toml")


def counted() -> Mapping[str, int]:
    return {kind: sum(p["kind"] == kind for p in GOLDEN) for kind in {p["kind"] for p in GOLDEN}}


def test_half_of_the_pairs_are_near_misses() -> None:
    assert sum(not p["repeat"] for p in GOLDEN) >= 120 and min(counted().values()) >= 20


def test_an_empty_batch_has_no_repeats() -> None:
    assert found() == [] and found(known=(known("k1", HOLE, DAY),)) == []


def test_pairs_are_the_same_whichever_way_keys_are_put_in_order() -> None:
    keys = np.array([7, 3, 7, 1 << 62, 3, 7, 1 << 62], dtype=np.uint64)
    usable = np.array([0, 1, 2, 3, 4, 6])
    small = np.where(keys > 7, 9, keys).astype(np.uint64)
    for one, other in zip(neighbours(keys, usable), neighbours(small, usable), strict=True):
        assert one.tolist() == other.tolist()
    pairs = set(zip(*(part.tolist() for part in neighbours(keys, usable)), strict=True))
    assert pairs == {(1, 4), (0, 2), (3, 6)}


@pytest.mark.parametrize("together", [1, 2, 3])
def test_repeats_told_for_some_petitions_at_a_time_are_those_told_for_all(
    together: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = [MINE + HOLE, LAMP, THEIRS + HOLE, THEIRS + LAMP, MINE + LAMP, HOLE.upper(), MINE + HOLE, "đường", LAMP]
    old = (known("k1", MINE + HOLE, DAY + timedelta(days=2), "g"), known("k2", LAMP, DAY - timedelta(days=2)))
    whole = found(*texts), found(*texts, known=old)
    monkeypatch.setattr(near_duplicates, "TOGETHER", together)
    assert (found(*texts), found(*texts, known=old)) == whole
    assert {one.same_sender for one in whole[0]} == {True, False, None}


def test_traces_collected_block_by_block_stand_as_they_came_and_what_is_only_asked_about_is_not_kept() -> None:
    traces = [traced(text) for text in (HOLE, MINE + LAMP, "", THEIRS + HOLE, HOLE)]
    signed, senders = [one.signature for one in traces], [one.sender for one in traces]
    collected = Traces(2)
    for at in range(len(traces) - 1):
        collected.add(signed[at : at + 1], senders[at : at + 1])
    asked, whole = collected.arrays(signed[-1:], senders[-1:]), Traces.of(traces).arrays()
    assert len(collected) == 4 == len(collected.arrays().stored.values)
    for one in (asked, whole):
        stored, numbers = one.stored, one.senders.which.tolist()
        assert [stored.values[at].tobytes() + stored.words[at].tobytes() for at in range(5)] == [
            signature[4 : 4 + 128 + 64] for signature in signed
        ]
        assert [one.senders[number] for number in numbers] == senders
        named = [sorted(stored.named[number]) for number in stored.which.tolist()]
        assert [struct.pack(f"<{len(own)}I", *own) for own in named] == [signature[196:] for signature in signed]


NAMED = st.sets(st.builds(lambda kind, value: kind << 24 | value, st.sampled_from([1, 2, 17]), st.integers(0, 2)))


@given(NAMED, NAMED)
def test_two_that_name_different_things_of_one_kind_conflict_alone_and_in_arrays(a: set[int], b: set[int]) -> None:
    kinds = {one >> 24 for one in a} & {one >> 24 for one in b}
    wanted = any(not {x for x in a if x >> 24 == kind} & b for kind in kinds - {17})
    assert conflict(frozenset(a), frozenset(b)) is wanted
    whole = trace(HOLE, NAMES, WORDS).signature[: 4 + 128 + 64]
    signed = [whole[:1] + bytes([len(own)]) + whole[2:] + struct.pack(f"<{len(own)}I", *sorted(own)) for own in (a, b)]
    assert similarity(*signed) == (0.0 if wanted else 1.0)
