"""Phones, identity and account numbers, plates and e-mails, found by their form and the word in front.

Decisions, parcels, dates and amounts of money look alike: a number is left alone when a slash and letters follow, when
a unit follows, when it is a date, or when the word in front says what it counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

Span = tuple[int, int]

_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]++(?:[ ]?@[ ]?|[ ]\(at\)[ ])[\w-]++(?:(?:\.|[ ]\(dot\)[ ])[\w-]++)++")
_PROFILE = re.compile(r"(?:facebook|fb|zalo)\.(?:com|me)/[\w./?=-]++", re.IGNORECASE)
_PLATE = re.compile(
    r"\d{2}(?<!\w\d\d)[ -]?(?:[A-ZĐ]{1,2}\d?|[a-zđ]\d?)[ ]?[-–. ]?[ ]?(?:\d{3}\.?\d{2}|(?<=[-– ])\d{4})(?![\w/])"
)
_NAMED_PLATE = re.compile(
    r"(?:[Bb]iển|BKS|bks|BIỂN)[ ](?:(?:kiểm soát|số|xanh|đỏ|SỐ)[ ])*:?[ ]?([A-Z]{2}(?:[ -]?\d{2}){2})(?!\w)"
)
_PHONE = re.compile(r"(?:\(?\+?84\)?|\(?[0O])(?:[ ./()-]{0,2}[\doO]){8,10}(?![\w/])")
_IDENTITY = re.compile(r"0(?:[ .-]?\d){11}(?![\w/])")
_LONG = re.compile(r"\d{9,19}(?:-\d{3})?(?![\w/])")
_LETTERED = re.compile(r"(?:P[A-Z]\d{2}[A-Z]{2}\d{7}|[A-Z]{2}\d{13}|[BCEKNP]\d{7})(?!\w)")
_ANY = re.compile(r"\d(?:[ .-]?\d){5,18}(?:-\d{3})?(?![\w/])")
_LETTERS = re.compile(r"(?<!\w)[A-Za-z]{1,2}[ ]?$")
_ACCOUNT = re.compile(
    r"(?<!\w)(?:cmnd|cccd|căn cước|can cuoc|chứng minh|định danh|tùy thân|tuỳ thân|tài khoản|tai khoan|stk|số tk|so tk|"
    r"số thẻ|thẻ bảo hiểm|mã thẻ|bhxh|bhyt|mst|mã số thuế|hộ chiếu|mã khách hàng|thẻ atm)(?!\w)[^\d\n;]*$"
)
_CALL = re.compile(r"(?:điện thoại|dien thoai|sđt|sdt|đt|số máy|máy bàn)(?!\w)[ :]*(?:bàn|số|là|[ :])*$")
_LONGISH = re.compile(r"\d(?:[ ./()-]{0,2}[\doO]){5}")
_DIGIT = "(?:không|một|mốt|hai|ba|bốn|tư|năm|lăm|sáu|bảy|bẩy|tám|chín)"
_SPOKEN = re.compile(rf"không(?:[ ,-]{{1,2}}{_DIGIT}){{8,}}(?!\w)", re.IGNORECASE)

_DATE = re.compile(r"\d{1,2}[ ./-]\d{1,2}[ ./-](?:19|20)\d\d(?!\d)")
_AMOUNT = re.compile(r"[ ]?(?:đồng|dong|đ|vnđ|vnd|usd|triệu|tỷ|tỉ|nghìn|m2|m²|m3|kwh|kw|ha|kg)(?!\w)", re.IGNORECASE)
_GROUPED = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+")
_OTHER_NUMBER = (
    "quyết định", "công văn", "văn bản", "thông báo", "biên bản", "nghị định", "hợp đồng", "giấy phép", "biên lai",
    "hóa đơn", "hồ sơ", "phiếu", "thửa", "lô", "tờ", "bản án", "ký hiệu",
)  # fmt: skip
_VEHICLE = re.compile(r"(?:xe|biển|bks|ô tô|mô tô|tải|container)[^.\n]{0,20}$", re.IGNORECASE)


def email_spans(text: str) -> Iterator[Span]:
    """Yield where e-mail addresses and links to profiles of people stand."""
    if "@" in text or "(at)" in text:
        yield from (found.span() for found in _EMAIL.finditer(text))
    if "/" in text:
        yield from (found.span() for found in _PROFILE.finditer(text))


def number_spans(text: str) -> Iterator[Span]:
    """Yield where phones, identity and account numbers and plates stand; spans may overlap."""
    yield from (found.span() for found in _SPOKEN.finditer(text) if not _inside_word(found))
    yield from (found.span() for found in _PLATE.finditer(text) if _is_plate(found))
    yield from (found.span(1) for found in _NAMED_PLATE.finditer(text))
    if not _LONGISH.search(text):  # few petitions hold a long number; all patterns below need one
        return
    formed = [f.span() for p in (_PHONE, _IDENTITY, _LONG) for f in p.finditer(text) if _is_personal(f)]
    yield from formed
    yield from (found.span() for found in _LETTERED.finditer(text) if not _inside_word(found))
    yield from _announced(text, set(formed))


def _inside_word(found: re.Match[str]) -> bool:
    start = found.start()
    return start > 0 and (found.string[start - 1].isalnum() or found.string[start - 1] in "/.,_")


def _is_personal(found: re.Match[str]) -> bool:
    text, number = found.string, found.group()
    if _inside_word(found) or _DATE.match(number) or _AMOUNT.match(text, found.end()) or _GROUPED.fullmatch(number):
        return False
    return not _counts_other(text, found.start())


def _counts_other(text: str, start: int) -> bool:
    before = text[max(0, start - 24) : start].rstrip(" :").lower()
    return before.removesuffix(" số").endswith(_OTHER_NUMBER)


def _is_plate(found: re.Match[str]) -> bool:
    text, start = found.string, found.start()
    if _AMOUNT.match(text, found.end()) or _counts_other(text, start):
        return False
    return found.group().upper() == found.group() or bool(_VEHICLE.search(text, max(0, start - 28), start))


def _announced(text: str, known: set[Span]) -> Iterator[Span]:
    """Yield numbers that the words in front make personal: shorter, grouped, or with letters."""
    for found in _ANY.finditer(text):
        start, end = found.span()
        if (start, end) in known or _DATE.match(found.group()) or _AMOUNT.match(text, end):
            continue
        before = text[max(0, start - 44) : start]
        letters = _LETTERS.search(before)
        start -= len(letters.group()) if letters else 0
        before = before[: len(before) - len(letters.group())].lower() if letters else before.lower()
        if _ACCOUNT.search(before) or _CALL.search(before):
            yield start, end
