"""Petitions read, each stage for a block of them: masked, predicted, placed, read as the law asks, routed, traced."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeline.intake.markup import without_markup
from pipeline.places import Locator
from pipeline.records import Petition, PetitionType, Place, Prediction, Routed
from pipeline.routing.content import MOST_CHARACTERS
from pipeline.routing.legal import LegalReading, LegalRules, read_law
from pipeline.routing.repeat_words import RepeatWords
from pipeline.routing.repeats import Trace, trace, traces_of
from pipeline.routing.route import Rules, route
from pipeline.topics.model import Model
from pipeline.topics.predict import WordLists, predict_clean, with_types_of
from pipeline.topics.reading import LookedOver, look_over


class ReadPetition(NamedTuple):
    """A petition routed, the trace by which its repeats are found, and the words that may tell of something new.

    ``words`` are its masked text; empty for a denunciation, whose words nothing else keeps.
    """

    routed: Routed
    trace: Trace
    words: str


@dataclass(frozen=True, slots=True)
class Reader:
    """Loaded parts of a job; ``legal`` is the shipped model where the chosen one has not learnt types.

    ``common`` are terms that everybody writes, so that they tell of nothing new.
    """

    model: Model
    legal: Model | None
    locator: Locator
    lists: WordLists
    shift: NDArray[np.float64] | None
    law: LegalRules
    repeats: RepeatWords
    common: frozenset[str]

    def read(self, petitions: Sequence[Petition], rules: Rules) -> list[ReadPetition]:
        """Return what is read of petitions, in order; no repeat is told yet."""
        seen = [look_over(petition.text, self.lists.names) for petition in petitions]
        dated = [_dated(petition, rules.as_of) for petition in petitions]
        places = self.locator.locate_many(dated)
        predictions = self._predicted([one.clean for one in seen])
        routed = [
            self._routed(petition, plain.text, prediction, place, rules)
            for petition, plain, prediction, place in zip(petitions, dated, predictions, places, strict=True)
        ]
        traces = self._traces(petitions, seen)
        return [
            ReadPetition(row, kept, _words(row, one.clean)) for row, kept, one in zip(routed, traces, seen, strict=True)
        ]

    def _routed(self, petition: Petition, plain: str, prediction: Prediction, place: Place, rules: Rules) -> Routed:
        """Read a petition, ``plain`` without markup, as the law asks; route it by the type that its content has."""
        if not self.model.card.taxonomy:
            return route(petition, prediction, place, rules, LegalReading(petition_type=prediction.petition_type))
        law = read_law(
            plain, prediction.petition_type, petition.received_at, prediction.other_topics,
            self.law, petition.particulars,
        )  # fmt: skip
        if law.petition_type is not prediction.petition_type:
            prediction = replace(prediction, petition_type=law.petition_type)
        return route(petition, prediction, place, rules, law)

    def _predicted(self, clean: Sequence[str]) -> list[Prediction]:
        found = predict_clean(self.model, clean, self.lists.connectives, self.shift)
        if self.legal is None:
            return found
        return with_types_of(found, predict_clean(self.legal, clean, self.lists.connectives))

    def _traces(self, petitions: Sequence[Petition], seen: Sequence[LookedOver]) -> list[Trace]:
        traces = traces_of([one.text for one in seen], [one.spans for one in seen], self.repeats)
        for at, petition in enumerate(petitions):
            if len(petition.text) > MOST_CHARACTERS:  # repeats are told by fewer pages than models read
                traces[at] = trace(petition.text, self.lists.names, self.repeats)
        return traces


def _dated(petition: Petition, as_of: date) -> Petition:
    """Return the petition with a date and without markup: itself, as most are."""
    text = without_markup(petition.text)
    if text is petition.text and petition.received_at is not None:
        return petition
    return replace(petition, text=text, received_at=petition.received_at or as_of)


def _words(row: Routed, clean: str) -> str:
    return "" if row.prediction.petition_type is PetitionType.DENUNCIATION else clean
