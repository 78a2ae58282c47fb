"""Hotspots as an office sees them: what is flagged, what is not, and what is said of each."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import SettingsError
from pipeline.history import COLUMNS, Pieces
from pipeline.history.batch import phrase_table
from pipeline.hotspots import (
    HOTSPOT_COLUMNS,
    Channel,
    Detection,
    HotspotSettings,
    Status,
    detect,
    detect_levels,
    hotspot_cells,
    kept_phrases,
)  # fmt: skip
from pipeline.text.features import Recipe, terms
from pipeline.text.phrases import MOST_READ, read_phrases
from pipeline.topics.model import Model
from pipeline.topics.telling import common_terms

UNTIL = date(2026, 5, 31)  # a Sunday
DISTRICTS = ("001", "002", "003", "004", "024", "026", "027", "028", "194", "195", "197", "198")
COMMUNES = ("00004", "00008", "00025", "00091", "00097", "00103")
TOPICS = (
    "giao-thong/mat-duong",
    "ha-tang/cay-xanh",
    "ha-tang/thoat-nuoc",
    "moi-truong/khong-khi",
    "moi-truong/rac-thai",
)
SETTINGS = HotspotSettings()
Cell = str | pd.Timestamp | None


def quiet(weeks: int = 40, per_week: float = 4.0, seed: int = 1) -> pd.DataFrame:
    """Return a history in which nothing happens: Poisson counts of every district and topic."""
    chance = np.random.default_rng(seed)
    counts = chance.poisson(per_week, (len(DISTRICTS), len(TOPICS), weeks))
    cells = np.repeat(np.argwhere(counts >= 0), counts.ravel(), axis=0)
    days = UNTIL - timedelta(days=6) - np.array([timedelta(weeks=int(weeks - 1 - week)) for week in cells[:, 2]])
    days = days + np.array([timedelta(days=int(day)) for day in chance.integers(0, 7, len(cells))])
    return petitions([DISTRICTS[at] for at in cells[:, 0]], [TOPICS[at] for at in cells[:, 1]], list(days), prefix="Q")


def petitions(
    districts: Sequence[str],
    topics: Sequence[str],
    days: Sequence[date | None],
    prefix: str = "P",
    **more: str | pd.Timestamp | None,
) -> pd.DataFrame:
    """Rows of history; codes of communes go round with the districts."""
    size = len(districts)
    frame = pd.DataFrame(dict.fromkeys(COLUMNS, ""), index=range(size))
    frame["id"] = [f"{prefix}{at:06d}" for at in range(size)]
    frame["received_at"] = pd.to_datetime(np.array(days, dtype="datetime64[ns]"))
    frame["recorded_at"] = frame["first_recorded_at"] = pd.Timestamp(UNTIL)
    frame["district_code"], frame["topic"] = districts, topics
    known = {code: at for at, code in enumerate(DISTRICTS)}
    frame["commune_code"] = [COMMUNES[known.get(code, 0) % len(COMMUNES)] for code in districts]
    frame["province_code"] = ["01" if code < "190" else "24" for code in districts]
    frame["place_confidence"] = frame["confidence"] = 0.9
    frame["model"] = "default"
    for column, cell in more.items():
        frame[column] = pd.NaT if cell is None else cell
    return frame


def without_dates(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(received_at=np.datetime64("NaT", "ns"))


def extra(size: int, back: int = 3, prefix: str = "X", **more: Cell) -> pd.DataFrame:
    """``size`` petitions about rubbish in one district within the last days."""
    days = [UNTIL - timedelta(days=at % back) for at in range(size)]
    return petitions(["003"] * size, ["moi-truong/rac-thai"] * size, days, prefix, **more)


def both(*frames: pd.DataFrame) -> pd.DataFrame:
    return pd.concat(frames, ignore_index=True)


def run(history: pd.DataFrame, settings: HotspotSettings = SETTINGS, level: str = "district") -> Detection:
    return detect(history, UNTIL, settings, level)


def found(detection: Detection, channel: Channel) -> list[tuple[str, str]]:
    return [(spot.unit_code, spot.topic) for spot in detection.hotspots if spot.channel is channel]


def test_a_quiet_history_raises_no_alarm() -> None:
    for seed in (1, 2, 3):
        assert run(quiet(60, seed=seed)).hotspots == ()


def test_a_surge_is_found_with_its_petitions_and_nothing_else() -> None:
    detection = run(both(quiet(), extra(25)))
    (spot,) = [spot for spot in detection.hotspots if spot.channel is Channel.SURGE]
    assert (spot.district_code, spot.district, spot.topic) == ("003", "Quận Tây Hồ", "moi-truong/rac-thai")
    assert {f"X{at:06d}" for at in range(25)} <= set(spot.petitions)
    assert spot.observed == spot.groups == len(spot.petitions)
    assert spot.q <= SETTINGS.q
    assert spot.band_low <= spot.expected <= spot.band_high < spot.observed
    assert 1.5 < spot.ratio_low < spot.ratio < spot.ratio_high
    assert spot.onset == spot.weeks[-1].start == date(2026, 5, 25)
    assert spot.trend is not None
    assert spot.trend > 1.5
    assert spot.status == ()
    assert (spot.first_day, spot.last_day) == (UNTIL - timedelta(days=7 * spot.window - 1), UNTIL)


def test_the_order_of_rows_changes_nothing() -> None:
    history = both(quiet(), extra(25))
    shuffled = history.sample(frac=1, random_state=3, ignore_index=True)
    assert run(history).hotspots == run(shuffled).hotspots


def test_copies_of_one_petition_count_once_and_are_told() -> None:
    detection = run(both(quiet(), extra(40, group="X000000")))
    assert found(detection, Channel.SURGE) == []
    assert detection.figures[0].copies == 39


def test_the_first_of_a_group_counts_in_it_though_its_repeats_came_later() -> None:
    copies = extra(12)
    first = copies["id"].iloc[0]
    copies["group"] = ["", *[first] * 11]
    assert found(run(both(quiet(30), copies)), Channel.SURGE) == []
    assert run(both(quiet(30), copies)).figures[0].copies == 11


def test_the_largest_group_stands_beside_a_surge() -> None:
    detection = run(both(quiet(), extra(25), extra(9, prefix="C", group="C000000")))
    (spot,) = [spot for spot in detection.hotspots if spot.channel is Channel.SURGE]
    assert spot.largest_group == 9
    assert spot.groups == spot.observed == len(spot.petitions) - 8


def test_a_rise_of_everything_in_a_district_is_a_total_and_no_surge_of_its_topics() -> None:
    more = [petitions(["003"] * 5, [topic] * 5, [UNTIL - timedelta(days=at) for at in range(5)], topic)
            for topic in TOPICS]  # fmt: skip
    detection = run(both(quiet(70), *more))
    assert ("003", "") in found(detection, Channel.TOTAL)
    assert found(detection, Channel.SURGE) == []


def test_a_rise_of_a_topic_everywhere_is_a_total_of_the_topic() -> None:
    more = [petitions([code] * 4, [TOPICS[0]] * 4, [UNTIL - timedelta(days=at) for at in range(4)], code)
            for code in DISTRICTS]  # fmt: skip
    detection = run(both(quiet(70), *more))
    assert ("", TOPICS[0]) in found(detection, Channel.TOTAL)
    assert found(detection, Channel.SURGE) == []
    (spot,) = [spot for spot in detection.hotspots if spot.topic == TOPICS[0]]
    assert spot.unit_level == "all"
    assert set(more[0]["id"]) <= set(spot.petitions)


def test_totals_wait_until_the_week_is_over() -> None:
    more = petitions(["003"] * 90, [TOPICS[at % 5] for at in range(90)], [date(2026, 5, 26)] * 90)
    wednesday = date(2026, 5, 27)
    history = both(quiet(70), more)
    early = detect(history[history["received_at"] <= pd.Timestamp(wednesday)], wednesday, SETTINGS, "district")
    assert ("003", "") not in found(early, Channel.TOTAL)
    assert ("003", "") in found(run(history), Channel.TOTAL)


def test_what_is_always_too_much_is_persistent_and_no_surge() -> None:
    days = [UNTIL - timedelta(days=at % 280) for at in range(600)]
    detection = run(both(quiet(), petitions(["003"] * 600, [TOPICS[4]] * 600, days)))
    assert found(detection, Channel.PERSISTENT) == [("003", TOPICS[4])]
    assert found(detection, Channel.SURGE) == []
    (spot,) = detection.hotspots
    assert spot.onset is None
    assert spot.ratio_low >= SETTINGS.ratio


def test_with_fewer_than_eight_weeks_only_excess_is_judged() -> None:
    detection = run(both(quiet(5, 6.0), extra(120, back=30)))
    assert {spot.channel for spot in detection.hotspots} == {Channel.PERSISTENT}
    assert detection.hotspots[0].status == (Status.SHORT_HISTORY,)
    tested = {channel.channel: channel.cells for channel in detection.figures[0].tested}
    assert tested[Channel.SURGE] == tested[Channel.TOTAL] == tested[Channel.PROVINCE] == 0


def test_both_levels_come_in_one_run_and_the_whole_inbox_is_judged_once() -> None:
    detection = detect_levels(both(quiet(60), extra(30)), UNTIL, SETTINGS)
    assert {spot.unit_level for spot in detection.hotspots if spot.channel is Channel.SURGE} == {"district", "commune"}
    levels = [(channel.channel, channel.unit_level) for figures in detection.figures for channel in figures.tested]
    assert len(levels) == len(set(levels))
    assert (Channel.TOTAL, "all") in levels


def test_a_commune_is_named_with_its_province_of_today() -> None:
    detection = run(both(quiet(), extra(40)), level="commune")
    (spot,) = [spot for spot in detection.hotspots if spot.channel is Channel.SURGE]
    assert (spot.commune_code, spot.commune, spot.province_code) == ("00025", "Phường Giảng Võ", "01")
    assert spot.district_code == spot.district == ""


def test_unknown_and_doubtful_places_are_counted_apart() -> None:
    nowhere = extra(30, prefix="N").assign(district_code="", commune_code="")
    unsure = extra(30, prefix="U").assign(place_confidence=0.2)
    history = both(quiet(), nowhere, unsure)
    detection = run(history)
    figures = detection.figures[0]
    assert (figures.without_place, figures.unsure_of_place) == (30, 30)
    assert figures.counted + 60 == figures.petitions == len(history)
    assert found(detection, Channel.SURGE) == []


def test_missing_and_future_dates_are_counted_apart() -> None:
    undated = extra(30, prefix="N", received_at=None)
    future = extra(30, prefix="F", received_at=pd.Timestamp("2062-01-01"))
    figures = run(both(quiet(), undated, future)).figures[0]
    assert (figures.undated, figures.after_until) == (30, 30)
    assert figures.counted + 60 == figures.petitions


def test_a_batch_without_any_date_gives_excess_with_a_warning() -> None:
    history = without_dates(both(quiet(), extra(300)))
    detection = run(history)
    assert found(detection, Channel.PERSISTENT) == [("003", "moi-truong/rac-thai")]
    assert set(detection.hotspots[0].status) == {Status.SHORT_HISTORY, Status.UNDATED}
    assert detection.figures[0].undated == len(history)


def test_a_topic_that_two_models_gave_says_so_and_is_still_judged() -> None:
    history = both(quiet(), extra(25))
    history.loc[history["received_at"] > "2026-04-01", "model"] = "moi"
    detection = run(history)
    (spot,) = [spot for spot in detection.hotspots if spot.channel is Channel.SURGE]
    assert spot.status == (Status.MODEL_CHANGED,)
    assert detection.figures[0].models == ("default", "moi")


def test_a_new_unit_says_so() -> None:
    days = [UNTIL - timedelta(days=at % 20) for at in range(40)]
    detection = run(both(quiet(), petitions(["005"] * 40, [TOPICS[1]] * 40, days)))
    assert all(Status.NEW_UNIT in spot.status for spot in detection.hotspots if spot.district_code == "005")


def test_a_half_empty_newest_week_says_so_and_hides_no_surge() -> None:
    history = quiet()
    newest = history["received_at"] > pd.Timestamp(UNTIL - timedelta(days=7))
    kept = history[~newest | (np.arange(len(history)) % 3 == 0)]
    detection = run(both(kept, extra(25)))
    (spot,) = [spot for spot in detection.hotspots if spot.channel is Channel.SURGE]
    assert spot.status == (Status.LATE_DATA,)


def test_split_communes_are_marked() -> None:
    split = [UNTIL.replace(year=2025, month=5) - timedelta(days=at % 7) for at in range(60)]
    history = both(quiet(), petitions(["001"] * 60, [TOPICS[0]] * 60, split, commune_code="00007"))
    history["received_at"] -= pd.Timedelta(weeks=52)
    history.loc[history["commune_code"] != "00007", "commune_code"] = "00001"
    detection = detect(history, date(2025, 6, 1), SETTINGS, "commune")
    assert detection.figures[0].shared == 60


def test_late_share_counts_what_came_after_its_week() -> None:
    history = quiet()
    recent = history["received_at"] > pd.Timestamp("2026-05-01")
    history["first_recorded_at"] = pd.Timestamp("2026-04-30")
    history.loc[recent, "first_recorded_at"] = history.loc[recent, "received_at"] + pd.Timedelta(days=30)
    assert run(history).figures[0].late_share == 1.0
    assert run(quiet()).figures[0].late_share is None


def test_an_episode_keeps_its_name_from_week_to_week() -> None:
    days = [UNTIL - timedelta(days=at % 21) for at in range(60)]
    history = both(quiet(), petitions(["003"] * 60, ["moi-truong/rac-thai"] * 60, days))
    episodes = set()
    for back in (0, 1):
        day = UNTIL - timedelta(weeks=back)
        seen = detect(history[history["received_at"] <= pd.Timestamp(day)], day, SETTINGS, "district")
        episodes |= {spot.episode for spot in seen.hotspots if spot.channel is Channel.SURGE}
    assert len(episodes) == 1


def test_gaps_of_weeks_are_no_alarm() -> None:
    history = quiet(60)
    gap = (history["received_at"] > "2026-02-01") & (history["received_at"] < "2026-03-20")
    detection = run(history[~gap].reset_index(drop=True))
    assert detection.hotspots == ()
    assert detection.figures[0].weeks_with_data < detection.figures[0].weeks == 60


def test_the_row_of_the_table_has_every_column_in_order() -> None:
    detection = run(both(quiet(), extra(25)))
    cells = dict(zip(HOTSPOT_COLUMNS, hotspot_cells(detection.hotspots[0]), strict=True))
    assert cells["channel"] == "surge"
    assert cells["from"] <= cells["to"] == "2026-05-31"
    assert cells["status"] == "ok"
    assert "|" in cells["petitions"]
    assert float(cells["observed"]) >= 25 > float(cells["expected"])


def test_the_heat_map_holds_every_cell_of_the_level() -> None:
    (grid,) = run(both(quiet(), extra(25))).grids
    assert grid.ratio.shape == grid.q.shape == (len(TOPICS), len(DISTRICTS))
    hottest = np.unravel_index(np.argmax(grid.ratio), grid.ratio.shape)
    assert (grid.topics[hottest[0]], grid.names[hottest[1]]) == ("moi-truong/rac-thai", "Quận Tây Hồ")


ODD: dict[str, pd.DataFrame] = {
    "nothing": quiet().iloc[:0],
    "one petition": quiet().iloc[:1],
    "one day": quiet(1).assign(received_at=pd.Timestamp(UNTIL)),
    "one district": quiet().query("district_code == '003'").reset_index(drop=True),
    "one topic": quiet().query("topic == @TOPICS[0]").reset_index(drop=True),
    "one cell": quiet().query("topic == @TOPICS[0] and district_code == '003'").reset_index(drop=True),
    "all in the future": quiet().assign(received_at=pd.Timestamp("2062-01-01")),
    "no topic": quiet().assign(topic=""),
    "no place": quiet().assign(district_code="", commune_code="", province_code=""),
    "unknown codes": quiet().assign(district_code="KHU-1"),
    "no date": without_dates(quiet()),
    "two years and one district with nearly all": both(quiet(104, 0.02), petitions(
        ["003"] * 900, [TOPICS[at % 5] for at in range(900)], [UNTIL - timedelta(days=at % 700) for at in range(900)])),
}  # fmt: skip


def written(pairs: Sequence[tuple[str, str]]) -> list[Pieces]:
    """Return phrases of one batch in two tables, as a history would yield them."""
    tables = [phrase_table({name: [phrase]}) for name, phrase in pairs[:1]]
    rest: dict[str, list[str]] = {}
    for name, phrase in pairs[1:]:
        rest.setdefault(name, []).append(phrase)
    return [(*tables, phrase_table(rest))]


@pytest.mark.parametrize("level", ["district", "commune"])
@pytest.mark.parametrize("case", ODD)
def test_odd_histories_run_and_raise_no_surge(case: str, level: str) -> None:
    phrases = [(name, "mùi khét") for name in ODD[case]["id"]]
    detection = detect(ODD[case], UNTIL, SETTINGS, level, phrases=written(phrases))
    assert [spot for spot in detection.hotspots if spot.channel is not Channel.PERSISTENT] == []
    assert detection.figures[0].petitions == len(ODD[case])


@pytest.mark.parametrize("weeks", range(1, 20))
def test_every_short_history_runs(weeks: int) -> None:
    assert run(quiet(weeks)).figures[0].weeks == weeks


def test_emerging_words_are_found_where_topics_see_nothing() -> None:
    history = quiet(30)
    chance = np.random.default_rng(5)
    rows = [(name, f"từ {chance.integers(40)}") for name in history["id"]]
    near = history[(history["district_code"] == "003") & (history["received_at"] > pd.Timestamp("2026-05-18"))]
    rows += [(name, phrase) for name in near["id"].iloc[:14] for phrase in ("sứa lửa", "bị sứa")]
    detection = detect(history, UNTIL, SETTINGS, "district", phrases=written(rows))
    assert found(detection, Channel.SURGE) == []
    (spot,) = detection.hotspots
    assert (spot.channel, spot.unit_code, spot.phrase) == (Channel.EMERGING, "003", "sứa lửa")
    assert set(spot.petitions) <= set(near["id"].iloc[:14])
    assert spot.q <= SETTINGS.q
    assert len(spot.petitions) >= SETTINGS.minimum_emerging


def test_words_of_a_topic_that_surges_are_no_subject_of_their_own() -> None:
    history = both(quiet(30), extra(30))
    rows = [(name, "rác") for name in history.loc[history["topic"] == "moi-truong/rac-thai", "id"]]
    detection = detect(history, UNTIL, SETTINGS, "district", phrases=written(rows))
    channels = {spot.channel for spot in detection.hotspots}
    assert Channel.SURGE in channels
    assert Channel.EMERGING not in channels


def phrases_of(text: str) -> list[str]:
    found = read_phrases([text])
    return found.written(found.key)


def kept_of(texts: Sequence[str], common: Collection[str] = ()) -> list[list[str]]:
    kept: list[list[str]] = [[] for _ in texts]
    for row in kept_phrases({str(at): text for at, text in enumerate(texts)}, common).to_pylist():
        kept[int(row["id"])].append(row["phrase"])
    return kept


def test_phrases_hold_no_names_marks_or_numbers() -> None:
    found_phrases = phrases_of("Ông [tên] ở Hòa Khánh báo mùi khét 0905 ban đêm.")
    assert {"mùi khét", "ban đêm"} <= set(found_phrases)
    assert not any("tên" in phrase or "hánh" in phrase or "09" in phrase for phrase in found_phrases)
    assert phrases_of("ÔNG NGUYỄN VĂN TÈO ĐỐT RÁC, KHÓI MÙ MỊT") == []


WORDS = st.sampled_from([
    "Ổ", "gà", "to", "Hòa", "Khánh", "UBND", "xã", "[tên]", "[số]", "12", ",", ".", ":", "(", '"', "-", "\n", "é"
])  # fmt: skip


@given(st.lists(st.lists(WORDS, max_size=12), max_size=4), st.sampled_from([" ", "", "  "]))
def test_phrases_are_the_syllable_features_of_models(texts: list[list[str]], between: str) -> None:
    written = [between.join(words) for words in texts]
    found = read_phrases(written)
    told = list(zip(found.text.tolist(), found.written(found.key), strict=True))
    tokens = [re.findall(r"\[\w+\]|\w+|[^\w\s]", text) for text in written]
    loud = [sum(t.isupper() for t in some if t.isalpha()) * 2 > sum(t.isalpha() for t in some) for some in tokens]
    wanted = [() if shouted else terms(some, Recipe()) for some, shouted in zip(tokens, loud, strict=True)]
    assert told == [(at, phrase) for at, some in enumerate(wanted) for phrase in sorted(set(some))]


def test_of_an_endless_text_the_first_pages_are_read() -> None:
    found_phrases = phrases_of("rác " * (MOST_READ - 1) + "thải độc")
    assert found_phrases == ["rác", "rác rác", "rác thải", "thải"]


def test_what_everybody_writes_is_not_kept_and_what_is_new_is(model: Model) -> None:
    (found_phrases,) = kept_of(["Kính gửi ủy ban nhân dân. Bãi tắm có sứa lửa, mùi khét."], common_terms(model))
    assert {"sứa lửa", "mùi khét"} <= set(found_phrases)
    assert not {"kính gửi", "nhân dân", "có"} & set(found_phrases)


def test_a_petition_keeps_the_phrases_that_most_others_share() -> None:
    letters = "aăâbcdđeêghiklmnoôơpqrstuưvxy"
    own = [" , ".join(f"{first}{letter}{more}" for letter in letters for more in "nt") for first in "zwf"]
    for phrases in kept_of([f"{words} , sứa lửa" for words in own]):
        assert phrases[:3] == ["lửa", "sứa", "sứa lửa"] and len(phrases) == 40
        assert phrases[3:] == sorted(phrases[3:])  # of the rest, none of which is shared, the first of the alphabet
    assert kept_of([]) == [] and kept_of(["", "Ổ gà"]) == [[], ["gà", "ổ", "ổ gà"]]


@pytest.mark.parametrize(
    "wrong", [{"q": 0}, {"q": 0.9}, {"windows": ()}, {"windows": (0,)}, {"windows": (9,)}, {"minimum": 0},
              {"ratio": 0.5}, {"level": "quận"}, {"minimum_emerging": 0}],
)  # fmt: skip
def test_settings_that_mean_nothing_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(SettingsError, match=next(iter(wrong))):
        replace(SETTINGS, **wrong)  # type: ignore[arg-type]  # that is what is tested
