"""TF-IDF rows of whole texts and of their sentences, straight from the segmenter's arrays.

The same numbers as ``tfidf([terms(words, recipe) ...], vocabulary, idf)``, within 1e-6, without making a string of any
term: what ``features.terms`` says of words and syllables is said here of whole columns of them.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from pipeline.errors import ModelError
from pipeline.text.features import Recipe
from pipeline.text.occurrences import Occurrences, columns_of, occurrences
from pipeline.text.proper_names import CaseReader
from pipeline.text.runs import run_lengths, run_starts
from pipeline.text.sentence_groups import SentenceFinder
from pipeline.text.spelled import Speller
from pipeline.text.tagged import Tagged
from pipeline.text.term_index import TermIndex, index_terms

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix


@dataclass(frozen=True, slots=True)
class Features:
    """What a model reads of a batch.

    ``whole`` has a row for each text, ``sentences`` one for each sentence of each text, in order; ``owners`` is the
    text of a sentence and ``sizes`` how many features, known or not, it has. ``singles`` counts the features of each
    text that are no pairs, ``known`` how many of these the model knows.
    """

    whole: csr_matrix
    sentences: csr_matrix
    owners: NDArray[np.intp]
    sizes: NDArray[np.intp]
    singles: NDArray[np.intp]
    known: NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class _Readers:
    """Whatever knows the tokens of one lexicon."""

    speller: Speller
    cases: CaseReader
    finder: SentenceFinder


class FastVectorizer:
    """Vectorises batches over a fixed vocabulary."""

    def __init__(
        self,
        terms: Sequence[str],
        idf: NDArray[np.float32],
        recipe: Recipe,
        connectives: Collection[tuple[str, ...]] = (),
    ) -> None:
        """Prepare for ``terms`` as ``features.terms`` writes them, with their ``idf``.

        ``connectives`` are phrases that open a sentence, as ``sentences.load_connectives`` gives them.

        Raises:
            ModelError: a term stands twice, or ``idf`` has another length.
        """
        if len(terms) != len(idf):
            raise ModelError("Từ vựng và trọng số idf của mô hình không khớp nhau; hãy huấn luyện lại mô hình.")
        self._index: TermIndex = index_terms(terms)
        self._idf, self._recipe, self._connectives = np.asarray(idf, dtype=np.float32), recipe, connectives
        self._readers: _Readers | None = None

    def whole(self, tagged: Tagged) -> csr_matrix:
        """Return the matrix (texts by features, float32, rows of length 1) of a batch."""
        readers = self._readers_of(tagged)
        spelled, cases = readers.speller.spell(tagged, self._recipe.words), readers.cases.read(tagged)
        columns = columns_of(spelled, self._index, self._recipe)
        return self._matrix(occurrences(spelled, cases, columns, spelled.owners), len(tagged))

    def read(self, tagged: Tagged) -> Features:
        """Return everything a model reads of a batch, in one pass."""
        readers = self._readers_of(tagged)
        spelled, cases, found = (
            readers.speller.spell(tagged, self._recipe.words),
            readers.cases.read(tagged),
            readers.finder.find(tagged),
        )
        columns = columns_of(spelled, self._index, self._recipe)
        texts, sentences = (occurrences(spelled, cases, columns, groups) for groups in (spelled.owners, found.groups))
        single_rows, known = texts.rows[: texts.singles], texts.columns[: texts.singles] >= 0
        return Features(
            whole=self._matrix(texts, len(tagged)),
            sentences=self._matrix(sentences, len(found.owners)),
            owners=found.owners,
            sizes=np.bincount(sentences.rows, minlength=len(found.owners)),
            singles=np.bincount(single_rows, minlength=len(tagged)),
            known=np.bincount(single_rows[known], minlength=len(tagged)),
        )

    def _readers_of(self, tagged: Tagged) -> _Readers:
        """Return the readers of the batch's lexicon; a new lexicon, which is rare, needs new ones."""
        lexicon = tagged.lexicon
        if self._readers is None or self._readers.speller.lexicon is not lexicon:
            finder = SentenceFinder(lexicon, self._connectives)
            self._readers = _Readers(Speller(lexicon, self._index), CaseReader(lexicon), finder)
        return self._readers

    def _matrix(self, counted: Occurrences, size: int) -> csr_matrix:
        """Return the matrix of ``size`` rows: a count n weighs (1 + ln n) idf, a row is divided by its length."""
        from scipy.sparse import csr_matrix

        width = len(self._idf)
        known = counted.columns >= 0
        cells = np.sort(counted.rows[known] * width + counted.columns[known])
        starts = run_starts(cells).nonzero()[0]
        counts = run_lengths(starts, len(cells))
        rows, columns = np.divmod(cells[starts], max(width, 1))
        values = (1 + np.log(counts, dtype=np.float32)) * self._idf[columns]
        length = np.sqrt(np.bincount(rows, weights=values**2, minlength=size))
        values = (values / np.maximum(length, 1e-12)[rows]).astype(np.float32)
        ends = np.concatenate(([0], np.cumsum(np.bincount(rows, minlength=size))))
        return csr_matrix((values, columns.astype(np.int32), ends.astype(np.int32)), shape=(size, width))
