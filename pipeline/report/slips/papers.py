"""The wording of the slips that we ship; an office changes it in the templates, with Word."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Paper:
    """A kind of slip: file, abbreviation in its number, title, subject, to whom, paragraphs, receivers."""

    file: str
    mark: str
    title: str
    subject: str
    to: str
    lines: tuple[str, ...]
    receivers: tuple[str, ...]


FACTS = (
    "Mã đơn: {{ ma_don }}; ngày nhận: {{ ngay_nhan }}; loại đơn: {{ loai_don }}.",
    "Lĩnh vực: {{ linh_vuc }}; chủ đề: {{ chu_de }}.",
    "Nơi xảy ra sự việc: {{ noi_xay_ra }}.",
    "Tóm tắt nội dung (đã che họ tên, số điện thoại, số giấy tờ): {{ tom_tat }}",
)
PAPERS = (
    Paper(
        "phieu-chuyen-don.docx", "PC", "PHIẾU CHUYỂN ĐƠN", "Đơn {{ loai_don }} về việc {{ chu_de }}",
        "{{ co_quan_nhan }}",
        ("{{ co_quan }} nhận được đơn sau đây:", *FACTS,
         "Sau khi xem xét, nhận thấy nội dung đơn thuộc thẩm quyền giải quyết của {{ co_quan_nhan }}. Kính chuyển đơn "
         "này đến quý cơ quan để được xem xét, giải quyết theo quy định của pháp luật và thông báo kết quả cho "
         "người gửi đơn, cho {{ co_quan }}.",
         "Thời hạn: {{ thoi_han }}."),
        ("Như trên (kèm đơn);", "Người gửi đơn (để biết);", "Lưu: VT."),
    ),
    Paper(
        "phieu-chuyen-to-cao.docx", "PC", "PHIẾU CHUYỂN ĐƠN TỐ CÁO", "Đơn tố cáo, mã {{ ma_don }}",
        "{{ co_quan_nhan }}",
        ("{{ co_quan }} nhận được đơn tố cáo mã {{ ma_don }}, ngày nhận {{ ngay_nhan }}.",
         "Tóm tắt: {{ tom_tat }}.",
         "Nội dung tố cáo thuộc thẩm quyền giải quyết của {{ co_quan_nhan }}. Kính chuyển quý cơ quan xem xét, giải "
         "quyết theo quy định của Luật Tố cáo.",
         "Phiếu này không ghi và không kèm họ tên, địa chỉ, bút tích hay thông tin khác có thể làm lộ người tố cáo. "
         "Thông tin về người tố cáo do {{ co_quan }} giữ bí mật theo quy định.",
         "Thời hạn: {{ thoi_han }}."),
        ("Như trên;", "Lưu: VT (hồ sơ mật)."),
    ),
    Paper(
        "phieu-huong-dan.docx", "HD", "PHIẾU HƯỚNG DẪN", "Hướng dẫn gửi đơn đến cơ quan có thẩm quyền",
        "Ông (bà) có tên trong đơn",
        ("{{ co_quan }} nhận được đơn của ông (bà):", *FACTS,
         "Lý do hướng dẫn: {{ ly_do }}. Vì vậy nội dung đơn không thuộc thẩm quyền giải quyết của {{ co_quan }}.",
         "Đề nghị ông (bà) gửi đơn đến {{ noi_huong_dan }} để được xem xét, giải quyết theo quy định của pháp luật."),
        ("Như trên;", "Lưu: VT."),
    ),
    Paper(
        "thong-bao-bo-sung.docx", "TB", "THÔNG BÁO", "Về việc bổ sung thông tin trong đơn",
        "Ông (bà) có tên trong đơn",
        ("{{ co_quan }} nhận được đơn của ông (bà):", *FACTS,
         "Qua xem xét, đơn chưa đủ điều kiện xử lý vì còn thiếu: {{ con_thieu }}.",
         "Đề nghị ông (bà) bổ sung và gửi lại cho {{ co_quan }} để đơn được xử lý theo quy định."),
        ("Như trên;", "Lưu: VT."),
    ),
)  # fmt: skip
