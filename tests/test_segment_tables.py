"""The parts under the segmenter: exact tables, files of the library, two labels at once, case as the core sees it."""

from __future__ import annotations

import io
import itertools
import subprocess
import sys
from unicodedata import category

import joblib
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import ModelError
from pipeline.text import key_table, known_library
from pipeline.text.crf_file import read_crf, read_pickled_strings
from pipeline.text.crf_tables import is_title
from pipeline.text.key_table import KeyTable
from pipeline.text.lexicon import Lexicon, TokenColumn
from pipeline.text.tagger import _OTHER_CASE
from pipeline.text.viterbi import Transitions, best_labels

KEYS = st.lists(st.integers(0, 2**63 - 1), unique=True, max_size=60)


@given(KEYS, KEYS)
def test_a_table_finds_what_it_was_built_of_and_nothing_else(keys: list[int], others: list[int]) -> None:
    table = KeyTable(np.array(keys, dtype=np.int64))
    asked = keys + others
    wanted = [keys.index(key) if key in keys else -1 for key in asked]
    assert table.rows(np.array(asked, dtype=np.int64)).tolist() == wanted
    where, rows = table.hits(np.array(asked, dtype=np.int64))
    assert dict(zip(where.tolist(), rows.tolist(), strict=True)) == {i: r for i, r in enumerate(wanted) if r >= 0}


@given(KEYS, KEYS)
def test_keys_that_all_hash_alike_are_told_apart(keys: list[int], others: list[int]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(key_table, "_SPREADS", (np.uint64(0),) * 2)
        table = KeyTable(np.array(keys, dtype=np.int64))
        wanted = [keys.index(key) if key in keys else -1 for key in keys + others]
        assert table.rows(np.array(keys + others, dtype=np.int64)).tolist() == wanted


@pytest.mark.parametrize("keys", [[1, 1], [-1]])
def test_a_table_refuses_keys_that_would_hide_each_other(keys: list[int]) -> None:
    with pytest.raises(ValueError, match="distinct"):
        KeyTable(np.array(keys, dtype=np.int64))


def best_by_trying_all(scores: list[float], steps: Transitions) -> tuple[list[bool], float]:
    """Return the best labels of one text, and by how much they beat the second best."""
    table = {(False, False): steps.bb, (False, True): steps.bi, (True, False): steps.ib, (True, True): steps.ii}
    found = []
    for labels in itertools.product((False, True), repeat=len(scores)):
        moves = sum(table[pair] for pair in itertools.pairwise(labels))
        found.append((sum(s for s, inside in zip(scores, labels, strict=True) if inside) + moves, labels))
    (best, labels), (second, _) = sorted(found, reverse=True)[:2]
    return list(labels), best - second


SCORES = st.floats(-4, 4, allow_nan=False)
THEIRS = Transitions(bb=-0.43642745, bi=0.40012907, ib=0.40140902, ii=-0.60620582)  # of underthesea's model, rounded
STEPS = st.one_of(st.just(THEIRS), st.builds(Transitions, bb=SCORES, bi=SCORES, ib=SCORES, ii=SCORES))


@given(st.lists(st.lists(SCORES, min_size=1, max_size=7), max_size=4), STEPS)
def test_two_labels_are_the_best_of_all(texts: list[list[float]], steps: Transitions) -> None:
    flat = [score for text in texts for score in text]
    begins = [at == 0 for text in texts for at in range(len(text))]
    labels, close = best_labels(np.array(flat), np.array(begins, dtype=bool), steps)
    start = 0
    for text in texts:
        here = range(start, start + len(text))
        wanted, margin = best_by_trying_all(text, steps)
        if margin > 1e-6:
            assert labels[start : start + len(text)].tolist() == wanted
        elif margin == 0:
            assert set(close.tolist()) & set(here)
        start += len(text)


@given(st.sets(st.text(max_size=60).filter(lambda text: len(text.encode("utf-8", "replace")) < 256)))
def test_a_pickled_set_of_strings_is_read_without_running_it(strings: set[str]) -> None:
    strings = {s for s in strings if s.isprintable()}
    file = io.BytesIO()
    joblib.dump(strings, file, protocol=4)
    assert sorted(read_pickled_strings(file.getvalue())) == sorted(strings)


@pytest.mark.parametrize("thing", [print, 12, [1.5], {"a": 1}])
def test_another_pickle_is_refused(thing: object) -> None:
    file = io.BytesIO()
    joblib.dump(thing, file, protocol=4)
    with pytest.raises(ModelError, match="Từ điển"):
        read_pickled_strings(file.getvalue())


def test_another_model_file_is_refused() -> None:
    with pytest.raises(ModelError, match="CRFsuite"):
        read_crf(b"abc")
    content = (known_library.library_folder() / next(iter(known_library.KNOWN_FILES))).read_bytes()
    with pytest.raises(ModelError, match="nhãn khác"):
        read_crf(content.replace(b"I-W\0", b"I-X\0"))


def test_columns_grow_with_their_lexicon() -> None:
    lexicon = Lexicon()
    column = TokenColumn(lexicon, lambda tokens: np.array([len(t) for t in tokens]), np.array([7, 8]))
    assert column.rows().tolist() == [7, 8]
    wanted = [7, 8]
    for size in range(1, 40):
        assert lexicon.number("a" * size) == lexicon.number("a" * size) == size + 1
        wanted.append(size)
        assert column.rows().tolist() == wanted


@pytest.mark.slow
@pytest.mark.parametrize("form", ["%s", "%sa", "A%sa", "1%s", "ΑΣ%s", "Α%sΣ"])
def test_python_and_the_core_agree_on_the_case_of_every_assigned_character(form: str) -> None:
    from underthesea_core import CRFFeaturizer  # type: ignore[import-untyped]  # ships no types

    featurizer = CRFFeaturizer(["T[0].lower", "T[0].istitle"], set())
    letters = [c for c in map(chr, range(0x21, sys.maxunicode + 1)) if category(c) not in {"Cn", "Cs"}]
    tokens = [form % c for c in letters if c not in _OTHER_CASE]
    for start in range(0, len(tokens), 20_000):
        part = tokens[start : start + 20_000]
        wanted = [[f"T[0].lower={t.lower()}", f"T[0].istitle={is_title(t)}"] for t in part]
        assert [list(f) for f in featurizer.process([[[t] for t in part]])[0]] == wanted


def test_the_library_is_whole_after_parts_of_it_were_read() -> None:
    command = (
        "import sys; from pipeline.text.segment import segment; segment(['đường hỏng']); "
        "assert 'underthesea' not in sys.modules; import underthesea; "
        "assert underthesea.word_tokenize('đường hỏng') == segment(['đường hỏng'])[0]"
    )
    subprocess.run([sys.executable, "-c", command], check=True)  # noqa: S603  # our own words
