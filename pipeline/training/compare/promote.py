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
from pipeline.training.own import inputs_of

PRECISION = 0.95


def promote_model(home: Path, name: str, why: str, force: str, progress: Progress) -> str:
    """Make ``name`` the active model, comparing it first if that was not done; return what to print.

    Raises:
        TrainingError: it is worse than the active model and ``force`` gives no reason.
        ModelError: it is missing, altered or unknown to the registry.
    """
    force = force.strip()
    with only_one(home):
        vouched(folder_of(home, name), home)
        verdict = "" if name == active_name(home) else _checked(home, name, force, progress)
        before = promote(home, name, force or why, verdict, forced=bool(force))
    how = f" theo --force; lý do đã ghi vào sổ mô hình: {force}." if force else ";"
    back = "Quay lại bằng" if force else "quay lại bằng"
    return f"{verdict}\nĐã chọn {name} thay cho {before}{how} {back} python train.py rollback.".strip()


def _checked(home: Path, name: str, force: str, progress: Progress) -> str:
    """Return the verdict on ``name``; a reason for force makes a comparison that was not made unnecessary."""
    record = read_record(home, name)
    if record is None and (force or name == SHIPPED):
        return "Chưa so sánh." if name != SHIPPED else "Mô hình kèm theo chương trình."
    if record is None:
        _check_comparable(home, name)
        run_compare(home, name, PRECISION, None, progress)
        record = read_record(home, name)
    if record is None:
        raise TrainingError(f"Không đọc lại được kết quả so sánh của {name!r}; hãy chạy lại python train.py compare.")
    if record.refused and not force:
        raise TrainingError(f'{record.sentence} Nếu vẫn muốn dùng, hãy thêm --force "lý do".')
    return record.sentence


def _check_comparable(home: Path, name: str) -> None:
    """Refuse to compare where a side was made elsewhere: its training data, which must not judge it, is unknown."""
    for side in (name, active_name(home)):
        if side != SHIPPED and inputs_of(home, side) is None:
            raise TrainingError(
                f"Mô hình {side!r} được nhận từ nơi khác nên ở đây không có dữ liệu huấn luyện của nó, không so sánh "
                f'được; nếu vẫn muốn chọn {name!r}, hãy thêm --force "lý do".'
            )
