"""The segmenter writes the library's words, whatever is put into it, and takes linear time and bounded memory."""

from __future__ import annotations

import logging
import math
from collections.abc import Callable, Collection, Mapping, Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from underthesea import word_tokenize
from underthesea.pipeline.word_tokenize import regex_tokenize

from pipeline.errors import InputError
from pipeline.text import known_library, tagger
from pipeline.text import segment as door
from pipeline.text.chunks import LONGEST, cut_long, linear_pattern
from pipeline.text.lexicon import AFTER, BEFORE, Lexicon
from pipeline.text.segment import segment, segmenter_name, tag_batches
from pipeline.text.tagged import tagged_words
from tests.segment_texts import corpus, generated

SEED = 20261121


def differing(texts: Sequence[str]) -> list[str]:
    """Return the texts whose words are not the library's."""
    return [t for t, words in zip(texts, segment(texts), strict=True) if words != (word_tokenize(t) if t else [])]


def test_the_tables_are_in_use_with_the_library_of_the_lock_file() -> None:
    assert segmenter_name() == "bảng số = underthesea 9.5.0"


def test_words_of_generated_texts_are_the_library_s() -> None:
    assert differing(generated(2_000, SEED)) == []


def test_words_of_petitions_with_and_without_diacritics_are_the_library_s() -> None:
    assert differing(corpus(every=50)) == []


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(5))
def test_words_of_many_generated_texts_are_the_library_s(seed: int) -> None:
    assert differing(generated(8_000, seed)) == []


@pytest.mark.slow
def test_words_of_the_whole_corpus_are_the_library_s() -> None:
    assert differing(corpus(every=1)) == []


@given(st.text(max_size=40).filter(lambda t: "//" not in t and "/." not in t))  # the library hangs on some addresses
def test_words_of_any_text_are_the_library_s(text: str) -> None:
    assert segment([text]) == [word_tokenize(text) if text.strip() else []]


@pytest.mark.parametrize(
    "text",
    [
        "Q.1", "TP.HCM", "A.", "A.\n", "A. \n", "xin :D", "xin :D\n", "xin :D\nchào", "Th s", "Th\u00a0S.",
        "Th\ns", "Th.s", "BOS", "BOS EOS", "a_b _ c", "H'Mông", "v.v...", "ΑΣ Σ", "İ", "ƛ b", "\u0378 b",
        "\x00", "\u2028", "=", "T[0]=BOS", "a\u0323\u0302n", "\u0301", "12.345,6 m2", "2147483648 2147483647",
        "http://a.vn/(b)c).", "x@y.vn.", "ngân hàng 👨‍👩‍👧 !!!",
    ],
)  # fmt: skip
def test_words_of_oddities_are_the_library_s(text: str) -> None:
    assert segment([text, f"Đường {text} hỏng", text * 2]) == [
        word_tokenize(t) for t in (text, f"Đường {text} hỏng", text * 2)
    ]


def test_a_text_without_words_has_none() -> None:
    assert segment(["", "  ", "\n\t\u00a0", "a"]) == [[], [], [], ["a"]]
    assert segment([]) == []


@pytest.mark.parametrize("wrong", [None, math.nan, 12, b"a"])
def test_what_is_no_text_is_a_clear_fault(wrong: object) -> None:
    with pytest.raises(InputError, match="thứ 2 không phải là chữ"):
        segment(["được", wrong])  # type: ignore[list-item]  # that is the fault


@pytest.mark.parametrize("text", ["\ud800", "đường \udfff hỏng", "\ud83d\ude00"])
def test_a_lone_surrogate_is_a_clear_fault_that_quotes_nothing(text: str) -> None:
    with pytest.raises(InputError, match=r"thứ 1 .* UTF-8") as fault:
        segment([text])
    assert "đường" not in str(fault.value)


def test_words_do_not_depend_on_the_batch() -> None:
    texts = generated(300, SEED + 1)
    alone = [words for text in texts for words in segment([text])]
    assert alone == segment(texts) == [w for batch in tag_batches(texts, 7) for w in batch.words()]


def test_long_texts_make_small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "MOST_CHARACTERS", 10)
    assert [len(batch) for batch in tag_batches(["a", "b" * 11, "c", "d"])] == [2, 2]


@pytest.mark.parametrize(
    "chunk", ["a." * 700, "A" * 1_000, "x" * (2 * LONGEST), "a'" * 400 + ":D", "-" * 999, "é." * 500]
)
def test_an_endless_chunk_has_the_words_of_the_cut_one(chunk: str) -> None:
    for text in (chunk, f"Đường {chunk} hỏng", f"{chunk}\n", f"Th s {chunk}"):
        assert segment([text]) == [word_tokenize(cut_long(text))]


def test_a_chunk_that_is_long_enough_is_not_cut() -> None:
    assert cut_long("a" * LONGEST) == "a" * LONGEST
    assert cut_long(f"{'a' * LONGEST}b c") == f"{'a' * LONGEST}\nb c"


@pytest.mark.parametrize("tail", ["." * 50_000, "?!" * 20_000, "(a).)" * 5_000, "((" * 20_000])
def test_web_addresses_before_rulers_end_in_finite_time(tail: str) -> None:
    words = segment([f"xem http://{tail} nhé", f"abc.vn/{tail}"])  # the library doubles its time with every dot
    assert words[0][0] == "xem" and words[0][-1] == "nhé"


def test_a_thousand_accents_on_a_letter_end_in_finite_time() -> None:
    assert len(segment(["a" + "\u0323\u0301" * 100_000])) == 1


@given(st.text(alphabet="ah./:(t)p?1é", max_size=12))
def test_the_linear_expression_matches_what_the_library_s_does(tail: str) -> None:
    ours = linear_pattern(regex_tokenize.regex_patterns)
    assert ours.pattern != regex_tokenize.patterns.pattern
    for text in (f"http://{tail}", f"ab.vn/{tail}", tail):
        assert [m.span() for m in ours.finditer(text)] == [m.span() for m in regex_tokenize.patterns.finditer(text)]


@pytest.fixture
def fresh_tagger() -> tagger.TableTagger:
    folder = known_library.library_folder()
    return tagger.TableTagger(known_library.load_word_model(folder), folder)


def test_memory_is_bounded(fresh_tagger: tagger.TableTagger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tagger, "_MOST_CHUNKS", 300)
    texts, most = generated(600, SEED + 2), 0
    for start in range(0, len(texts), 20):
        part = texts[start : start + 20]
        tagged = fresh_tagger.tag(part)
        assert tagged.words() == segment(part)
        most = max(most, len(tagged.lexicon))
    assert most < 3_000
    assert len(fresh_tagger.tag(["a"]).lexicon) < 1_000


def test_earlier_batches_outlive_a_new_beginning(
    fresh_tagger: tagger.TableTagger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tagger, "_MOST_CHUNKS", 0)
    first = fresh_tagger.tag(["Đường hỏng quá"])
    second = fresh_tagger.tag(["Chợ bẩn"])
    assert first.lexicon is not second.lexicon
    assert first.words() == [["Đường", "hỏng", "quá"]]


def test_texts_that_the_tables_cannot_decide_go_to_the_library(fresh_tagger: tagger.TableTagger) -> None:
    fresh_tagger.tag(["Đường hỏng nặng", "", "Trường tiểu học"])
    assert fresh_tagger.asked_library == 0
    texts = ["gặp Th s Ba", "chữ ƛ lạ", "ô \u0378 trống", "bình thường"]
    assert fresh_tagger.tag(texts).words() == [word_tokenize(text) for text in texts]
    assert fresh_tagger.asked_library == 3


def spoil(monkeypatch: pytest.MonkeyPatch) -> Callable[[], tagger.Tagger]:
    name = next(iter(known_library.KNOWN_FILES))
    monkeypatch.setitem(known_library.KNOWN_FILES, name, "0" * 64)
    monkeypatch.setattr(door, "_strange_parts", door._strange_parts.__wrapped__)
    return door._tagger.__wrapped__  # what the cache would call in a new process


def test_an_unknown_library_works_itself_and_the_log_says_so(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        slow = spoil(monkeypatch)()
    monkeypatch.setattr(door, "_tagger", lambda: slow)
    assert segmenter_name() == "underthesea 9.5.0"
    assert "models.bin" in caplog.text and len(caplog.records) == 1
    texts = ["Đường hỏng", " ", "Th s gặp ngân hàng", "a." * 400]
    assert segment(texts) == [word_tokenize(cut_long(text)) if text.strip() else [] for text in texts]
    with pytest.raises(InputError):
        segment(["\ud800"])


def test_the_library_s_way_is_bounded_too(monkeypatch: pytest.MonkeyPatch) -> None:
    slow = tagger.LibraryTagger(str.split)
    first = slow.tag(["một hai"]).lexicon
    assert slow.tag(["ba"]).lexicon is first
    monkeypatch.setattr("pipeline.text.lexicon.MOST_TOKENS", 3)
    assert slow.tag(["bốn"]).lexicon is not first


def test_another_core_is_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    folder = known_library.library_folder()
    assert known_library.unknown_parts(folder) == []
    monkeypatch.setattr(known_library, "CORE_VERSION", "3.3.3")
    assert known_library.unknown_parts(folder) == ["underthesea_core"]


def test_words_of_one_text_and_sums_over_texts() -> None:
    words = [["ổ gà", "to"], [], ["to"]]
    tagged = tagged_words(words, Lexicon())
    assert tagged.words() == words and tagged.words_of(2) == ["to"] and len(tagged) == 3
    lengths = [len(token) for token in tagged.lexicon.tokens]
    assert tagged.sums(np.array(lengths)).tolist() == [5, 0, 2]


def attribute_scores(tokens: Sequence[str], weights: Mapping[str, float], dictionary: Collection[str]) -> list[float]:
    """Return what I scores above B at each token: the weights of the strings that the core's templates make of it."""
    places: dict[str, tuple[int, ...]] = {"T[-2]": (-2,), "T[-1]": (-1,), "T[0]": (0,), "T[1]": (1,), "T[2]": (2,)}
    places |= {"T[-2,-1]": (-2, -1), "T[-1,0]": (-1, 0), "T[0,1]": (0, 1), "T[1,2]": (1, 2)}
    places |= {"T[-2,0]": (-2, -1, 0), "T[-1,1]": (-1, 0, 1), "T[0,2]": (0, 1, 2)}
    totals = []
    for here in range(len(tokens)):
        total = 0.0
        for name, offsets in places.items():
            spots = [here + offset for offset in offsets]
            if spots[0] < 0 or spots[-1] >= len(tokens):
                mark = "BOS" if spots[0] < 0 else "EOS"
                values = dict.fromkeys(("", ".lower", ".istitle", ".isdigit", ".is_in_dict"), mark)
            else:
                parts = [tokens[spot] for spot in spots]
                gram, low = " ".join(parts), " ".join(parts).lower()
                values = {"": gram, ".lower": low, ".istitle": str(all(part[0] == part[0].upper() for part in parts))}
                values |= {".isdigit": str(gram.isdigit()), ".is_in_dict": str(low in dictionary)}
            total += sum(weights.get(f"{name}{kind}={value}", 0.0) for kind, value in values.items())
        totals.append(total)
    return totals


def test_a_token_scores_what_the_strings_of_its_templates_weigh(fresh_tagger: tagger.TableTagger) -> None:
    model = known_library.load_word_model(known_library.library_folder())
    words = list(model.dictionary)
    for text in (
        "Đường",
        "Trường Tiểu Học",
        "ủy ban nhân dân phường",
        "Bộ Giáo dục và Đào tạo họp 12 ổ gà",
        *words[:40],
    ):
        fresh_tagger.tag([text])
        tokens = text.split()
        marked = [BEFORE, BEFORE, *map(fresh_tagger._lexicon.number, tokens), AFTER, AFTER]
        found = fresh_tagger._scores(np.array(marked))[2:-2]
        assert found == pytest.approx(attribute_scores(tokens, model.crf.weights, set(words)), abs=1e-9)
