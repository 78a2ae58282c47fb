"""Checks that need no model: rare labels, short texts, personal data, abolished bodies, near-duplicates, period."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from pipeline.intake.columns import fold_header
from pipeline.intake.masking import NameWords, mask
from pipeline.taxonomy.catalogue import Taxonomy
from pipeline.topics.doubts import FEWEST_SYLLABLES
from pipeline.training.audit.rows import Audited, Finding, Kind
from pipeline.training.examples import FEWEST_TEXTS
from pipeline.training.near import similar_pairs

WANTED_TEXTS = 20  # of a label: with fewer, neither folds nor thresholds say much about it


@dataclass(frozen=True, slots=True)
class Period:
    """First and last day of the dated petitions, how many have a date, and how many are of before 1/7/2025."""

    first: str
    last: str
    dated: int
    before: int


TWO_LEVELS = date(2025, 7, 1).isoformat()  # no district level and new communes since then


def period_of(rows: Sequence[Audited]) -> Period:
    """Return the period that the rows cover."""
    days = sorted(row.row.received_at for row in rows if row.row.received_at)
    if not days:
        return Period("", "", 0, 0)
    return Period(days[0], days[-1], len(days), sum(day < TWO_LEVELS for day in days))


def check_rows(rows: Sequence[Audited], taxonomy: Taxonomy, names: NameWords) -> Iterator[Finding]:
    """Yield what is wrong with single rows."""
    counts = Counter(row.example.topic for row in rows if row.example)
    gone = {fold_header(name): (body.name, body.period.last) for body in taxonomy.bodies.values() if body.period.last
            for name in (body.code, body.name)}  # fmt: skip
    for at, row in enumerate(rows):
        example = row.example
        if example is None:
            continue
        where = row.row.where
        if counts[example.topic] < WANTED_TEXTS:
            need = f"chỉ {counts[example.topic]} đơn, nên có từ {WANTED_TEXTS}"
            must = f", dưới {FEWEST_TEXTS} thì không huấn luyện được" if counts[example.topic] < FEWEST_TEXTS else ""
            yield Finding(Kind.RARE, at, where, f"{example.topic}: {need}{must}")
        if len(example.text.split()) < FEWEST_SYLLABLES:
            yield Finding(Kind.SHORT, at, where, f"{len(example.text.split())} tiếng, cần từ {FEWEST_SYLLABLES}")
        if fold_header(row.row.topic) in gone:
            name, last = gone[fold_header(row.row.topic)]
            yield Finding(Kind.BODY, at, where, f"{name} thôi hoạt động sau {last:%d/%m/%Y}")
        if mask(example.text, names) != example.text:
            yield Finding(Kind.PERSONAL, at, where, "có tên, số hoặc địa chỉ; chương trình che khi học")


def check_pairs(rows: Sequence[Audited]) -> Iterator[Finding]:
    """Yield near-duplicates: with different labels, in two parts of the data (a split leaks), or simply repeated."""
    usable = [at for at, row in enumerate(rows) if row.example]
    first, second, share = similar_pairs([rows[at].row.text for at in usable])
    for i, j, jaccard in zip(first.tolist(), second.tolist(), share.tolist(), strict=True):
        one, two = usable[i], usable[j]
        a, b = rows[one].example, rows[two].example
        if a is None or b is None:
            continue
        told = f"giống {jaccard * 100:.0f} % với {rows[one].row.where}"
        if a.topic != b.topic:
            yield Finding(Kind.CONFLICT, two, rows[two].row.where, f"{told}; nhãn ở đó: {a.topic}")
        elif _split(rows[one]) != _split(rows[two]):
            yield Finding(Kind.LEAK, two, rows[two].row.where, f"{told}; {_split(rows[one])} và {_split(rows[two])}")
        else:
            yield Finding(Kind.REPEATED, two, rows[two].row.where, told)


def _split(row: Audited) -> str:
    """Return the part of the data that a row belongs to: as its column says, else its file."""
    return row.row.part or row.row.table
