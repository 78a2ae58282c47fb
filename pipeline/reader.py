"""Everything that reading petitions needs, loaded once: model, gazetteer, rules, word lists."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pipeline.intake.masking import load_name_words
from pipeline.job import Job
from pipeline.places import Gazetteer, Locator
from pipeline.records import Petition, Place, Prediction, Routed
from pipeline.routing.legal import LegalReading, LegalRules, load_rules, read_law
from pipeline.routing.reasons import load_reasons
from pipeline.routing.repeat_words import RepeatWords, load_repeat_words
from pipeline.routing.repeats import find_repeats, trace
from pipeline.routing.route import Rules, chosen_limits, route
from pipeline.settings import DATA, MODELS
from pipeline.taxonomy.bodies import load_cues
from pipeline.taxonomy.catalogue import EMPTY, load_taxonomy
from pipeline.text.sentences import load_connectives
from pipeline.topics.artifact import load_model
from pipeline.topics.model import Model
from pipeline.topics.predict import WordLists, predict, with_types_of
from pipeline.topics.priors import load_priors, prior_shift

CHUNK = 1_000
Advance = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Reader:
    """Loaded parts of a job; ``legal`` is the shipped model where the chosen one has not learnt types."""

    model: Model
    legal: Model | None
    limits: Mapping[str, float]
    locator: Locator
    lists: WordLists
    shift: NDArray[np.float64] | None
    law: LegalRules
    repeats: RepeatWords

    def rules(self, job: Job, as_of: date) -> Rules:
        """Return what routing goes by on the day ``as_of``."""
        return Rules(
            taxonomy=load_taxonomy(DATA / "taxonomy", _overrides(job)) if self.model.card.taxonomy else EMPTY,
            cues=load_cues(DATA / "taxonomy" / "cues.csv"),
            reasons=load_reasons(DATA / "routing" / "reasons.csv"),
            office=job.settings.office,
            card=self.model.card,
            limits=self.limits,
            as_of=as_of,
        )

    def routed(self, petitions: Sequence[Petition], rules: Rules, advance: Advance) -> list[Routed]:
        """Read and route petitions in order; ``advance`` is told how many are done, and of how many."""
        done: list[Routed] = []
        for start in range(0, len(petitions), CHUNK):
            chunk = petitions[start : start + CHUNK]
            dated = [replace(p, received_at=p.received_at or rules.as_of) for p in chunk]
            places = [location.place for location in self.locator.locate_many(dated)]
            done += [
                self._read(petition, prediction, place, rules)
                for petition, prediction, place in zip(chunk, self._predicted(chunk), places, strict=True)
            ]
            advance(len(done), len(petitions))
        return self._grouped(done, rules)

    def _grouped(self, routed: Sequence[Routed], rules: Rules) -> list[Routed]:
        """Tell repeats: the same or nearly the same petition again within the batch."""
        dated = [replace(r.petition, received_at=r.petition.received_at or rules.as_of) for r in routed]
        traces = [trace(petition.text, self.lists.names, self.repeats) for petition in dated]
        found = find_repeats(dated, traces, (), self.repeats.limits)
        return [replace(r, repeat_of=f.repeat_of, group=f.group) for r, f in zip(routed, found, strict=True)]

    def _read(self, petition: Petition, prediction: Prediction, place: Place, rules: Rules) -> Routed:
        """Read a petition as the law asks, then route it by the type that its content has."""
        if not self.model.card.taxonomy:
            return route(petition, prediction, place, rules, LegalReading(petition_type=prediction.petition_type))
        law = read_law(petition.text, prediction.petition_type, petition.received_at, prediction.other_topics, self.law)
        return route(petition, replace(prediction, petition_type=law.petition_type), place, rules, law)

    def _predicted(self, petitions: Sequence[Petition]) -> list[Prediction]:
        texts = [p.text for p in petitions]
        found = predict(self.model, texts, self.lists, self.shift)
        return found if self.legal is None else with_types_of(found, predict(self.legal, texts, self.lists))


def load_reader(job: Job) -> Reader:
    """Load what a job needs.

    Raises:
        PipelineError: a model that is refused, an unknown province, a broken table.
    """
    model = load_model(job.model_folder)
    return Reader(
        model=model,
        legal=None if model.card.reads_types else load_model(MODELS / "default"),
        limits=chosen_limits(model.card, job.settings.routing.precision),
        locator=Locator(Gazetteer.load(job.places), job.province or job.settings.office.province_code or None),
        lists=word_lists(),
        shift=_office_shift(job, model),
        law=load_rules(DATA / "legal"),
        repeats=load_repeat_words(DATA / "routing" / "repeats.toml"),
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
