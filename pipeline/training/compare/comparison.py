"""What a comparison found, and how it is told in a few lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.training.compare.changes import Changes
from pipeline.training.compare.figures import Figure, Group
from pipeline.training.compare.verdict import Verdict
from pipeline.training.pages import number, signed

TITLES = {
    "accuracy": "Đúng chủ đề", "macro_f1": "Macro-F1", "coverage": "Tự động ở độ chính xác mong muốn",
    "calibration": "Sai số hiệu chuẩn (càng nhỏ càng tốt)",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything that the page shows; ``later`` are the figures by time, empty where too few petitions have a date."""

    active: str
    challenger: str
    petitions: int
    disputed: int
    precision: float
    figures: tuple[Figure, ...]
    later: tuple[Figure, ...]
    later_petitions: int
    fields: tuple[Group, ...]
    topics: tuple[Group, ...]
    changes: Changes
    verdict: Verdict


def told(found: Comparison, page: Path) -> str:
    """Return the comparison in a few lines."""
    lines = [f"So trên {found.petitions} đơn mà hai mô hình chưa học (huấn luyện lại cả hai theo từng phần):"]
    lines += _table(found.figures, found)
    if found.later:
        lines += [
            f"Theo thời gian, học đơn cũ, chấm {found.later_petitions} đơn mới nhất:",
            *_table(found.later, found),
        ]
    else:
        lines.append("Chưa đủ đơn có ngày để so theo thời gian.")
    if found.disputed:
        lines.append(f"{found.disputed} đơn hai bên ghi nhãn khác nhau: được học, không được chấm.")
    lines.append(f"Đúng lên {found.changes.better} đơn, sai đi {found.changes.worse} đơn; ví dụ trong {page}")
    return "\n".join([*lines, found.verdict.sentence])


def _table(figures: Sequence[Figure], found: Comparison) -> list[str]:
    head = f"  {'':38s} {found.active[:12]:>12s} {found.challenger[:12]:>12s}   chênh (khoảng 95 %)"
    rows = [
        f"  {TITLES[f.name]:38s} {number(f.active):>12s} {number(f.challenger):>12s}   "
        f"{signed(f.gain)} ({signed(f.low)} đến {signed(f.high)})"
        for f in figures
    ]
    return [head, *rows]
