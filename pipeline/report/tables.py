"""``routed.csv``, ``rejects.csv`` and ``hotspots.csv``: the contract of scripts and checks, without any text."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.hotspots import HOTSPOT_COLUMNS, FoundHotspot, hotspot_cells
from pipeline.intake.clean import without_formula_sign
from pipeline.records import PetitionType, Reject, Routed

ROUTED_COLUMNS = (
    "id", "received_at", "petition_type", "topic", "field", "confidence", "topics_ranked", "other_topics",
    "department", "level", "departments_ranked", "decision", "reasons", "urgent", "legal_flags", "repeat_of", "group",
    "province", "province_code", "district", "district_code", "commune", "commune_code", "place_confidence",
    "evidence", "model",
)  # fmt: skip
REJECT_COLUMNS = ("file", "row", "column", "seen", "advice")


@contextmanager
def routed_table(path: Path) -> Iterator[Callable[[Routed], object]]:
    """Open ``routed.csv``; what is returned writes a petition as one row. UTF-8 with BOM: Excel reads it as it is."""
    # not "utf-8-sig": Python's own encoder would be called for every row
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write("\ufeff")
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(ROUTED_COLUMNS)

        def write(row: Routed) -> None:
            cells = routed_cells(row)
            line = ",".join(cells)
            if line.count(",") < len(cells) and not ('"' in line or "\r" in line or "\n" in line):
                file.write(line + "\r\n")  # nothing to quote: what csv would find out character by character
            else:
                writer.writerow(cells)

        yield write


def routed_cells(row: Routed) -> tuple[str, ...]:
    """Return the cells of one row of ``routed.csv`` in the order of ``ROUTED_COLUMNS``."""
    petition, prediction, place = row.petition, row.prediction, row.place
    secret = prediction.petition_type is PetitionType.DENUNCIATION  # its words stand in to-cao.xlsx alone
    return (
        petition.id,
        petition.received_at.isoformat() if petition.received_at else "",
        prediction.petition_type,
        prediction.topic,
        row.field,
        f"{prediction.confidence:.4f}",
        "|".join(f"{topic}:{p:.4f}" for topic, p in prediction.ranked),
        "|".join(prediction.other_topics),
        row.department,
        row.level,
        "|".join(row.departments_ranked),
        row.decision,
        "|".join(row.reasons),
        str(int(prediction.urgent)),
        "|".join(row.legal_flags),
        row.repeat_of,
        row.group,
        place.province,
        place.province_code,
        place.district,
        place.district_code,
        place.commune,
        place.commune_code,
        f"{place.confidence:.4f}" if place.province_code else "",
        "" if secret else "|".join(prediction.evidence),
        row.model,
    )


def write_rejects(path: Path, rejects: Iterable[Reject]) -> None:
    """Write one row a rejected row; nothing of its content is quoted."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(REJECT_COLUMNS)
        safe = without_formula_sign  # a file or a column may have any name
        writer.writerows((safe(r.file), r.row, safe(r.column), r.seen, r.advice) for r in rejects)


def write_hotspots(path: Path, hotspots: Iterable[FoundHotspot]) -> None:
    """Write one row a hotspot; without any the header stands alone."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(HOTSPOT_COLUMNS)
        writer.writerows(hotspot_cells(hotspot) for hotspot in hotspots)
