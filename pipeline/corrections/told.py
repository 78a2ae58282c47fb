"""What an import brought, in a few Vietnamese lines for the console."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pipeline.corrections.measure import Share
from pipeline.corrections.review import Imported, ImportedFile

MOST_TOPICS, MOST_NAMED = 20, 10
FEW = 30  # sampled petitions below which an interval says little


def import_told(found: Imported) -> str:
    """Return the lines that tell an import."""
    lines = [line for file in found.files for line in _file(file, found.names)]
    lines.append(f"Cộng dồn {found.total} kết luận của {found.batches} lô:")
    lines += [f"  mô hình {model or 'không rõ'}: {_precision(share)}" for model, share in found.by_model]
    if found.disagreements:
        ids = ", ".join(one.id for one in found.disagreements[:MOST_NAMED])
        more = " ..." if len(found.disagreements) > MOST_NAMED else ""
        lines.append(f"{len(found.disagreements)} đơn có hai cán bộ kết luận khác nhau (giữ cả hai): {ids}{more}.")
    return "\n".join(lines)


def _file(file: ImportedFile, names: Mapping[str, str]) -> Iterator[str]:
    added = "đã thêm" if file.new else "đã nhập trước đây, không thay đổi gì:"
    yield f"{file.path.name}, {file.reviewer}: {added} {len(file.corrections)} kết luận trên {file.put} đơn."
    if file.unread or file.lacking:
        yield f"  Chưa kết luận {file.unread} đơn; {file.lacking} đơn không còn trong tệp (không tính)."
    yield "  Máy gợi ý đúng chủ đề:"
    for row in file.agreement[:MOST_TOPICS]:
        yield f"    {row.right:5d}/{row.reviewed:<5d} {names.get(row.topic, row.topic)}"
    if len(file.agreement) > MOST_TOPICS:
        rest = file.agreement[MOST_TOPICS:]
        right, reviewed = sum(row.right for row in rest), sum(row.reviewed for row in rest)
        yield f"    {right:5d}/{reviewed:<5d} {len(rest)} chủ đề khác"
    yield f"  {_precision(file.precision)}"


def _precision(share: Share) -> str:
    if not share.petitions:
        return "chưa có đơn tự động nào được kiểm tra, chưa đo được độ chính xác."
    few = "; còn ít đơn, hãy kiểm tra thêm" if share.petitions < FEW else ""
    return (
        f"đơn tự động đúng cơ quan {_percent(share.share)} "
        f"(khoảng tin cậy 95 %: {_percent(share.low)} đến {_percent(share.high)}; {share.petitions} đơn kiểm tra{few})."
    )


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %".replace(".", ",")
