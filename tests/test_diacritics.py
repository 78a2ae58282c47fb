"""Diacritics come back on texts typed without them, and nothing else changes."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from pipeline.text.best_paths import best_paths
from pipeline.text.diacritics import (
    LONGEST,
    NO_SPELLINGS,
    Spellings,
    as_written,
    lacks_diacritics,
    respelled,
    restored,
)
from pipeline.text.normalize import normalize, strip_diacritics
from pipeline.training.spellings import learn_spellings, spellings_by_fold

TEXTS = (
    "Đường trước nhà ngập nặng, nước không thoát được",
    "Nước sinh hoạt ở thôn bị đục và có mùi hôi",
    "Đèn đường tắt đã ba tuần, đường tối không đi được",
    "Đường vào thôn ngập, đèn đường không sáng",
)


@pytest.fixture(scope="module")
def spellings() -> Spellings:
    return learn_spellings([*TEXTS, *TEXTS], ["một"] * 4 + ["hai"] * 4)


def test_the_neighbours_decide_the_spelling(spellings: Spellings) -> None:
    assert respelled(["Duong vao thon ngap, den duong khong sang"], spellings) == [TEXTS[3]]


def test_a_text_with_diacritics_and_one_too_short_stay_as_they_are(spellings: Spellings) -> None:
    texts = [TEXTS[0], "duong ngap", "", "0900 000 123 !!!"]
    assert respelled(texts, spellings) == texts


def test_who_has_learnt_nothing_changes_nothing() -> None:
    assert respelled(["duong vao thon ngap nang"], NO_SPELLINGS) == ["duong vao thon ngap nang"]
    assert not learn_spellings([], [])


def test_words_that_have_diacritics_keep_them_in_a_text_without(spellings: Spellings) -> None:
    (found,) = restored(["duong truoc nhà bị ngap nang"], spellings)
    assert found.split()[2:4] == ["nhà", "bị"]


def test_a_word_of_one_writer_is_not_learnt() -> None:
    found = learn_spellings(["ông Tờrùng báo", "ông Tờrùng gọi", "ông báo"], ["một", "một", "hai"])
    assert "ông" in found.words and "tờrùng" not in found.words


def test_no_fold_is_taught_by_its_own_texts() -> None:
    tables = spellings_by_fold(["đường đường", "đèn đèn", "đường"], ["a", "b", "c"], np.array([0, 1, 0]))
    assert "đường" not in tables[0].words and "đèn" not in tables[1].words


def test_evidence_is_shown_as_it_was_written() -> None:
    assert as_written(["đường", "không"], "Đèn đường tắt", "Den duong tat") == ("duong", "không")


@given(st.text(alphabet="duong khongDUONGđờ.,19 \n", max_size=3 * LONGEST))
def test_a_restored_text_differs_in_diacritics_alone(text: str) -> None:
    clean = normalize(text)
    (found,) = restored([clean], learn_spellings([*TEXTS, *TEXTS], ["một"] * 4 + ["hai"] * 4))
    assert len(found) == len(clean)
    assert strip_diacritics(found) == strip_diacritics(clean)


@pytest.mark.parametrize(
    ("text", "lacking"),
    [
        ("Duong vao thon ngap nang", True),
        (TEXTS[0], False),
        ("Duong vao thôn ngap nang qua troi", False),
        ("ok", False),
    ],
)
def test_who_types_without_diacritics(text: str, lacking: bool) -> None:
    assert lacks_diacritics(text) is lacking


@given(st.lists(st.lists(st.integers(1, 3), max_size=5), max_size=4), st.integers(0, 99))
def test_the_best_path_is_the_best_of_all_paths(shape: list[list[int]], seed: int) -> None:
    rng = np.random.default_rng(seed)
    scores = rng.normal(size=(3, 3))

    def score(first: NDArray[np.intp], second: NDArray[np.intp]) -> NDArray[np.float64]:
        return np.asarray(scores[first, second])

    choices = [[np.arange(size, dtype=np.intp) for size in sequence] for sequence in shape]
    for sequence, found in zip(choices, best_paths(choices, score), strict=True):
        best = max(
            (sum(scores[a, b] for a, b in itertools.pairwise(path)) for path in itertools.product(*sequence)), default=0
        )
        assert sum(scores[a, b] for a, b in itertools.pairwise(found)) == pytest.approx(best)
