"""A comparison from end to end: both sides refitted and judged, a verdict, a page, a record for promoting."""

from __future__ import annotations

from pathlib import Path

from threadpoolctl import threadpool_limits

from pipeline.errors import TrainingError
from pipeline.registry.entries import FIT, read_entries
from pipeline.taxonomy.catalogue import Taxonomy
from pipeline.training.compare.changes import changes
from pipeline.training.compare.comparison import Comparison, told
from pipeline.training.compare.figures import groups, main_figures
from pipeline.training.compare.held_out import Judged, by_folds, by_time, pool_of
from pipeline.training.compare.page import write_page
from pipeline.training.compare.record import FOLDER, Record, active_name, keep_record
from pipeline.training.compare.sides import Side, load_side
from pipeline.training.compare.verdict import Verdict, judge, proved_worse
from pipeline.training.fit import Progress
from pipeline.training.run import material_for

PAGE = "so-sanh.html"


def run_compare(home: Path, challenger: str, precision: float, out: Path | None, progress: Progress) -> str:
    """Compare the challenger (the model trained last if empty) with the active model; return the report to print.

    Raises:
        TrainingError: no challenger, or training data that is gone or changed.
        ModelError: a model that is altered or unknown.
    """
    active = active_name(home)
    name = challenger or _newest(home, active)
    if name == active:
        raise TrainingError(f"{name!r} là mô hình đang dùng; hãy nêu mô hình khác bằng --challenger.")
    sides = load_side(home, active), load_side(home, name)
    folder = out or home / FOLDER / name
    if not sides[0].labels & sides[1].labels:
        verdict = _nothing_shared(sides)
        keep_record(home, _record(sides, verdict, 0))
        return verdict.sentence
    found = compared(sides, precision, progress)
    write_page(folder / PAGE, found)
    keep_record(home, _record(sides, found.verdict, found.petitions))
    return told(found, folder / PAGE)


def compared(sides: tuple[Side, Side], precision: float, progress: Progress) -> Comparison:
    """Return the comparison of two sides."""
    material = material_for(sides[1].taxonomy)
    progress("Ghép đơn của hai mô hình, tìm đơn gần trùng")
    pool = pool_of(*sides)
    progress(f"Huấn luyện lại cả hai trên các phần chưa học ({len(pool.examples)} đơn)")
    with threadpool_limits(1):
        judged = by_folds(pool, sides, material)
        progress("So theo thời gian")
        later = by_time(pool, sides, material)
    progress("Tính sai số")
    fields = _fields(judged, sides[1].taxonomy)
    figures = main_figures(judged, precision)
    lost = sorted(sides[0].labels - sides[1].labels)
    worse = proved_worse(judged, fields if any(fields) else judged.labels)
    return Comparison(
        active=sides[0].name,
        challenger=sides[1].name,
        petitions=len(judged.examples),
        disputed=len(pool.examples) - len(judged.examples),
        precision=precision,
        figures=figures,
        later=main_figures(later, precision) if later else (),
        later_petitions=len(later.examples) if later else 0,
        fields=groups(judged, fields) if any(fields) else (),
        topics=groups(judged, judged.labels),
        changes=changes(judged, material.names),
        verdict=judge(figures[0], worse, lost, sides[1].name, sides[0].name),
    )


def _nothing_shared(sides: tuple[Side, Side]) -> Verdict:
    """Return the refusal of a challenger that has none of the labels in use: nothing can be measured, all is lost."""
    active, challenger = sides
    sentence = (
        f"Không so được {challenger.name} với {active.name}: hai bộ nhãn không có nhãn chung, nên mọi nhãn đang dùng "
        f"({len(active.labels)}) đều mất."
    )
    return Verdict(sentence, lost=tuple(sorted(active.labels)))


def _fields(judged: Judged, taxonomy: Taxonomy) -> tuple[str, ...]:
    return tuple(taxonomy.field_of(label) for label in judged.labels)


def _newest(home: Path, active: str) -> str:
    fitted = [entry.model for entry in read_entries(home) if entry.action == FIT and entry.model != active]
    if not fitted:
        raise TrainingError("Chưa có mô hình nào để so; hãy huấn luyện bằng python train.py fit.")
    return fitted[-1]


def _record(sides: tuple[Side, Side], verdict: Verdict, petitions: int) -> Record:
    active, challenger = sides
    return Record(
        active.name, active.sha256, challenger.name, challenger.sha256, verdict.sentence, verdict.refused, petitions
    )
