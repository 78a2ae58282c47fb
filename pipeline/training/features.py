"""The training matrix: texts and their typed-by-people copies, over a vocabulary that no single writer can fill."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from pipeline.intake.masking import NameWords
from pipeline.text.features import Recipe, terms
from pipeline.text.segment import segment
from pipeline.text.vectorize import tfidf
from pipeline.topics.reading import clean_text
from pipeline.training.augment import careless, without_diacritics
from pipeline.training.corpus import Example

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

FEWEST_TEXTS = 2  # a feature seen in one petition is that petition's own, and may be somebody's name
MOST_FEATURES = 100_000  # keeps a model of 97 topics under 15 MB


@dataclass(frozen=True, slots=True)
class Prepared:
    """Features of each example and of its copies; ``copies[i][j]`` belongs to example ``j``."""

    clean: list[list[str]]
    copies: list[list[list[str]]]

    def rows(self, chosen: NDArray[np.intp], with_copies: bool) -> list[list[str]]:
        """Return the features of the chosen examples, then of their copies, one kind of copy after the other."""
        found = [self.clean[i] for i in chosen]
        for copy in self.copies if with_copies else []:
            found += [copy[i] for i in chosen]
        return found


def prepare(examples: Sequence[Example], recipe: Recipe, names: NameWords, short_forms: Mapping[str, str]) -> Prepared:
    """Mask, normalise and segment every example, its copy without diacritics and its careless copy."""
    clean = [clean_text(example.text, names) for example in examples]
    bare = [without_diacritics(text) for text in clean]
    hurried = [careless(text, seed, short_forms) for seed, text in enumerate(clean)]
    seen = [[terms(words, recipe) for words in segment(texts)] for texts in (clean, bare, hurried)]
    return Prepared(seen[0], seen[1:])


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Chosen features with their inverse document frequency."""

    index: Mapping[str, int]
    idf: NDArray[np.float32]

    def matrix(self, documents: Sequence[Sequence[str]]) -> csr_matrix:
        """Return the TF-IDF matrix of documents given as features."""
        return tfidf(documents, self.index, self.idf)


def fit_vocabulary(prepared: Prepared, chosen: NDArray[np.intp]) -> Vocabulary:
    """Choose features that occur in enough different examples, the most frequent if there are too many.

    A feature of an example counts once however many of its copies hold it: a copy is no second witness.
    """
    counts: Counter[str] = Counter()
    for i in chosen:
        counts.update(set(prepared.clean[i]).union(*(copy[i] for copy in prepared.copies)))
    kept = [term for term, n in counts.items() if n >= FEWEST_TEXTS]
    kept = sorted(sorted(kept, key=lambda term: (-counts[term], term))[:MOST_FEATURES])
    frequency = np.array([counts[term] for term in kept], dtype=np.float64)
    idf = np.log((1 + len(chosen)) / (1 + frequency)) + 1
    return Vocabulary({term: i for i, term in enumerate(kept)}, idf.astype(np.float32))
