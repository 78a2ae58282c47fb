"""In Vietnamese, for staff: what was found in one text and why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pipeline.places.location import Location, Mention
from pipeline.places.roles import Role
from pipeline.places.units import Era, Unit

ROLES = {
    Role.PROBLEM: "nơi xảy ra vụ việc",
    Role.NEUTRAL: "không có từ chỉ vai trò",
    Role.ADDRESSEE: "nơi nhận đơn",
    Role.RESIDENCE: "nơi người viết đang ở",
    Role.SENDER: "địa chỉ, quê quán của người viết",
}
REASONS = {
    "typed": "có chữ chỉ cấp đứng trước (tỉnh, huyện, xã ...)",
    "bare": "tên đứng một mình, không có chữ chỉ cấp",
    "parent": "các tên đứng cạnh nhau khớp cấp trên, cấp dưới",
    "context": "nhờ huyện, tỉnh nêu ở chỗ khác, ở cột địa bàn hoặc tỉnh của cơ quan",
    "tie": "còn nhiều khả năng ngang nhau nên chỉ giữ phần chung",
    "list": "liệt kê nhiều nơi nên không chọn một xã",
    "typo": "tên viết sai chút ít, sửa theo đơn vị cấp trên",
    "columns": "theo các cột địa bàn",
    "sender": "trong đơn chỉ có nơi ở của người viết",
}
ERAS = {Era.BEFORE: "trước 1/7/2025", Era.SINCE: "từ 1/7/2025"}


def explain(text: str, location: Location) -> list[str]:
    """Return the lines to show: the place, both systems, what stays open, every mention, the reasons."""
    lines = [f"Địa bàn: {_place(location)} (độ tin {location.confidence:.2f})"]
    lines += _systems(location)
    lines += _open(location)
    lines += [_mention(text, mention) for mention in location.mentions]
    lines += [f"Vì: {REASONS[reason]}" for reason in location.reasons if reason in REASONS]
    return lines


def _place(location: Location) -> str:
    place = location.place
    parts = [name for name in (place.commune, place.district, place.province) if name]
    return ", ".join(parts) if parts else "không xác định"


def _systems(location: Location) -> Iterable[str]:
    old = (location.old_commune, location.old_district, location.old_province)
    new = (location.new_commune, location.new_province)
    if any(old):
        yield f"Đơn vị trước 1/7/2025: {_names(old)}"
    if any(new):
        yield f"Đơn vị từ 1/7/2025: {_names(new)}"
    if location.hamlet:
        yield f"Thôn, tổ: {location.hamlet}"


def _open(location: Location) -> Iterable[str]:
    if location.districts:
        yield f"Chưa rõ huyện nào (cũ): {_names(location.districts)}"
    if location.communes:
        yield f"Chưa rõ xã nào (mới): {_names(location.communes)}"


def _names(units: Sequence[Unit | None]) -> str:
    return ", ".join(f"{unit.full_name} ({unit.code})" for unit in units if unit is not None)


def _mention(text: str, mention: Mention) -> str:
    units = ", ".join(f"{unit.full_name} ({unit.code}, {ERAS[unit.era]})" for unit in mention.units)
    return f"«{text[mention.start : mention.end]}»: {units}; {ROLES[mention.role]}; độ tin {mention.confidence:.2f}"
