"""Help pages wholly in Vietnamese: the words that click itself puts on a page are replaced."""

from __future__ import annotations

from typing import Any

from typer.core import TyperCommand, TyperGroup

WORDS = (
    ("Usage:", "Cách dùng:"),
    ("[OPTIONS]", "[TÙY CHỌN]"),
    ("COMMAND [ARGS]...", "LỆNH ..."),
    ("Arguments:", "Tham số:"),
    ("Options:", "Tùy chọn:"),
    ("Commands:", "Lệnh:"),
    ("[required]", "[bắt buộc]"),
    ("[default:", "[mặc định:"),
    ("Show this message and exit.", "Hiện trang trợ giúp này."),
)


def in_vietnamese(page: str) -> str:
    """Return a help page with click's own words in Vietnamese."""
    for english, vietnamese in WORDS:
        page = page.replace(english, vietnamese)
    return page


class Command(TyperCommand):
    """A command whose help page is in Vietnamese."""

    def get_help(self, ctx: Any) -> str:  # noqa: ANN401  # click's class, from one of two packages
        """Return the help page."""
        return in_vietnamese(str(super().get_help(ctx)))


class Group(TyperGroup):
    """A group of commands whose help page is in Vietnamese."""

    def get_help(self, ctx: Any) -> str:  # noqa: ANN401  # click's class, from one of two packages
        """Return the help page."""
        return in_vietnamese(str(super().get_help(ctx)))
