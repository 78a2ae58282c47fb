"""Compare recipes of the classifier on folds by part: ``python -m benchmarks.recipes [--folds N] [--write]``.

One change at a time against the shipped recipe: features, copies, classifier, class weights, two stages, priors. Prints
topic and field accuracy and macro-F1, log-likelihood after temperature, seconds of fitting; ``--write`` puts the
dated table into ``benchmarks/recipes.md``, which docs/model-card.md includes. About half an hour on two cores.
"""

from __future__ import annotations

import argparse
import os
import platform
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from importlib.metadata import version
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from pipeline.intake.masking import load_name_words
from pipeline.settings import DATA
from pipeline.taxonomy.catalogue import load_taxonomy
from pipeline.text.features import Recipe
from pipeline.topics.field_support import field_support
from pipeline.topics.model import softmax
from pipeline.training.augment import load_habits
from pipeline.training.evaluate import label_scores, macro_f1
from pipeline.training.examples import load_corpus
from pipeline.training.features import Prepared, fit_vocabulary, prepare
from pipeline.training.fit import COPY_WEIGHTS
from pipeline.training.heads import Doubles, Strength, fit_svc, linear_of, temperature
from pipeline.training.labels import Labels, number_labels
from pipeline.training.splits import folds

Scorer = Callable[[csr_matrix, NDArray[np.intp], Doubles, csr_matrix, "World"], Doubles]


LOGITS = 12.0  # the temperature that SVC scores usually take


@dataclass(frozen=True, slots=True)
class World:
    """What every recipe is judged on: labels, the field of each label, folds."""

    labels: Labels
    field_of: NDArray[np.intp]
    fold_of: NDArray[np.intp]

    @property
    def size(self) -> int:
        """Number of topics."""
        return len(self.labels.names)


@dataclass(frozen=True, slots=True)
class Trial:
    """A named recipe: features, which copies are learnt, how scores are made."""

    name: str
    scorer: Scorer
    recipe: Recipe = Recipe()
    copies: tuple[int, ...] = (0, 1, 2)


def svc(strength: float = 0.5, balanced: bool = False) -> Scorer:
    """Return the scorer of a linear SVC."""

    def score(train: csr_matrix, y: NDArray[np.intp], weight: Doubles, test: csr_matrix, world: World) -> Doubles:
        if balanced:
            weight = weight * (len(y) / (world.size * np.bincount(y, minlength=world.size)))[y]
        return fit_svc(train, y, weight, world.size, Strength(svc=strength)).scores(test)

    return score


def logistic(strength: float = 10.0) -> Scorer:
    """Return the scorer of a multinomial logistic regression."""

    def score(train: csr_matrix, y: NDArray[np.intp], weight: Doubles, test: csr_matrix, world: World) -> Doubles:
        from sklearn.linear_model import LogisticRegression

        model = LogisticRegression(C=strength, max_iter=200, tol=1e-3).fit(train, y, sample_weight=weight)
        return linear_of(model.coef_, model.intercept_, np.unique(y), world.size).scores(test)

    return score


def mean(first: Scorer, second: Scorer) -> Scorer:
    """Return the mean of two scorers, each divided by its spread."""

    def score(train: csr_matrix, y: NDArray[np.intp], weight: Doubles, test: csr_matrix, world: World) -> Doubles:
        scores = [scorer(train, y, weight, test, world) for scorer in (first, second)]
        return np.asarray(sum(s / s.std() for s in scores))

    return score


def prior(power: float) -> Scorer:
    """Return the scorer that adds ``power`` times the log share of a label among the training rows to its logit."""

    def score(train: csr_matrix, y: NDArray[np.intp], weight: Doubles, test: csr_matrix, world: World) -> Doubles:
        shares = np.bincount(y, minlength=world.size) / len(y)
        return np.asarray(LOGITS * svc()(train, y, weight, test, world) + power * np.log(shares))

    return score


def supported() -> Scorer:
    """Return the scorer of the shipped model: a linear SVC whose topics have the support of their fields."""

    def score(train: csr_matrix, y: NDArray[np.intp], weight: Doubles, test: csr_matrix, world: World) -> Doubles:
        fields = [str(number) for number in world.field_of]
        return field_support(LOGITS * svc()(train, y, weight, test, world), fields)

    return score


def two_stages(field_share: float) -> Scorer:
    """Return the scorer that adds the score of a topic's field, from a second SVC, to the topic's."""

    def score(train: csr_matrix, y: NDArray[np.intp], weight: Doubles, test: csr_matrix, world: World) -> Doubles:
        topic = svc()(train, y, weight, test, world)
        field = fit_svc(train, world.field_of[y], weight, int(world.field_of.max()) + 1, Strength()).scores(test)
        return np.asarray(topic + field_share * field[:, world.field_of])

    return score


TRIALS = (
    Trial("shipped: SVC with the support of fields", supported()),
    Trial("syllables, 1-2 grams, three copies, SVC, nothing else", svc()),
    Trial("words", svc(), Recipe(words=True, syllables=False)),
    Trial("words and syllables", svc(), Recipe(words=True)),
    Trial("1 grams", svc(), Recipe(pairs=False)),
    Trial("with proper names", svc(), Recipe(proper_names=True)),
    Trial("no copies", svc(), copies=()),
    Trial("without formulas (careless copy only)", svc(), copies=(2,)),
    Trial("without the careless copy", svc(), copies=(0, 1)),
    Trial("SVC, C 0.2", svc(0.2)),
    Trial("SVC, C 1", svc(1.0)),
    Trial("SVC, balanced class weights", svc(balanced=True)),
    Trial("field then topic (field score added, 0.3)", two_stages(0.3)),
    Trial("logistic regression", logistic()),
    Trial("mean of logistic regression and SVC", mean(logistic(), svc())),
    Trial("prior: corpus shares untempered", prior(1.0)),
    Trial("prior: uniform, untempered", prior(-1.0)),
)


def run(trial: Trial, prepared: Prepared, world: World, used: int) -> tuple[float, ...]:
    """Return topic accuracy and macro-F1, field accuracy and macro-F1, likelihood, seconds."""
    chosen = replace(prepared, copies=[prepared.copies[i] for i in trial.copies])
    scores = np.zeros((len(world.fold_of), world.size))
    seconds = 0.0
    for number in range(used):
        train, test = np.flatnonzero(world.fold_of != number), np.flatnonzero(world.fold_of == number)
        vocabulary = fit_vocabulary(chosen, train)
        features, kinds = vocabulary.matrix(chosen.rows(train)), 1 + len(trial.copies)
        weight = np.repeat([1.0, *(COPY_WEIGHTS[i] for i in trial.copies)], len(train))
        texts = vocabulary.matrix([chosen.clean[i] for i in test])
        started = time.perf_counter()
        scores[test] = trial.scorer(features, np.tile(world.labels.topic[train], kinds), weight, texts, world)
        seconds += time.perf_counter() - started
    seen = np.flatnonzero(world.fold_of < used)
    return (*_figures(scores[seen], world.labels.topic[seen], world), seconds)


def _figures(scores: Doubles, truth: NDArray[np.intp], world: World) -> tuple[float, ...]:
    probabilities = softmax(scores * temperature(scores, truth))
    best = probabilities.argmax(axis=1)
    fields = [str(i) for i in range(int(world.field_of.max()) + 1)]
    true_field, best_field = world.field_of[truth], world.field_of[best]
    return (
        float(np.mean(best == truth)),
        macro_f1(label_scores(world.labels.names, truth, best)),
        float(np.mean(best_field == true_field)),
        macro_f1(label_scores(fields, true_field, best_field)),
        float(-np.log(probabilities[np.arange(len(truth)), truth] + 1e-12).mean()),
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """Run every trial and print its row."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args(arguments)
    taxonomy, names, habits = (
        load_taxonomy(DATA / "taxonomy"),
        load_name_words(DATA / "intake" / "name_words.csv"),
        load_habits(DATA),
    )
    examples, _ = load_corpus(DATA / "corpus", taxonomy.topics)
    labels = number_labels(examples)
    fields = sorted(taxonomy.fields)
    world = World(labels, np.array([fields.index(taxonomy.field_of(t)) for t in labels.names]), folds(examples, 5))
    head = (
        f"{date.today()}, {len(examples)} petitions, {options.folds} of 5 folds by part, {platform.machine()}, "
        f"{os.cpu_count()} cores, Python {platform.python_version()}, scikit-learn {version('scikit-learn')}\n\n"
        "| recipe | topic accuracy | topic macro-F1 | field accuracy | field macro-F1 | -log p | fit s |\n"
        "|---|--:|--:|--:|--:|--:|--:|"
    )
    print(head)
    lines, made = [head], {}
    for trial in TRIALS:
        if trial.recipe not in made:
            made = {trial.recipe: prepare(examples, trial.recipe, names, habits, world.fold_of)}
        figures = run(trial, made[trial.recipe], world, options.folds)
        cells = " | ".join(f"{figure:.3f}" for figure in figures[:-1])
        lines.append(f"| {trial.name} | {cells} | {figures[-1]:.0f} |")
        print(lines[-1], flush=True)
    if options.write:
        Path(__file__).with_suffix(".md").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
