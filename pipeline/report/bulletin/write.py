"""The bulletin as a page and as a document of the same sentences and tables."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

from pipeline.report.bulletin.content import BulletinContent
from pipeline.report.bulletin.sections import BulletinView, bulletin_view
from pipeline.report.bulletin.tables import Section
from pipeline.report.page.render import environment

_NEVER = (1980, 1, 1, 0, 0, 0)  # the same bytes at any hour
WIDTHS = {6: (5.2, 1.7, 1.9, 1.6, 3.0, 2.6), 5: (6.4, 2.2, 2.0, 3.4, 2.0)}  # columns in cm


def write_bulletin(folder: Path, content: BulletinContent) -> tuple[Path, Path]:
    """Write ``ban-tin-*.html`` and ``ban-tin-*.docx`` into ``folder`` and return both."""
    view = bulletin_view(content)
    page, document = (folder / f"{view.stem}{ending}" for ending in (".html", ".docx"))
    page.write_text(environment().get_template("page/bulletin.html.j2").render(view=view), encoding="utf-8")
    document.write_bytes(_document(view))
    return page, document


def _document(view: BulletinView) -> bytes:
    from docx import Document
    from docx.shared import Cm, Pt

    document = Document()
    document.core_properties.title, document.core_properties.author = view.title, ""
    document.core_properties.language = "vi-VN"
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Times New Roman", Pt(12)
    part = document.sections[0]
    part.page_width, part.page_height = Cm(21), Cm(29.7)
    part.left_margin, part.right_margin, part.top_margin, part.bottom_margin = Cm(3), Cm(2), Cm(2), Cm(2)
    document.add_heading(view.title, level=0)
    document.add_paragraph(view.subtitle)
    for sentence in view.sentences:
        document.add_paragraph(sentence, style="List Bullet")
    for section in view.sections:
        document.add_heading(section.title, level=1)
        _add_table(document, section)
        if section.note:
            document.add_paragraph(section.note)
    document.add_heading("Cách tính", level=1)
    for note in view.notes:
        document.add_paragraph(note)
    packed = BytesIO()
    document.save(packed)
    return _settled(packed)


def _add_table(document: object, section: Section) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.shared import Cm, Pt

    table = document.add_table(rows=0, cols=len(section.head), style="Table Grid")  # type: ignore[attr-defined]  # docx has no types
    for number, row in enumerate((section.head, *section.rows)):
        cells = table.add_row().cells
        for at, text in enumerate(row):
            cells[at].width = Cm(WIDTHS[len(section.head)][at])
            paragraph = cells[at].paragraphs[0]
            run = paragraph.add_run(text)
            run.font.size, run.bold = Pt(10.5), number == 0
            if at:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # repeated on every page


def _settled(packed: BytesIO) -> bytes:
    """Return the same document with the same bytes at any hour."""
    settled = BytesIO()
    with zipfile.ZipFile(packed) as found, zipfile.ZipFile(settled, "w", zipfile.ZIP_DEFLATED) as kept:
        for name in found.namelist():
            entry = zipfile.ZipInfo(name, _NEVER)
            entry.compress_type = zipfile.ZIP_DEFLATED
            kept.writestr(entry, found.read(name))
    return settled.getvalue()
