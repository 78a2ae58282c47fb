"""Build ``data/places/{units,successors,former_names}.csv`` from the lists in a source folder.

``python -m pipeline.places.build SOURCE TARGET`` reads units.csv, conversion.csv, former_names.csv and provinces.csv
(what each is and where it comes from stands in data/README.md) and writes tables keyed by official code with dates.
The hand-kept tables (aliases.csv, changes.csv, words.csv, common_names.csv) are not touched.
"""

from __future__ import annotations

import csv
import sys
import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path

Row = dict[str, str]
BEFORE, SINCE = "before-2025-07", "since-2025-07"
LAST_DAY, FIRST_DAY = "2025-06-30", "2025-07-01"
COLUMNS = {
    "units.csv": ("level", "code", "type", "name", "parent", "valid_from", "valid_to"),
    "successors.csv": ("level", "old_code", "new_code", "extent"),
    "former_names.csv": ("level", "code", "named_level", "type", "name"),
}

# The conversion table knows seven wards of Hồ Chí Minh City under a code of the 2024-2025 mergers that the list of
# units does not have yet. In each district the wards without a row and the rows without a ward are equally many and
# the order of the codes is the same; the pairs agree with the composition of the new wards in the resolution.
RECODED = {
    "26929": "26935",
    "26953": "26959",
    "27076": "27067",
    "27226": "27217",
    "27232": "27223",
    "27367": "27361",
    "27373": "27379",
}


def read(path: Path) -> list[Row]:
    """Read all rows of a CSV table with a header, in NFC (the source mixes forms)."""
    text = unicodedata.normalize("NFC", path.read_text(encoding="utf-8-sig"))
    return list(csv.DictReader(text.splitlines()))


def unit_rows(units: Sequence[Row]) -> list[Row]:
    """Date every unit: the last day of the old system or the first of the new; the other end is unknown or open."""
    return [
        {**_typed(unit), "valid_from": "" if unit["era"] == BEFORE else FIRST_DAY, "valid_to": _last_day(unit)}
        for unit in units
    ]


def _typed(unit: Row) -> Row:
    """Take the type out of the name of the seven units where the source leaves it ("Phường Từ Sơn", "Xa Ea Kly")."""
    if unit["type"]:
        return unit
    type_, _, name = unit["name"].partition(" ")
    return {**unit, "type": {"Xa": "xã"}.get(type_, type_.lower()), "name": name}


def _last_day(unit: Row) -> str:
    return LAST_DAY if unit["era"] == BEFORE else ""


def successor_rows(units: Sequence[Row], conversion: Sequence[Row], provinces: Sequence[Row]) -> list[Row]:
    """List what became of every old unit: provinces, communes, and districts where no commune is known.

    An old commune without any row gets all new communes of its district with extent ``unknown``: candidates, no guess.
    """
    communes = {u["code"]: u for u in units if u["era"] == BEFORE and u["level"] == "commune"}
    rows = [_successor("province", p["old_province"], p["new_province"], "whole") for p in provinces]
    of_district: dict[str, set[str]] = {}
    for row in conversion:
        old = RECODED.get(row["old_commune"], row["old_commune"])
        of_district.setdefault(row["old_district"], set()).add(row["new_commune"])
        if old in communes:
            rows.append(_successor("commune", old, row["new_commune"], _extent(row)))
        else:
            rows.append(_successor("district", row["old_district"], row["new_commune"], _district_extent(row)))
    known = {row["old_code"] for row in rows if row["level"] == "commune"}
    for code in sorted(set(communes) - known):
        candidates = sorted(of_district[communes[code]["parent"]])
        rows.extend(_successor("commune", code, new, "unknown") for new in candidates)
    return sorted(rows, key=lambda r: (r["level"], r["old_code"], r["new_code"]))


def _extent(row: Row) -> str:
    """Return the extent; a unit that only changed its name or type went whole."""
    return "whole" if row["extent"] == "unknown" and row["note"].startswith("Đổi") else row["extent"]


def _district_extent(row: Row) -> str:
    """Return the extent of a row without a commune: an island district became one special zone as a whole."""
    return "whole" if row["note"].startswith("Sắp xếp toàn bộ huyện") else "part"


def _successor(level: str, old: str, new: str, extent: str) -> Row:
    return {"level": level, "old_code": old, "new_code": new, "extent": extent}


def former_rows(units: Sequence[Row], former: Sequence[Row]) -> list[Row]:
    """Attach every former name to the unit that bears its code, or to the district when the commune is gone."""
    living = {(u["level"], u["code"]) for u in units if u["era"] == BEFORE}
    rows = []
    for name in former:
        own = (name["level"], name["code"])
        home = own if own in living else ("district", name["parent"])
        if home in living:
            cells = {"level": home[0], "code": home[1], "named_level": name["level"]}
            rows.append({**cells, "type": name["type"], "name": name["name"]})
    return sorted(rows, key=lambda r: tuple(r.values()))


def write(path: Path, rows: Iterable[Row]) -> None:
    """Write the columns of this table with Unix line ends."""
    with path.open("w", encoding="utf-8", newline="") as lines:
        table = csv.DictWriter(lines, COLUMNS[path.name], extrasaction="ignore", lineterminator="\n")
        table.writeheader()
        table.writerows(rows)


def build(source: Path, target: Path) -> None:
    """Write the three built tables into ``target``."""
    units = read(source / "units.csv")
    conversion, provinces = read(source / "conversion.csv"), read(source / "provinces.csv")
    target.mkdir(parents=True, exist_ok=True)
    write(target / "units.csv", unit_rows(units))
    write(target / "successors.csv", successor_rows(units, conversion, provinces))
    write(target / "former_names.csv", former_rows(units, read(source / "former_names.csv")))


if __name__ == "__main__":
    build(Path(sys.argv[1]), Path(sys.argv[2]))
