"""``docs/model-card.md``: what the shipped model is, how good it is and where it is weak."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pipeline.settings import MODELS, PROJECT
from pipeline.topics.artifact import load_model
from pipeline.topics.card import Card
from pipeline.training.evaluate import LabelScore

MODEL_CARD = PROJECT / "docs" / "model-card.md"
RECIPES = PROJECT / "benchmarks" / "recipes.md"
WEAKEST = 15
PREFACE = """# Model card

Written by `python train.py`, or from the shipped model by `python -m pipeline.training.model_card`; not by hand.

**Use.** Suggests topic, field, type, urgency and second subjects of Vietnamese citizen petitions; a person decides.
**Data.** Invented petitions only ([docs/corpus.md](corpus.md)); nothing real was learnt from.
**Method.** Text is masked of names and numbers, brought to one spelling, segmented by underthesea to tell
proper names; syllables, alone and in pairs, without proper names, weighted by TF-IDF; a feature must occur with two
writers. Texts typed without diacritics are respelled first by a bigram model of syllables
([decision 4](decisions/0004-diacritics-put-back.md)). Every petition is learnt with three copies: dressed in polite
formulas, the same stripped of diacritics and respelled, and with short forms and slips. One linear SVC a head (topic,
type, urgency, several subjects), scaled by a temperature, folded into one int8 matrix; a topic has the support of its
field's probability. Second subjects: a logistic regression over ten signs of each sentence.
**Doubt.** All figures below are out of fold, the folds being whole parts (writers' manners): the model judged had read
nothing in that manner. A petition is automatic when the probability of its route (the likeliest topics that lead to
the same field and first body) reaches its topic's threshold, the lowest whose lower Wilson bound (90 %) of precision
reaches the wanted one over the topic, its field or everything, unless the topic's or field's own decisions speak
against it. Candidates are a class-conditional conformal set.
**Reproduce.** `python train.py` under `constraints.txt`.
"""
NAMES = {
    "topic_accuracy": "topic accuracy",
    "topic_macro_f1": "topic macro-F1",
    "topic_top3": "true topic among the first three",
    "field_accuracy": "field accuracy",
    "field_macro_f1": "field macro-F1",
    "calibration_error": "calibration error of the topic's probability (10 bins)",
    "type_macro_f1": "type macro-F1",
    "urgent_f1": "urgent F1",
    "second_f1": "second subjects F1",
}


def write_model_card(path: Path, card: Card, recipes: Path) -> None:
    """Write the card as Markdown, with the dated table of recipes if there is one."""
    by_label = [LabelScore(label, *scores) for label, scores in card.by_label.items()]
    figures = [(NAMES.get(name, name), f"{value:.4f}") for name, value in sorted(card.scores.items())]
    covered = [(wanted, f"{share:.1%}") for wanted, share in card.coverage.items()]
    rows = [(s.label, str(s.support), f"{s.precision:.3f}", f"{s.recall:.3f}", f"{s.f1:.3f}") for s in by_label]
    weakest = sorted(by_label, key=lambda s: s.f1)[:WEAKEST]
    sections = [
        PREFACE,
        _table("Figures out of fold", ("figure", "value"), figures),
        _table("Decided automatically", ("wanted precision of the route", "share of petitions"), covered),
        "## Weak spots\n\nThe topics most often missed: "
        + ", ".join(f"{s.label} ({s.f1:.2f})" for s in weakest)
        + ".\nTexts of two subjects, sarcasm and matters outside any local authority are harder than the rest "
        "(`python -m benchmarks.golden`).\nTexts without diacritics cost 1.6 points of topic accuracy, 3 % of "
        "letters mistyped 1.4 (`python -m benchmarks.robustness --folds 1`).\nHazards that people tell calmly are "
        "often not marked urgent: on real petitions of one city marks were right, most hazards had none.\n"
        "Legal flags on free wording: precision 0.94, recall 0.62 (`python -m benchmarks.legal`, held-out set).\n",
        "## Recipes compared\n\n`python -m benchmarks.recipes --write`: "
        + (recipes.read_text(encoding="utf-8") if recipes.exists() else "not yet run.\n"),
        _table("By topic", ("topic", "petitions", "precision", "recall", "F1"), rows),
        _table("Made with", ("library", "version"), sorted(card.versions.items())),
    ]
    path.write_text("\n".join(sections), encoding="utf-8")


def _table(title: str, header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [f"## {title}", "", f"| {' | '.join(header)} |", f"|{'---|' * len(header)}"]
    return "\n".join([*lines, *(f"| {' | '.join(row)} |" for row in rows), ""])


def main() -> None:
    """Write the card of the shipped model again, with the newest table of recipes."""
    write_model_card(MODEL_CARD, load_model(MODELS / "default").card, RECIPES)


if __name__ == "__main__":
    main()
