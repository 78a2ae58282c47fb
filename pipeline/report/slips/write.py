"""The folder ``phieu``: one slip a petition, named by its kind and the petition."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from pipeline.errors import DataError
from pipeline.places import Gazetteer
from pipeline.records import RoutedRows
from pipeline.report.file_names import unique_slug
from pipeline.report.names import Names
from pipeline.report.slips.rules import load_slip_rules
from pipeline.report.slips.template import Template, load_template
from pipeline.report.slips.values import PLACES, heading, slip_values
from pipeline.report.statuses import load_statuses
from pipeline.report.told import told_of
from pipeline.settings import DATA, Office
from pipeline.topics.summary import load_summary_words

FOLDER = "phieu"
SHIPPED = DATA / "templates" / "slips"


def write_slips(
    folder: Path, routed: RoutedRows, names: Names, as_of: date, office: Office, places: Gazetteer | None, own: Path
) -> int:
    """Write the slips into ``folder / "phieu"`` and return how many there are; none for a petition that is resolved.

    ``own`` is the office's folder of templates: a template or ``rules.toml`` there goes before ours of the same name.

    Raises:
        DataError: a rule or a template is broken; found before anything is written.
    """
    rules = load_slip_rules(_own_first(own, "rules.toml"), names.reasons)
    templates = {rule.template: _template(own, rule.template) for rule in rules.rules if rule.template}
    head, words, statuses = heading(office, places, as_of), load_summary_words(), load_statuses()
    (folder / FOLDER).mkdir(exist_ok=True)
    written = 0
    for row in routed:
        rule = rules.chosen(row, row.petition.received_at or as_of)
        if rule is None or statuses.resolved(row.petition):
            continue
        told = told_of(row, words, names)
        slip = templates[rule.template].filled(slip_values(row, head, names, rules, told))
        name = f"{unique_slug(rule.code, 40)}_{unique_slug(row.petition.id, 60, capitals=True)}.docx"
        (folder / FOLDER / name).write_bytes(slip)
        written += 1
    return written


def _own_first(own: Path, name: str) -> Path:
    return own / name if (own / name).is_file() else SHIPPED / name


def _template(own: Path, name: str) -> Template:
    path = _own_first(own, name)
    if not path.is_file():
        raise DataError(f"{own / name}: không có mẫu phiếu này; hãy chép mẫu vào đó hoặc sửa rules.toml.")
    return load_template(path, PLACES)
