"""The shipped model made from the shipped corpus, and the figures that a training prints."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from threadpoolctl import threadpool_limits

from pipeline.intake.masking import load_name_words
from pipeline.registry.active import SHIPPED, trust_shipped
from pipeline.settings import DATA, MODELS
from pipeline.taxonomy.bodies import load_cues, ranked_bodies
from pipeline.taxonomy.catalogue import Taxonomy, load_taxonomy
from pipeline.topics.artifact import save_model
from pipeline.training.augment import load_habits
from pipeline.training.build import Built, build_model
from pipeline.training.doubt import RightBody
from pipeline.training.examples import Example, load_corpus
from pipeline.training.fit import Progress
from pipeline.training.material import Material
from pipeline.training.model_card import MODEL_CARD, RECIPES, write_model_card
from pipeline.training.pages import number, percent
from pipeline.training.scale import STANDARD

PRESENT = date(2026, 1, 1)  # thresholds are chosen for the bodies of after the 2025 re-organisation


def train_default(progress: Progress, folder: Path = MODELS / SHIPPED, card: Path | None = MODEL_CARD) -> str:
    """Rebuild the shipped model from ``data/corpus`` into ``folder``; return the report to print.

    ``card`` is where the model card in Markdown goes, None for nowhere.
    """
    taxonomy = load_taxonomy(DATA / "taxonomy")
    examples, sources = load_corpus(DATA / "corpus", taxonomy.topics)
    with threadpool_limits(1):  # one BLAS thread: sums in one order, the same bytes every time
        built = build_model(
            "default",
            examples,
            sources,
            replace(material_for(taxonomy), priors=DATA / "taxonomy" / "priors.csv"),
            progress,
            STANDARD,
        )
    save_model(built.model, folder)
    if folder == MODELS / SHIPPED:
        trust_shipped()
    if card is not None:
        write_model_card(card, built.model.card, RECIPES)
    return report(built, examples, folder)


def material_for(taxonomy: Taxonomy) -> Material:
    """Return the shipped word lists, recipe and strength with a label space."""
    return Material(
        taxonomy=taxonomy,
        names=load_name_words(DATA / "intake" / "name_words.csv"),
        habits=load_habits(DATA),
        right_body=_right_body(taxonomy),
    )


def _right_body(taxonomy: Taxonomy) -> RightBody:
    """Return whether routing by one topic is right for another: the same field, and a body that answers for both."""
    cues = load_cues(DATA / "taxonomy" / "cues.csv")

    def right(given: str, true: str) -> bool:
        if given == true:
            return True
        if not taxonomy.topics or taxonomy.field_of(given) != taxonomy.field_of(true):
            return False
        first = ranked_bodies(taxonomy, given, PRESENT, "tinh", cues)[:1]
        return bool(set(first) & set(ranked_bodies(taxonomy, true, PRESENT, "tinh", cues)[:1]))

    return right


ENOUGH, ENOUGH_OF_A_LABEL = 500, 20  # petitions; below, one petition more or less moves a figure by whole points
FIGURES = {
    "topic_accuracy": "Đúng chủ đề",
    "topic_macro_f1": "Macro-F1 chủ đề",
    "topic_top3": "Đúng trong 3 chủ đề đầu",
    "field_accuracy": "Đúng lĩnh vực",
    "field_macro_f1": "Macro-F1 lĩnh vực",
    "type_macro_f1": "Macro-F1 loại đơn",
    "type_f1_khieu-nai": "F1 khiếu nại",
    "type_f1_to-cao": "F1 tố cáo",
    "type_f1_kien-nghi-phan-anh": "F1 kiến nghị, phản ánh",
    "second_f1": "F1 nội dung thứ hai",
    "urgent_f1": "F1 khẩn",
    "calibration_error": "Sai số hiệu chuẩn",
}


def report(built: Built, examples: Sequence[Example], folder: Path) -> str:
    """Return the figures of a model on texts it had not seen, by label, in Vietnamese."""
    card = built.model.card
    lines = [f"Huấn luyện trên {len(examples)} đơn, {len(card.labels)} nhãn. Đo trên các phần chưa học:"]
    lines += [f"  {FIGURES.get(name, name):26s} {number(value, 4)}" for name, value in card.scores.items()]
    lines += [
        f"  Tự động ở độ chính xác {wanted.replace('.', ',')}: {percent(share)}"
        for wanted, share in card.coverage.items()
    ]
    lines += _caution(len(examples), min((s.support for s in built.by_label), default=0))
    lines += ["", f"  {'nhãn':34s} {'số đơn':>6s} {'P':>6s} {'R':>6s} {'F1':>6s}"]
    lines += [
        f"  {s.label:34s} {s.support:6d} {number(s.precision):>6s} {number(s.recall):>6s} {number(s.f1):>6s}"
        for s in built.by_label
    ]
    return "\n".join([*lines, "", f"Đã lưu mô hình vào {folder}"])


def _caution(petitions: int, fewest: int) -> list[str]:
    """Warn of figures that rest on too few petitions to be believed, however good they look."""
    if petitions < ENOUGH:
        return [f"  Chú ý: quá ít đơn để tin các con số này (nên có từ {ENOUGH} đơn); số đẹp có thể chỉ là may."]
    if fewest < ENOUGH_OF_A_LABEL:
        return [f"  Chú ý: có nhãn dưới {ENOUGH_OF_A_LABEL} đơn; số đo của các nhãn ấy chưa đáng tin."]
    return []
