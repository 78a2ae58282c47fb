"""An office's settings: every kind of value, and one sentence for each mistake."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import SettingsError
from pipeline.settings import HotspotSettings, Settings, load_settings


def load(folder: Path, text: str) -> Settings:
    path = folder / "settings.toml"
    path.write_text(text, encoding="utf-8")
    return load_settings(path)


def test_a_missing_and_an_empty_file_mean_the_defaults(tmp_path: Path) -> None:
    assert load_settings(tmp_path / "none.toml") == load(tmp_path, "") == Settings()


def test_every_limit_of_hotspots_can_be_set(tmp_path: Path) -> None:
    text = "[hotspots]\nq = 0.1\nwindows = [1, 8]\nminimum = 4\nratio = 2\nminimum_emerging = 6\n"
    found = load(tmp_path, text + 'place_confidence = 0.7\nlevel = "commune"\n[office]\nlevel = "xa"\n')
    assert found.hotspots == HotspotSettings(0.1, (1, 8), 4, 2.0, 6, 0.7, "commune")
    assert isinstance(found.hotspots.ratio, float) and found.office.level == "xa"


def test_a_file_saved_by_notepad_is_read(tmp_path: Path) -> None:
    assert load(tmp_path, "\ufeff[hotspots]\nminimum = 4\n").hotspots.minimum == 4


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[hotspot]\nq = 0.1", r"không có mục \[hotspot\]"),
        ("hotspots = 3", r"\[hotspots\]"),
        ("[hotspots]\nwindow = [1]", "không có khóa 'window'"),
        ('[hotspots]\nq = "0.1"', "q phải là số"),
        ("[hotspots]\nq = 0", "q là 0"),
        ("[hotspots]\nminimum = 2.5", "minimum phải là số nguyên"),
        ("[hotspots]\nminimum = true", "minimum phải là số nguyên"),
        ("[hotspots]\nminimum = 0", "minimum là 0"),
        ("[hotspots]\nwindows = 4", "windows phải là danh sách"),
        ('[hotspots]\nwindows = [1, "2"]', "windows phải là số nguyên"),
        ("[hotspots]\nwindows = []", "windows là"),
        ("[hotspots]\nwindows = [9]", "từ 1 đến 8"),
        ("[hotspots]\nratio = 0.5", "ratio là 0.5"),
        ("[hotspots]\nplace_confidence = 1.5", "place_confidence là 1.5"),
        ('[hotspots]\nlevel = "huyen"', "district, commune hoặc both"),
        ("[office]\nlevel = 3", "level phải là chuỗi"),
        ('[office]\nlevel = "huyen"', "tinh, xa"),
        ("[routing]\nprecision = 1", "precision phải từ 0.5"),
        ("q = ", "không đọc được tệp cài đặt"),
    ],
)
def test_a_mistake_costs_one_sentence_that_names_file_and_key(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(SettingsError, match=told) as fault:
        load(tmp_path, text)
    assert str(fault.value).startswith(str(tmp_path / "settings.toml")) and "\n" not in str(fault.value)
