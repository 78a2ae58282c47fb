"""Second subjects: what else a petition asks about, from its sentences.

For every label that some sentence speaks for, ten numbers say how strongly, where, and how sure the main subject is; a
logistic regression over them, fitted on held-out petitions and stored in the model's card, gives the probability that
the petition really asks about it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.text.runs import run_lengths, run_starts

Doubles = NDArray[np.float64]
Numbers = NDArray[np.intp]
SOFTER = 0.6  # a sentence says less than a text: its logits count for less
SHORTEST = 8  # features of a sentence; a shorter one is a greeting or a fragment
MOST_CANDIDATES = 3
SIGNS = (
    "sentence", "whole", "main", "length", "main elsewhere", "main here", "same field", "sentences", "several", "last",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Heard:
    """What texts say, sentence by sentence.

    ``sentences`` are probabilities (sentences by labels, of softened logits), ``sizes`` the features of each sentence,
    ``owners`` the text of each, in order; ``whole`` the probabilities of the texts, ``several`` the logit of each that
    it asks about more than one thing.
    """

    sentences: Doubles
    sizes: Numbers
    owners: Numbers
    whole: Doubles
    several: NDArray[np.floating]


@dataclass(frozen=True, slots=True)
class Candidates:
    """Labels that sentences speak for: the text of each, its number, and its signs in the order of ``SIGNS``.

    They stand in the order of texts, the loudest label of a text first.
    """

    owners: Numbers
    labels: Numbers
    signs: Doubles


def candidates(heard: Heard, fields: Sequence[str]) -> Candidates:
    """Return the labels that sentences speak for, in texts of several sentences of which one is long enough."""
    many = np.bincount(heard.owners, minlength=len(heard.whole))
    long = np.flatnonzero((heard.sizes >= SHORTEST) & (many[heard.owners] > 1))
    if not len(long):
        nothing = np.zeros(0, dtype=np.intp)
        return Candidates(nothing, nothing, np.zeros((0, len(SIGNS))))
    shares, starts = heard.sentences[long], np.flatnonzero(run_starts(heard.owners[long]))
    texts = heard.owners[long][starts]
    most = min(MOST_CANDIDATES, shares.shape[1])
    main = heard.whole[texts].argmax(axis=1)
    loudest = np.maximum.reduceat(shares, starts, axis=0)
    loudest[np.arange(len(texts)), main] = -1.0
    labels = np.argsort(-loudest, axis=1, kind="stable")[:, :most]
    signs = np.stack([_signs(heard, long, starts, main, labels[:, k], fields) for k in range(most)], axis=1)
    return Candidates(np.repeat(texts, most), labels.ravel(), signs.reshape(-1, len(SIGNS)))


def _signs(
    heard: Heard, long: Numbers, starts: Numbers, main: Numbers, label: Numbers, fields: Sequence[str]
) -> Doubles:
    """Return the signs of one label of each text, whose long sentences begin at ``starts`` in ``long``."""
    lengths = run_lengths(starts, len(long))
    run = np.repeat(np.arange(len(starts)), lengths)  # the text of each long sentence
    shares, at = heard.sentences[long], np.arange(len(long))
    of_label, of_main = shares[at, label[run]], shares[at, main[run]]
    loud = np.maximum.reduceat(of_label, starts)
    loud[label == main] = -1.0
    here = np.minimum.reduceat(np.where(of_label == np.maximum.reduceat(of_label, starts)[run], at, len(at)), starts)
    elsewhere = of_main.copy()
    elsewhere[here] = 0.0
    texts, named = heard.owners[long][starts], np.asarray(fields)
    return np.stack(
        [
            _logit(loud),
            np.log(heard.whole[texts, label] + 1e-6),
            _logit(heard.whole[texts, main]),
            np.log(heard.sizes[long[here]]),
            _logit(np.maximum.reduceat(elsewhere, starts)),
            _logit(of_main[here]),
            (named[label] == named[main]).astype(np.float64),
            np.log(np.bincount(heard.owners, minlength=len(heard.whole))[texts]),
            heard.several[texts].astype(np.float64),
            (here == starts + lengths - 1).astype(np.float64),
        ],
        axis=1,
    )


def second_subjects(
    heard: Heard, fields: Sequence[str], labels: Sequence[str], weights: Sequence[float], limit: float
) -> list[tuple[str, ...]]:
    """Return of each text the labels beside the main one, likeliest first.

    ``weights`` holds the intercept and one weight a sign; ``limit`` the probability from which a label counts.
    """
    found = candidates(heard, fields)
    logits = weights[0] + (found.signs * np.asarray(weights[1:])).sum(axis=1)  # BLAS may add in an order of its own
    beside: list[list[tuple[float, str]]] = [[] for _ in heard.whole]
    for at in np.flatnonzero(1 / (1 + np.exp(-logits)) >= limit):
        beside[found.owners[at]].append((-logits[at], labels[found.labels[at]]))
    return [tuple(label for _, label in sorted(own)) for own in beside]


def _logit(shares: Doubles) -> Doubles:
    kept = np.clip(shares, 1e-6, 1 - 1e-6)
    return np.asarray(np.log(kept / (1 - kept)))
