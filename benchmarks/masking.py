"""Quality and speed of masking: ``python -m benchmarks.masking``.

On the written set, for the half that was written before any error was seen (held-out) and for the other: recall on
numbers and names (every letter and digit of the span is masked), and how many places, streets and bodies and how many
figures (decisions, parcels, money, dates) lose anything. Then petitions a second on one core over the corpus, brought
to 70 words; the same with a signature and a phone in each, which is slower, for most of the corpus names nobody; and
the time for 0.25, 0.5 and 1 MB of one text (linear if each takes about twice the one before).
"""

from __future__ import annotations

import csv
import json
import statistics
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pipeline.intake.masking import NameWords, load_name_words, mask, masked_spans

DATA = Path(__file__).resolve().parent.parent / "data"
Group = tuple[str, tuple[str, ...]]
SHOWN: tuple[Group, ...] = (
    ("numbers", ("number",)),
    ("e-mails", ("email",)),
    ("names", ("name",)),
)
KEPT: tuple[Group, ...] = (
    ("places", ("place",)),
    ("streets", ("street",)),
    ("bodies", ("body",)),
    ("places, streets, bodies", ("place", "street", "body")),
    ("figures", ("figure",)),
)
WORDS = 70
SIGNED = "Tôi tên Trần Thị Bưởi, số nhà 12 đường Lê Lợi, điện thoại 0900 000 123."


@dataclass(frozen=True, slots=True)
class Sentence:
    """One row of ``data/golden/masking.jsonl``; spans are (kind, start, end) in characters."""

    id: str
    part: str
    text: str
    spans: tuple[tuple[str, int, int], ...]


@dataclass(frozen=True, slots=True)
class Scores:
    """Spans of each kind, and those masked: wholly if they identify people, in any part if they do not."""

    spans: Counter[str]
    masked: Counter[str]
    stray: int

    def share(self, *kinds: str) -> float:
        """Return the share of spans of these kinds that are masked."""
        return sum(self.masked[k] for k in kinds) / max(sum(self.spans[k] for k in kinds), 1)

    def show(self, *kinds: str) -> str:
        """Return the share with its counts."""
        masked, spans = (sum(counts[k] for k in kinds) for counts in (self.masked, self.spans))
        return f"{self.share(*kinds):.3f} ({masked}/{spans})"


def sentences(path: Path) -> list[Sentence]:
    """Read the written set."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [Sentence(r["id"], r["part"], r["text"], tuple((k, a, b) for k, a, b in r["spans"])) for r in rows]


def scores(rows: Iterable[Sentence], words: NameWords) -> Scores:
    """Count what is masked in the written sentences."""
    found = Scores(Counter(), Counter(), 0)
    stray = 0
    for row in rows:
        masked = masked_spans(row.text, words)
        covered = {i for start, end, _ in masked for i in range(start, end)}
        for kind, start, end in row.spans:
            letters = [i in covered for i in range(start, end) if row.text[i].isalnum()]
            found.spans[kind] += 1
            found.masked[kind] += all(letters) if kind in ("name", "number", "email") else any(letters)
        stray += sum(all(end <= a or b <= start for _, a, b in row.spans) for start, end, _ in masked)
    return Scores(found.spans, found.masked, stray)


def petitions() -> list[str]:
    """Return the texts of the corpus one after another, cut into petitions of 70 words."""
    said: list[str] = []
    for file in sorted((DATA / "corpus").glob("*.csv")):
        with file.open(encoding="utf-8", newline="") as lines:
            said += [word for row in csv.DictReader(lines) for word in row["text"].split(" ")]
    return [" ".join(said[i : i + WORDS]) for i in range(0, len(said) - WORDS, WORDS)]


def speed(texts: list[str], words: NameWords, rounds: int = 5) -> float:
    """Return the median number of texts a second over some rounds, by processor time."""
    rates = []
    for _ in range(rounds):
        start = time.process_time()
        for text in texts:
            mask(text, words)
        rates.append(len(texts) / (time.process_time() - start))
    return statistics.median(rates)


def main() -> None:
    """Print the figures."""
    words = load_name_words(DATA / "intake" / "name_words.csv")
    rows = sentences(DATA / "golden" / "masking.jsonl")
    for part in ("held-out", "tuned"):
        figures = scores([row for row in rows if row.part == part], words)
        print(f"{part}: {sum(row.part == part for row in rows)} sentences")
        for name, kinds in SHOWN:
            print(f"  recall on {name}: {figures.show(*kinds)}")
        for name, kinds in KEPT:
            print(f"  masked among {name}: {figures.show(*kinds)}")
        print(f"  masked outside any span: {figures.stray}")
    texts = petitions()
    share = sum(bool(masked_spans(text, words)) for text in texts) / len(texts)
    print(f"{share:.2f} of the petitions from the corpus hold something to mask")
    print(f"{speed(texts, words):.0f} petitions of {WORDS} words a second ({len(texts)} petitions)")
    signed = [" ".join(text.split(" ")[: WORDS - len(SIGNED.split(" "))]) + " " + SIGNED for text in texts[:2000]]
    print(f"{speed(signed, words):.0f} a second if each carries a name, a house, a street and a phone")
    for megabytes in (0.25, 0.5, 1.0):
        text = " ".join(texts)[: int(megabytes * 1e6)]
        print(f"{megabytes} MB: {1 / speed([text], words, rounds=3):.2f} s")


if __name__ == "__main__":
    main()
