"""How fast text becomes words and numbers: ``python -m benchmarks.text_core [TEXTS]`` (default 400).

One table from one run, medians of three rounds in which every way takes its turn, in seconds of the one processor core
that each way uses; ratios are against the first row of a block. Texts are petitions of the corpus, two joined to make
about 150 words. "In use" means that the segmenter has read two thousand other texts before and meets these for the
first time; "cold" that it has read nothing.
"""

from __future__ import annotations

import os
import platform
import resource
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version

import numpy as np
from underthesea import word_tokenize

from pipeline.settings import DATA
from pipeline.text.fast_vectorize import FastVectorizer
from pipeline.text.features import Recipe, terms
from pipeline.text.known_library import library_folder, load_word_model
from pipeline.text.segment import BATCH, segment, segmenter_name
from pipeline.text.sentences import load_connectives, pieces
from pipeline.text.tagged import Tagged
from pipeline.text.tagger import TableTagger
from pipeline.text.vectorize import tfidf
from tests.segment_texts import corpus

ROUNDS = 3
WARM_UP = 2_000
VOCABULARY = 100_000
LIBRARIES = ("underthesea", "underthesea_core", "numpy", "scipy")


@dataclass(frozen=True)
class Way:
    """One way to do a job: what is timed, and what makes it ready before each round."""

    name: str
    work: Callable[[TableTagger], object]
    ready: Callable[[], TableTagger]


class Bench:
    """The texts, the vocabulary and the ways."""

    def __init__(self, size: int) -> None:
        """Join petitions into ``size`` texts and some two thousand others to warm up on."""
        petitions = corpus(every=1)[::2]
        joined = [
            " ".join(petitions[(2 * i + k * 7) % len(petitions)] for k in range(2)) for i in range(size + WARM_UP)
        ]
        self.texts, self.others = joined[:size], joined[size:]
        self.recipe, self.connectives = Recipe(), load_connectives(DATA / "text" / "connectives.csv")
        self.words = segment(self.texts)
        self.tokens = sum(len(word.split(" ")) for words in self.words for word in words)
        counts = Counter(term for words in segment(petitions) for term in terms(words, self.recipe))
        self.vocabulary = sorted(term for term, _ in counts.most_common(VOCABULARY))
        self.index = {term: column for column, term in enumerate(self.vocabulary)}
        self.idf = np.linspace(1, 9, len(self.vocabulary), dtype=np.float32)
        self.vectorizer = FastVectorizer(self.vocabulary, self.idf, self.recipe, self.connectives)
        folder = library_folder()
        self._model = load_word_model(folder), folder

    def tagger(self, warm_up: Sequence[str] = ()) -> TableTagger:
        """Return a new tagger, and the vectorizer ready for it, after ``warm_up``."""
        tagger = TableTagger(*self._model)
        for start in range(0, len(warm_up), BATCH):
            self.vectorizer.read(tagger.tag(warm_up[start : start + BATCH]))
        return tagger

    def in_use(self) -> TableTagger:
        """Return a tagger that has read other texts."""
        return self.tagger(self.others)

    def library_words(self, _: TableTagger) -> list[list[str]]:
        """Segment as the library does."""
        return [word_tokenize(text) for text in self.texts]

    def our_words(self, tagger: TableTagger) -> list[list[str]]:
        """Segment by tables, in batches."""
        return [words for batch in self._batches(tagger, BATCH) for words in batch.words()]

    def plain_rows(self, words: Sequence[Sequence[str]]) -> None:
        """Count features of texts and sentences by strings."""
        tfidf([terms(w, self.recipe) for w in words], self.index, self.idf)
        parts = [piece for w in words for piece in pieces(w, self.connectives)]
        tfidf([terms(piece, self.recipe) for piece in parts], self.index, self.idf)

    def our_rows(self, tagger: TableTagger, size: int = BATCH) -> None:
        """From text to the rows of texts and sentences."""
        for batch in self._batches(tagger, size):
            self.vectorizer.read(batch)

    def our_whole_rows(self, tagger: TableTagger) -> None:
        """From text to the rows of texts only."""
        for batch in self._batches(tagger, BATCH):
            self.vectorizer.whole(batch)

    def blocks(self) -> list[tuple[str, list[Way]]]:
        """Return the jobs and their ways, the one to compare with first."""
        return [
            (
                "text to words",
                [
                    Way("underthesea.word_tokenize, text by text", self.library_words, self.in_use),
                    Way("tables, batches, cold", self.our_words, self.tagger),
                    Way("tables, batches, in use", self.our_words, self.in_use),
                    Way("tables, arrays only (tag_batches), in use", lambda t: [*self._batches(t, BATCH)], self.in_use),
                    Way("tables, arrays only, text by text, in use", lambda t: [*self._batches(t, 1)], self.in_use),
                ],
            ),
            (
                "text to TF-IDF of texts and sentences",
                [
                    Way(
                        "word_tokenize, terms, pieces, tfidf",
                        lambda t: self.plain_rows(self.library_words(t)),
                        self.in_use,
                    ),
                    Way(
                        "tables' words, terms, pieces, tfidf", lambda t: self.plain_rows(self.our_words(t)), self.in_use
                    ),
                    Way("FastVectorizer.read, cold", self.our_rows, self.tagger),
                    Way("FastVectorizer.read, in use", self.our_rows, self.in_use),
                    Way("FastVectorizer.read, text by text, in use", lambda t: self.our_rows(t, 1), self.in_use),
                    Way("FastVectorizer.whole (no sentences), in use", self.our_whole_rows, self.in_use),
                ],
            ),
        ]

    def _batches(self, tagger: TableTagger, size: int) -> Iterator[Tagged]:
        return (tagger.tag(self.texts[start : start + size]) for start in range(0, len(self.texts), size))


def seconds(way: Way) -> float:
    """Return the processor time of one round of ``way``."""
    ready = way.ready()
    started = time.process_time()
    way.work(ready)
    return time.process_time() - started


def main(size: int) -> None:
    """Run all ways in turn and print the table."""
    bench = Bench(size)
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, "
          + ", ".join(f"{name} {version(name)}" for name in LIBRARIES))  # fmt: skip
    print(f"{size} texts, {bench.tokens / size:.0f} tokens each; segmenter: {segmenter_name()}")
    for job, ways in bench.blocks():
        rounds = [[seconds(way) for way in ways] for _ in range(ROUNDS)]
        medians = [statistics.median(times) for times in zip(*rounds, strict=True)]
        print(f"\n{job:<46} {'µs/text':>9} {'texts/s':>9} {'tokens/s':>11} {'times':>7}")
        for way, median in zip(ways, medians, strict=True):
            print(f"{way.name:<46} {median / size * 1e6:>9,.0f} {size / median:>9,.0f} {bench.tokens / median:>11,.0f} "
                  f"{medians[0] / median:>7.1f}")  # fmt: skip
    print(f"\npeak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 400)
