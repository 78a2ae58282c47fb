"""Settings of an office: ``settings.toml`` to frozen dataclasses; a key that nobody knows is refused."""

from pipeline.settings.load import load_settings
from pipeline.settings.paths import DATA, MODELS, PROJECT, default_home
from pipeline.settings.sections import OFFICE_LEVELS, HotspotSettings, Office, Routing, Settings

__all__ = [
    "DATA", "MODELS", "OFFICE_LEVELS", "PROJECT", "HotspotSettings", "Office", "Routing", "Settings", "default_home",
    "load_settings",
]  # fmt: skip
