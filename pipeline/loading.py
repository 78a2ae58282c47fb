"""Everything that reading petitions needs, loaded: model, gazetteer, rules, word lists."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pipeline.intake.masking import load_name_words
from pipeline.job import Job
from pipeline.places import Gazetteer, Locator
from pipeline.reader import Reader
from pipeline.registry import vouched
from pipeline.registry.active import SHIPPED
from pipeline.routing.legal import load_rules
from pipeline.routing.reasons import load_reasons
from pipeline.routing.repeat_words import load_repeat_words
from pipeline.routing.route import Rules, chosen_limits
from pipeline.settings import DATA, MODELS
from pipeline.taxonomy.bodies import load_cues
from pipeline.taxonomy.catalogue import EMPTY, load_taxonomy
from pipeline.text.sentences import load_connectives
from pipeline.topics.artifact import load_model
from pipeline.topics.card import Card
from pipeline.topics.model import Model
from pipeline.topics.predict import WordLists
from pipeline.topics.priors import load_priors, prior_shift
from pipeline.topics.telling import common_terms


def chosen_model(job: Job) -> Model:
    """Load the model of a job; little of it is read from the disk before it is used.

    Raises:
        ModelError: it is missing, altered, or nobody vouches for it.
    """
    folder = job.model_folder
    vouched(folder, job.home)
    return load_model(folder)


def load_reader(job: Job) -> Reader:
    """Load what reading the petitions of a job needs.

    Raises:
        PipelineError: a model that is refused, an unknown province, a broken table.
    """
    model = chosen_model(job)
    return Reader(
        model=model,
        legal=None if model.card.reads_types else load_model(MODELS / SHIPPED),
        locator=Locator(Gazetteer.load(job.places), job.province or job.settings.office.province_code or None),
        lists=word_lists(),
        shift=_office_shift(job, model),
        law=load_rules(DATA / "legal"),
        repeats=load_repeat_words(DATA / "routing" / "repeats.toml"),
        common=common_terms(model),
    )


def routing_rules(job: Job, card: Card, as_of: date) -> Rules:
    """Return what routing goes by on the day ``as_of``, with the model of ``card``.

    Raises:
        PipelineError: a broken table, or a precision that the model cannot promise.
    """
    return Rules(
        taxonomy=load_taxonomy(DATA / "taxonomy", _overrides(job)) if card.taxonomy else EMPTY,
        cues=load_cues(DATA / "taxonomy" / "cues.csv"),
        reasons=load_reasons(DATA / "routing" / "reasons.csv"),
        office=job.settings.office,
        card=card,
        limits=chosen_limits(card, job.settings.routing.precision),
        as_of=as_of,
    )


def word_lists() -> WordLists:
    """Return the shipped word lists."""
    return WordLists(
        load_name_words(DATA / "intake" / "name_words.csv"), load_connectives(DATA / "text" / "connectives.csv")
    )


def _overrides(job: Job) -> Path | None:
    own = job.home / "overrides"
    return own if own.is_dir() else None


def _office_shift(job: Job, model: Model) -> NDArray[np.float64] | None:
    """Return the shift of logits by the office's own priors, None where it has none."""
    if not job.own_priors.exists() or not model.card.taxonomy:
        return None
    labels = model.card.labels
    return prior_shift(load_priors(job.own_priors, labels), load_priors(DATA / "taxonomy" / "priors.csv", labels))
