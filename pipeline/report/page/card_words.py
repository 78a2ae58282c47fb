"""A hotspot in plain sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from pipeline.hotspots.record import Channel, FoundHotspot
from pipeline.report import forms

MANY = 1_000
UNSURE = 100.0  # a trend that may be as large as this tells nothing


def ratio_words(ratio: float) -> str:
    """Write a ratio; a very large one says only that nearly nothing was expected."""
    return forms.times(ratio) if ratio < MANY else f"trên {forms.whole(MANY)}"


def about(groups: float) -> str:
    """Write a number of groups as a whole one; some are shared out among communes and count in parts."""
    written = forms.rounded(groups)
    return f"khoảng {written}" if groups != round(groups) and written != forms.FEW else written


def _times(spot: FoundHotspot) -> str:
    low = ratio_words(spot.ratio_low)
    return f"gấp khoảng {ratio_words(spot.ratio)} lần (ít nhất {low} lần, độ tin cậy 95 %)"


def _told_surge(spot: FoundHotspot) -> str:
    weeks = "Trong tuần" if spot.window == 1 else f"Trong {spot.window} tuần,"
    whole = (spot.last_day - spot.first_day).days + 1 >= 7 * spot.window
    until = f"{forms.day(spot.last_day)}{'' if whole else ' (tuần cuối chưa đủ)'}"
    return (
        f"{weeks} từ {forms.day(spot.first_day)} đến {until}, nhận {about(spot.observed)} "
        f"nhóm đơn, mức thường thấy {forms.expected(spot.expected)} (thông thường từ {forms.whole(spot.band_low)} đến "
        f"{forms.whole(spot.band_high)}); {_times(spot)}."
    )


def _told_persistent(spot: FoundHotspot) -> str:
    return (
        f"Trong {spot.window} tuần qua nhận {about(spot.observed)} nhóm đơn, trong khi theo tỷ trọng chung là "
        f"{forms.expected(spot.expected)}; {_times(spot)}."
    )


def _told_emerging(spot: FoundHotspot) -> str:
    return (
        f"Cụm từ này xuất hiện trong {about(spot.observed)} nhóm đơn, mức thường thấy "
        f"{forms.expected(spot.expected)}; {_times(spot)}."
    )


_TOLD: Mapping[Channel, Callable[[FoundHotspot], str]] = {
    Channel.PERSISTENT: _told_persistent,
    Channel.EMERGING: _told_emerging,
}


def sentences(spot: FoundHotspot) -> Iterator[str]:
    """Tell what was counted, since when, whether it still rises, and how many of the letters are alike."""
    yield _TOLD.get(spot.channel, _told_surge)(spot)
    if spot.onset:
        yield f"Bắt đầu khoảng tuần từ {forms.day(spot.onset)}."
    if (
        spot.trend is not None
        and spot.trend_low is not None
        and spot.trend_high is not None
        and spot.trend_high <= UNSURE
    ):
        yield (
            f"Bốn tuần qua so với 12 tuần trước đó: {ratio_words(spot.trend)} lần "
            f"({ratio_words(spot.trend_low)}–{ratio_words(spot.trend_high)})."
        )
    if spot.largest_group >= forms.FEWEST:
        yield f"Nhóm đơn giống nhau lớn nhất: {forms.whole(spot.largest_group)} đơn, chỉ tính một lần."
