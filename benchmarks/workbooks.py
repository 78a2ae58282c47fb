"""Time and memory of the workbooks: ``python -m benchmarks.workbooks [ROWS]`` (default 20,000 petitions).

The petitions are those of the corpus over and over, routed by their own labels: what is measured is the writing of
phan-don.xlsx, ra-soat.xlsx and to-cao.xlsx, and the import of a review of 2,000 rows filled in at random.
"""

from __future__ import annotations

import csv
import os
import platform
import random
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import openpyxl

from pipeline.corrections import import_review
from pipeline.corrections.form import REVIEW, RIGHT, Header
from pipeline.intake.masking import load_name_words, mask
from pipeline.places import Gazetteer
from pipeline.places.units import Level
from pipeline.records import Decision, Petition, PetitionType, Place, Prediction, Routed
from pipeline.report.names import Names
from pipeline.report.workbook import WorkbookOptions, write_workbooks
from pipeline.routing.reasons import load_reasons
from pipeline.settings import DATA, Office
from pipeline.taxonomy.bodies import load_cues, ranked_bodies
from pipeline.taxonomy.catalogue import load_taxonomy

TODAY = date(2026, 11, 20)
REVIEWED = 2_000
WAYS = ("Thụ lý hoặc thông báo không thụ lý", "Giải quyết lần đầu, chậm nhất nếu thụ lý ngày cuối hạn")


def invented_rows(count: int, seed: int = 7) -> Iterator[Routed]:
    """Yield routed petitions made of the corpus: two in three automatic, one in twenty a denunciation."""
    taxonomy = load_taxonomy(DATA / "taxonomy")
    cues = load_cues(DATA / "taxonomy" / "cues.csv")
    draw = random.Random(seed)  # noqa: S311  # a benchmark's dice
    places = Gazetteer.load(DATA / "places")
    communes = [unit for unit in places.units if unit.level is Level.COMMUNE and unit.era == "since"]
    rows = []
    for file in sorted((DATA / "corpus").glob("*.csv")):
        with file.open(encoding="utf-8", newline="") as lines:
            rows += [(row["text"], row["topic"]) for row in csv.DictReader(lines)]
    topics = sorted(taxonomy.topics)
    for number in range(count):
        text, topic = rows[number * 7919 % len(rows)]
        received = TODAY - timedelta(days=draw.randrange(120))
        bodies = ranked_bodies(taxonomy, topic, received, "tinh", cues)
        secret, sure = draw.random() < 0.05, draw.random()
        commune = draw.choice(communes)
        kind = PetitionType.DENUNCIATION if secret else PetitionType.PROPOSAL
        others = tuple(draw.sample(topics, 2))
        yield Routed(
            petition=Petition(f"KN-{number:06d}", text, received, status="", source="hop-thu.xlsx", row=number + 2),
            prediction=Prediction(
                topic, sure, ((topic, sure), *((other, (1 - sure) / 4) for other in others)), kind,
                urgent=draw.random() < 0.03, candidates=(topic, *others), evidence=("đèn đường", "hỏng", "tối"),
            ),
            field=taxonomy.field_of(topic), department=bodies[0], level="tinh", departments_ranked=bodies,
            decision=Decision.REVIEW if secret or sure < 0.33 else Decision.AUTO,
            reasons=("low-confidence",) if sure < 0.33 else (), model="default",
            place=Place(places.units[commune.parent].full_name, places.units[commune.parent].code,
                        commune=commune.full_name, commune_code=commune.code, confidence=0.9),
            deadlines=((WAYS[0], received + timedelta(days=10)), (WAYS[1], received + timedelta(days=40))),
        )  # fmt: skip


def main(count: int) -> None:
    """Write the workbooks once and print what it took."""
    rows = tuple(invented_rows(count))
    names = Names(load_taxonomy(DATA / "taxonomy"), load_reasons(DATA / "routing" / "reasons.csv"))
    places = Gazetteer.load(DATA / "places")
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    print(f"before: peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB (rows in memory)")
    with tempfile.TemporaryDirectory() as folder:
        for per_body in (False, True):
            started, worked = time.perf_counter(), time.process_time()
            write_workbooks(Path(folder), rows, names, TODAY, WorkbookOptions(per_body=per_body, places=places))
            seconds, busy = time.perf_counter() - started, time.process_time() - worked
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            print(f"{count} petitions, per_body={per_body}: {seconds:.1f} s ({busy:.1f} s of processor), {peak:.0f} MB")
        for file in sorted(Path(folder).glob("*.xlsx")):
            print(f"  {file.name}: {file.stat().st_size / 1e6:.1f} MB")
    import_filled(tuple(row for row in rows if row.decision is Decision.REVIEW)[:REVIEWED], names, places)


def import_filled(rows: tuple[Routed, ...], names: Names, places: Gazetteer) -> None:
    """Write a review of ``rows``, fill it in as an officer who finds everything right, and time its import."""
    words = load_name_words(DATA / "intake" / "name_words.csv")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "ra-soat.xlsx"
        write_workbooks(Path(folder), rows, names, TODAY, WorkbookOptions(places=places))
        book = openpyxl.load_workbook(file)
        column = next(cell.column for cell in book[REVIEW][1] if cell.value == Header.VERDICT)
        for line in range(2, len(rows) + 2):
            book[REVIEW].cell(line, column).value = RIGHT
        book.save(file)
        started, worked = time.perf_counter(), time.process_time()
        found = import_review((file,), Path(folder) / "home", Office(), lambda text: mask(text, words), "benchmark")
        seconds, busy = time.perf_counter() - started, time.process_time() - worked
        print(f"import-review of {found.total} rows: {seconds:.1f} s ({busy:.1f} s of processor)")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
