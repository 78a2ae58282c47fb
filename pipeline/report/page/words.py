"""The report's own words: names and explanations of channels, and what to keep in mind with a hotspot."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.hotspots.record import Channel, Status

CHANNELS: Mapping[Channel, tuple[str, str]] = {
    Channel.SURGE: (
        "Tăng đột biến",
        "Những tuần gần đây nhiều đơn hơn hẳn so với chính địa bàn và chủ đề này trước đây.",
    ),
    Channel.TOTAL: (
        "Tổng số tăng",
        "Tổng số đơn của một địa bàn (mọi chủ đề), hoặc của một chủ đề (mọi nơi), cao hơn trước.",
    ),
    Channel.PROVINCE: ("Tăng trên toàn tỉnh", "Một chủ đề tăng ở nhiều nơi trong cùng một tỉnh."),
    Channel.PERSISTENT: (
        "Kéo dài",
        "Trong tối đa một năm qua, chủ đề này chiếm tỷ trọng cao hơn hẳn so với các nơi khác.",
    ),
    Channel.EMERGING: (
        "Vấn đề mới",
        "Một từ, cụm từ được nhắc nhiều hơn hẳn ở địa bàn này, vượt mức mà các chủ đề giải thích được.",
    ),
}
NOTES: Mapping[Status, str] = {
    Status.SHORT_HISTORY: "Dữ liệu mới có {weeks} tuần nên mức thường thấy chưa chắc chắn.",
    Status.NEW_UNIT: "Địa bàn này mới xuất hiện trong dữ liệu chưa đến 8 tuần.",
    Status.LATE_DATA: "Tuần mới nhất có ít đơn khác thường, có thể còn đơn chưa được nhập.",
    Status.MODEL_CHANGED: (
        "Chủ đề này do hơn một mô hình phân loại trong 52 tuần qua; một phần thay đổi có thể do mô hình."
    ),
    Status.SHARED_PLACE: "Có đơn từ xã cũ đã được chia cho nhiều xã mới; mỗi xã được tính một phần bằng nhau.",
    Status.UNDATED: "Các đơn không có ngày nhận; ngày của lô được dùng thay.",
}
ROUNDED = "Số nhóm đơn đã làm tròn, vì có đơn được chia phần cho nhiều xã mới."
NOTHING_FOUND = (
    "Không có dấu hiệu nào vượt ngưỡng. Điều này không có nghĩa là không có vấn đề: nơi ít người gửi đơn thì "
    "ít dấu hiệu, và mức tăng dưới khoảng 8 đơn thường không phân biệt được với ngẫu nhiên."
)
TOO_SHORT = (
    "Chưa đủ 8 tuần dữ liệu nên chưa xét được tăng đột biến; dưới đây chỉ là những nơi có tỷ trọng cao, "
    "không phải mức tăng."
)
HIDDEN_PHRASE = "(không hiện vì chủ yếu ở đơn tố cáo)"
