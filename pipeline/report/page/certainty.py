"""How sure this is, in plain words and with the run's own numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.hotspots.figures import Figures
from pipeline.report import forms
from pipeline.report.page.briefs import MOST_WORDS
from pipeline.report.page.content import PageContent
from pipeline.report.page.words import CHANNELS

FIRST_SURGE = 8


@dataclass(frozen=True, slots=True)
class TestedRow:
    """One channel at one level: cells judged, signs given, signs likely to be none."""

    channel: str
    level: str
    cells: str
    alarms: str
    false: str


@dataclass(frozen=True, slots=True)
class CertaintyView:
    """The line of figures above the cards, the thresholds, and the section at the end."""

    one_in: str
    run: tuple[str, ...]
    thresholds: str
    tested: tuple[TestedRow, ...]
    sentences: tuple[str, ...]
    short: bool


LEVELS = {"district": "huyện cũ", "commune": "xã, phường", "province": "tỉnh", "all": "toàn bộ"}


def certainty_view(content: PageContent) -> CertaintyView:
    """Return what is said of certainty."""
    figures, limits = content.figures, content.settings.hotspots
    windows = ", ".join(str(weeks) for weeks in limits.windows)
    return CertaintyView(
        one_in=_one_in(figures),
        run=tuple(_run(figures, content)),
        thresholds=(
            f"Ngưỡng: tỷ lệ báo nhầm chấp nhận được q ≤ {forms.decimal(limits.q, 2)}; cửa sổ {windows} tuần; "
            f"ít nhất {limits.minimum} nhóm đơn; mức vượt kéo dài từ {forms.decimal(limits.ratio)} lần; "
            f"cụm từ mới ít nhất {limits.minimum_emerging} nhóm đơn."
        ),
        tested=tuple(
            TestedRow(
                CHANNELS[one.channel][0], LEVELS.get(one.unit_level, one.unit_level), forms.whole(one.cells),
                forms.whole(one.alarms), forms.decimal(one.expected_false),
            )
            for level in figures
            for one in level.tested
        ),
        sentences=tuple(_sentences(content)),
        short=any(level.weeks_with_data < FIRST_SURGE for level in figures),
    )  # fmt: skip


def _one_in(figures: Sequence[Figures]) -> str:
    alarms = sum(level.alarms for level in figures)
    false = sum(level.expected_false for level in figures)
    if not alarms or not false:
        return ""
    about = max(round(false), 1)
    return (
        f"Khoảng 1 trong {forms.decimal(alarms / false, 0)} cảnh báo có thể là ngẫu nhiên: lần này "
        f"{forms.whole(alarms)} ô được báo{_by_level(figures)}, trong đó khoảng {forms.whole(about)} ô có thể chỉ do "
        "ngẫu nhiên."
    )


def _by_level(figures: Sequence[Figures]) -> str:
    """Tell the alarms of each level: below, one trouble found at both stands on one card and one line only."""
    if len(figures) < 2:
        return ""
    each = [f"{forms.whole(one.alarms)} ở cấp {LEVELS.get(one.unit_level, one.unit_level)}" for one in figures]
    return f" ({'; '.join(each)}; một việc báo ở cả hai cấp chỉ có một thẻ)"


def _run(figures: Sequence[Figures], content: PageContent) -> Iterator[str]:
    if not figures:
        yield "Chưa có lịch sử các lô trước nên chưa xét điểm nóng."
        return
    first = figures[0]
    cells = sum(level.cells_tested for level in figures)
    yield (
        f"Tính đến {forms.day(first.until)}. Đã xét {forms.whole(cells)} ô (chủ đề × địa bàn) trên "
        f"{forms.whole(first.weeks_with_data)} tuần có dữ liệu, từ {forms.whole(first.petitions)} đơn trong lịch sử."
    )
    apart = "; ".join(
        f"ở cấp {LEVELS.get(level.unit_level, level.unit_level)} {forms.count(level.without_place)} đơn chưa rõ nơi và "
        f"{forms.count(level.unsure_of_place)} đơn có nơi chưa đủ tin cậy"
        for level in figures
    )
    yield f"Không tính theo địa bàn: {apart}."
    if first.undated or first.after_until:
        yield (
            f"Ngoài ra {forms.count(first.undated)} đơn không có ngày, {forms.count(first.after_until)} đơn có ngày "
            f"sau {forms.day(first.until)}."
        )
    if first.copies:
        yield f"Đơn trùng chỉ được tính một lần trong nhóm của mình: {forms.count(first.copies)} đơn."
    if first.late_share is not None:
        yield f"{forms.percent(first.late_share)} số đơn gần đây đến muộn hơn một tuần."


def _sentences(content: PageContent) -> Iterator[str]:
    wanted = content.settings.routing.precision
    yield (
        f"Phân loại: đơn ghi “tự động” được chọn để ít nhất khoảng {forms.percent(wanted)} có cơ quan thẩm quyền đúng; "
        "tỷ lệ này đo trên dữ liệu mẫu của dự án, với đơn của từng địa phương có thể khác. "
        "Các đơn còn lại chờ cán bộ rà soát."
    )
    yield (
        "Điểm nóng: dấu hiệu thống kê, không phải kết luận về nguyên nhân hay trách nhiệm. Tỷ số đã được kéo về 1 "
        "khi số đơn ít; con số “ít nhất” là cận dưới 5 %."
    )
    yield (
        "Số đơn không phải là mức độ nghiêm trọng: nơi ít người gửi đơn thì ít dấu hiệu, và một chiến dịch gửi đơn có "
        "thể tạo ra dấu hiệu; vì vậy các đơn giống nhau chỉ được tính một lần."
    )
    yield (
        f"Để không lộ người gửi, ô có dưới {forms.FEWEST} đơn ghi “{forms.FEW}”; đơn tố cáo chỉ được đếm, không "
        f"liệt kê, không trích; các đơn khác chỉ trích nhiều nhất {MOST_WORDS} từ và không quá nửa nội dung, đã che "
        "tên, số điện thoại, số giấy tờ và số nhà."
    )
    if content.model:
        yield f"Mô hình phân loại: {content.model}. Chương trình gợi ý; người được giao quyết định."
