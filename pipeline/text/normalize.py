"""One spelling for one word: NFC, one tone-mark style, single spaces, no invisible characters.

Vietnamese writes the tone of "hòa" on either vowel, and keyboards send letters composed or decomposed; a model that has
learnt one spelling must see it whichever way it was typed. The same function serves training and prediction.
"""

from __future__ import annotations

import re
import unicodedata

_TONES = "\u0300\u0301\u0303\u0309\u0323"
_QUALITY = "\u0302\u0306\u031b"  # circumflex, breve, horn: part of the vowel, after a dot below in NFD
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufe0f]")
_SELECTOR = "\ufe0f"  # the one of these that counts as printable
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]+")
_LATE_TONE = re.compile(rf"(?<![qQ])([oOuU])([aAeEyY])([{_TONES}])(?![\w{_TONES}{_QUALITY}])")
# Few texts hold an open oa, oe or uy with its tone at the end: searched from the rarer letter, on composed text
_LATE = re.compile(r"[àáãảạÀÁÃẢẠèéẽẻẹÈÉẼẺẸỳýỹỷỵỲÝỸỶỴ](?!\w)(?<=[oOuU].)(?<![qQ]..)")
_IY = {  # both spellings are taught in schools; the one on the right is the commoner in official papers
    "lí": "lý", "kĩ": "kỹ", "kí": "ký", "kì": "kỳ", "mĩ": "mỹ", "quí": "quý", "quì": "quỳ", "sỹ": "sĩ", "tỉ": "tỷ",
}  # fmt: skip
_IY_WORD = re.compile(rf"(?<!\w)({'|'.join(_IY)})(?!\w)", re.IGNORECASE)
_IY_END = re.compile(r"[íìĩỹỉÍÌĨỸỈ](?!\w)(?<=[lkmstuLKMSTU\u017f\u212a].)")  # any word of _IY ends so, in any case
_STROKE = str.maketrans("đĐ", "dD")


class _Bare(dict[int, str]):
    """What is left of each character without its marks, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        parts = unicodedata.normalize("NFD", chr(code).translate(_STROKE))
        found = self[code] = "".join(c for c in parts if not unicodedata.combining(c))
        return found


_BARE = _Bare()


def normalize(text: str) -> str:
    r"""Return ``text`` in the one spelling that models see; idempotent, and equal for NFC and NFD input.

    >>> normalize("Hoà  bình, kĩ thua\u0323\u0302t")
    'Hòa bình, kỹ thuật'
    """
    plain = _one_line(text)
    if plain.isascii():
        return plain
    moved = _old_style(unicodedata.normalize("NFC", plain))
    return _IY_WORD.sub(_common_iy, moved) if _IY_END.search(moved) else moved


def _one_line(text: str) -> str:
    """Leave out what is invisible; make a single space of control characters and runs of spaces."""
    if not text.isprintable() or _SELECTOR in text:
        text = _CONTROL.sub(" ", _INVISIBLE.sub("", text))
    elif "  " not in text:
        return text.strip(" ")
    return " ".join(text.split())


def _old_style(text: str) -> str:
    """Move the tone of an open oa, oe or uy to its first vowel: "hoà" becomes "hòa"."""
    if not _LATE.search(text):
        return text
    moved = _LATE_TONE.sub(r"\1\3\2", unicodedata.normalize("NFD", text))
    return unicodedata.normalize("NFC", moved)


def _common_iy(found: re.Match[str]) -> str:
    word = found.group()
    other = _IY[word.lower()]
    return other.upper() if word.isupper() else other.capitalize() if word[0].isupper() else other


def strip_diacritics(text: str) -> str:
    """Return ``text`` as someone types it without a Vietnamese keyboard.

    >>> strip_diacritics("Đường hỏng")
    'Duong hong'
    """
    return text if text.isascii() else unicodedata.normalize("NFC", text.translate(_BARE))
