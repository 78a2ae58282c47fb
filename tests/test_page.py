"""The report: what stands in it, what never does, and how it reads."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import fields, replace
from datetime import date, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.sample_history import sample_history
from pipeline.errors import SettingsError
from pipeline.hotspots import Channel, FoundHotspot, Status
from pipeline.places import Gazetteer
from pipeline.records import Decision, Petition, Place, Prediction, Routed
from pipeline.report import forms
from pipeline.report.names import Names
from pipeline.report.page import PageContent, province_code, write_page
from pipeline.report.page.briefs import excerpt
from pipeline.report.page.petition_lists import MOST_IDS, Brief, petition_list
from pipeline.report.page.render import page_of
from pipeline.report.statuses import State, load_statuses
from pipeline.report.workbook.figures import gather
from pipeline.report.workbook.words import load_words
from pipeline.settings import DATA, PROJECT, Office, Settings
from pipeline.taxonomy.catalogue import EMPTY
from tests.page_samples import AS_OF, NAMES, content, denunciation, detected, grid, hotspot, routed

CSP = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
ALLOWED_LINKS = {"phan-don.xlsx", "routed.csv", "data:,"}
Noun = TypeVar("Noun", Petition, Prediction, Place, Routed)
HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>&{{ 7*191 }}{% endraw %}javascript:x \u202e"


class Seen(HTMLParser):
    """The elements of a page with their attributes, and its text."""

    def __init__(self, page: str) -> None:
        """Read a whole page."""
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.text = ""
        self.open: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.text += data

    def values(self, attribute: str) -> list[str]:
        return [attributes[attribute] for _, attributes in self.elements if attribute in attributes]


def page(tmp_path: Path, made: PageContent) -> str:
    write_page(tmp_path / "bao-cao.html", made)
    return (tmp_path / "bao-cao.html").read_text(encoding="utf-8")


def seen(tmp_path: Path, made: PageContent) -> Seen:
    return Seen(page(tmp_path, made))


def test_the_page_stands_alone(tmp_path: Path) -> None:
    found = seen(tmp_path, detected()[0])
    policies = [a["content"] for tag, a in found.elements if tag == "meta" and "http-equiv" in a]
    assert policies == [CSP]
    assert not {tag for tag, _ in found.elements} & {"script", "iframe", "object", "embed", "form", "img", "base"}
    links = found.values("href") + found.values("src")
    assert all(link.startswith("#") or link in ALLOWED_LINKS for link in links)
    assert not [name for _, attributes in found.elements for name in attributes if name.startswith("on")]


def test_every_link_leads_somewhere_and_ids_are_unique(tmp_path: Path) -> None:
    found = seen(tmp_path, detected()[0])
    ids = Counter(found.values("id"))
    assert max(ids.values()) == 1
    assert {link[1:] for link in found.values("href") if link.startswith("#")} <= set(ids)
    named = [word for words in found.values("aria-labelledby") for word in words.split()]
    assert set(named) <= set(ids)


def test_golden_outline(tmp_path: Path) -> None:
    """Headings in order, and how many of each thing stand under them."""
    made = page(tmp_path, content())
    outline = [
        f"{level} {re.sub('<[^>]+>', '', text)}" for level, text in re.findall(r"<(h[1-4])[^>]*>(.*?)</h[1-4]>", made)
    ]
    golden = (PROJECT / "tests" / "page_outline.txt").read_text(encoding="utf-8").splitlines()
    assert outline == golden


def test_every_chart_has_a_title_and_a_description(tmp_path: Path) -> None:
    made = page(tmp_path, detected()[0])
    charts = re.findall(r'<svg [^>]*role="img"[^>]*>(.*?)</svg>', made, flags=re.DOTALL)
    assert len(charts) >= 3
    assert all("<title>" in chart and "<desc>" in chart for chart in charts)


@pytest.mark.parametrize("part", ["petition", "prediction", "place", "row", "hotspot", "office", "grid"])
def test_hostile_text_stays_text(tmp_path: Path, part: str) -> None:
    found = seen(tmp_path, _hostile(part))
    assert not {tag for tag, _ in found.elements} & {"script", "img"}
    assert "1337" not in found.text
    assert not [name for _, attributes in found.elements for name in attributes if name.startswith("on")]
    assert all(link.startswith("#") or link in ALLOWED_LINKS for link in found.values("href"))


def _hostile(part: str) -> PageContent:
    rows = [routed(at, urgent=True) for at in range(12)]
    if part == "petition":
        wicked = [replace(row, petition=_wicked(row.petition, at)) for at, row in enumerate(rows)]
        spot = hotspot(petitions=tuple(row.petition.id for row in wicked))
        return content(routed=tuple(wicked), hotspots=(spot,))
    if part == "prediction":
        return content(routed=tuple(replace(row, prediction=_wicked(row.prediction, 0)) for row in rows))
    if part == "place":
        return content(routed=tuple(replace(row, place=_wicked(row.place, 0)) for row in rows))
    if part == "row":
        told = (((HOSTILE, AS_OF),), (HOSTILE,))
        return content(routed=tuple(replace(_wicked(r, 0), deadlines=told[0], reasons=told[1]) for r in rows))
    if part == "hotspot":
        return content(
            hotspots=(hotspot(id=HOSTILE, episode=HOSTILE, district=HOSTILE, topic=HOSTILE, phrase=HOSTILE),)
        )
    if part == "grid":
        return content(grids=(replace(grid(), names=(HOSTILE, HOSTILE), topics=(HOSTILE, HOSTILE)),))
    return content(settings=Settings(office=Office(name=HOSTILE)), model=HOSTILE)


def _wicked(noun: Noun, number: int) -> Noun:
    """Put hostile text into every field that holds words."""
    words = [f.name for f in fields(noun) if type(getattr(noun, f.name)) is str]
    changed: dict[str, Any] = {name: f"{HOSTILE}{number if name == 'id' else ''}" for name in words}
    return replace(noun, **changed)


def test_nothing_of_a_denunciation_but_counts(tmp_path: Path) -> None:
    secret = tuple(
        denunciation(at, urgent=True, decision=Decision.REVIEW, reasons=("denunciation",), status="Đang xử lý",
                     deadlines=(("Giải quyết", AS_OF - timedelta(days=3)),))
        for at in range(5)
    )  # fmt: skip
    rows = tuple(routed(at) for at in range(30)) + secret
    behind = tuple(row.petition.id for row in rows[20:])
    spots = (
        hotspot(petitions=behind),
        hotspot(channel=Channel.EMERGING, phrase="mattu", id="e", petitions=behind[-6:]),
    )
    made = page(tmp_path, content(routed=rows, hotspots=spots))
    assert "mat" not in made.lower().replace("format", "")
    assert "Tố cáo" in made and "không gồm đơn tố cáo" in made and "không hiện vì chủ yếu ở đơn tố cáo" in made


def test_counts_under_three_are_never_written(tmp_path: Path) -> None:
    odd = {"department": "so-xd", "field": "xay-dung", "channel": "Zalo", "reasons": ("too-short",)}
    rows = (
        *(routed(at) for at in range(20)),
        routed(90, decision=Decision.REVIEW, **odd),
        routed(91, place=Place(), urgent=True),
    )
    made = content(routed=rows)
    whole = page_of(made)
    written = [bar.count for table in whole.received.tables for bar in table.bars]
    written += [row.count for row in whole.unplaced.rows]
    assert whole.heat is not None
    written += [cell.count for row in whole.heat.rows for cell in row.cells]
    written += [
        week.observed for view in whole.rising for card in view.cards if card.chart for week in card.chart.cells
    ]
    assert forms.FEW in written and not {"1", "2"} & set(written)
    assert forms.FEW in whole.urgent.sentence and whole.urgent.petitions is None
    text = page(tmp_path, made)
    assert not re.search(r"\b[12] (nhóm )?đơn\b", text)


def test_few_petitions_are_drawn_alike() -> None:
    one, two = (page_of(content(hotspots=(_with_weeks(number),))).rising[0].cards[0].chart for number in (1.0, 2.0))
    assert one == two


def _with_weeks(number: float) -> FoundHotspot:
    spot = hotspot()
    return replace(
        spot, weeks=tuple(replace(w, observed=number if w.observed == 2 else w.observed) for w in spot.weeks)
    )


@given(st.lists(st.integers(0, 30), min_size=1, max_size=12))
def test_hidden_counts_cannot_be_worked_out_from_the_total(numbers: list[int]) -> None:
    written = forms.counts(numbers)
    assert not {"1", "2"} & set(written)
    hidden = [number for number, text in zip(numbers, written, strict=True) if not text[0].isdigit()]
    if len(hidden) < len([number for number in numbers if number]) and hidden:
        few = [number for number in hidden if number < forms.FEWEST]
        assert len(few) < len(hidden) or len(set(few)) > 1


@given(st.integers(0, 60), st.integers(0, 60))
def test_lists_never_tell_how_many_are_left_out(total: int, hidden: int) -> None:
    known = [Brief(f"A{at}", "") for at in range(max(total - hidden, 0))]
    found = petition_list("a", "a", total, known)
    if found is not None:
        assert len(found.shown) <= MOST_IDS and total >= forms.FEWEST
        assert total - len(found.shown) == 0 or total - len(found.shown) >= forms.FEWEST


def test_cards_tell_what_the_hotspot_says() -> None:
    whole = page_of(content())
    card = whole.rising[0].cards[0]
    assert card.topic == "Nước thải, kênh rạch, sông hồ ô nhiễm" or card.topic
    assert card.unit == "Quận Thuận Hóa, Thành phố Huế"
    assert card.sentences[0] == (
        "Trong 4 tuần, từ 09/03/2026 đến 31/03/2026 (tuần cuối chưa đủ), nhận 12 nhóm đơn, mức thường thấy 4,1 "
        "(thông thường từ 1 đến 8); gấp khoảng 2,9 lần "
        "(ít nhất 1,8 lần, độ tin cậy 95 %)."
    )
    assert "Bắt đầu khoảng tuần từ 09/03/2026." in card.sentences
    assert not any("giống nhau" in sentence for sentence in card.sentences)
    assert card.petitions is not None and len(card.petitions.shown) == 12
    assert "Nước thải" in card.petitions.shown[0].summary


def test_one_trouble_at_two_levels_is_one_card() -> None:
    commune = hotspot(
        id="c", episode="c", unit_level="commune", commune="Phường Thuận Hóa", commune_code="19774",
        ratio_low=1.5, petitions=hotspot().petitions[:9],
    )  # fmt: skip
    other = hotspot(id="o", episode="o", topic="giao-thong/mat-duong")
    cards = page_of(content(hotspots=(commune, hotspot(), other))).rising[0].cards
    assert sorted(card.ids for card in cards) == [("o",), (hotspot().id, "c")]


def test_every_note_is_told() -> None:
    card = page_of(content(hotspots=(hotspot(status=tuple(Status)),))).rising[0].cards[0]
    assert len(card.notes) == len(Status)


def test_a_quiet_run_says_so(tmp_path: Path) -> None:
    text = seen(tmp_path, content(routed=(), hotspots=(), grids=())).text
    assert "Hộp thư không có đơn nào được nhận." in text
    assert "Không có dấu hiệu nào vượt ngưỡng." in text
    assert "Không có đơn nào có dấu hiệu nguy hiểm trước mắt." in text


def test_the_runs_own_number_of_false_alarms() -> None:
    made, found = detected()
    alarms = sum(level.alarms for level in found.figures)
    told = page_of(made).certainty
    assert told.one_in.startswith("Khoảng 1 trong 20 cảnh báo có thể là ngẫu nhiên") and f"{alarms} ô" in told.one_in
    assert "q ≤ 0,05" in told.thresholds and "1, 2, 4 tuần" in told.thresholds


def test_map_has_every_unit_and_the_islands() -> None:
    whole = page_of(content())
    assert len(whole.map.units) == 694 and [inset.code for inset in whole.map.insets] == ["498", "576"]
    assert {unit.code: unit.colour for unit in whole.map.units}["474"] == "m3"
    assert whole.map.approximate


def test_map_of_a_province_shows_its_communes_and_the_islands() -> None:
    made = content(province=province_code(Gazetteer.load(DATA / "places"), "Huế"))
    whole = page_of(made)
    assert whole.map.area == "Thành phố Huế" and len(whole.map.units) == 40
    assert [inset.code for inset in whole.map.insets] == ["20333", "22736"]
    elsewhere = hotspot(id="x", episode="x", district="Quận Ba Đình", district_code="001")
    assert not page_of(replace(made, hotspots=(elsewhere,))).rising[0].cards


def test_an_unknown_province_is_refused() -> None:
    gazetteer = Gazetteer.load(DATA / "places")
    assert province_code(gazetteer, "") == ""
    with pytest.raises(SettingsError, match="Atlantis"):
        province_code(gazetteer, "Atlantis")


def test_the_clock_counts_only_what_is_known_to_be_open() -> None:
    late = (("Giải quyết", AS_OF - timedelta(days=1)),)
    soon = (("Chuyển đơn", AS_OF + timedelta(days=2)),)
    rows = [routed(at, deadlines=late, status="Đang giải quyết") for at in range(4)]
    rows += [routed(10 + at, deadlines=late, status="Đã trả lời") for at in range(5)]
    rows += [routed(20 + at, deadlines=late) for at in range(6)]
    rows += [routed(30 + at, deadlines=soon) for at in range(7)]
    clock = page_of(content(routed=tuple(rows))).clock
    assert clock.overdue is not None and clock.overdue.total == 4
    assert clock.soon is not None and clock.soon.total == 7
    assert clock.tables[0].rates[0].rate == "55,6 %"
    bare = page_of(content()).clock
    assert bare.overdue is None and "không có cột trạng thái" in bare.sentences[0]


def test_urgent_petitions_come_newest_first_those_without_a_day_last() -> None:
    rows = [routed(at, received_at=AS_OF - timedelta(days=at), urgent=True) for at in range(30)]
    listed = page_of(content(routed=(routed(99, received_at=None, urgent=True), *rows))).urgent.petitions
    assert listed is not None and len(listed.shown) == MOST_IDS
    assert [one.id for one in listed.shown[:2]] == ["A000", "A001"]
    few = page_of(content(routed=(routed(99, received_at=None, urgent=True), *rows[:6]))).urgent.petitions
    assert few is not None and few.shown[-1].id == "A099"


def test_the_urgent_list_says_where_nobody_knows_what_was_dealt_with() -> None:
    rows = [routed(at, urgent=True) for at in range(5)]
    assert "chưa biết đơn nào đã được xử lý" in page_of(content(routed=tuple(rows))).urgent.sentence
    known = [routed(at, urgent=True, status="Đang xử lý") for at in range(5)]
    assert "chưa biết" not in page_of(content(routed=tuple(known))).urgent.sentence


@given(st.lists(st.sampled_from(["đèn", "đường", "hỏng", "[tên]", "[số"]), max_size=60), st.integers(0, 60))
def test_no_petition_can_be_read_whole_on_the_page(words: list[str], told: int) -> None:
    shown = excerpt(" ".join(words[:told]), " ".join(words)).rstrip("…").split()
    assert shown == words[: len(shown)]
    assert len(shown) <= min(12, len(words) // 2) or len(shown) == 0


def test_short_petitions_are_shortened_in_the_lists(tmp_path: Path) -> None:
    text = "Dây điện đứt rơi xuống sân trường mầm non"
    soon = (("Chuyển đơn", AS_OF + timedelta(days=2)),)
    rows = tuple(routed(at, text=text, urgent=True, deadlines=soon) for at in range(5))
    whole = page_of(content(routed=rows))
    assert whole.urgent.petitions is not None and whole.clock.soon is not None
    assert {one.summary for one in (*whole.urgent.petitions.shown, *whole.clock.soon.shown)} == {"Dây điện đứt rơi…"}
    assert text not in seen(tmp_path, content(routed=rows)).text


def test_page_and_workbook_call_the_same_petitions_due_soon() -> None:
    rows = tuple(routed(at, deadlines=(("Chuyển đơn", AS_OF + timedelta(days=at)),)) for at in range(12))
    soon = page_of(content(routed=rows)).clock.soon
    assert soon is not None and soon.total == gather(rows, load_words(), AS_OF).due_soon == load_words().soon_days + 1


def test_the_list_of_overdue_is_short() -> None:
    late = (("Giải quyết", AS_OF - timedelta(days=1)),)
    rows = tuple(routed(at, deadlines=late, status="Đang giải quyết") for at in range(40))
    overdue = page_of(content(routed=rows)).clock.overdue
    assert overdue is not None and overdue.total == 40 and len(overdue.shown) <= 20


def test_a_code_without_a_name_is_said_to_be_unlisted() -> None:
    rows = tuple(routed(at, department="so-khong-co", status="Đang xử lý") for at in range(5))
    whole = page_of(content(routed=rows))
    told = "Mã không có trong danh mục (so-khong-co)"
    assert [b.name for t in whole.received.tables if t.title == "Theo cơ quan thẩm quyền" for b in t.bars] == [told]
    assert whole.clock.tables[0].rates[0].name == told
    known = set(NAMES.taxonomy.bodies)
    assert set(sample_history(3_000)["department"]) <= known


def test_many_small_codes_stand_together_last_without_a_bar() -> None:
    rows = tuple(routed(at, channel=f"Kênh {at % 40}") for at in range(400))
    bars = next(t for t in page_of(content(routed=rows)).received.tables if t.title == "Theo kênh tiếp nhận").bars
    assert [bar.rest for bar in bars] == [*[False] * (len(bars) - 1), True]
    assert bars[-1].width == 0 and bars[0].width == 100 and int(bars[-1].count) > int(bars[0].count)


def test_parts_of_groups_are_rounded_and_said_to_be() -> None:
    card = page_of(content(hotspots=(hotspot(observed=78.7),))).rising[0].cards[0]
    assert "nhận khoảng 79 nhóm đơn" in card.sentences[0] and card.observed == "khoảng 79"
    assert any("làm tròn" in note for note in card.notes)
    whole = page_of(content()).rising[0].cards[0]
    assert whole.observed == "12" and not any("làm tròn" in note for note in whole.notes)


def test_whole_weeks_are_not_called_unfinished_and_a_wild_trend_is_left_out() -> None:
    spot = hotspot(first_day=AS_OF - timedelta(days=27), trend_low=18.0, trend_high=4_000.0)
    told = " ".join(page_of(content(hotspots=(spot,))).rising[0].cards[0].sentences)
    assert "chưa đủ" not in told and "Bốn tuần qua" not in told
    assert "Bốn tuần qua" in " ".join(page_of(content()).rising[0].cards[0].sentences)


def test_alarms_of_each_level_are_told_and_earlier_batches_have_their_own_results(tmp_path: Path) -> None:
    made, found = detected()
    told = page_of(made).certainty.one_in
    for level in found.figures:
        assert f"{level.alarms} ở cấp" in told
    text = seen(tmp_path, made).text
    assert "đơn của lô trước: xem kết quả của lô đó" in text and "tỷ số được kéo về 1" in text


@pytest.mark.parametrize(
    ("written", "state"),
    [("Đã giải quyết", State.CLOSED), ("chưa giải quyết xong", State.OPEN), ("Đang xử lý", State.OPEN),
     ("ĐÃ TRẢ LỜI CHO CÔNG DÂN", State.CLOSED), ("Đã chuyển Sở Xây dựng", State.OPEN), ("", State.UNKNOWN),
     ("xyz", State.UNKNOWN), ("Chờ xử lý", State.OPEN), ("Resolved", State.CLOSED)],
)  # fmt: skip
def test_statuses(written: str, state: State) -> None:
    assert load_statuses().state(written) is state


def test_the_same_run_makes_the_same_bytes(tmp_path: Path) -> None:
    assert page(tmp_path, content()) == page(tmp_path, content())


def test_dates_are_told_in_vietnamese_form() -> None:
    assert (forms.day(date(2026, 3, 5)), forms.day(None)) == ("05/03/2026", "")
    assert (forms.whole(1234567), forms.decimal(1234.56), forms.percent(0.5)) == ("1.234.567", "1.234,6", "50,0 %")
    assert (forms.times(2.94), forms.times(12.4)) == ("2,9", "12")


def test_wilson_against_its_published_example() -> None:
    """81 of 263 gives 0.2553 to 0.3662 (Newcombe 1998, Statistics in Medicine 17:857, method 3)."""
    low, high = forms.wilson(81, 263)
    assert (round(low, 4), round(high, 4)) == (0.2553, 0.3662)
    assert forms.wilson(0, 0) == (0.0, 1.0)


def test_districts_of_one_name_are_told_apart() -> None:
    namesakes = [
        Place("Tỉnh Tây Ninh", "80", "Huyện Châu Thành", "708"),
        Place("Tỉnh Vĩnh Long", "86", "Huyện Châu Thành", "847"),
    ]
    rows = [routed(10 * n + at, place=p, status="Đang xử lý") for n, p in enumerate(namesakes) for at in range(4)]
    tables = page_of(content(routed=tuple(rows))).clock.tables
    assert [rate.name for rate in tables[1].rates] == [
        "Huyện Châu Thành, Tỉnh Tây Ninh",
        "Huyện Châu Thành, Tỉnh Vĩnh Long",
    ]


def test_an_office_with_its_own_labels_sees_its_own_codes() -> None:
    rows = tuple(routed(at, topic="Nhãn riêng", field="", department="") for at in range(5))
    received = page_of(content(routed=rows, hotspots=(hotspot(topic="Nhãn riêng"),), names=Names(EMPTY, {}))).received
    named = {table.title: [bar.name for bar in table.bars] for table in received.tables}
    assert named["Theo lĩnh vực"] == ["Chưa xác định"] and named["Theo cơ quan thẩm quyền"] == ["Chưa xác định"]
