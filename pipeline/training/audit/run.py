"""An audit from end to end: rows read, checked and ranked; a workbook to mend them, a page to show."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from threadpoolctl import threadpool_limits

from pipeline.errors import OutputError, TrainingError
from pipeline.intake.masking import NameWords
from pipeline.records import PetitionType
from pipeline.settings import DATA
from pipeline.taxonomy.catalogue import EMPTY, Taxonomy, load_taxonomy
from pipeline.training.audit.book import write_book
from pipeline.training.audit.checks import Period, check_pairs, check_rows, period_of
from pipeline.training.audit.rows import Audited, Finding, Gathered, Kind, correction_rows, gather_rows
from pipeline.training.audit.wrong import Doubt, label_doubts
from pipeline.training.compare.changes import excerpt
from pipeline.training.examples import FEWEST_TEXTS
from pipeline.training.fit import Progress
from pipeline.training.pages import render
from pipeline.training.run import material_for
from pipeline.training.sources import Wanted, files_in, remap_for

BOOK, PAGE = "kiem-tra-nhan.xlsx", "kiem-tra.html"
UNUSABLE = (Kind.SCHEMA, Kind.EMPTY, Kind.SPLIT)
MOST_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A doubtful row as the page shows it: masked, never a denunciation."""

    where: str
    excerpt: str
    given: str
    suggested: str


@dataclass(frozen=True, slots=True)
class Report:
    """What the page shows: counts and masked examples only."""

    rows: int
    usable: int
    book: str
    counts: tuple[tuple[str, int], ...]
    labels: tuple[tuple[str, int], ...]
    pairs: tuple[tuple[str, str, int], ...]
    excerpts: tuple[Excerpt, ...]
    period: Period
    files: tuple[tuple[str, str], ...]


def run_audit(wanted: Wanted, out: Path, overwrite: bool, progress: Progress) -> tuple[str, bool]:
    """Audit what was asked for into the folder ``out``; return what to print, and whether fitting would be refused.

    Raises:
        OutputError: ``out`` holds an earlier audit, or cannot be written.
        TrainingError, InputError: a file that cannot be read at all.
    """
    book = out / BOOK
    if book.exists() and not overwrite:
        raise OutputError(f"{book}: đã có kết quả kiểm tra; hãy chọn thư mục khác bằng --out hoặc thêm --overwrite.")
    shipped = load_taxonomy(DATA / "taxonomy")
    given = load_taxonomy(wanted.taxonomy) if wanted.taxonomy else EMPTY
    progress("Đọc dữ liệu")
    gathered = _gathered(wanted, given, shipped)
    rows = gathered.rows
    examples = [row.example for row in rows if row.example]
    if not examples:
        raise TrainingError("Không có dòng nào học được; hãy xem lại tên cột và nhãn.")
    own = given if given.topics else shipped if all(e.topic in shipped.topics for e in examples) else EMPTY
    material = material_for(own)
    progress("Kiểm tra từng dòng, tìm đơn gần trùng")
    findings = [*gathered.findings, *check_rows(rows, shipped, material.names), *check_pairs(rows)]
    progress("Tìm nhãn có thể sai")
    with threadpool_limits(1):
        judged = iter(label_doubts(examples, material))
    doubts = [next(judged) if row.example else None for row in rows]
    findings += _wrong(rows, doubts)
    labels = {code: topic.name for code, topic in own.topics.items()} or dict.fromkeys(
        sorted({e.topic for e in examples}), ""
    )
    _write(out, rows, doubts, findings, labels)
    report = _report(wanted, rows, doubts, findings, material.names)
    render("kiem-tra.html.j2", out / PAGE, found=report)
    thin = min(Counter(e.topic for e in examples).values()) < FEWEST_TEXTS
    return told(report, out), thin or any(finding.kind in UNUSABLE for finding in findings)


def _gathered(wanted: Wanted, given: Taxonomy, shipped: Taxonomy) -> Gathered:
    remap = remap_for(wanted.home, given.topics or shipped.topics)
    files = [file for given_file in wanted.files for file in files_in(given_file)]
    found = gather_rows(files, wanted.columns, given.topics if wanted.taxonomy else None, remap)
    if wanted.corrections:
        found = replace(found, rows=(*found.rows, *correction_rows(wanted.home).rows))
    return found


def _wrong(rows: Sequence[Audited], doubts: Sequence[Doubt | None]) -> list[Finding]:
    return [
        Finding(Kind.WRONG, at, row.row.where, f"gợi ý {doubt.suggested}")
        for at, (row, doubt) in enumerate(zip(rows, doubts, strict=True))
        if doubt and doubt.wrong
    ]


def _write(
    out: Path,
    rows: Sequence[Audited],
    doubts: Sequence[Doubt | None],
    findings: Sequence[Finding],
    labels: dict[str, str],
) -> None:
    fresh = out / f".{BOOK}"
    try:
        out.mkdir(parents=True, exist_ok=True)
        write_book(fresh, rows, doubts, [f for f in findings if f.kind is not Kind.WRONG], labels)
        fresh.replace(out / BOOK)
    except OSError as fault:
        raise OutputError(f"{out}: không ghi được kết quả ({fault.strerror}); kiểm tra quyền, chỗ trống.") from fault


def _report(
    wanted: Wanted,
    rows: Sequence[Audited],
    doubts: Sequence[Doubt | None],
    findings: Sequence[Finding],
    names: NameWords,
) -> Report:
    counts = Counter(finding.kind for finding in {(f.kind, f.where): f for f in findings}.values())
    wrong = [(d, row) for row, d in zip(rows, doubts, strict=True) if d and d.wrong and row.example]
    pairs = Counter((row.example.topic, d.suggested) for d, row in wrong if row.example)
    shown = [(d, row) for d, row in sorted(wrong, key=lambda pair: pair[0].rank) if _open(row)][:MOST_SHOWN]
    files = [file for given in wanted.files for file in files_in(given)]
    return Report(
        rows=len(rows) + sum(finding.at < 0 for finding in findings),
        usable=sum(row.example is not None for row in rows),
        book=BOOK,
        counts=tuple((kind.value, counts[kind]) for kind in Kind if counts[kind]),
        labels=tuple(sorted(Counter(row.example.topic for row in rows if row.example).items())),
        pairs=tuple((given, suggested, n) for (given, suggested), n in pairs.most_common(15)),
        excerpts=tuple(
            Excerpt(row.row.where, excerpt(row.row.text, names), row.example.topic, d.suggested)
            for d, row in shown
            if row.example
        ),
        period=period_of(rows),
        files=tuple((file.name, hashlib.sha256(file.read_bytes()).hexdigest()) for file in files),
    )


def _open(row: Audited) -> bool:
    return row.example is not None and row.example.petition_type is not PetitionType.DENUNCIATION


def told(report: Report, out: Path) -> str:
    """Return the findings in a few lines."""
    lines = [f"Đã kiểm tra {report.rows} dòng, {report.usable} dòng học được, {len(report.labels)} nhãn."]
    lines += [f"  {kind:42s} {count:6d} dòng" for kind, count in report.counts]
    if report.period.dated:
        lines.append(
            f"  Thời gian: {report.period.first} đến {report.period.last} ({report.period.dated} dòng có ngày)"
        )
    return "\n".join([*lines, f"Sửa nhãn trong {out / BOOK}; báo cáo ở {out / PAGE}."])
