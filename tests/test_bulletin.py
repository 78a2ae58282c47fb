"""The bulletin of a period: what it compares, how sure it is, and the same words on the page and in the document."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.sample_history import UNTIL, sample_history
from pipeline.errors import SettingsError
from pipeline.history import COUNTED, Period
from pipeline.history.periods import read_period
from pipeline.report.bulletin import BulletinContent, write_bulletin
from pipeline.report.bulletin.compare import compare
from pipeline.report.bulletin.content import pair_of
from pipeline.report.bulletin.sections import bulletin_view
from tests.page_samples import NAMES
from tests.test_page import CSP, HOSTILE, Seen


def rows(count: int, first: date, days: int = 1, **more: str) -> pd.DataFrame:
    frame = pd.DataFrame(dict.fromkeys(COUNTED, ""), index=range(count))
    frame["id"] = [f"B{first:%m%d}{at:04d}" for at in range(count)]
    frame["received_at"] = pd.to_datetime([first + timedelta(days=at % days) for at in range(count)])
    frame["recorded_at"] = pd.Timestamp(2026, 12, 31)
    frame["topic"], frame["petition_type"] = "moi-truong/rac-thai", "kien-nghi-phan-anh"
    frame["department"] = "so-nnmt"
    return frame.assign(**more)


def bulletin(history: pd.DataFrame, until: date, period: Period = Period.MONTH) -> BulletinContent:
    return BulletinContent(history, period, until, NAMES, office="Ban Tiếp công dân")


def test_a_month_that_is_over_is_compared_with_the_whole_month_before() -> None:
    history = pd.concat([rows(31, date(2026, 3, 1), 31), rows(28, date(2026, 2, 1), 28)])
    pair = pair_of(bulletin(history, date(2026, 3, 31)))
    assert pair.whole and pair.days == (31, 28) and (len(pair.now), len(pair.before)) == (31, 28)
    told = bulletin_view(bulletin(history, date(2026, 3, 31))).sentences
    assert told[0] == "Trong kỳ nhận 31 đơn."
    assert told[1].startswith("Kỳ trước: 28 đơn; tính bình quân một ngày, kỳ này bằng 1,00 lần (")
    assert told[1].endswith("chưa rõ tăng hay giảm.")


def test_a_month_that_runs_is_compared_with_as_many_days() -> None:
    history = pd.concat([rows(10, date(2026, 3, 1), 10), rows(28, date(2026, 2, 1), 28)])
    pair = pair_of(bulletin(history, date(2026, 3, 10)))
    assert not pair.whole and pair.days == (10, 10) and len(pair.before) == 10
    assert "Kỳ này chưa hết" in bulletin_view(bulletin(history, date(2026, 3, 10))).sentences[1]


def test_small_counts_are_hidden_and_not_compared() -> None:
    history = pd.concat([
        rows(40, date(2026, 3, 1), 31), rows(2, date(2026, 3, 5), topic="giao-thong/mat-duong"),
        rows(30, date(2026, 2, 1), 28), rows(9, date(2026, 2, 3), topic="giao-thong/mat-duong"),
    ])  # fmt: skip
    view = bulletin_view(bulletin(history, date(2026, 3, 31)))
    topics = next(section for section in view.sections if section.title == "Theo chủ đề")
    cells = {row[0]: row[1:] for row in topics.rows}
    assert cells[NAMES.topic("giao-thong/mat-duong")] == ("dưới 3", "9", "–", "–", "–")
    assert cells[NAMES.topic("moi-truong/rac-thai")][0] == "từ 3 trở lên"
    written = [cell for section in view.sections for row in section.rows for cell in row[1:]]
    assert not {"1", "2"} & set(written)


def test_resolution_rates_have_intervals() -> None:
    done, waiting = (
        rows(30, date(2026, 3, 1), 9, status="Đã giải quyết"),
        rows(10, date(2026, 3, 10), status="Đang xử lý"),
    )
    view = bulletin_view(bulletin(pd.concat([done, waiting]), date(2026, 3, 31)))
    assert "Đã giải quyết 30 trong 40 đơn có ghi trạng thái: 75,0 % (từ 59,8 % đến 85,8 %)." in view.sentences
    rates = next(section for section in view.sections if section.title == "Tỷ lệ giải quyết theo cơ quan thẩm quyền")
    assert rates.rows == (("Sở Nông nghiệp và Môi trường", "40", "75,0 %", "59,8 % – 85,8 %", "–"),)


def test_an_empty_period_says_so() -> None:
    view = bulletin_view(bulletin(rows(0, date(2026, 3, 1)), date(2026, 3, 31), Period.YEAR))
    assert view.title == "Bản tin đơn thư năm 2026" and view.sections == ()
    assert view.sentences[0] == "Trong kỳ không nhận đơn nào có ngày nhận."


@pytest.mark.parametrize(
    ("period", "stem", "title"),
    [
        (Period.WEEK, "ban-tin-tuan-2026-03-23", "tuần từ 23/03/2026 đến 29/03/2026"),
        (Period.MONTH, "ban-tin-thang-2026-03", "tháng 03/2026"),
        (Period.QUARTER, "ban-tin-quy-2026-1", "quý 1/2026"),
        (Period.YEAR, "ban-tin-nam-2026", "năm 2026"),
    ],
)
def test_page_and_document_say_the_same(tmp_path: Path, period: Period, stem: str, title: str) -> None:
    docx = pytest.importorskip("docx")
    made = bulletin(sample_history(3_000), UNTIL, period)
    page, document = write_bulletin(tmp_path, made)
    assert (page.name, document.name) == (f"{stem}.html", f"{stem}.docx")
    view, seen, opened = bulletin_view(made), Seen(page.read_text(encoding="utf-8")), docx.Document(str(document))
    assert title in view.title and CSP in seen.values("content")
    paragraphs = [paragraph.text for paragraph in opened.paragraphs]
    assert all(sentence in paragraphs and sentence in seen.text for sentence in view.sentences)
    tables = [tuple(tuple(cell.text for cell in row.cells) for row in table.rows) for table in opened.tables]
    assert tables == [(section.head, *section.rows) for section in view.sections]
    first = document.read_bytes()
    assert write_bulletin(tmp_path, made)[1].read_bytes() == first


def test_a_province_counts_its_own_of_both_eras() -> None:
    old, new = rows(5, date(2025, 6, 1), province_code="49"), rows(7, date(2025, 7, 2), province_code="48")
    other = rows(9, date(2025, 7, 2), province_code="01")
    made = replace(bulletin(pd.concat([old, new, other]), date(2025, 7, 31), Period.YEAR), province="48")
    assert len(pair_of(made).now) == 12


def test_hostile_names_stay_text(tmp_path: Path) -> None:
    history = rows(9, date(2026, 3, 1), topic=HOSTILE, department=HOSTILE, district_code=HOSTILE, status=HOSTILE)
    page, _ = write_bulletin(
        tmp_path, replace(bulletin(history, date(2026, 3, 31)), office=HOSTILE.replace("\u202e", ""))
    )
    seen = Seen(page.read_text(encoding="utf-8"))
    assert not {tag for tag, _ in seen.elements} & {"script", "img"} and "1337" not in seen.text


@given(st.integers(3, 5_000), st.integers(3, 5_000), st.integers(1, 366), st.integers(1, 366))
def test_intervals_hold_the_ratio_and_turn_round(now: int, before: int, days: int, past: int) -> None:
    found, turned = compare(now, before, (days, past)), compare(before, now, (past, days))
    assert found is not None and turned is not None
    assert 0 < found.low < found.ratio < found.high
    assert found.low == pytest.approx(1 / turned.high) and found.high == pytest.approx(1 / turned.low)


def test_compare_against_the_exact_binomial() -> None:
    """15 against 5 over the same days: Clopper-Pearson for 15 of 20 is 0.5090 to 0.9134."""
    found = compare(15, 5, (30, 30))
    assert found is not None and found.verdict == "tăng"
    assert found.low == pytest.approx(0.5090 / 0.4910, rel=1e-3)
    assert found.high == pytest.approx(0.9134 / 0.0866, rel=2e-3)
    assert compare(2, 50, (30, 30)) is None


def test_a_period_is_asked_for_by_name() -> None:
    assert read_period("") is None and read_period("week") is Period.WEEK
    with pytest.raises(SettingsError, match="hãy chọn một trong: week, month, quarter, year"):
        read_period("nam")
