"""``docs/corpus.md``: what the corpus is, how it was made, what it is not, and its counts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import numpy as np

from pipeline.taxonomy.catalogue import Taxonomy
from pipeline.training.examples import Example
from pipeline.training.splits import near_duplicates

PREFACE = """# The corpus

Written by `python -m pipeline.training.corpus data/corpus --report docs/corpus.md`; do not edit by hand.

**What it is.** Invented Vietnamese petitions (khiếu nại, tố cáo, kiến nghị, phản ánh), labelled with topic, second
subjects, type, urgency, manner of writing and, where the text names one, the place. One file a field in `data/corpus/`.
Licence: [CC BY 4.0](https://creativecommons.org/licenses/by/4.0/).

**How it was made.** Petition by petition, without templates, by a large language model (Claude, Anthropic, November
2026) that wrote in the manner of a given kind of writer ("part": townspeople on a phone app, retired people's letters,
voters' meetings, farmers of the Mekong delta ...), followed the boundaries of the label space, and reread its work.
A part spans many topics and a topic many parts, so that no writer's habit stands for a label. The checks of this report
run in CI. Labels are the writer's own; no second annotator has gone over them.

**What it is not.** Not real: no petition was received by anybody, and nothing here says how often a matter occurs.
Names, numbers and decisions are invented. It was never compared with, and holds nothing of, the real petitions that
the project is measured on.

**Known gaps.** Handwriting and scanning errors, petitions of many pages with attachments, languages of ethnic
minorities, and the drafts of lawyers are thin. Topic counts are even by design: use your own inbox for priors.
"""


def write_report(path: Path, examples: Sequence[Example], taxonomy: Taxonomy) -> None:
    """Write the report as Markdown."""
    lengths = np.array([len(example.text.split()) for example in examples])
    deciles = " ".join(str(int(q)) for q in np.quantile(lengths, np.linspace(0, 1, 11)))
    pairs = near_duplicates([example.text for example in examples])
    openings = Counter(" ".join(re.findall(r"\w+", example.text.lower())[:3]) for example in examples)
    coverage = len({(example.topic, example.manner) for example in examples})
    sections = [
        PREFACE,
        f"## Figures\n\n- petitions: {len(examples)}; topics: {len({e.topic for e in examples})}\n"
        f"- words, deciles: {deciles}\n"
        f"- pairs with 5-syllable shingle Jaccard above 0.5: {len(pairs)} "
        f"({len(pairs) / max(len(examples) * (len(examples) - 1) / 2, 1):.6%} of all pairs)\n"
        f"- distinct openings of three words: {len(openings)} ({len(openings) / max(len(examples), 1):.1%}); "
        f"the commonest opens {openings.most_common(1)[0][1]} petitions\n"
        f"- topic by manner: {coverage} of the pairs occur\n"
        f"- with a second subject: {_share(examples, lambda e: bool(e.other_topics))}; urgent: "
        f"{_share(examples, lambda e: bool(e.urgent))}\n",
        _table("By type", Counter(str(e.petition_type) for e in examples)),
        _table("By part", Counter(e.part for e in examples)),
        _table("By manner", Counter(e.manner for e in examples)),
        _topics(examples, taxonomy),
    ]
    path.write_text("\n".join(sections), encoding="utf-8")


def _share(examples: Sequence[Example], test: Callable[[Example], bool]) -> str:
    return f"{sum(map(test, examples)) / max(len(examples), 1):.1%}"


def _table(title: str, counts: Counter[str]) -> str:
    return _markdown(title, ("", "petitions"), ((name, str(n)) for name, n in sorted(counts.items())))


def _topics(examples: Sequence[Example], taxonomy: Taxonomy) -> str:
    def row(topic: str) -> tuple[str, ...]:
        own = [example for example in examples if example.topic == topic]
        types = Counter(str(example.petition_type) for example in own)
        return (
            topic, taxonomy.topics[topic].name, str(len(own)), str(len({e.part for e in own})),
            str(types["khieu-nai"]), str(types["to-cao"]), str(sum(bool(e.urgent) for e in own)),
        )  # fmt: skip

    header = ("topic", "name", "petitions", "parts", "khiếu nại", "tố cáo", "urgent")
    return _markdown("By topic", header, (row(topic) for topic in taxonomy.topics))


def _markdown(title: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [f"## {title}", "", f"| {' | '.join(header)} |", f"|{'---|' * len(header)}"]
    return "\n".join([*lines, *(f"| {' | '.join(row)} |" for row in rows), ""])
