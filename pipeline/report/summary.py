"""What a run found, in a few Vietnamese lines for the console."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from pipeline.hotspots import Figures
from pipeline.records import PetitionType, Reject
from pipeline.report.counted import Counted
from pipeline.report.names import Names

MOST_LINES = 8
RESULTS = (
    ("bao-cao.html", "báo cáo cho lãnh đạo: một trang, mở bằng trình duyệt, không cần mạng"),
    ("ban-tin-*.html", "bản tin của kỳ (có bản .docx)"),
    ("phan-don.xlsx", "tổng hợp, mọi đơn, mỗi cơ quan một trang"),
    ("co-quan", "mỗi cơ quan một tệp"),
    ("ra-soat.xlsx", "đơn cần người xem, để cán bộ ghi kết luận rồi nhập lại"),
    ("to-cao.xlsx", "nội dung đơn tố cáo (chỉ người được giao mở)"),
    ("phieu", "phiếu chuyển, hướng dẫn, bổ sung"),
    ("hotspots.csv", "điểm nóng: dấu hiệu thống kê từ lịch sử các lô"),
)


def summary(counted: Counted, rejects: Sequence[Reject], names: Names, out: Path) -> str:
    """Return the summary of a run: counts, types, first bodies and topics, and which files stand in ``out``."""
    bodies, topics, types = Counter[str](), Counter[str](), counted.by("petition_type")
    for code, number in counted.by("department").items():
        bodies[names.body(code) or "Chưa xác định"] += number
    for code, number in counted.by("topic").items():
        topics[names.topic(code)] += number
    total, auto, urgent = counted.total, counted.sign("auto"), counted.sign("urgent")
    rejected = sum(reject.rows for reject in rejects)
    lines = [
        f"Đã đọc {total + rejected} dòng: nhận {total} đơn, loại {rejected} dòng.",
        f"Tự động: {auto} đơn ({names.percent(auto / total) if total else '0 %'}); "
        f"cần rà soát: {total - auto}; có dấu hiệu khẩn: {urgent}.",
        "Loại đơn: " + "; ".join(f"{names.petition_type(kind)} {types.get(kind, 0)}" for kind in PetitionType) + ".",
        "",
        "Cơ quan thẩm quyền:",
        *_table(bodies),
        "",
        "Chủ đề nhiều nhất:",
        *_table(topics),
        "",
        f"Kết quả ở thư mục {out}:",
        *_written(out),
        "  routed.csv, rejects.csv, run.json   bảng cho phần mềm, dòng bị loại, nhật ký",
    ]
    lines += _rejected(rejects, rejected)
    return "\n".join(lines)


def _rejected(rejects: Sequence[Reject], rows: int) -> list[str]:
    """Return what was not accepted; a whole sheet or file is named, because a single line hides many petitions."""
    whole = [reject.file for reject in rejects if reject.row == 0]
    lines = [f"Không đọc được cả tệp hoặc trang tính {name}." for name in whole[:MOST_LINES]]
    if rows:
        lines.append(f"Có {rows} dòng không nhận được: xem lý do và cách sửa trong rejects.csv.")
    return lines


def hotspot_summary(found: Sequence[Figures], out: Path | None = None) -> str:
    """Return what history shows, in a line; ``out`` is named where nothing else was written."""
    alarms, cells = sum(f.alarms for f in found), sum(f.cells_tested for f in found)
    weeks = max((f.weeks_with_data for f in found), default=0)
    chance = round(sum(f.expected_false for f in found))
    likely = f"khoảng {chance}" if chance else "chưa đến 1"
    lines = [
        f"Điểm nóng (dấu hiệu thống kê, không phải kết luận): {_number(alarms)} trong {_number(cells)} ô đã xét "
        f"trên {weeks} tuần có dữ liệu" + (f"; trong đó {likely} có thể chỉ do ngẫu nhiên." if alarms else ".")
    ]
    if out:
        lines.append(f"Kết quả ở thư mục {out}: hotspots.csv, run.json.")
    return "\n".join(lines)


def _written(out: Path) -> list[str]:
    """Return a line for each kind of result that stands in ``out``."""
    found = [(path.name, told) for pattern, told in RESULTS for path in sorted(out.glob(pattern))]
    width = max((len(name) for name, _ in found), default=0)
    return [f"  {name:{width}}  {told}" for name, told in found]


def _number(count: int) -> str:
    return f"{count:,}".replace(",", ".")


def _table(counts: Counter[str]) -> list[str]:
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    lines = [f"  {count:6d}  {name}" for name, count in ordered[:MOST_LINES]]
    rest = ordered[MOST_LINES:]
    return [*lines, f"  {sum(n for _, n in rest):6d}  {len(rest)} mục khác"] if rest else lines
