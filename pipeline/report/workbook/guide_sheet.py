"""The first sheet of ``ra-soat.xlsx``: what to do, in a few lines, and who did it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.corrections.form import GUIDE, LISTS, REVIEW, RIGHT, SAMPLE, WRONG
from pipeline.report.workbook.book import Styles

if TYPE_CHECKING:
    from xlsxwriter import Workbook

REVIEWER_LABEL = "Người rà soát (ghi họ tên vào ô bên phải)"
STEPS = (
    "Ghi họ tên ở ô màu vàng bên trên. Chỉ các cột tiêu đề màu vàng nhập được; các ô khác đã khóa (không có mật khẩu).",
    f"Trang “{REVIEW}”: đơn cần người xem, đơn khẩn và đơn ít chắc chắn đứng trước. "
    f"Trang “{SAMPLE}”: đơn tự động được chọn ngẫu nhiên để đo xem máy đúng bao nhiêu; hãy xem hết trang này.",
    f"Gợi ý của máy đúng cả: chọn “{RIGHT}” ở cột Kết luận, không phải làm gì thêm.",
    f"Có chỗ sai: chọn “{WRONG}” rồi chọn điều đúng ở cột bên cạnh (chủ đề, loại đơn, cơ quan, xã). "
    "Cột nào để trống nghĩa là gợi ý của máy ở cột ấy đã đúng.",
    "Xong thì lưu tệp và gửi cho người phụ trách dữ liệu để nhập: python train.py import-review ra-soat.xlsx",
    "Chưa xem thì để trống cả dòng; có thể gửi tệp nhiều lần, lần sau thay lần trước của cùng một người.",
    f"Giá trị được chọn đứng ở trang “{LISTS}”. Đừng sửa mã đơn và nội dung; đừng gõ công thức.",
    "Đơn tố cáo ở đây chỉ ghi chủ đề, lĩnh vực, nơi xảy ra; nội dung ở tệp to-cao.xlsx.",
)


def write_guide(book: Workbook, styles: Styles, doubtful: int, sampled: int) -> None:
    """Write the guide as the next sheet of a workbook; the officer's name goes into ``form.REVIEWER_CELL``."""
    sheet = book.add_worksheet(GUIDE)
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&L&A&RTrang &P/&N")
    sheet.protect()
    sheet.set_column(0, 0, 44)
    sheet.set_column(1, 1, 92)
    sheet.write_string(0, 0, "RÀ SOÁT KẾT QUẢ PHÂN LOẠI ĐƠN", styles.title)
    sheet.write_string(2, 0, REVIEWER_LABEL, styles.head)
    sheet.write_blank(2, 1, None, styles.answer)
    for at, (what, count) in enumerate((("Đơn cần rà soát", doubtful), ("Đơn tự động lấy mẫu", sampled)), start=3):
        sheet.write_string(at, 0, what, styles.head)
        sheet.write_string(at, 1, str(count), styles.text)
    sheet.write_string(6, 0, "Cách làm", styles.caption)
    for at, step in enumerate(STEPS, start=7):
        sheet.set_row(at, 30)
        sheet.write_string(at, 0, f"Bước {at - 6}" if at < 12 else "Lưu ý", styles.head)
        sheet.write_string(at, 1, step, styles.text)
