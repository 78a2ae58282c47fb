"""All workbooks of a run."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from pipeline.corrections.form import office_key
from pipeline.records import Routed, RoutedRows
from pipeline.report.names import Names
from pipeline.report.told import told_of
from pipeline.report.workbook.cells import Teller
from pipeline.report.workbook.denunciations import write_denunciations
from pipeline.report.workbook.figures import gather
from pipeline.report.workbook.lists import choices
from pipeline.report.workbook.options import WorkbookOptions
from pipeline.report.workbook.petitions import write_petitions
from pipeline.report.workbook.review_book import write_review
from pipeline.report.workbook.sample import chosen
from pipeline.report.workbook.words import load_words
from pipeline.topics.summary import load_summary_words


def write_workbooks(folder: Path, routed: RoutedRows, names: Names, as_of: date, options: WorkbookOptions) -> None:
    """Write ``phan-don.xlsx`` (and ``co-quan/`` if asked), ``ra-soat.xlsx`` and ``to-cao.xlsx`` into ``folder``.

    ``as_of`` is "today" for deadlines. The rows are read several times; those that need a person, the sample and the
    denunciations are in memory, the others a row at a time.
    """
    words = load_words()
    masking = load_summary_words()
    told: dict[str, str] = {}

    def tell(row: Routed) -> str:
        if row.petition.id not in told:
            told[row.petition.id] = told_of(row, masking, names)
        return told[row.petition.id]

    teller = Teller(names, words, tell)
    write_petitions(folder, routed, gather(routed, words, as_of), teller, as_of, options)
    office = options.office
    options = replace(options, province=options.province or office.province_code)
    reviewed = chosen(routed, office_key(office.name, office.level, office.province_code, office.commune_code))
    offered = choices((*reviewed.doubtful, *reviewed.sampled), names, as_of, options)
    write_review(folder, reviewed, offered, teller, as_of, options)
    write_denunciations(folder, routed, teller, as_of, options.password)
