"""A small office to train in: a file of invented petitions with three labels, and wanting it."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from pipeline.training.labelled import LabelColumns
from pipeline.training.sources import Wanted

SCENES = {
    "den": (
        "đèn đường {} tắt tối om",
        "bóng đèn {} hỏng mấy đêm",
        "{} không có đèn chiếu sáng",
        "cột đèn {} chập chờn",
    ),
    "rac": ("rác {} chất đống bốc mùi", "xe thu gom rác bỏ {}", "{} thành bãi rác hôi thối", "người lạ đổ rác ở {}"),
    "truong": ("trường {} thu quỹ lớp cao", "học phí trường {} tăng", "cô giáo {} bắt học thêm", "quỹ lớp {} không rõ"),
}
PLACES = ("chợ cũ", "đầu thôn", "ngã ba", "cổng làng", "bờ kênh", "sân đình", "bến đò", "dốc đá")
Row = tuple[str, str]


def petitions(scenes: Mapping[str, tuple[str, ...]] | None = None) -> list[Row]:
    """Return (text, label) of every scene in every place."""
    return [
        (f"Kính gửi ủy ban, {scene.format(place)}, mong {label} được xem xét sớm.", label)
        for label, found in (scenes or SCENES).items()
        for scene in found
        for place in PLACES
    ]


def write_rows(path: Path, rows: Iterable[Sequence[str]], header: Sequence[str] = ("text", "topic")) -> Path:
    """Write a labelled file."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    return path


def wanted(home: Path, *files: Path, **more: object) -> Wanted:
    """Return the wish to train on ``files`` in ``home``."""
    return Wanted(files, LabelColumns(), home, **more)  # type: ignore[arg-type]  # fields as the test names them


def quiet(step: str) -> None:
    """Say nothing of progress."""
