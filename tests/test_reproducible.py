"""The shipped model is what the shipped corpus makes: the same bytes here, the same decisions elsewhere."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from pipeline.settings import DATA, MODELS
from pipeline.topics.artifact import load_model
from pipeline.topics.model import Model
from pipeline.topics.predict import WordLists, predict
from pipeline.training.model_card import MODEL_CARD, RECIPES, write_model_card
from pipeline.training.run import train_default

SUMS = "SHA256SUMS.json"
CLOSE = 1e-3


@pytest.mark.slow
def test_rebuilding_the_shipped_model(model: Model, lists: WordLists, tmp_path: Path) -> None:
    train_default(lambda step: None, tmp_path / "default", None)
    if (tmp_path / "default" / SUMS).read_bytes() == (MODELS / "default" / SUMS).read_bytes():
        return
    again = load_model(tmp_path / "default")
    assert again.card.sources == model.card.sources, "data/corpus changed after models/default was built"
    assert again.card.versions != model.card.versions or again.terms == model.terms
    with (DATA / "golden" / "petitions.csv").open(encoding="utf-8-sig", newline="") as lines:
        texts = [row["text"] for row in csv.DictReader(lines)]
    for ours, theirs in zip(predict(model, texts, lists), predict(again, texts, lists), strict=True):
        assert ours.topic == theirs.topic and ours.petition_type == theirs.petition_type
        assert ours.confidence == pytest.approx(theirs.confidence, abs=CLOSE)


def test_the_model_card_is_that_of_the_shipped_model(model: Model, tmp_path: Path) -> None:
    write_model_card(tmp_path / "card.md", model.card, RECIPES)
    assert (tmp_path / "card.md").read_text(encoding="utf-8") == MODEL_CARD.read_text(encoding="utf-8")


def test_the_shipped_model_was_built_from_the_shipped_corpus(model: Model) -> None:
    import hashlib

    here = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in (DATA / "corpus").glob("*.csv")}
    assert {source.name: source.sha256 for source in model.card.sources} == here
