"""From ``settings.toml`` to ``Settings``: a section, a key or a value that nobody knows is refused in one sentence."""

from __future__ import annotations

import tomllib
from dataclasses import fields
from pathlib import Path
from typing import Any

from pipeline.errors import SettingsError
from pipeline.settings.sections import Settings

# by the annotation of a field: what TOML may hold there, and how to say so
_KINDS: dict[str, tuple[tuple[type, ...], str]] = {
    "int": ((int,), "số nguyên"),
    "float": ((int, float), "số"),
    "str": ((str,), "chuỗi trong nháy kép"),
    "bool": ((bool,), "true hoặc false"),
    "tuple[int, ...]": ((list,), "danh sách số nguyên, ví dụ [1, 2, 4]"),
}


def load_settings(path: Path) -> Settings:
    """Read ``settings.toml``; a missing file means the defaults.

    Raises:
        SettingsError: the file cannot be read, is not TOML, or holds a section, key or value that is not known.
    """
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        return Settings()
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise SettingsError(f"{path}: không đọc được tệp cài đặt ({fault}); hãy sửa lại theo mẫu TOML.") from fault
    except OSError as fault:
        raise SettingsError(f"{path}: không mở được tệp cài đặt; hãy kiểm tra quyền đọc.") from fault
    try:
        return Settings(**{name: _section(name, values) for name, values in found.items()})
    except SettingsError as fault:
        raise SettingsError(f"{path}: {fault}") from fault


def _section(name: str, values: object) -> Any:  # noqa: ANN401  # one of the dataclasses of sections.py
    known = {f.name: getattr(Settings(), f.name) for f in fields(Settings)}
    if name not in known or not isinstance(values, dict):
        raise SettingsError(f"không có mục [{name}]; các mục được dùng: {', '.join(known)}.")
    kind = type(known[name])
    types = {f.name: str(f.type) for f in fields(kind)}
    for key in values:
        if key not in types:
            raise SettingsError(f"mục [{name}] không có khóa {key!r}; các khóa: {', '.join(types)}.")
    return kind(**{key: _value(f"[{name}] {key}", value, types[key]) for key, value in values.items()})


def _value(where: str, value: object, wanted: str) -> object:
    kinds, words = _KINDS[wanted]
    # a bool is an int to Python, never to a reader of the file
    if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
        raise SettingsError(f"{where} phải là {words}.")
    if isinstance(value, list):
        return tuple(_value(where, one, "int") for one in value)
    return float(value) if wanted == "float" and isinstance(value, int) else value
