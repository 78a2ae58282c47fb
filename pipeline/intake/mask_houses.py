"""House numbers, known by what stands around them: ``số nhà 12/5``, ``45 Lê Lai``, ``căn hộ 1205``.

Numbers of streets, alleys, wards, schools, parcels and decisions stay: they are places or papers, nobody's door.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.intake.name_words import NameWords, Role

Span = tuple[int, int]

_NUMBER = re.compile(r"[Kk]?\d{1,4}(?<![\w.,/-][\w.,/-]\d{4})[A-Za-z]{0,2}(?:[/-]\d{1,4}[A-Z]?){0,5}(?![\w])")
_SURE = re.compile(r"(?:số nhà|nhà số|so nha|nha so|sn|căn hộ|căn hộ số|căn số)[ :]{1,2}$")
_FLAT = re.compile(r"(?:căn|phòng|p\.)[ ]?(?:số )?$")
_NUMBERED = re.compile(r"(?<!\w)(?:số|so)[ :]{1,2}$")
_AT = re.compile(
    r"(?<!\w)(?:nhà|trước|cạnh|địa chỉ|dia chi|ngụ|tại|ở|trú|gần|đối diện|sau|từ|đến|hộ|trụ sở)[ ]?:?[ ]?$"
)
_DAY = re.compile(r"(?:ngày|hôm|sáng|trưa|chiều|tối|đêm|đến|từ|tháng|lễ|dịp|có)[ ]$")
_STREET = re.compile(
    r"(?:[ ]|,[ ]?)(?:đường|phố|kiệt|hẻm|ngõ|ngách|duong|kiet|hem|Đường|Phố|Kiệt|Hẻm|Ngõ|Ngách|ĐƯỜNG)[ ][^\W_]"
)
_BLOCK = re.compile(r"[ ,]{1,2}(?:chung cư|tập thể|nhà|block|tòa|toà|khu|lầu|tầng)(?!\w)", re.IGNORECASE)
_RANGE = re.compile(r"[ ]?(?:đến|tới|-|–)[ ]?(?:số )?\d{1,4}[A-Z]?[ ]")
_UNIT = re.compile(
    r"[ ]?(?:tầng|m|mét|met|m2|m²|km|ha|người|hộ|tháng|năm|phòng|gian|căn|khẩu|tuổi|đồng|đ|triệu|%|giờ|lần|con|cây|cái)"
    r"(?!\w)"
)
_CAPITALS = re.compile(r"[^\W\d_a-z][\w'’]*(?:[ ][^\W\d_][\w'’]*){0,3}")


def house_spans(text: str, words: NameWords) -> Iterator[Span]:
    """Yield where numbers of houses and flats stand in a text in NFC."""
    for found in _NUMBER.finditer(text):
        start, end = found.span()
        if start and (text[start - 1].isalnum() or text[start - 1] in "/.,-[(+"):
            continue
        if text[start - 2 : start - 1].isdigit() and text[end + 1 : end + 2].isdigit():
            continue  # a row of numbers; a table may hold thousands
        if not _UNIT.match(text, end) and _is_house(text, start, end, words):
            yield start, end


def _is_house(text: str, start: int, end: int, words: NameWords) -> bool:
    before = text[max(0, start - 24) : start].lower()
    if _SURE.search(before):
        return True
    if _FLAT.search(before):
        return bool(_BLOCK.match(text, end)) or "-" in text[start:end] or end - start > 3
    if _NUMBERED.search(before):
        return _leads_to_street(text, end) and not _counted(text, start, words)
    if _AT.search(before) and "." not in text[start:end]:
        return _leads_to_street(text, end) and not (_DAY.search(before) and "/" in text[start:end])
    if words.bare_roles.get((before.split() or [""])[-1]) is Role.PLACE:
        return False
    return not _DAY.search(before) and _stands_at_street(text, start, end, words)


def _leads_to_street(text: str, end: int) -> bool:
    skipped = _RANGE.match(text, end)
    at = skipped.end() - 1 if skipped else end
    return bool(_STREET.match(text, at)) or (text[at : at + 1] == " " and text[at + 1 : at + 2].isupper())


def _counted(text: str, start: int, words: NameWords) -> bool:
    """Tell whether ``số`` before the number belongs to a school, a road, a paper or a vehicle."""
    before = text[max(0, start - 40) : start].lower().split()[:-1][-3:]
    phrases = [" ".join(before[-n:]) for n in (3, 2, 1)]
    role = next((words.roles[phrase] for phrase in phrases if phrase in words.roles), None)
    return role is Role.PLACE or any(phrase in words.numbered for phrase in phrases)


def _stands_at_street(text: str, start: int, end: int, words: NameWords) -> bool:
    """Tell whether a street follows at once: by its kind of way if the number has parts, else by its name."""
    if text[start] in "Kk":
        return "/" in text[start:end] and _leads_to_street(text, end)
    if any(mark in text[start:end] for mark in "/ABCDEFGH") and text[end : end + 1] == " " and _STREET.match(text, end):
        return True
    capitals = _CAPITALS.match(text, end + 1) if text[end : end + 1] == " " else None
    if capitals is None:
        return False
    parts = capitals.group().lower().split(" ")
    return any(" ".join(parts[:n]) in words.streets for n in range(2, len(parts) + 1))
