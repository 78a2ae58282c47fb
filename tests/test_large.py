"""Very many or very long texts: chosen features, slices of one matrix, and a model like any other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from benchmarks.news_like import texts
from pipeline.intake.masking import mask
from pipeline.records import PetitionType
from pipeline.settings import DATA
from pipeline.taxonomy.catalogue import EMPTY, load_taxonomy
from pipeline.topics.artifact import load_model, save_model
from pipeline.topics.model import Model
from pipeline.topics.predict import WordLists, predict
from pipeline.training.build import build_model
from pipeline.training.corpus_matrix import count_terms, read_matrices
from pipeline.training.examples import Example, load_corpus
from pipeline.training.features import fit_vocabulary, prepare
from pipeline.training.run import material_for
from pipeline.training.scale import LONG_TEXTS, MANY, Plan
from tests.small_office import quiet

TOPICS = ("giao-thong/mat-duong", "ha-tang/chieu-sang", "y-te/bao-hiem", "can-bo/tham-nhung", "dat-dai/cap-gcn")


@pytest.fixture(scope="module")
def news() -> list[Example]:
    return [Example(str(i), text, label) for i, (text, label) in enumerate(texts(150, 80))]


@pytest.fixture(scope="module")
def petitions() -> list[Example]:
    examples, _ = load_corpus(DATA / "corpus", load_taxonomy(DATA / "taxonomy").topics)
    return [e for e in examples if e.topic in TOPICS]


def built(examples: Sequence[Example], plan: Plan) -> Model:
    return build_model("lon", examples, (), material_for(EMPTY), quiet, plan).model


def test_a_model_of_long_texts_is_a_model_like_any_other(news: list[Example], lists: WordLists, tmp_path: Path) -> None:
    model = built(news, LONG_TEXTS)
    save_model(model, tmp_path / "lon")
    again = load_model(tmp_path / "lon")
    assert again.card.settings["plan"] == 2 and again.card.recipe.words
    found = predict(again, [e.text for e in news[:40]], lists)
    assert np.mean([p.topic == e.topic for p, e in zip(found, news, strict=False)]) > 0.9
    assert not [term for term in model.terms if any(c.isdigit() or c in "[]@" for c in term)]
    second = built(news, LONG_TEXTS)
    np.testing.assert_array_equal(model.weights, second.weights)
    assert model.card == second.card


@pytest.mark.slow
def test_many_petitions_still_teach_types_and_hold_without_diacritics(
    petitions: list[Example], lists: WordLists
) -> None:
    model = built(petitions, MANY)
    assert model.card.reads_types and model.card.scores["type_macro_f1"] > 0.6
    assert model.card.scores["topic_accuracy"] > 0.85
    bare = predict(model, ["Den duong dau ngo tat toi om may dem nay, xin sua den chieu sang"], lists)
    assert bare[0].topic == "ha-tang/chieu-sang"


def test_the_matrix_in_arrays_is_that_of_the_standard_plan(petitions: list[Example]) -> None:
    marked = [e for e in petitions if sum(not c.isascii() for c in e.text) > 0.1 * len(e.text)]  # nothing to respell
    few, material = marked[:60], material_for(EMPTY)
    plain = Plan(1, folds=2, copies=0)
    matrices = read_matrices(count_terms(few, plain, material, True), material.recipe, plain, 5, material)
    prepared = prepare(few, material.recipe, material.names, material.habits, np.arange(60) % 2)
    vocabulary = fit_vocabulary(replace(prepared, copies=[]), np.arange(60))
    assert list(matrices.vocabulary.index) == list(vocabulary.index)
    np.testing.assert_allclose(matrices.vocabulary.idf, vocabulary.idf, atol=1e-6)
    difference = matrices.whole - vocabulary.matrix(prepared.clean)
    assert abs(difference).max() < 1e-5
    assert len(matrices.owners) == matrices.sentences.shape[0] == len(matrices.sizes)


def test_pairs_of_less_weight_leave_rows_of_length_one(petitions: list[Example]) -> None:
    material, plain = material_for(EMPTY), Plan(1, folds=2, copies=0)
    matrices = read_matrices(count_terms(petitions[:60], plain, material, False), material.recipe, plain, 5, material)
    for weight in (0.0, 0.5):
        found = matrices.with_pairs(weight)
        np.testing.assert_allclose(np.sqrt(found.whole.multiply(found.whole).sum(axis=1)), 1.0, atol=1e-5)
        assert found.whole.shape[1] == len(found.vocabulary.index) == len(found.vocabulary.idf)
        assert any(" " in term for term in found.vocabulary.index) == (weight > 0)


def test_a_planted_name_is_no_feature_of_a_large_model(lists: WordLists) -> None:
    names = [f"Trần Thị Zeta{chr(97 + i % 6)}" for i in range(60)]
    examples = [
        Example(str(i), f"Tôi là {name}, số 0900 000 123, {'đèn đường tắt' if i % 2 else 'rác chất đống'} mấy hôm nay",
                "den" if i % 2 else "rac", petition_type=PetitionType.PROPOSAL)
        for i, name in enumerate(names)
    ]  # fmt: skip
    assert "Zeta" not in mask(examples[0].text, lists.names)
    model = built(examples, LONG_TEXTS)
    assert "đèn" in model.terms and not [term for term in model.terms if "zeta" in term]
