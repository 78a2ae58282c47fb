"""Settings of an office: ``settings.toml`` to a frozen dataclass; a key that nobody knows is refused."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, TypeVar

from platformdirs import user_data_path

from pipeline.errors import SettingsError

OFFICE_LEVELS = ("tinh", "xa")
PROJECT = Path(__file__).resolve().parent.parent
DATA = PROJECT / "data"
MODELS = PROJECT / "models"
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Office:
    """Whose inbox it is; decides which level comes first among the bodies.

    ``level`` is ``tinh`` (a province's board) or ``xa`` (a commune's); codes are the official unit codes.
    """

    name: str = ""
    level: str = "tinh"
    province_code: str = ""
    commune_code: str = ""


@dataclass(frozen=True, slots=True)
class Routing:
    """What is asked of the router: ``precision`` is the wanted share of right first bodies among automatic ones."""

    precision: float = 0.95


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings of one office; every field has a default, so an empty file is a valid one."""

    office: Office = Office()
    routing: Routing = Routing()


def default_home() -> Path:
    """Folder of the office's own state (settings, models, corrections, history) when ``--home`` is not given."""
    return user_data_path("phan-don", appauthor=False)


def load_settings(path: Path) -> Settings:
    """Read ``settings.toml``; a missing file means the defaults.

    Raises:
        SettingsError: the file is not TOML, or holds a section, key or value that is not known.
    """
    if not path.exists():
        return Settings()
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise SettingsError(f"{path}: không đọc được tệp cài đặt ({fault}); hãy sửa lại theo mẫu TOML.") from fault
    settings = Settings(
        office=_section(path, found, "office", Office),
        routing=_section(path, found, "routing", Routing),
    )
    unknown = sorted(set(found) - {f.name for f in fields(Settings)})
    if unknown:
        raise SettingsError(f"{path}: không có mục [{unknown[0]}]; các mục được dùng: office, routing.")
    return _checked(path, settings)


def _section(path: Path, found: dict[str, Any], name: str, kind: type[T]) -> T:
    values = found.get(name, {})
    known = {f.name: f.type for f in fields(kind)}  # type: ignore[arg-type]  # kind is one of our dataclasses
    for key, value in values.items():
        if key not in known:
            raise SettingsError(f"{path}: mục [{name}] không có khóa {key!r}; các khóa: {', '.join(known)}.")
        wanted = float if known[key] == "float" else str
        if not isinstance(value, (int, float) if wanted is float else wanted):
            what = "số" if wanted is float else "chuỗi trong nháy kép"
            raise SettingsError(f"{path}: [{name}] {key} phải là {what}.")
    return kind(**values)


def _checked(path: Path, settings: Settings) -> Settings:
    if settings.office.level not in OFFICE_LEVELS:
        raise SettingsError(f"{path}: [office] level là {settings.office.level!r}; hãy ghi một trong: tinh, xa.")
    if not 0.5 <= settings.routing.precision < 1:
        raise SettingsError(f"{path}: [routing] precision phải từ 0.5 đến dưới 1, ví dụ 0.95.")
    return settings
