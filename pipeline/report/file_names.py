"""Names of files made of what an office or a citizen wrote: safe on any system, and the same in every run."""

from __future__ import annotations

import re
from hashlib import sha256

from pipeline.text.normalize import strip_diacritics

_OTHER = re.compile(r"[^A-Za-z0-9]+")


def plain_slug(written: str, most: int) -> str:
    """Return the letters and digits of a name without diacritics, joined by dashes; different names may become alike.

    >>> plain_slug("Sở Xây dựng", 20)
    'so-xay-dung'
    """
    return _OTHER.sub("-", strip_diacritics(written)).strip("-").lower()[:most].rstrip("-")


def unique_slug(written: str, most: int, capitals: bool = False) -> str:
    """Return a name that no other has, even where capitals do not count: a short hash follows unless it is plain.

    Plain is a name of small letters (of capitals, if so asked), digits and single dashes.

    >>> unique_slug("so-xd", 20), unique_slug("KN-2026-01", 20, capitals=True)
    ('so-xd', 'KN-2026-01')
    >>> unique_slug("../x", 20)
    'x-d6b96a97'
    """
    plain = _OTHER.sub("-", strip_diacritics(written)).strip("-")[:most].rstrip("-")
    if plain and plain == written == (written.upper() if capitals else written.lower()):
        return plain
    return f"{plain}-{sha256(written.encode('utf-8', 'replace')).hexdigest()[:8]}".lstrip("-")
