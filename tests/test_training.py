"""Training: examples, splits, copies, doubt, and the figures printed."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import TrainingError
from pipeline.settings import DATA, MODELS
from pipeline.taxonomy.catalogue import EMPTY
from pipeline.text.features import Recipe
from pipeline.text.normalize import strip_diacritics
from pipeline.topics.model import Model
from pipeline.topics.predict import WordLists, predict
from pipeline.training.augment import Habits, careless, copies_of, load_habits
from pipeline.training.build import Built, build_model
from pipeline.training.doubt import best_limit, f_beta
from pipeline.training.evaluate import calibration_error, label_scores, macro_f1
from pipeline.training.examples import Example, LabelColumns, load_files
from pipeline.training.features import fit_vocabulary, prepare
from pipeline.training.heads import temperature
from pipeline.training.material import Material
from pipeline.training.second import second_truth
from pipeline.training.splits import folds, groups, near_duplicates

TEXTS = {
    "den": (
        "đèn đường chợ cũ tắt tối om", "bóng đèn đầu thôn hỏng ba đêm nay tối om", "ngã ba không có đèn, tối đen",
        "cột đèn cổng làng chập chờn", "bờ kênh đèn tắt cả tuần", "xin lắp thêm bóng đèn ở sân đình vì tối",
        "đèn đường bến đò cháy bóng", "dốc đá đèn hỏng, đi đêm tối sợ",
    ),
    "rac": (
        "rác chợ cũ chất đống bốc mùi", "xe thu gom rác bỏ đầu thôn cả tuần", "ngã ba thành bãi rác hôi thối",
        "người lạ đổ trộm rác ở cổng làng", "rác trôi kín bờ kênh", "thùng rác sân đình tràn bốc mùi",
        "bến đò đầy rác thải nhựa", "dốc đá có ai đổ rác xây dựng",
    ),
    "truong": (
        "trường thu quỹ lớp quá cao", "phụ huynh phải đóng tiền học thêm", "nhà trường bắt mua đồng phục đắt",
        "tiền bán trú của trường tăng gấp đôi", "cô giáo gợi ý phụ huynh nộp quỹ", "trường thu tiền điều hòa",
        "học phí tăng mà trường không họp phụ huynh", "quỹ lớp chi gì phụ huynh không rõ",
    ),
}  # fmt: skip
SCENES = {"a": "đèn đường ở {} tắt tối om mấy hôm nay không ai sửa", "b": "rác ở {} chất đống bốc mùi không thấy xe"}
PLACES = ("chợ cũ", "đầu thôn", "ngã ba", "cổng làng")


@pytest.fixture(scope="session")
def habits() -> Habits:
    return load_habits(DATA)


@pytest.fixture(scope="session")
def examples() -> list[Example]:
    return [
        Example(f"{label}-{i}", text, label, part=f"p{i % 4}")
        for label, texts in TEXTS.items()
        for i, text in enumerate(texts)
    ]


@pytest.fixture(scope="session")
def built(examples: Sequence[Example], habits: Habits, lists: WordLists) -> Built:
    material = Material(EMPTY, lists.names, habits, lambda given, true: given == true)
    return build_model("nho", examples, (), material, lambda step: None)


def test_a_small_model_learns_its_labels_and_says_how_well(built: Built, lists: WordLists) -> None:
    (found,) = predict(built.model, ["Rác trước cổng làng chất đống bốc mùi quá"], lists)
    assert found.topic == "rac"
    assert built.model.card.scores["topic_accuracy"] > 0.7
    assert {score.label: score.support for score in built.by_label} == dict.fromkeys(TEXTS, 8)


def test_training_twice_gives_the_same_model(
    built: Built, examples: Sequence[Example], habits: Habits, lists: WordLists
) -> None:
    material = Material(EMPTY, lists.names, habits, lambda given, true: given == true)
    again = build_model("nho", examples, (), material, lambda step: None).model
    assert again.card == built.model.card and again.terms == built.model.terms
    np.testing.assert_array_equal(again.weights, built.model.weights)


def test_no_planted_name_or_number_becomes_a_feature(lists: WordLists, habits: Habits) -> None:
    names = [f"Trần Thị Zeta{chr(97 + i)}{chr(97 + j)}" for i in range(20) for j in range(25)]
    texts = [f"Tôi là {name}, số 0900 000 123, đèn đường tắt" for name in names for _ in range(2)]
    examples = [Example(str(i), text, "den", part=f"p{i % 2}") for i, text in enumerate(texts)]
    prepared = prepare(examples, Recipe(), lists.names, habits, np.arange(len(examples)) % 2)
    vocabulary = fit_vocabulary(prepared, np.arange(len(examples)))
    assert "đèn" in vocabulary.index
    assert not [term for term in vocabulary.index if "zeta" in term or any(c.isdigit() for c in term)]


def test_the_shipped_vocabulary_holds_no_digit_and_no_mask(model: Model) -> None:
    assert not [term for term in model.terms if any(c.isdigit() or c in "[]@" for c in term)]


def test_a_feature_of_one_writer_is_left_out(lists: WordLists, habits: Habits) -> None:
    texts = [("p1", "đèn hỏng zezeze"), ("p1", "đèn tắt zezeze"), ("p2", "đèn mờ")]
    examples = [Example(str(i), text, "den", part=part) for i, (part, text) in enumerate(texts)]
    vocabulary = fit_vocabulary(
        prepare(examples, Recipe(), lists.names, habits, np.zeros(3, dtype=np.intp)), np.arange(3)
    )
    assert "đèn" in vocabulary.index and "zezeze" not in vocabulary.index


def test_copies_are_the_same_every_time_and_differ_from_the_text(habits: Habits) -> None:
    text = "Đường trước trường không có đèn, người dân được hứa mà chưa thấy"
    assert copies_of(text, 7, habits) == copies_of(text, 7, habits)
    polite, bare, hurried = copies_of(text, 7, habits)
    assert text in polite and polite != text
    assert bare.isascii() and strip_diacritics(text) in bare
    assert hurried != text


@given(st.text(alphabet="đường không hỏng", max_size=60), st.integers(0, 99))
def test_a_rate_of_zero_mistypes_nothing(text: str, seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311  # reproducible noise
    assert careless(text, rng, {"zzz": "z"}, rate=0.0).split() == text.split()


def test_near_duplicates_are_found_and_grouped() -> None:
    base = "đường vào thôn hỏng nặng đã hai năm nay mà chưa ai sửa chữa cho dân đi lại"
    texts = [base, base + " nhé", "chuyện hoàn toàn khác về chợ và rác thải của phường ta", base.upper()]
    assert {(a, b) for a, b, _ in near_duplicates(texts)} == {(0, 1), (0, 3), (1, 3)}
    assert groups(texts) == [0, 0, 2, 0]


def test_folds_keep_parts_whole_and_are_the_same_everywhere(examples: list[Example]) -> None:
    found = folds(examples, 3)
    homes = {(example.part, fold) for example, fold in zip(examples, found, strict=True)}
    assert len(homes) == len({part for part, _ in homes})
    assert found.tolist() == folds(examples, 3).tolist()


def test_without_parts_near_duplicates_stay_in_one_fold() -> None:
    texts = [f"{scene.format(place)} {end}" for scene in SCENES.values() for place in PLACES for end in ("ạ", "nhé")]
    examples = [Example(str(i), text, "x", part="tệp") for i, text in enumerate(texts)]
    found, group = folds(examples, 3), groups(texts)
    for leader in set(group):
        assert len({int(found[i]) for i in range(len(texts)) if group[i] == leader}) == 1


def test_temperature_finds_the_scale_that_labels_were_drawn_with() -> None:
    rng = np.random.default_rng(5)
    scores = rng.normal(size=(6000, 4))
    noise = rng.gumbel(size=scores.shape)
    labels = (3 * scores + noise).argmax(axis=1)
    assert temperature(scores, labels) == pytest.approx(3, rel=0.06)


def test_figures_by_hand() -> None:
    truth, given = np.array([0, 0, 1, 1]), np.array([0, 1, 1, 1])
    a, b = label_scores(("a", "b", "c"), truth, given)
    assert (a.precision, a.recall, b.recall) == (1.0, 0.5, 1.0)
    assert b.precision == pytest.approx(2 / 3)
    assert macro_f1([a, b]) == pytest.approx((2 / 3 + 0.8) / 2)
    assert calibration_error(np.array([0.75, 0.75]), np.array([True, False])) == pytest.approx(0.25)
    assert f_beta(np.array([True, False]), np.array([True, True])) == pytest.approx(2 / 3)
    assert f_beta(np.array([True, False]), np.array([True, True]), 2.0) == pytest.approx(5 / 9)
    assert best_limit(np.array([0.2, 0.6, 0.7]), np.array([False, True, True]))[1] == 1.0


def test_a_second_subject_taken_for_the_main_one_leaves_the_main_one_beside_it() -> None:
    example = Example("1", "x", "a", other_topics=("b",))
    assert second_truth([example], ["a", "b"], np.array([1])).tolist() == [[True, False]]


@pytest.mark.parametrize(
    ("content", "seen"),
    [
        ("noi dung,topic\na,b\n", "không có cột 'text'"),
        ("text,topic,petition_type\na b,x,thu\n", "loại đơn 'thu'"),
        ('text,topic\na,b\n"a,b\n', "dòng 3"),
    ],
)
def test_a_training_file_is_refused_with_its_row(tmp_path: Path, content: str, seen: str) -> None:
    file = tmp_path / "a.csv"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(TrainingError, match=seen):
        load_files([file], LabelColumns(), None)


def test_the_shipped_card_names_its_sources(model: Model) -> None:
    files = {source.name for source in model.card.sources}
    assert files == {path.name for path in (DATA / "corpus").glob("*.csv")}
    assert (MODELS / "default" / "card.json").exists()
    assert set(model.card.versions) >= {"python", "numpy", "scikit-learn", "underthesea"}
