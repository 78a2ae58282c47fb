"""The urgent list: present hazards, newest first."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.report import forms
from pipeline.report.names import Names
from pipeline.report.page.briefs import brief_of
from pipeline.report.page.petition_lists import PetitionList, petition_list
from pipeline.report.page.tally import Tally


@dataclass(frozen=True, slots=True)
class UrgentView:
    """The section: how many as a sentence, and the list."""

    sentence: str
    petitions: PetitionList | None


def urgent_view(found: Tally, names: Names) -> UrgentView:
    """Return the section."""
    number = found.counts["urgent", ""]
    if not number:
        return UrgentView("Không có đơn nào có dấu hiệu nguy hiểm trước mắt.", None)
    briefs = [brief_of(row, names, names.listed_body(row.department)) for row in found.first("urgent")]
    listed = petition_list("ds-khan", "Đơn có dấu hiệu khẩn", number, briefs)
    sentence = f"Có {forms.count(number)} đơn có dấu hiệu nguy hiểm trước mắt, cần xem ngay."
    if listed is None:
        sentence += " Số đơn quá ít nên không liệt kê ở đây; xem cột Khẩn trong phan-don.xlsx."
    if not found.with_status:
        sentence += " Hộp thư không có cột trạng thái nên chưa biết đơn nào đã được xử lý."
    return UrgentView(sentence, listed)
