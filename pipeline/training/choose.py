"""What the script prints of models: the list, going back, vouching."""

from __future__ import annotations

from pathlib import Path

from pipeline.registry.choose import Listed, list_models, rollback, vouch
from pipeline.registry.lock import only_one
from pipeline.training.pages import percent


def models_table(home: Path) -> str:
    """Return the models that the registry knows as a table, the active one marked."""
    lines = [f"  {'mô hình':24s} {'đúng chủ đề':>11s} {'số đơn':>7s}  lần cuối (ai, lúc nào, vì sao)"]
    return "\n".join([*lines, *map(_line, list_models(home))])


def _line(one: Listed) -> str:
    accuracy = percent(one.accuracy) if one.accuracy is not None else "-"
    last = ", ".join(part for part in (one.who, one.since, one.why) if part)
    state = "" if one.sound else "  [đã bị thay đổi hoặc bị xóa: không dùng được]"
    return f"{'*' if one.active else ' '} {one.name:24s} {accuracy:>11s} {one.rows:7d}  {last}{state}".rstrip()


def roll_back(home: Path, why: str) -> str:
    """Go back to the model before and return what to print."""
    with only_one(home):
        present, former = rollback(home, why)
    return f"Đã thôi dùng {present}; mô hình đang dùng: {former}."


def vouch_for(home: Path, folder: Path, name: str, why: str) -> str:
    """Enter a model from elsewhere into the registry and return what to print."""
    with only_one(home):
        found = vouch(home, folder, name, why)
    return (
        f"Đã chép {name} ({found[:12]}) vào {home / 'models' / name} và ghi vào sổ mô hình; "
        f"dùng bằng classify.py --model {name}."
    )
