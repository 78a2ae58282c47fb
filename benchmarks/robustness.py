"""How much careless typing costs: ``python -m benchmarks.robustness [--folds N]``.

Trains on all folds by part but one and tests on that one, typed in several ways: as written, without diacritics, in
decomposed letters, in capitals, with the other tone style, with 3 % of letters mistyped.
"""

from __future__ import annotations

import argparse
import random
import re
import unicodedata
from collections.abc import Callable, Sequence

import numpy as np

from pipeline.intake.masking import load_name_words
from pipeline.settings import DATA
from pipeline.taxonomy.catalogue import load_taxonomy
from pipeline.text.features import Recipe
from pipeline.text.normalize import strip_diacritics
from pipeline.topics.reading import clean_text, read_terms
from pipeline.training.augment import careless, load_habits
from pipeline.training.examples import load_corpus
from pipeline.training.features import fit_vocabulary, prepare
from pipeline.training.fit import make_task
from pipeline.training.heads import Strength, fit_svc
from pipeline.training.labels import number_labels
from pipeline.training.spellings import spellings_by_fold
from pipeline.training.splits import folds

LATE = str.maketrans({"ò": "o\u0300", "ó": "o\u0301", "ỏ": "o\u0309", "õ": "o\u0303", "ọ": "o\u0323"})


def new_tone_style(text: str) -> str:
    """Move the tone of an open oa or oe to its second vowel: "hòa" becomes "hoà"."""
    moved = re.sub(r"([òóỏõọ])([ae])\b", lambda m: _moved(m.group(1), m.group(2)), text)
    return unicodedata.normalize("NFC", moved)


def _moved(first: str, second: str) -> str:
    parts = first.translate(LATE)
    return parts[:1] + second + parts[1:]


TYPINGS: dict[str, Callable[[str, int], str]] = {
    "as written": lambda text, seed: text,
    "without diacritics": lambda text, seed: strip_diacritics(text),
    "decomposed (NFD)": lambda text, seed: unicodedata.normalize("NFD", text),
    "capitals": lambda text, seed: text.upper(),
    "other tone style": lambda text, seed: new_tone_style(text),
    "3 % of letters mistyped": lambda text, seed: careless(text, random.Random(seed), {"\0": ""}),  # noqa: S311  # noise
}


def main(arguments: Sequence[str] | None = None) -> None:
    """Print accuracy on topics and fields for every way of typing."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folds", type=int, default=5)
    used = parser.parse_args(arguments).folds
    taxonomy = load_taxonomy(DATA / "taxonomy")
    names = load_name_words(DATA / "intake" / "name_words.csv")
    examples, _ = load_corpus(DATA / "corpus", taxonomy.topics)
    labels, fold_of = number_labels(examples), folds(examples, 5)
    field = np.array([taxonomy.field_of(name) for name in labels.names])
    prepared = prepare(examples, Recipe(), names, load_habits(DATA), fold_of)
    parts = [example.part for example in examples]
    tables = spellings_by_fold([clean_text(example.text, names) for example in examples], parts, fold_of)
    hits: dict[str, list[np.ndarray]] = {name: [] for name in TYPINGS}
    for number in range(used):
        train, test = np.flatnonzero(fold_of != number), np.flatnonzero(fold_of == number)
        vocabulary = fit_vocabulary(prepared, train)
        task = make_task(prepared, vocabulary, labels, train, Strength())
        model = fit_svc(task.features, task.targets[0][0], task.weight, len(labels.names), task.strength)
        for name, typed in TYPINGS.items():
            texts = [typed(examples[i].text, int(i)) for i in test]
            rows = read_terms(texts, Recipe(), names, tables[number])
            best, true = model.scores(vocabulary.matrix(rows)).argmax(axis=1), labels.topic[test]
            hits[name].append(np.stack([best == true, field[best] == field[true]]))
    clean = np.hstack(hits["as written"]).mean(axis=1)
    print(f"{len(examples)} petitions, {used} of 5 folds by part")
    for name, found in hits.items():
        topic, of_field = np.hstack(found).mean(axis=1)
        print(
            f"{name:26s} topic {topic:.4f} ({topic - clean[0]:+.4f})  field {of_field:.4f} ({of_field - clean[1]:+.4f})"
        )


if __name__ == "__main__":
    main()
