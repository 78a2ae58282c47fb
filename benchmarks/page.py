"""Time and size of the report: 20,000 petitions with two years of history (``python -m benchmarks.page``)."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from benchmarks.sample_history import sample_history, sample_phrases, units
from pipeline.history import load_succession
from pipeline.history.batch import phrase_table
from pipeline.history.succession import UnitLevel
from pipeline.hotspots import detect_levels
from pipeline.records import Decision, Petition, PetitionType, Place, Prediction, Routed
from pipeline.report.names import Names
from pipeline.report.page import PageContent, write_page
from pipeline.routing.reasons import load_reasons
from pipeline.settings import DATA, Settings
from pipeline.taxonomy.catalogue import load_taxonomy

AS_OF = date(2026, 3, 31)
TEXT = "Kính gửi UBND phường. Nước thải tràn ra đường, mùi hôi thối nồng nặc suốt ngày đêm, đã phản ánh ba lần. " * 4


def petitions(count: int, names: Names) -> tuple[Routed, ...]:
    """Return invented routed petitions over all topics, bodies and provinces."""
    chance = np.random.default_rng(5)
    topics, bodies = list(names.taxonomy.topics), list(names.taxonomy.bodies)
    known, found = load_succession(DATA / "places").names, []
    for at in range(count):
        topic, unit = topics[int(chance.integers(len(topics)))], units()[int(chance.integers(len(units())))]
        kind = list(PetitionType)[int(chance.choice(3, p=[0.1, 0.03, 0.87]))]
        day = AS_OF - timedelta(days=int(chance.integers(0, 60)))
        commune = known.get((UnitLevel.COMMUNE, unit.commune), "")
        place = Place(
            "", unit.province, known[UnitLevel.DISTRICT, unit.district], unit.district, commune, unit.commune, 0.9
        )
        petition = Petition(
            f"A{at:06d}", TEXT, day, status=("", "Đã trả lời", "Đang xử lý")[at % 3], channel=f"Kênh {at % 9}"
        )
        prediction = Prediction(topic, 0.9, ((topic, 0.9),), kind, urgent=at % 50 == 0)
        field, body = names.taxonomy.field_of(topic), bodies[int(chance.integers(len(bodies)))]
        row = Routed(petition, prediction, field, body, "tinh", (body,), Decision.AUTO, (), "default", place)
        review = {"decision": Decision.REVIEW, "reasons": ("low-confidence",)} if at % 5 == 0 else {}
        found.append(replace(row, deadlines=(("Giải quyết", day + timedelta(days=30)),), **review))  # type: ignore[arg-type]  # fields by name
    return tuple(found)


def main() -> None:
    """Print seconds and megabytes, of the country and of a province."""
    names = Names(load_taxonomy(DATA / "taxonomy"), load_reasons(DATA / "routing" / "reasons.csv"))
    frame = sample_history(20_000)
    frame["first_recorded_at"] = frame["recorded_at"]
    phrases = phrase_table(sample_phrases(frame))
    found = detect_levels(frame, AS_OF, Settings().hotspots, phrases=[(phrases,)])
    content = PageContent(
        routed=petitions(20_000, names), rejected=3, names=names, as_of=AS_OF, settings=Settings(),
        hotspots=found.hotspots, figures=found.figures, grids=found.grids, history=frame, model="default",
    )  # fmt: skip
    print("area             seconds  megabytes  hotspots")
    with TemporaryDirectory() as folder:
        for area, province in (("country", ""), ("province 01", "01")):
            path, begun = Path(folder) / "bao-cao.html", time.perf_counter()
            write_page(path, replace(content, province=province))
            seconds, size = time.perf_counter() - begun, path.stat().st_size / 1e6
            print(f"{area:15s} {seconds:8.2f} {size:10.2f} {len(found.hotspots):9d}")


if __name__ == "__main__":
    main()
