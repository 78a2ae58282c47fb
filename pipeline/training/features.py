"""The training matrix: texts and their typed-by-people copies, over a vocabulary that no single writer can fill."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from pipeline.intake.masking import NameWords
from pipeline.text.diacritics import Spellings
from pipeline.text.features import Recipe, terms
from pipeline.text.segment import segment
from pipeline.text.sentences import pieces
from pipeline.text.vectorize import tfidf
from pipeline.topics.reading import clean_text
from pipeline.training.augment import Habits, copies_of
from pipeline.training.examples import Example
from pipeline.training.spellings import learn_spellings, respelled_by_fold, spellings_by_fold

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

Document = list[str]
FEWEST_TEXTS = 2  # a feature seen in one petition is that petition's own, and may be somebody's name
FEWEST_PARTS = 2  # a feature of one writer is that writer's habit
MOST_FEATURES = 120_000  # keeps a model of 97 topics under 15 MB


@dataclass(frozen=True, slots=True)
class Prepared:
    """Features of every example, of its copies (``copies[kind][example]``) and of its sentences; weights, if any."""

    clean: list[Document]
    copies: list[list[Document]]
    sentences: list[list[Document]]
    parts: list[str]
    spellings: Spellings
    weights: tuple[float, ...] = ()

    def writer(self, i: int) -> str:
        """Return who wrote an example: its part, else somebody who wrote nothing else."""
        return self.parts[i] or f"#{i}"

    def rows(self, chosen: NDArray[np.intp]) -> list[Document]:
        """Return the features of the chosen examples, then of their copies, one kind of copy after the other."""
        return [document for kind in (self.clean, *self.copies) for document in (kind[i] for i in chosen)]


def prepare(
    examples: Sequence[Example], recipe: Recipe, names: NameWords, habits: Habits, fold_of: NDArray[np.intp]
) -> Prepared:
    """Mask, normalise, respell and segment every example and its copies; each is respelled by the other folds."""
    parts = [example.part for example in examples]
    masked = [clean_text(example.text, names) for example in examples]
    tables = spellings_by_fold(masked, parts, fold_of)
    clean = respelled_by_fold(masked, fold_of, tables)
    words = segment(clean)
    copied = [copies_of(text, number, habits) for number, text in enumerate(clean)]
    return Prepared(
        clean=[terms(w, recipe) for w in words],
        copies=[
            [terms(w, recipe) for w in segment(respelled_by_fold(kind, fold_of, tables))]
            for kind in zip(*copied, strict=True)
        ],
        sentences=[[terms(piece, recipe) for piece in pieces(w, habits.connectives)] for w in words],
        parts=parts,
        spellings=learn_spellings(masked, parts),
        weights=tuple(example.weight for example in examples),
    )


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Chosen features with their inverse document frequency."""

    index: Mapping[str, int]
    idf: NDArray[np.float32]

    def matrix(self, documents: Sequence[Sequence[str]]) -> csr_matrix:
        """Return the TF-IDF matrix of documents given as features."""
        return tfidf(documents, self.index, self.idf)


def fit_vocabulary(prepared: Prepared, chosen: NDArray[np.intp]) -> Vocabulary:
    """Choose features of enough different examples and parts, the most frequent if there are too many.

    A feature of an example counts once however many of its copies hold it: a copy is no second witness.
    """
    counts: Counter[str] = Counter()
    writers: dict[str, set[str]] = defaultdict(set)
    for i in chosen:
        seen = set(prepared.clean[i]).union(*(kind[i] for kind in prepared.copies))
        counts.update(seen)
        for term in seen:
            writers[term].add(prepared.writer(i))
    fewest_parts = min(FEWEST_PARTS, len({prepared.writer(i) for i in chosen}))
    kept = [term for term, n in counts.items() if n >= FEWEST_TEXTS and len(writers[term]) >= fewest_parts]
    kept = sorted(sorted(kept, key=lambda term: (-counts[term], term))[:MOST_FEATURES])
    frequency = np.array([counts[term] for term in kept], dtype=np.float64)
    idf = np.log((1 + len(chosen)) / (1 + frequency)) + 1
    return Vocabulary({term: i for i, term in enumerate(kept)}, idf.astype(np.float32))
