"""An invented history of two years for the demo, the tests of the report and its benchmark.

``python -m benchmarks.sample_history HOME`` puts it into an office's home. Units are real, petitions are not: counts
are drawn at random (always the same), and a few surges, long troubles and one new word are put in on purpose.
"""

from __future__ import annotations

import csv
import sys
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from pipeline.history import COLUMNS, History, load_succession, office_key
from pipeline.places.units import REFORM, Level
from pipeline.settings import DATA

UNTIL = date(2026, 3, 29)  # the Sunday before the last day of the sample inbox
WEEKS = 104
NEW_WORD = "sứa lửa"
FIRST_TOPICS = (
    "dat-dai/cap-gcn", "giao-thong/mat-duong", "moi-truong/rac-thai", "ha-tang/thoat-nuoc", "xay-dung/trat-tu",
    "ha-tang/chieu-sang", "moi-truong/nuoc-thai", "dien-luc/an-toan", "moi-truong/tieng-on", "nuoc-sach/chat-luong",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Unit:
    """An old district with a commune on its land and the provinces of both systems."""

    district: str
    old_commune: str
    commune: str
    old_province: str
    province: str


@cache
def units() -> tuple[Unit, ...]:
    """Return every old district that had communes, in order of codes."""
    succession = load_succession(DATA / "places")
    with (DATA / "places" / "units.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["valid_to"]]
    first = {row["parent"]: row["code"] for row in reversed(rows) if row["level"] == "commune"}
    found = []
    for row in rows:
        if row["level"] == "district" and row["code"] in first:
            old, province = first[row["code"]], row["parent"]
            heirs = succession.heirs.get((Level.COMMUNE, old), (old,))
            provinces = succession.heirs.get((Level.PROVINCE, province), (province,))
            found.append(Unit(row["code"], old, heirs[0], province, provinces[0]))
    return tuple(found)


def topics() -> tuple[str, ...]:
    """Return topics of the shipped label space, the commonest first."""
    with (DATA / "taxonomy" / "topics.csv").open(encoding="utf-8") as file:
        known = [row["topic"] for row in csv.DictReader(file)]
    return (*FIRST_TOPICS, *(topic for topic in known[::4] if topic not in FIRST_TOPICS))


def sample_history(petitions: int = 20_000, seed: int = 20260329) -> pd.DataFrame:
    """Return about ``petitions`` rows over two years, with the columns that ``History.append`` wants."""
    chance = np.random.default_rng(seed)
    places, labels = units()[::14], topics()
    share = 1 / np.arange(1, len(labels) + 1)
    size = chance.lognormal(0, 0.7, len(places))
    rate = petitions / WEEKS * (share / share.sum())[:, None] * (size / size.sum())
    rate = rate * chance.gamma(8, 1 / 8, rate.shape)
    mean = np.repeat(rate[:, :, None], WEEKS, axis=2)
    mean *= 1 + 0.25 * np.cos(2 * np.pi * np.arange(WEEKS) / 52)
    _plant(mean)
    counts = chance.poisson(mean)
    cells = np.repeat(np.argwhere(counts >= 0), counts.ravel(), axis=0)
    return _frame(cells, [places[at] for at in cells[:, 1]], [labels[at] for at in cells[:, 0]], chance)


def _plant(mean: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> None:
    """Put in two surges, two long troubles, and a rise of one topic everywhere."""
    mean[2, 1, -3:] += 9
    mean[3, 36, -4:] += 7
    mean[6, 20, :] += 1.8
    mean[9, 30, -60:] += 1.2
    mean[1, :, -4:-1] *= 1.8


def _frame(
    cells: np.ndarray[tuple[int, ...], np.dtype[np.int64]],
    places: list[Unit],
    labels: list[str],
    chance: np.random.Generator,
) -> pd.DataFrame:
    size = len(cells)
    first = UNTIL - timedelta(days=7 * WEEKS - 1)
    days = [first + timedelta(days=int(d)) for d in 7 * cells[:, 2] + chance.integers(0, 7, size)]
    old = [day < REFORM for day in days]
    frame = pd.DataFrame(dict.fromkeys(COLUMNS, ""), index=range(size))
    frame["id"] = [f"LS-{at:06d}" for at in range(size)]
    frame["received_at"] = pd.to_datetime(np.array(days, dtype="datetime64[ns]"))
    late = np.where(chance.random(size) < 0.05, 20, chance.integers(0, 6, size))
    frame["recorded_at"] = frame["received_at"] + pd.to_timedelta(late, unit="D")
    frame["district_code"] = [place.district for place in places]
    frame["commune_code"] = [p.old_commune if before else p.commune for p, before in zip(places, old, strict=True)]
    frame["province_code"] = [p.old_province if before else p.province for p, before in zip(places, old, strict=True)]
    frame["place_confidence"] = np.where(chance.random(size) < 0.05, 0.3, 0.9)
    frame["topic"], frame["confidence"], frame["model"] = labels, 0.9, "default"
    frame["petition_type"] = chance.choice(["kien-nghi-phan-anh", "khieu-nai", "to-cao"], size, p=[0.86, 0.11, 0.03])
    frame["department"] = chance.choice(["so-xd", "so-nnmt", "ubnd-xa", "ca-tinh"], size, p=[0.3, 0.3, 0.3, 0.1])
    age = np.array([(UNTIL - day).days for day in days])
    done = chance.random(size) < np.clip(age / 45, 0, 0.93)
    frame["status"] = np.where(done, "Đã giải quyết", "Đang giải quyết")
    frame.loc[chance.random(size) < 0.04, ["district_code", "commune_code", "province_code"]] = ""
    return frame


def sample_phrases(frame: pd.DataFrame, seed: int = 7) -> dict[str, list[str]]:
    """Return phrases by petition id; the new word stands in a dozen letters of the last weeks of one district."""
    chance = np.random.default_rng(seed)
    usual = ("đề nghị sửa chữa", "nhiều năm nay", "ô nhiễm", "chưa được cấp", "mất vệ sinh", "đường hỏng")
    found = {id: [usual[at]] for id, at in zip(frame["id"], chance.integers(0, len(usual), len(frame)), strict=True)}
    recent = frame[(frame["received_at"] > pd.Timestamp(UNTIL - timedelta(days=21))) & (frame["district_code"] != "")]
    district = recent["district_code"].value_counts().index[0]
    for id in recent.loc[recent["district_code"] == district, "id"].head(14):
        found[id].append(NEW_WORD)
    return found


def main(home: Path) -> None:
    """Write the history into the home of an office."""
    frame = sample_history()
    history = History(home / "history", office_key(home, create=True))
    history.append(frame, "lich-su-mau", sample_phrases(frame))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
