"""The classifier: on disk and off it, its doubt, its second subjects and its reasons."""

from __future__ import annotations

import json
import shutil
import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import ModelError
from pipeline.records import PetitionType
from pipeline.settings import MODELS
from pipeline.text.normalize import strip_diacritics
from pipeline.topics.artifact import load_model, save_model
from pipeline.topics.calibration import (
    FEWEST,
    NEVER,
    HeldOut,
    Honesty,
    conformal_limits,
    coverage,
    threshold,
    thresholds,
    wilson,
)  # fmt: skip
from pipeline.topics.doubts import is_syllable
from pipeline.topics.model import Model, quantize, softmax
from pipeline.topics.predict import WordLists, predict
from pipeline.topics.second import Heard, second_subjects

LAMPS = "Ba đêm nay đèn đường ở đầu ngõ tắt hết, tối om, các cháu đi học về rất sợ."


def test_a_plain_petition_is_understood(model: Model, lists: WordLists) -> None:
    (found,) = predict(model, [LAMPS], lists)
    assert found.topic == "ha-tang/chieu-sang"
    assert found.petition_type is PetitionType.PROPOSAL and not found.urgent
    assert len(found.ranked) >= 3 and found.ranked[0] == (found.topic, found.confidence)
    assert found.topic in found.candidates
    assert any("đèn" in phrase for phrase in found.evidence)


def test_evidence_stands_in_the_text_and_holds_no_name_or_number(model: Model, lists: WordLists) -> None:
    text = "Tôi là Trần Thị Bưởi, số 0900 000 123. Ổ Gà chi chít trên đường nhựa trước cổng trường."
    (found,) = predict(model, [text], lists)
    assert found.evidence
    for phrase in found.evidence:
        assert phrase in text
        assert "Bưởi" not in phrase and not any(c.isdigit() for c in phrase)


def test_the_same_petition_in_any_typing(model: Model, lists: WordLists) -> None:
    import unicodedata

    forms = [LAMPS, unicodedata.normalize("NFD", LAMPS), LAMPS.upper(), strip_diacritics(LAMPS)]
    assert {p.topic for p in predict(model, forms, lists)} == {"ha-tang/chieu-sang"}


def test_the_company_of_other_texts_changes_nothing(model: Model, lists: WordLists) -> None:
    alone = predict(model, [LAMPS], lists)
    assert predict(model, ["abc", LAMPS, ""], lists)[1] == alone[0]
    assert predict(model, [], lists) == []


def test_a_denunciation_is_one_whatever_its_title(model: Model, lists: WordLists) -> None:
    text = (
        "Đơn kiến nghị. Tôi tố giác ông trưởng thôn đã khai khống danh sách, chiếm đoạt tiền hỗ trợ bão lụt của "
        "mười hộ nghèo, đề nghị cơ quan thanh tra làm rõ hành vi tham ô và xử lý nghiêm theo pháp luật."
    )
    (found,) = predict(model, [text], lists)
    assert found.petition_type is PetitionType.DENUNCIATION


def test_two_subjects_are_both_found(model: Model, lists: WordLists) -> None:
    text = "Đường vào thôn hỏng, ổ gà sâu lầy lội. Ngoài ra trạm y tế xã thiếu thuốc, không có bác sĩ trực khám bệnh."
    (found,) = predict(model, [text], lists)
    assert {found.topic.split("/")[0], *(t.split("/")[0] for t in found.other_topics)} >= {"giao-thong", "y-te"}


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        ("alo", "too-short"), ("", "too-short"), ("😀 😀 😀", "too-short"),
        ("The street in front of our house has been completely broken since last month please fix", "not-vietnamese"),
        ("Ъ это очень плохая дорога перед нашим домом прошу починить", "not-vietnamese"),
    ],
)  # fmt: skip
def test_texts_that_nobody_should_be_sure_of(model: Model, lists: WordLists, text: str, doubt: str) -> None:
    assert predict(model, [text], lists)[0].doubts == (doubt,)


@pytest.mark.parametrize("syllable", ["nghiêng", "khuya", "quyển", "giữa", "ươn", "duong", "yêu", "xoong", "gì"])
def test_vietnamese_syllables(syllable: str) -> None:
    assert is_syllable(syllable)


def test_saved_and_reloaded_models_agree(model: Model, lists: WordLists, tmp_path: Path) -> None:
    save_model(model, tmp_path / "copy")
    again = load_model(tmp_path / "copy")
    assert predict(again, [LAMPS, "alo alo alo alo"], lists) == predict(model, [LAMPS, "alo alo alo alo"], lists)
    assert (tmp_path / "copy" / "SHA256SUMS.json").read_bytes() == (MODELS / "default" / "SHA256SUMS.json").read_bytes()


def test_the_shipped_model_is_small_and_loads_quickly() -> None:
    size = sum(file.stat().st_size for file in (MODELS / "default").iterdir())
    assert size <= 15 * 2**20
    best = min(_load_seconds() for _ in range(5))
    assert best < 0.3


def _load_seconds() -> float:
    started = time.perf_counter()
    load_model(MODELS / "default")
    return time.perf_counter() - started


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    return Path(shutil.copytree(MODELS / "default", tmp_path / "default"))


def test_a_missing_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="không có mô hình này"):
        load_model(tmp_path / "none")


def test_an_altered_model_is_refused(copied: Path) -> None:
    bias = np.load(copied / "bias.npy")
    np.save(copied / "bias.npy", bias + 1)
    with pytest.raises(ModelError, match=r"bias\.npy.*đã bị thay đổi.*train\.py"):
        load_model(copied)


def test_a_foreign_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "model.pkl").write_bytes(b"\x80\x04.")
    with pytest.raises(ModelError, match="không phải mô hình của chương trình này"):
        load_model(tmp_path)


def test_a_model_without_one_of_its_files_is_refused(copied: Path) -> None:
    (copied / "idf.npy").unlink()
    with pytest.raises(ModelError, match="thiếu tệp"):
        load_model(copied)


def test_an_older_format_is_refused(copied: Path, model: Model) -> None:
    card = json.loads((copied / "card.json").read_text(encoding="utf-8")) | {"format": 0}
    (copied / "card.json").write_text(json.dumps(card), encoding="utf-8")
    sums = json.loads((copied / "SHA256SUMS.json").read_text(encoding="utf-8"))
    import hashlib

    sums["card.json"] = hashlib.sha256((copied / "card.json").read_bytes()).hexdigest()
    (copied / "SHA256SUMS.json").write_text(json.dumps(sums), encoding="utf-8")
    with pytest.raises(ModelError, match="định dạng 0"):
        load_model(copied)


def test_an_array_that_needs_pickle_is_refused(copied: Path) -> None:
    np.save(copied / "idf.npy", np.array([{}], dtype=object), allow_pickle=True)
    with pytest.raises(ModelError):
        load_model(copied)


def test_wilson_bound_is_below_the_share_and_rises_with_evidence() -> None:
    right, total = np.array([9.0, 900.0, 0.0]), np.array([10.0, 1000.0, 0.0])
    few, many, none = wilson(right, total, -1)
    assert none == 0.0 < few < many < 0.9
    few, many, none = wilson(right, total, 1)
    assert 0.9 < many < few < none == 1.0


def test_a_threshold_needs_enough_decisions_and_enough_precision() -> None:
    confidence = np.linspace(1, 0, 200)
    assert threshold(confidence[: FEWEST - 1], np.ones(FEWEST - 1, dtype=bool), 0.9) == NEVER
    assert threshold(confidence, np.zeros(200, dtype=bool), 0.9) == NEVER
    limit = threshold(confidence, confidence >= 0.5, 0.9)
    assert 0.3 < limit < 0.55


def test_a_label_with_too_few_decisions_borrows_unless_its_own_speak_against_it() -> None:
    confidence = np.concatenate([np.linspace(1, 0.5, 100), np.full(3, 0.9), np.full(20, 0.8)])
    labels = ["a/x"] * 100 + ["a/y"] * 3 + ["b/z"] * 20
    right = np.concatenate([np.ones(103, dtype=bool), np.arange(20) < 5])
    found = thresholds(HeldOut(labels, [label[0] for label in labels], confidence, right), 0.9)
    assert found["a/y"] == pytest.approx(0.5) == found["a/x"]
    assert found["b/z"] > 0.8
    assert coverage(HeldOut(labels, labels, confidence, right), found) == pytest.approx(103 / 123)


def test_conformal_sets_hold_the_truth_as_often_as_promised() -> None:
    rng = np.random.default_rng(3)
    truth = rng.integers(0, 5, 4000)
    probabilities = softmax(rng.normal(size=(4000, 5)) + 2 * np.eye(5)[truth])
    limits = conformal_limits(probabilities[:2000], truth[:2000], list("abcde"), 0.05)
    own = probabilities[np.arange(2000, 4000), truth[2000:]]
    inside = own >= np.array([limits[label] for label in np.array(list("abcde"))[truth[2000:]]])
    assert 0.93 <= inside.mean() <= 0.97


@given(st.integers(1, 8), st.integers(-4, 4))
def test_honesty_keeps_the_order_and_the_sum(slope: int, shift: int) -> None:
    rng = np.random.default_rng(slope + 7 * (shift + 4))
    probabilities = softmax(4 * rng.normal(size=(50, 6)))
    honest = Honesty(slope / 4, shift / 2).applied(probabilities)
    np.testing.assert_allclose(honest.sum(axis=1), 1)
    assert (honest.argmax(axis=1) == probabilities.argmax(axis=1)).all()


@given(st.integers(1, 40), st.integers(1, 6))
def test_quantized_weights_are_close(rows: int, columns: int) -> None:
    weights = np.random.default_rng(rows).normal(size=(rows, columns))
    coarse, scale = quantize(weights)
    assert np.abs(coarse * scale - weights).max() <= scale.max() * 0.51


def test_one_sentence_has_no_second_subject() -> None:
    weights = (0.0, 1.0, *(0.0,) * 9)

    def found(*sentences: list[float], size: int = 20) -> tuple[str, ...]:
        sizes, owners = np.full(len(sentences), size), np.zeros(len(sentences), dtype=np.intp)
        heard = Heard(np.array(sentences), sizes, owners, np.array([[0.9, 0.1]]), np.zeros(1))
        return second_subjects(heard, ["f", "g"], ["a", "b"], weights, 0.5)[0]

    assert found([0.1, 0.9]) == ()
    assert found([0.9, 0.1], [0.1, 0.9]) == ("b",)
    assert found([0.9, 0.1], [0.6, 0.4]) == ()
    assert found([0.9, 0.1], [0.1, 0.9], size=3) == ()
