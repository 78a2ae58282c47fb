"""The fast way from text to numbers gives the numbers of the plain way, for texts and for sentences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfVectorizer

from pipeline.errors import ModelError
from pipeline.settings import DATA
from pipeline.text.fast_vectorize import FastVectorizer
from pipeline.text.features import Recipe, terms
from pipeline.text.lexicon import Lexicon
from pipeline.text.segment import segment, tag_batches
from pipeline.text.sentences import load_connectives, pieces
from pipeline.text.tagged import Tagged, tagged_words
from pipeline.text.vectorize import tfidf
from tests.segment_texts import corpus, generated

CONNECTIVES = load_connectives(DATA / "text" / "connectives.csv")
RECIPES = [
    Recipe(words=w, syllables=s, pairs=p, proper_names=n)
    for w in (True, False) for s in (True, False) for p in (True, False) for n in (True, False)
]  # fmt: skip
Words = Sequence[Sequence[str]]


def frequent_terms(texts: Words, recipe: Recipe) -> list[str]:
    """Return a vocabulary that leaves out every second feature."""
    return sorted(Counter(term for words in texts for term in terms(words, recipe)))[::2]


def assert_same(found: csr_matrix, wanted: csr_matrix) -> None:
    assert found.shape == wanted.shape and found.dtype == wanted.dtype == np.float32
    np.testing.assert_array_equal(found.indptr, wanted.indptr)
    np.testing.assert_array_equal(found.indices, wanted.indices)
    np.testing.assert_allclose(found.data, wanted.data, atol=1e-6)


def assert_reads_as_the_plain_way(batches: Sequence[Tagged], vocabulary: Sequence[str], recipe: Recipe) -> None:
    idf = np.linspace(1, 9, len(vocabulary), dtype=np.float32)
    index = {term: column for column, term in enumerate(vocabulary)}
    fast = FastVectorizer(vocabulary, idf, recipe, CONNECTIVES)
    for batch in batches:
        words = batch.words()
        found, rows = fast.read(batch), [terms(w, recipe) for w in words]
        assert_same(found.whole, tfidf(rows, index, idf))
        assert_same(fast.whole(batch), found.whole)
        parts = [pieces(w, CONNECTIVES) for w in words]
        sentences = [terms(piece, recipe) for text in parts for piece in text]
        assert found.owners.tolist() == [i for i, text in enumerate(parts) for _ in text]
        assert found.sizes.tolist() == [len(row) for row in sentences]
        assert_same(found.sentences, tfidf(sentences, index, idf))
        single = [[term for term in row if " " not in term] for row in rows]
        assert found.singles.tolist() == [len(row) for row in single]
        assert found.known.tolist() == [sum(term in index for term in row) for row in single]


@pytest.mark.parametrize("recipe", RECIPES, ids=str)
def test_texts_of_every_kind(recipe: Recipe) -> None:
    texts = generated(150, 7) + corpus(every=300)
    batches = list(tag_batches(texts, 64))
    assert_reads_as_the_plain_way(batches, frequent_terms(segment(texts), recipe), recipe)


@pytest.mark.slow
@pytest.mark.parametrize("recipe", RECIPES[:2], ids=str)
def test_many_texts(recipe: Recipe) -> None:
    texts = generated(4_000, 8) + corpus(every=4)
    assert_reads_as_the_plain_way(list(tag_batches(texts)), frequent_terms(segment(texts), recipe), recipe)


TOKENS = st.one_of(
    st.sampled_from("đường hỏng ổ gà to Lê Lợi LÊ UBND ngoài ra còn về việc thứ hai . ! : - ( \" … 12 2a".split()),
    st.sampled_from("a_b _a a__b __ A_b đường_hỏng ra đó mặt khác".split()),
    st.text("aAbĐđ_.1ΣǅΐŉßÉ²-", min_size=1, max_size=4),
)  # fmt: skip
WORDS = st.lists(st.lists(TOKENS, min_size=1, max_size=4).map(" ".join), max_size=25)


@settings(max_examples=100)
@given(st.lists(WORDS, max_size=5), st.sampled_from(RECIPES))
def test_any_words(texts: list[list[str]], recipe: Recipe) -> None:
    batch = tagged_words(texts, Lexicon())
    assert_reads_as_the_plain_way([batch], frequent_terms(texts, recipe), recipe)


def test_a_text_of_very_many_sentences_is_read_up_to_the_limit() -> None:
    words = [["a", "."] * 100, ["b"], ["c", "!", "."] * 61 + ["d"]]
    assert_reads_as_the_plain_way([tagged_words(words, Lexicon())], ["a", "c", "d"], Recipe())


def test_a_connective_does_not_reach_into_the_next_text() -> None:
    words = [["chợ", "ngoài"], ["ra", "bẩn", "thêm", "vào"], ["đó", "thêm vào", "đó", "ngoài ra", "Ngoài", "ra"]]
    batch = tagged_words(words, Lexicon())
    assert_reads_as_the_plain_way([batch], ["chợ", "ngoài", "thêm_vào đó"], Recipe())
    assert FastVectorizer([], np.zeros(0, np.float32), Recipe(), CONNECTIVES).read(batch).owners.tolist() == [
        0, 1, 2, 2, 2, 2,
    ]  # fmt: skip


def test_numbers_are_scikit_learn_s() -> None:
    recipe, texts = Recipe(proper_names=True), corpus(every=300)
    theirs = TfidfVectorizer(analyzer=lambda words: terms(words, recipe), sublinear_tf=True)
    wanted = theirs.fit_transform(segment(texts))
    ours = FastVectorizer(theirs.get_feature_names_out().tolist(), theirs.idf_.astype(np.float32), recipe)
    found = np.vstack([ours.whole(batch).toarray() for batch in tag_batches(texts)])
    np.testing.assert_allclose(found, wanted.toarray(), atol=1e-6)


def test_batches_of_several_lexicons_can_follow_one_another() -> None:
    first, second = tagged_words([["ổ gà", "to"]], Lexicon()), tagged_words([["to", "quá"], ["ổ gà"]], Lexicon())
    assert_reads_as_the_plain_way([first, second, first], ["ổ_gà", "ổ_gà to", "to", "quá"], Recipe())


def test_terms_that_no_text_can_have_are_never_counted() -> None:
    batch = tagged_words([["Ổ gà", "to", "12", "a", "b", "c"]], Lexicon())
    assert_reads_as_the_plain_way([batch], ["12", "Ổ_gà", "a b c", "", " ", "_", "to 12", "a ", "to"], Recipe())


def test_an_empty_vocabulary_and_an_empty_batch() -> None:
    assert_reads_as_the_plain_way([tagged_words([["a"], []], Lexicon())], [], Recipe())
    assert_reads_as_the_plain_way([tagged_words([], Lexicon()), tagged_words([[]], Lexicon())], ["a"], Recipe())


def test_a_term_that_stands_twice_is_refused() -> None:
    with pytest.raises(ModelError, match="lặp lại"):
        FastVectorizer(["a", "b", "a"], np.ones(3, dtype=np.float32), Recipe())


def test_weights_of_another_vocabulary_are_refused() -> None:
    with pytest.raises(ModelError, match="không khớp"):
        FastVectorizer(["a", "b"], np.ones(3, dtype=np.float32), Recipe())
