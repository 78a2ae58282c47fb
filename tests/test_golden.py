"""The golden petitions: hard ones, never trained on; a test names the row that breaks.

``data/golden/misses.csv`` lists the rows that the shipped model is known to get wrong; a retrained model that breaks
another row fails here by its id. ``python -m benchmarks.golden --write`` makes the list anew, on purpose and in view.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping

import pytest

from benchmarks.golden import judged, route_golden
from pipeline.records import Routed
from pipeline.settings import DATA
from pipeline.taxonomy.catalogue import Taxonomy

with (DATA / "golden" / "petitions.csv").open(encoding="utf-8-sig", newline="") as lines:
    GOLDEN = list(csv.DictReader(lines))
with (DATA / "golden" / "misses.csv").open(encoding="utf-8-sig", newline="") as lines:
    MISSES = {(row["id"], row["what"]) for row in csv.DictReader(lines)}
LEAST = {"topic": 0.85, "body": 0.9, "type": 0.95, "urgent": 0.95}


@pytest.fixture(scope="session")
def found() -> Mapping[str, Routed]:
    return {routed.petition.id: routed for routed in route_golden(GOLDEN)}


def is_right(row: Mapping[str, str], routed: Routed, what: str) -> bool:
    return judged(row, routed)[what]


@pytest.mark.parametrize("what", list(LEAST))
@pytest.mark.parametrize("row", GOLDEN, ids=lambda row: row["id"])
def test_no_golden_petition_breaks(found: Mapping[str, Routed], row: Mapping[str, str], what: str) -> None:
    if (row["id"], what) not in MISSES:
        assert is_right(row, found[row["id"]], what), f"{row['id']} ({row['kind']}): {row['why']}"


@pytest.mark.parametrize("what", list(LEAST))
def test_enough_golden_petitions_are_right(found: Mapping[str, Routed], what: str) -> None:
    right = sum(is_right(row, found[row["id"]], what) for row in GOLDEN)
    assert right >= LEAST[what] * len(GOLDEN)


def test_the_golden_set_is_large_hard_and_known(taxonomy: Taxonomy) -> None:
    assert len(GOLDEN) >= 300 and len({row["id"] for row in GOLDEN}) == len(GOLDEN)
    assert len({row["kind"] for row in GOLDEN}) >= 10
    topics = {topic for row in GOLDEN for topic in row["topics"].split("|")}
    assert topics == set(taxonomy.topics)
    assert all(body in taxonomy.bodies for row in GOLDEN for body in row["departments"].split("|"))


def test_no_golden_petition_stands_in_the_corpus() -> None:
    from pipeline.training.examples import load_corpus
    from pipeline.training.splits import near_duplicates

    examples, _ = load_corpus(DATA / "corpus", {row["topic"]: 0 for row in _topics()})
    texts = [row["text"] for row in GOLDEN] + [example.text for example in examples]
    assert not [pair for pair in near_duplicates(texts) if pair[0] < len(GOLDEN) <= pair[1]]


def _topics() -> list[dict[str, str]]:
    with (DATA / "taxonomy" / "topics.csv").open(encoding="utf-8-sig", newline="") as rows:
        return list(csv.DictReader(rows))
