"""Many texts as sparse float32 matrices: segmented once, counted, vectorised in chunks without keeping their words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from pipeline.intake.masking import NameWords
from pipeline.text.fast_vectorize import FastVectorizer
from pipeline.text.features import Recipe, terms
from pipeline.text.segment import tag_batches
from pipeline.text.tagged import Tagged
from pipeline.topics.reading import clean_text
from pipeline.training.augment import Habits, copies_of
from pipeline.training.examples import Example
from pipeline.training.features import FEWEST_PARTS, Vocabulary
from pipeline.training.fit import JOBS, jobs_for
from pipeline.training.material import Material
from pipeline.training.scale import Plan

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

CHUNK = 500  # texts cleaned by one task
TEXTS = 256  # segmented together
MOST_TERMS = 4_000_000  # counted at once; beyond, those seen in one text so far are forgotten
MOST_WEIGHTS = 12_000_000  # of a model: features times labels, one byte each
MOST_FEATURES = 400_000


@dataclass(frozen=True, slots=True)
class Counted:
    """The segmented texts and, if the plan learns a copy, their copies without diacritics.

    ``parts`` is the part of each text, -1 where it has none; ``sentences`` says whether sentences are wanted, which
    only second subjects are learnt from.
    """

    texts: tuple[Tagged, ...]
    bare: tuple[Tagged, ...]
    parts: NDArray[np.intp]
    sentences: bool


@dataclass(frozen=True, slots=True)
class Matrices:
    """TF-IDF rows (texts by features) of texts, of bare copies if learnt, and of sentences with owner and size."""

    vocabulary: Vocabulary
    whole: csr_matrix
    bare: csr_matrix | None
    sentences: csr_matrix
    owners: NDArray[np.intp]
    sizes: NDArray[np.intp]

    def with_pairs(self, weight: float) -> Matrices:
        """Return the matrices with the weight of pairs of words changed: 0 leaves them out; rows keep length 1."""
        pair = np.array([" " in term for term in self.vocabulary.index])
        if weight == 1.0:
            return self
        kept = np.flatnonzero(~pair) if weight == 0 else np.arange(len(pair))
        factor = np.where(pair, weight, 1.0).astype(np.float32)[kept]
        terms_kept = [term for term, is_pair in zip(self.vocabulary.index, pair, strict=True) if weight or not is_pair]
        return replace(
            self,
            vocabulary=Vocabulary({t: i for i, t in enumerate(terms_kept)}, self.vocabulary.idf[kept] * factor),
            whole=_rescaled(self.whole, kept, factor),
            bare=None if self.bare is None else _rescaled(self.bare, kept, factor),
            sentences=_rescaled(self.sentences, kept, factor),
        )


def count_terms(examples: Sequence[Example], plan: Plan, material: Material, sentences: bool) -> Counted:
    """Clean and segment every text, and its copy without diacritics if the plan learns one."""
    from joblib import Parallel, delayed

    texts = [example.text for example in examples]
    work = (
        delayed(_cleaned)(texts[at : at + CHUNK], at, material.names, material.habits, plan.copies > 0)
        for at in range(0, len(texts), CHUNK)
    )
    clean: list[str] = []
    bare: list[str] = []
    for own, copies in Parallel(n_jobs=jobs_for(len(texts)), pre_dispatch=2 * JOBS)(work):
        clean += own
        bare += copies
    parts = {part: at for at, part in enumerate(dict.fromkeys(e.part for e in examples if e.part))}
    own_parts = np.array([parts.get(example.part, -1) for example in examples], dtype=np.intp)
    tagged = [tag_batches(kind, TEXTS) for kind in (clean, bare)]
    return Counted(tuple(tagged[0]), tuple(tagged[1]), own_parts, sentences)


def _cleaned(
    texts: Sequence[str], first: int, names: NameWords, habits: Habits, with_copy: bool
) -> tuple[list[str], list[str]]:
    clean = [clean_text(text, names) for text in texts]
    return clean, [copies_of(text, first + i, habits)[1] for i, text in enumerate(clean)] if with_copy else []


def read_matrices(counted: Counted, recipe: Recipe, plan: Plan, labels: int, material: Material) -> Matrices:
    """Choose the features that ``recipe`` counts in enough texts of enough parts, and vectorise everything by them."""
    counts = _frequencies(counted, recipe, plan)
    size = int(counted.parts.shape[0])
    most = min(MOST_FEATURES, MOST_WEIGHTS // max(labels, 1))
    kept = sorted(sorted(counts, key=lambda term: (-counts[term], term))[:most])
    idf = np.log((1 + size) / (1 + np.array([counts[term] for term in kept], dtype=np.float64))) + 1
    vectorizer = FastVectorizer(kept, idf.astype(np.float32), recipe, material.habits.connectives)
    found = _vectorised(vectorizer, counted)
    enough = _of_enough_parts(found, counted.parts)
    terms_kept = [kept[i] for i in enough]
    return replace(
        found,
        vocabulary=Vocabulary({term: i for i, term in enumerate(terms_kept)}, idf[enough].astype(np.float32)),
        whole=_rescaled(found.whole, enough),
        bare=None if found.bare is None else _rescaled(found.bare, enough),
        sentences=_rescaled(found.sentences, enough),
    )


def _frequencies(counted: Counted, recipe: Recipe, plan: Plan) -> dict[str, int]:
    """Return in how many texts each feature occurs, in the text or in its copy, of those that occur in enough."""
    counts: Counter[str] = Counter()
    copies = counted.bare or (None,) * len(counted.texts)
    for batch, bare in zip(counted.texts, copies, strict=True):
        documents = [set(terms(words, recipe)) for words in batch.words()]
        for document, words in zip(documents, bare.words() if bare is not None else (), strict=False):
            document.update(terms(words, recipe))
        for document in documents:
            counts.update(document)
        if len(counts) > MOST_TERMS:
            counts = Counter({term: n for term, n in counts.items() if n > 1})
    return {term: n for term, n in counts.items() if n >= plan.fewest_texts}


def _vectorised(vectorizer: FastVectorizer, counted: Counted) -> Matrices:
    from scipy.sparse import vstack

    nothing = Vocabulary({}, np.zeros(0, dtype=np.float32))
    bare = vstack([vectorizer.whole(batch) for batch in counted.bare], format="csr") if counted.bare else None
    if not counted.sentences:
        whole = vstack([vectorizer.whole(batch) for batch in counted.texts], format="csr")
        return Matrices(nothing, whole, bare, whole[:0], np.zeros(0, dtype=np.intp), np.zeros(0, dtype=np.intp))
    read = [vectorizer.read(batch) for batch in counted.texts]
    starts = np.cumsum([0, *(len(batch) for batch in counted.texts)])
    return Matrices(
        vocabulary=nothing,
        whole=vstack([features.whole for features in read], format="csr"),
        bare=bare,
        sentences=vstack([features.sentences for features in read], format="csr"),
        owners=np.concatenate([f.owners + start for f, start in zip(read, starts, strict=False)]),
        sizes=np.concatenate([features.sizes for features in read]),
    )


def _of_enough_parts(found: Matrices, parts: NDArray[np.intp]) -> NDArray[np.intp]:
    """Return the features that several parts have: one of a single writer is that writer's habit or somebody's name."""
    from scipy.sparse import csr_matrix

    width, named = found.whole.shape[1], np.flatnonzero(parts >= 0)
    if not len(named):  # every text has its own writer, and a feature occurs in several texts
        return np.arange(width)
    matrices = [matrix for matrix in (found.whole, found.bare) if matrix is not None]
    alone = np.flatnonzero(parts < 0)
    count = int(parts.max()) + 1
    by_part = csr_matrix((np.ones(len(named), dtype=np.float32), (parts[named], named)), (count, len(parts)))
    holders = sum(by_part @ matrix for matrix in matrices).tocsr()
    writers = np.bincount(holders.nonzero()[1], minlength=width)
    writers = writers + sum(np.bincount(matrix[alone].indices, minlength=width) for matrix in matrices[:1])
    return np.flatnonzero(writers >= min(FEWEST_PARTS, count + len(alone)))


def _rescaled(matrix: csr_matrix, kept: NDArray[np.intp], factor: NDArray[np.float32] | None = None) -> csr_matrix:
    """Return the kept columns, times ``factor``, in rows of length 1."""
    found = matrix if len(kept) == matrix.shape[1] else matrix[:, kept]
    data = found.data if factor is None else found.data * factor[found.indices]
    owner = np.repeat(np.arange(found.shape[0]), np.diff(found.indptr))
    length = np.sqrt(np.bincount(owner, weights=data.astype(np.float64) ** 2, minlength=found.shape[0]))
    data = (data / np.maximum(length, 1e-12)[owner]).astype(np.float32)
    return type(found)((data, found.indices, found.indptr), shape=found.shape)
