"""Ways from a text to its topic and probability: the obvious ones and ours.

They stand in a module of their own because other processes must be able to import them.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.batch import corpus_texts
from pipeline.loading import word_lists
from pipeline.settings import MODELS
from pipeline.text.segment import segment, tag_batches
from pipeline.topics.artifact import load_model
from pipeline.topics.model import Model, softmax
from pipeline.topics.predict import predict_clean

SOME = 60  # texts that the naive ways are given; what they would take for all is reckoned from these
TRAINING = 2_000  # petitions that the Rust classifier learns from


@dataclass(frozen=True)
class Way:
    """A way from texts to decisions, and how many of the texts it is given."""

    name: str
    decide: Callable[[list[str]], object]
    most: int | None = None
    alone: bool = True  # uses one core, whose own time is taken: other work on the machine counts less


@cache
def shipped() -> Model:
    """Return the shipped model, ready to use; loaded once in a process."""
    model = load_model(MODELS / "default")
    model.vectorizer(connectives())
    return model


@cache
def connectives() -> frozenset[tuple[str, ...]]:
    """Return the shipped phrases that open a sentence."""
    return word_lists().connectives


def our_decisions(texts: list[str]) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Return the topic of each text and its probability: what the naive ways return, too."""
    model, found = shipped(), []
    vectorizer, size = model.vectorizer(connectives()), len(model.card.labels)
    for tagged in tag_batches(texts):
        found.append(softmax(model.scores(vectorizer.whole(tagged))[:, :size]))
    shares = np.concatenate(found)
    return shares.argmax(axis=1), shares.max(axis=1)


def our_predictions(texts: list[str]) -> object:
    """Return all that is predicted: second subjects, type, urgency, candidates, doubts and evidence besides."""
    return predict_clean(shipped(), texts, connectives())


class Naive:
    """scikit-learn's own classes, holding the weights of our model."""

    def __init__(self) -> None:
        """Fill them."""
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.linear_model import LogisticRegression

        model = shipped()
        size = len(model.card.labels)
        self._vectorizer = TfidfVectorizer(
            tokenizer=str.split, token_pattern=None, ngram_range=(1, 2), sublinear_tf=True, vocabulary=model.vocabulary
        )
        self._vectorizer.idf_ = np.asarray(model.idf, dtype=np.float64)
        self._classifier = LogisticRegression()
        self._classifier.coef_ = model.matrix[:, :size].T.astype(np.float64)
        self._classifier.intercept_ = np.asarray(model.bias[:size], dtype=np.float64)
        self._classifier.classes_ = np.array(model.card.labels)

    def words(self, texts: list[str]) -> list[str]:
        """Return texts with the syllables of a word joined, as ``word_tokenize`` segments them."""
        from underthesea import word_tokenize

        return [word_tokenize(text, format="text") for text in texts]

    def row_by_row(self, texts: list[str]) -> object:
        """Decide one text after another, as ``DataFrame.apply`` does."""
        import pandas as pd

        def decide(row: Any) -> tuple[str, float]:  # noqa: ANN401  # a row of pandas
            shares = self._classifier.predict_proba(self._vectorizer.transform(self.words([row["text"]])))[0]
            return str(self._classifier.classes_[shares.argmax()]), float(shares.max())

        return pd.DataFrame({"text": texts}).apply(decide, axis=1)

    def in_batches(self, texts: list[str]) -> object:
        """Decide all texts at once."""
        shares = self._classifier.predict_proba(self._vectorizer.transform(self.words(texts)))
        return shares.argmax(axis=1), shares.max(axis=1)


def rust_classifier() -> Callable[[list[str]], object]:
    """Return underthesea_core's own classifier behind ``word_tokenize``, trained on some petitions.

    It learns from texts and any labels; what it takes to decide does not hang on what it has learnt.
    """
    import underthesea_core  # type: ignore[import-untyped]  # it ships no types

    texts = [" ".join(w.replace(" ", "_") for w in words) for words in segment(corpus_texts()[:TRAINING])]
    classifier = underthesea_core.TextClassifier(max_features=len(shipped().terms), ngram_range=(1, 2))
    classifier.fit(texts, [shipped().card.labels[i % 97] for i in range(len(texts))])
    naive = Naive()
    return lambda given: classifier.predict_batch(naive.words(given))


def on_all_cores(texts: list[str]) -> object:
    """Decide in chunks by a process on each core."""
    from joblib import Parallel, delayed

    size = max(1, min(1_000, len(texts) // (os.cpu_count() or 1)))
    chunks = [texts[start : start + size] for start in range(0, len(texts), size)]
    return Parallel(n_jobs=os.cpu_count())(delayed(our_decisions)(chunk) for chunk in chunks)


def ways() -> list[Way]:
    """Return the ways, the one that others are compared with first."""
    naive = Naive()
    return [
        Way("naive: word_tokenize, TfidfVectorizer, predict_proba, row by row", naive.row_by_row, SOME),
        Way("naive, all texts at once", naive.in_batches, SOME),
        Way("word_tokenize, underthesea_core.TextClassifier (Rust)", rust_classifier(), SOME),
        Way("ours, one text at a time", lambda texts: [our_decisions([t]) for t in texts], 400),
        Way("ours, one core", our_decisions),
        Way(f"ours, {os.cpu_count()} cores, by the clock on the wall", on_all_cores, alone=False),
        Way("ours, all predicted things, one core", our_predictions),
        Way("word_tokenize alone", naive.words, SOME),
        Way("segmentation alone (tag_batches), one core", lambda texts: [*tag_batches(texts)]),
    ]
