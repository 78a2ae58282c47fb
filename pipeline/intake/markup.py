"""Texts that came out of a web form or a mail program with their HTML: what a person would see of them."""

from __future__ import annotations

import html
import re

_NAMES = (
    "a|abbr|article|b|blockquote|body|br|center|code|dd|div|dl|dt|em|figure|font|footer|form|h[1-6]|head|header|hr|html|"
    "i|iframe|img|input|label|li|link|main|meta|nav|o:p|ol|option|p|picture|pre|s|section|select|small|span|strike|"
    "strong|sub|sup|svg|table|tbody|td|tfoot|th|thead|title|tr|u|ul|video"
)
# A hidden part ends where the next one begins: one that is never closed must not cost a look at the whole text.
_COMMENT = r"<!--[^<]*?(?:<(?!!--)[^<]*?)*?-->"
_BLOCK = r"<(style|script)\b[^<>]{0,1999}>[^<]*(?:<(?!/?(?:style|script)\b)[^<]*)*</\1\s*>"
_HIDDEN = re.compile(f"{_COMMENT}|{_BLOCK}", re.IGNORECASE)
_TAG = re.compile(rf"</?(?:{_NAMES})(\s[^<>]{{0,1999}})?/?>", re.IGNORECASE)


def without_markup(text: str) -> str:
    """Return ``text`` without HTML: tags become spaces, entities letters. Of a text without ``<`` all stays.

    A no-break space, which Word and web forms put between words, becomes a space in any text: place names have none.

    Only tags of known names count, so that "lương <5 triệu" and "<tên người>" stay.

    >>> without_markup("<p>Đường&nbsp;hỏng<br/>nặng, rộng <2m</p>").split()
    ['Đường', 'hỏng', 'nặng,', 'rộng', '<2m']
    """
    if "<" in text:
        text = html.unescape(_TAG.sub(_beside, _HIDDEN.sub(" ", text)))
    return text.replace("\xa0", " ")


def _beside(tag: re.Match[str]) -> str:
    """Return a space for a tag, and "<b và c>" as it is: what follows the name of a tag gives something a value."""
    attributes = (tag[1] or "").strip("/ \t\n")
    return tag[0] if attributes and "=" not in attributes else " "
