"""The report in a real browser: Debian's chromium, offline, at three widths, on paper and in the dark."""

from __future__ import annotations

import csv
import importlib.util
import json
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from pipeline.history import Period
from pipeline.hotspots import hotspot_cells
from pipeline.hotspots.record import HOTSPOT_COLUMNS
from pipeline.report.bulletin import BulletinContent, write_bulletin
from pipeline.report.page import write_page
from pipeline.settings import DATA
from tests.page_samples import detected

CHROMIUM = Path("/usr/bin/chromium")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="needs /usr/bin/chromium (apt-get install chromium)"),
]
WIDTHS = (360, 768, 1440)
CONTRAST = """() => {
  const number = text => { const m = text.match(/[\\d.]+/g).map(Number); return m.length > 3 ? m : [...m, 1]; };
  const light = c => { const v = c / 255; return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; };
  const luminance = c => 0.2126 * light(c[0]) + 0.7152 * light(c[1]) + 0.0722 * light(c[2]);
  const ground = node => { for (let n = node; n; n = n.parentElement) {
    const c = number(getComputedStyle(n).backgroundColor); if (c[3] > 0) return c; } return [255, 255, 255, 1]; };
  const poor = [];
  for (const node of document.querySelectorAll('h1,h2,h3,h4,p,a,li,td,th,dt,dd,summary,span,code,figcaption')) {
    if (!node.textContent.trim() || !node.getClientRects().length) continue;
    const [a, b] = [luminance(number(getComputedStyle(node).color)), luminance(ground(node))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) poor.push(node.tagName + ' ' + ratio.toFixed(2) + ' ' + node.textContent.slice(0, 40));
  }
  return poor;
}"""
HEAT_CONTRAST = """() => {
  const light = c => { const v = c / 255; return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; };
  const luminance = c => 0.2126 * light(c[0]) + 0.7152 * light(c[1]) + 0.0722 * light(c[2]);
  const number = text => text.match(/[\\d.]+/g).map(Number);
  const page = number(getComputedStyle(document.body).backgroundColor);
  const ink = luminance(number(getComputedStyle(document.querySelector('.heat text')).fill));
  return Math.min(...[...document.querySelectorAll('.heat rect')].map(rect => {
    const style = getComputedStyle(rect), own = number(style.fill), alpha = Number(style.fillOpacity);
    const ground = luminance(own.map((c, at) => alpha * c + (1 - alpha) * page[at]));
    return (Math.max(ink, ground) + 0.05) / (Math.min(ink, ground) + 0.05); }));
}"""


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("page")
    made, found = detected()
    write_page(folder / "bao-cao.html", made)
    with (folder / "hotspots.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HOTSPOT_COLUMNS, *(hotspot_cells(spot) for spot in found.hotspots)])
    return folder / "bao-cao.html"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    api = pytest.importorskip("playwright.sync_api")
    with api.sync_playwright() as player:
        started = player.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def opened(browser: Any, report: Path, request: pytest.FixtureRequest) -> Iterator[Any]:  # noqa: ANN401  # playwright's page
    """Open the page as a browser shows it; every message and every request is kept."""
    wanted: dict[str, Any] = getattr(request, "param", {})
    width = wanted.get("width", 1440)
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=wanted.get("scheme", "light"))
    page.heard, page.asked = [], []
    page.on("console", lambda message: page.heard.append(message.text))
    page.on("pageerror", lambda error: page.heard.append(str(error)))
    page.on("request", lambda asked: page.asked.append(asked.url))
    page.goto(report.as_uri())
    yield page
    page.close()


def test_no_error_and_no_request(opened: Any, report: Path) -> None:  # noqa: ANN401  # playwright's page
    assert opened.heard == []
    assert [url for url in opened.asked if not url.startswith("data:")] == [report.as_uri()]


@pytest.mark.parametrize("opened", [{"width": width} for width in WIDTHS], indirect=True, ids=map(str, WIDTHS))
def test_nothing_sticks_out(opened: Any) -> None:  # noqa: ANN401  # playwright's page
    assert opened.evaluate("document.documentElement.scrollWidth <= innerWidth")
    wide = "e => e.filter(n => n.getBoundingClientRect().right > innerWidth + 1 && !n.closest('.scroll, svg')).length"
    assert opened.locator("main *").evaluate_all(wide) == 0
    opened.set_viewport_size({"width": opened.viewport_size["width"], "height": 2000})
    assert len(opened.screenshot()) > 10_000


def test_headings_go_down_step_by_step(opened: Any) -> None:  # noqa: ANN401  # playwright's page
    levels = opened.locator("h1,h2,h3,h4").evaluate_all("e => e.map(n => Number(n.tagName[1]))")
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def number(written: str) -> float:
    """Read "1.234,5", "dưới 0,1" and "13 lần"."""
    return float(written.removeprefix("dưới ").split()[0].replace(".", "").replace(",", "."))


def test_cards_agree_with_hotspots_csv(opened: Any, report: Path) -> None:  # noqa: ANN401  # playwright's page
    with (report.parent / "hotspots.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["id"]: row for row in csv.DictReader(file)}
    cards = opened.locator(".card").evaluate_all(
        "e => e.map(c => [c.dataset.ids.split('|'), [...c.querySelectorAll('.big dd')].map(d => d.textContent)])"
    )
    shown = [id for ids, _ in cards for id in ids]
    assert sorted(shown) == sorted(rows) and len(set(shown)) == len(shown)
    for ids, (observed, expected, ratio, _) in cards:
        row = rows[ids[0]]
        assert number(observed) == pytest.approx(float(row["observed"]), abs=0.06)
        assert number(expected) == pytest.approx(float(row["expected"]), abs=0.11)
        assert number(ratio) == pytest.approx(float(row["ratio"]), rel=0.06)


def test_every_unit_of_the_map_is_drawn(opened: Any, report: Path) -> None:  # noqa: ANN401  # playwright's page
    topology = json.loads((DATA / "maps" / "districts_before_2025.topo.json").read_text(encoding="utf-8"))
    codes = {unit["id"] for unit in topology["objects"]["units"]["geometries"]}
    drawn = opened.locator(".map [data-code]").evaluate_all("e => e.map(n => n.dataset.code)")
    assert sorted(drawn) == sorted(codes)
    flat = opened.locator(".map path.unit").evaluate_all("e => e.filter(n => n.getBBox().width === 0).length")
    assert flat == 0
    with (report.parent / "hotspots.csv").open(encoding="utf-8", newline="") as file:
        flagged = {row["district_code"] for row in csv.DictReader(file) if row["unit_level"] == "district"}
    coloured = opened.locator(".map .m1, .map .m2, .map .m3, .map .m4, .map .m5")
    assert set(coloured.evaluate_all("e => e.map(n => n.dataset.code)")) == flagged
    assert opened.locator(".map .inset").count() == 2


def test_links_lead_to_something_that_can_be_seen(opened: Any) -> None:  # noqa: ANN401  # playwright's page
    dead = """e => e.map(n => n.getAttribute('href')).filter(h => h.startsWith('#'))
        .filter(h => !document.getElementById(h.slice(1))?.getClientRects().length)"""
    assert opened.locator("main a, nav a").evaluate_all(dead) == []
    opened.locator("nav a", has_text="Bản đồ").click()
    top = opened.locator("#ban-do").evaluate("n => n.getBoundingClientRect().top")
    assert 0 <= top < 200


def test_the_keyboard_goes_down_the_page(opened: Any) -> None:  # noqa: ANN401  # playwright's page
    opened.keyboard.press("Tab")
    assert opened.evaluate("document.activeElement.textContent") == "Đến nội dung chính"
    places = []
    for _ in range(40):
        opened.keyboard.press("Tab")
        places.append(opened.evaluate("[...document.querySelectorAll('*')].indexOf(document.activeElement)"))
        assert opened.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    assert all(before < after for before, after in pairwise(places))


@pytest.mark.parametrize("opened", [{"scheme": "light"}, {"scheme": "dark"}], indirect=True, ids=["light", "dark"])
def test_text_can_be_read(opened: Any) -> None:  # noqa: ANN401  # playwright's page
    opened.locator("details").evaluate_all("e => e.forEach(n => { n.open = true; })")
    assert opened.evaluate(CONTRAST) == []
    assert opened.evaluate(HEAT_CONTRAST) >= 4.5


@pytest.mark.parametrize(("scheme", "width"), [("light", 1440), ("dark", 360)])
def test_axe_finds_nothing_serious(browser: Any, report: Path, scheme: str, width: int) -> None:  # noqa: ANN401  # its browser
    found = importlib.util.find_spec("axe_playwright_python")
    if found is None or found.origin is None:
        pytest.skip("axe-core stands in the package axe-playwright-python, which is not installed")
    # the page's own policy lets no script in: axe is put in past it, as an extension of a browser would
    context = browser.new_context(bypass_csp=True, color_scheme=scheme, viewport={"width": width, "height": 900})
    page = context.new_page()
    page.goto(report.as_uri())
    page.add_script_tag(path=str(Path(found.origin).parent / "axe.min.js"))
    result = page.evaluate("axe.run()")
    context.close()
    assert [(one["id"], one["impact"], len(one["nodes"])) for one in result["violations"]] == []


def test_it_prints(opened: Any, tmp_path: Path) -> None:  # noqa: ANN401  # playwright's page
    made = opened.pdf(format="A4", prefer_css_page_size=True)
    assert made.startswith(b"%PDF") and 3 <= made.count(b"/Type /Page\n") + made.count(b"/Type /Page ") <= 60
    opened.emulate_media(media="print", color_scheme="dark")
    assert opened.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert not opened.locator("nav").is_visible()
    assert opened.evaluate(CONTRAST) == []


def test_the_bulletin_is_right_at_every_width(browser: Any, tmp_path: Path) -> None:  # noqa: ANN401  # its browser
    made, _ = detected()
    assert made.history is not None
    content = BulletinContent(made.history, Period.QUARTER, made.as_of, made.names)
    path, _ = write_bulletin(tmp_path, content)
    for width in WIDTHS:
        page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme="dark")
        heard: list[str] = []
        page.on("console", lambda message, heard=heard: heard.append(message.text))
        page.goto(path.as_uri())
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert page.evaluate(CONTRAST) == [] and heard == []
        page.close()
