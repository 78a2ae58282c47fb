"""Check the shipped corpus: ``python -m pipeline.training.corpus data/corpus --report docs/corpus.md``.

Schema, codes, counts, lengths, openings, near-duplicates, personal data, language. Faults are listed by id, a petition
is never quoted; the status is 1 if there is one.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from pipeline.console import run_app
from pipeline.intake.masking import EMAIL, load_name_words, mask
from pipeline.settings import DATA
from pipeline.taxonomy.catalogue import load_taxonomy
from pipeline.topics.doubts import is_syllable
from pipeline.training.corpus_report import write_report
from pipeline.training.examples import Example, load_corpus
from pipeline.training.splits import near_duplicates

FEWEST_VIETNAMESE = 0.6  # short forms and teencode are petitions too
_PHONE = re.compile(r"(?<!\d)0[35789]\d{2}[ .]?\d{3}[ .]?\d{3}(?!\d)")
_IMPOSSIBLE = re.compile(r"0{3}|x", re.IGNORECASE)  # an invented number shows that it is one


@dataclass(frozen=True, slots=True)
class Rules:
    """What the corpus promises (``corpus_rules.toml``)."""

    fewest_petitions: int
    fewest_a_topic: int
    fewest_a_heavy_topic: int
    heavy_topics: tuple[str, ...]
    any_language: tuple[str, ...]
    fewest_topics_a_part: int
    fewest_parts_a_topic: int
    most_near_duplicates: float
    shortest_words: int
    longest_words: int


def load_rules(path: Path) -> Rules:
    """Read the rules; an unknown or missing key is a programming fault."""
    found = tomllib.loads(path.read_text(encoding="utf-8"))
    return Rules(
        **{**found, "heavy_topics": tuple(found["heavy_topics"]), "any_language": tuple(found["any_language"])}
    )


def faults(examples: Sequence[Example], topics: Sequence[str], rules: Rules) -> list[str]:
    """Return what the corpus breaks of its own promises, one sentence each."""
    return [
        *_count_faults(examples, topics, rules),
        *_part_faults(examples, rules),
        *(fault for example in examples for fault in _text_faults(example, rules)),
        *_duplicate_faults(examples, rules),
    ]


def _count_faults(examples: Sequence[Example], topics: Sequence[str], rules: Rules) -> list[str]:
    counts = Counter(example.topic for example in examples)
    needs = {t: rules.fewest_a_heavy_topic if t in rules.heavy_topics else rules.fewest_a_topic for t in topics}
    found = [f"{t}: {counts[t]} đơn, cần {need}." for t, need in needs.items() if counts[t] < need]
    if len(examples) < rules.fewest_petitions:
        found.append(f"Cả bộ có {len(examples)} đơn, cần {rules.fewest_petitions}.")
    ids = Counter(example.id for example in examples)
    return found + [f"Mã {name} bị trùng." for name, n in ids.items() if n > 1]


def _part_faults(examples: Sequence[Example], rules: Rules) -> list[str]:
    pairs = {(example.part, example.topic) for example in examples}
    by_part, by_topic = Counter(part for part, _ in pairs), Counter(topic for _, topic in pairs)
    narrow = [f"Phần {p} chỉ có {n} chủ đề." for p, n in by_part.items() if n < rules.fewest_topics_a_part]
    return narrow + [f"{t}: chỉ có trong {n} phần." for t, n in by_topic.items() if n < rules.fewest_parts_a_topic]


def _text_faults(example: Example, rules: Rules) -> list[str]:
    words = example.text.split()
    found = []
    if not rules.shortest_words <= len(words) <= rules.longest_words:
        found.append(f"{example.id}: dài {len(words)} tiếng.")
    letters = [w.lower() for w in re.findall(r"[^\W\d_]+", example.text)]
    if example.topic not in rules.any_language and sum(map(is_syllable, letters)) < FEWEST_VIETNAMESE * len(letters):
        found.append(f"{example.id}: có vẻ không phải tiếng Việt.")
    if any(not _IMPOSSIBLE.search(number) for number in _PHONE.findall(example.text)):
        found.append(f"{example.id}: có số điện thoại trông như thật.")
    if EMAIL in mask(example.text, load_name_words(DATA / "intake" / "name_words.csv")):
        found.append(f"{example.id}: có địa chỉ thư điện tử.")
    if example.petition_type is None or example.urgent is None:
        found.append(f"{example.id}: thiếu loại đơn hoặc mức khẩn.")
    return found


def _duplicate_faults(examples: Sequence[Example], rules: Rules) -> list[str]:
    pairs = near_duplicates([example.text for example in examples])
    share = len({at for a, b, _ in pairs for at in (a, b)}) / max(len(examples), 1)
    if share <= rules.most_near_duplicates:
        return []
    return [f"{share:.1%} số đơn có bản gần trùng, nhiều hơn {rules.most_near_duplicates:.0%}."]


app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command(help="Kiểm tra bộ đơn mẫu và, nếu muốn, ghi báo cáo.")
def check(
    folder: Annotated[Path, typer.Argument(help="Thư mục bộ đơn mẫu.")],
    report: Annotated[Path | None, typer.Option(help="Ghi báo cáo Markdown vào tệp này.")] = None,
) -> int:
    """Print the faults; 1 if there is one."""
    taxonomy = load_taxonomy(DATA / "taxonomy")
    examples, _ = load_corpus(folder, taxonomy.topics)
    found = faults(examples, list(taxonomy.topics), load_rules(DATA / "training" / "corpus_rules.toml"))
    for fault in found:
        typer.echo(fault)
    typer.echo(f"{len(examples)} đơn, {len(found)} lỗi.")
    if report is not None:
        write_report(report, examples, taxonomy)
    return 1 if found else 0


if __name__ == "__main__":
    run_app(app)
