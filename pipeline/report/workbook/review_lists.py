"""The last sheets of ``ra-soat.xlsx``: the lists that cells choose from, and what the batch was (hidden)."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

from pipeline.corrections.form import BATCH, LIST_TITLES, LISTS, MARK_ROWS, VERSION, Mark, Put, office_key
from pipeline.report.workbook.book import Draft, Styles
from pipeline.report.workbook.lists import Choices
from pipeline.report.workbook.sample import Reviewed
from pipeline.report.workbook.sheet import Column, excel_text
from pipeline.report.workbook.table import Table
from pipeline.settings import Office

if TYPE_CHECKING:
    from xlsxwriter import Workbook

PUT_COLUMNS = tuple(Column(field.name, 10, "plain") for field in fields(Put))
UNLOCKED = {"autofilter": True, "format_columns": True, "format_rows": True, "sort": True, "select_locked_cells": True}


def write_lists(book: Workbook, styles: Styles, choices: Choices) -> None:
    """Write each list as a pair of columns: names to choose, and their codes (hidden)."""
    sheet = book.add_worksheet(LISTS)
    sheet.freeze_panes(1, 0)
    sheet.protect("", UNLOCKED)
    columns = [choices.lists[kind] for kind in LIST_TITLES]
    for at, title in enumerate(LIST_TITLES.values()):
        sheet.set_column(2 * at, 2 * at, 46)
        sheet.set_column(2 * at + 1, 2 * at + 1, 12, None, {"hidden": True})
        sheet.write_string(0, 2 * at, title, styles.head)
    # on paper the short lists alone: communes would fill dozens of pages
    sheet.print_area(0, 0, max(len(pairs) for kind, pairs in choices.lists.items() if kind != "place"), 5)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.repeat_rows(0)
    sheet.fit_to_pages(1, 0)
    for line in range(max(map(len, columns))):
        for at, pairs in enumerate(columns):
            if line < len(pairs):
                sheet.write_string(line + 1, 2 * at, pairs[line][0])
                sheet.write_string(line + 1, 2 * at + 1, excel_text(pairs[line][1]))


def lay_batch(draft: Draft, reviewed: Reviewed, office: Office) -> Table:
    """Lay out what import-review needs: format, batch, office; the table is of what was put before the officer."""
    sheet = draft.book.add_worksheet(BATCH)
    sheet.very_hidden()
    sheet.protect()
    marks = {
        Mark.VERSION: VERSION,
        Mark.BATCH: reviewed.batch,
        Mark.OFFICE: office_key(office.name, office.level, office.province_code, office.commune_code),
        Mark.OFFICE_NAME: excel_text(office.name),
        Mark.MODEL: excel_text(reviewed.model),
        Mark.AUTO: str(reviewed.automatic),
    }
    for at, (mark, value) in enumerate(marks.items()):
        sheet.write_string(at, 0, mark.value)
        sheet.write_string(at, 1, value)
    return draft.table(sheet, PUT_COLUMNS, MARK_ROWS)


def add_put(table: Table, one: Put) -> None:
    """Add the codes that the program said of a petition."""
    codes = (one.id, one.digest, one.topic, one.petition_type, one.department, one.commune_code, one.decision)
    table.add((*map(excel_text, codes), one.inclusion_probability))
