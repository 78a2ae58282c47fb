"""Promoting a model: refused where it was compared and found worse, unless a named person says why all the same."""

from __future__ import annotations

from pathlib import Path

from pipeline.errors import TrainingError
from pipeline.registry.active import SHIPPED, folder_of, vouched
from pipeline.registry.choose import promote
from pipeline.registry.lock import only_one
from pipeline.training.compare.record import active_name, read_record
from pipeline.training.compare.run import run_compare
from pipeline.training.fit import Progress

PRECISION = 0.95


def promote_model(home: Path, name: str, why: str, force: str, progress: Progress) -> str:
    """Make ``name`` the active model, comparing it first if that was not done; return what to print.

    Raises:
        TrainingError: it is worse than the active model and ``force`` gives no reason.
        ModelError: it is missing, altered or unknown to the registry.
    """
    with only_one(home):
        vouched(folder_of(home, name), home)
        verdict = "" if name == active_name(home) else _checked(home, name, force, progress)
        before = promote(home, name, force or why, verdict, forced=bool(force))
    return f"{verdict}\nĐã chọn {name} thay cho {before}; quay lại bằng python train.py rollback.".strip()


def _checked(home: Path, name: str, force: str, progress: Progress) -> str:
    """Return the verdict on ``name``; a reason for force makes a comparison that was not made unnecessary."""
    record = read_record(home, name)
    if record is None and (force or name == SHIPPED):
        return "Chưa so sánh." if name != SHIPPED else "Mô hình kèm theo chương trình."
    if record is None:
        run_compare(home, name, PRECISION, None, progress)
        record = read_record(home, name)
    if record is None:
        raise TrainingError(f"Không đọc lại được kết quả so sánh của {name!r}; hãy chạy lại python train.py compare.")
    if record.refused and not force:
        raise TrainingError(f'{record.sentence} Nếu vẫn muốn dùng, hãy thêm --force "lý do".')
    return record.sentence
