"""A slip's template: a .docx of the office with places like ``{{ co_quan }}``, filled in without opening Word."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import DataError
from pipeline.intake.clean import clean_characters

if TYPE_CHECKING:
    from docx.oxml.xmlchemy import BaseOxmlElement

PLACE = re.compile(r"\{\{\s*(\w+)\s*\}\}")
_FILLED = re.compile(r"word/(document|header\d*|footer\d*|footnotes)\.xml")
_WORDS = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
EPOCH = (1980, 1, 1, 0, 0, 0)  # the time that every member of the file gets, so that equal slips are equal files


@dataclass(frozen=True, slots=True)
class Template:
    """The members of a .docx in order; in ``texts`` each place stands in one piece."""

    path: Path
    members: Mapping[str, bytes]
    texts: Mapping[str, str]

    @property
    def places(self) -> frozenset[str]:
        """The names of all places to fill in."""
        return frozenset(name for text in self.texts.values() for name in PLACE.findall(text))

    def filled(self, values: Mapping[str, str]) -> bytes:
        """Return the document with every place filled in; the same values give the same bytes."""
        written = {name: _plain(value) for name, value in values.items()}
        made = BytesIO()
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in self.members.items():
                text = self.texts.get(name)
                data = content if text is None else PLACE.sub(lambda place: written[place[1]], text).encode()
                archive.writestr(zipfile.ZipInfo(name, EPOCH), data, zipfile.ZIP_DEFLATED)
        return made.getvalue()


def load_template(path: Path, known: frozenset[str]) -> Template:
    """Read a template whose places are all in ``known``.

    Raises:
        DataError: no .docx, or a place that has no meaning.
    """
    from docx import Document
    from docx.opc.exceptions import PackageNotFoundError

    try:
        Document(str(path))
        with zipfile.ZipFile(path) as archive:
            members = {info.filename: archive.read(info) for info in archive.infolist() if not info.is_dir()}
    except (PackageNotFoundError, zipfile.BadZipFile, OSError, KeyError, ValueError) as fault:
        raise DataError(f"{path}: không đọc được mẫu phiếu; hãy mở bằng Word rồi lưu lại dạng .docx.") from fault
    texts = {name: _whole_places(content) for name, content in members.items() if _FILLED.fullmatch(name)}
    found = Template(path, members, texts)
    unknown = sorted(found.places - known)
    if unknown:
        named = ", ".join(sorted(known))
        raise DataError(f"{path}: mẫu phiếu có ô {{{{ {unknown[0]} }}}} không có nghĩa; các ô được dùng: {named}.")
    return found


def _whole_places(content: bytes) -> str:
    """Return the XML of a part with each place in one text element; Word cuts them where spelling or style changed."""
    from docx.opc.oxml import serialize_part_xml
    from docx.oxml import parse_xml

    root = parse_xml(content)
    for paragraph in root.iter(f"{_WORDS}p"):
        texts = list(paragraph.iter(f"{_WORDS}t"))
        line = "".join(text.text or "" for text in texts)
        for place in reversed(list(PLACE.finditer(line))):
            _gather(texts, place.start(), place.end())
    return serialize_part_xml(root).decode("utf-8")


def _gather(texts: Sequence[BaseOxmlElement], start: int, end: int) -> None:
    """Move the characters from ``start`` to ``end`` of a paragraph into the element where they begin."""
    at, first, moved = 0, None, ""
    for text in texts:
        own = text.text or ""
        left, right = max(start - at, 0), min(end - at, len(own))
        at += len(own)
        if left >= right:
            continue
        moved += own[left:right]
        text.text = own[:left] + own[right:]
        if first is None:
            first, cut = text, left
        text.set(_SPACE, "preserve")
    if first is not None:
        first.text = (first.text or "")[:cut] + moved + (first.text or "")[cut:]


def _plain(value: str) -> str:
    return escape(" ".join(clean_characters(value).split()), quote=False)
