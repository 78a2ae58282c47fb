"""Makes the templates that we ship: ``python -m pipeline.report.slips.shipped [FOLDER]``.

The layout is that of administrative papers (Nghị định 30/2020/NĐ-CP, phụ lục I): A4, margins 20, 20, 30, 15 mm, Times
New Roman 13; office above its number on the left, quốc hiệu above place and date on the right; then kind and subject,
body, receivers on the left and signature on the right.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from pipeline.report.slips.papers import PAPERS, Paper
from pipeline.report.slips.template import EPOCH
from pipeline.report.slips.write import SHIPPED

if TYPE_CHECKING:
    from docx.document import Document
    from docx.enum.text import WD_PARAGRAPH_ALIGNMENT
    from docx.shared import Length
    from docx.table import _Cell
    from docx.text.paragraph import Paragraph

FONT = "Times New Roman"
UNNEEDED = ("/stylesWithEffects", "/thumbnail", "/customXml")


def make_templates(folder: Path) -> None:
    """Write the templates into ``folder``; the same bytes every time."""
    for paper in PAPERS:
        made = BytesIO()
        _document(paper).save(made)
        with ZipFile(made) as drawn, ZipFile(folder / paper.file, "w") as kept:
            for name in drawn.namelist():
                kept.writestr(ZipInfo(name, EPOCH), drawn.read(name), ZIP_DEFLATED)


def _slim(document: Document) -> None:
    """Drop what python-docx's own template carries and no slip needs: table styles, effects, a preview picture."""
    from docx.enum.style import WD_STYLE_TYPE

    for style in list(document.styles):
        if style.type == WD_STYLE_TYPE.TABLE and style.name != "Normal Table":
            style.delete()
    for rels in (document.part.rels, document.part.package.rels):
        for key in [key for key, rel in rels.items() if rel.reltype.endswith(UNNEEDED)]:
            rels.pop(key)


def _document(paper: Paper) -> Document:
    from docx import Document
    from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
    from docx.shared import Mm, Pt

    document = Document()
    _slim(document)
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin, section.left_margin, section.right_margin = (
        Mm(20),
        Mm(20),
        Mm(30),
        Mm(15),
    )
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(13)
    normal.paragraph_format.space_after = Pt(0)
    _head(document, paper)
    for text, after in ((paper.title, 0), (paper.subject, 4)):
        _write(document.add_paragraph(), text, bold=True, align=ALIGN.CENTER, size=14, after=after)
    _write(document.add_paragraph(), f"Kính gửi: {paper.to}", align=ALIGN.CENTER, after=10, before=8)
    for line in paper.lines:
        last = _write(document.add_paragraph(), line, align=ALIGN.JUSTIFY, after=6)
        last.paragraph_format.first_line_indent = Mm(10)
    _foot(document, paper)
    return document


def _head(document: Document, paper: Paper) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
    from docx.shared import Mm

    left, right = _two_cells(document, Mm(65), Mm(100))
    _write(left.paragraphs[0], "{{ co_quan_chu_quan }}", align=ALIGN.CENTER, size=12)
    _write(left.add_paragraph(), "{{ co_quan }}", align=ALIGN.CENTER, bold=True, size=12)
    _write(left.add_paragraph(), "_________", align=ALIGN.CENTER, size=8, after=4)
    _write(left.add_paragraph(), f"Số: ………/{paper.mark}-………", align=ALIGN.CENTER)
    _write(left.add_paragraph(), "{{ khan }}", align=ALIGN.CENTER, bold=True, size=12)
    _write(right.paragraphs[0], "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", align=ALIGN.CENTER, bold=True, size=12)
    _write(right.add_paragraph(), "Độc lập - Tự do - Hạnh phúc", align=ALIGN.CENTER, bold=True)
    _write(right.add_paragraph(), "______________________", align=ALIGN.CENTER, size=8, after=4)
    date = "{{ dia_danh }}, ngày {{ ngay }} tháng {{ thang }} năm {{ nam }}"
    _write(right.add_paragraph(), date, align=ALIGN.CENTER, italic=True)
    _write(document.add_paragraph(), "{{ du_thao }}", align=ALIGN.CENTER, bold=True, after=6)


def _foot(document: Document, paper: Paper) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
    from docx.shared import Mm

    _write(document.add_paragraph(), "")
    left, right = _two_cells(document, Mm(65), Mm(100))
    _write(left.paragraphs[0], "Nơi nhận:", bold=True, italic=True, size=12)
    for receiver in paper.receivers:
        _write(left.add_paragraph(), f"- {receiver}", size=11)
    _write(right.paragraphs[0], "QUYỀN HẠN, CHỨC VỤ CỦA NGƯỜI KÝ", align=ALIGN.CENTER, bold=True)
    _write(right.add_paragraph(), "(Chữ ký, dấu)", align=ALIGN.CENTER, italic=True, after=48)
    _write(right.add_paragraph(), "Họ và tên", align=ALIGN.CENTER, bold=True)


def _two_cells(document: Document, *widths: Length) -> Sequence[_Cell]:
    table = document.add_table(rows=1, cols=2)
    table.autofit = False
    for column, cell, width in zip(table.columns, table.rows[0].cells, widths, strict=True):
        column.width = cell.width = width
    return tuple(table.rows[0].cells)


def _write(
    paragraph: Paragraph, text: str, bold: bool = False, italic: bool = False, size: int = 13,
    align: WD_PARAGRAPH_ALIGNMENT | None = None, before: int = 0, after: int = 0,
) -> Paragraph:  # fmt: skip
    from docx.oxml.ns import qn
    from docx.shared import Pt

    run = paragraph.add_run(text)
    run.bold, run.italic, run.font.size, run.font.name = bold, italic, Pt(size), FONT
    run.font._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), FONT)
    if align is not None:
        paragraph.alignment = align
    paragraph.paragraph_format.space_before, paragraph.paragraph_format.space_after = Pt(before), Pt(after)
    return paragraph


if __name__ == "__main__":
    make_templates(Path(sys.argv[1]) if len(sys.argv) > 1 else SHIPPED)
