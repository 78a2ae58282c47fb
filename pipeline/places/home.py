"""The office's own province, by code or by name."""

from __future__ import annotations

from pipeline.errors import SettingsError
from pipeline.places.fold import fold_name
from pipeline.places.gazetteer import Gazetteer
from pipeline.places.units import Era, Level


def home_units(gazetteer: Gazetteer, written: str) -> tuple[int, ...]:
    """Return the provinces meant by a code (of the new system first) or a name in any spelling.

    Raises:
        SettingsError: no province has this code or name.
    """
    code = written.strip()
    for era in (Era.SINCE, Era.BEFORE):
        unit = gazetteer.find(era, Level.PROVINCE, code)
        if unit is not None:
            return (unit.index,)
    folds = fold_name(code)[0]
    for skip in (0, 1, 2):
        names = gazetteer.names.spelt(folds[skip:])
        found = tuple(dict.fromkeys(name.unit for name in names if name.level is Level.PROVINCE))
        if found:
            return found
    raise SettingsError(f"Không có tỉnh, thành phố nào có mã hoặc tên {written!r}; hãy xem data/places/units.csv.")
