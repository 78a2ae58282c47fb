"""What each stage of reading a petition costs, in processor seconds, and the budget that later work must keep."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TypeVar

from benchmarks.batch import corpus_texts
from pipeline.hotspots import kept_phrases
from pipeline.intake.received import BLOCK
from pipeline.job import Job
from pipeline.loading import load_reader, routing_rules
from pipeline.reader import Reader
from pipeline.records import Petition
from pipeline.routing.legal import read_law
from pipeline.routing.repeats import traces_of
from pipeline.routing.route import route
from pipeline.settings import Settings
from pipeline.spool import PETITIONS, ROUTED
from pipeline.topics.predict import predict_clean
from pipeline.topics.reading import look_over

T = TypeVar("T")
PETITIONS_TIMED = 3_000
DAY = date(2025, 6, 1)
BUDGET = {  # µs a petition of the corpus (75 words), one core of the machine of docs/performance.md
    "masked and normalised": 105,
    "topic, type, second subjects, evidence": 175,
    "place": 175,
    "legal reading": 90,
    "body and decision": 30,
    "trace for repeats": 95,
    "packed and unpacked": 30,
    "phrases for history": 60,
}


def stage_costs() -> dict[str, float]:
    """Return stage -> seconds a petition, after as many other petitions have been read."""
    job = Job((), Path(), Path(), Settings())
    reader = load_reader(job)
    rules = routing_rules(job, reader.model.card, DAY)
    texts = corpus_texts()
    petitions = [Petition(str(i), texts[i * 7919 % len(texts)], DAY) for i in range(2 * PETITIONS_TIMED)]
    reader.read(petitions[PETITIONS_TIMED:], rules)
    kept_phrases({"": "đường"}, reader.common)  # loads pyarrow
    asked, spent = petitions[:PETITIONS_TIMED], dict[str, float]()

    def timed(name: str, work: Callable[[], T]) -> T:
        started = time.process_time()
        found = work()
        spent[name] = (time.process_time() - started) / PETITIONS_TIMED
        return found

    names = list(BUDGET)
    seen = timed(names[0], lambda: [look_over(p.text, reader.lists.names) for p in asked])
    clean = [one.clean for one in seen]
    said = timed(names[1], lambda: predict_clean(reader.model, clean, reader.lists.connectives))
    places = timed(names[2], lambda: reader.locator.locate_many(asked))
    both = list(zip(asked, said, strict=True))
    laws = timed(
        names[3],
        lambda: [read_law(p.text, q.petition_type, p.received_at, q.other_topics, reader.law) for p, q in both],
    )
    ways = zip(both, places, laws, strict=True)
    routed = timed(names[4], lambda: [route(p, q, place, rules, law) for (p, q), place, law in ways])
    timed(names[5], lambda: traces_of([one.text for one in seen], [one.spans for one in seen], reader.repeats))
    timed(names[6], lambda: (PETITIONS.records(PETITIONS.block(asked)), ROUTED.records(ROUTED.block(routed))))
    timed(names[7], lambda: _kept_phrases(asked, clean, reader))
    return spent


def _kept_phrases(asked: Sequence[Petition], clean: Sequence[str], reader: Reader) -> None:
    """Find what history keeps of the words of petitions, block by block."""
    for at in range(0, len(asked), BLOCK):
        block = zip(asked[at : at + BLOCK], clean[at : at + BLOCK], strict=True)
        kept_phrases({petition.id: text for petition, text in block}, reader.common)
