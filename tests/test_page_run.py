"""The report of a real run: made by the scripts as a user runs them."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.conftest import Script
from tests.test_page import Seen

pytestmark = pytest.mark.slow
DENOUNCED = "Tôi tố cáo ông Trần Kim Bảo Út, cán bộ địa chính xã, nhận tiền sứatím của bảy hộ dân, đề nghị điều tra."
REPORTED = "Đường liên xã lầy lội, ổ gà sâu, xe máy ngã liên tục, đề nghị sửa gấp. Tôi là Lê Thị Mận Chín 0900000101."


def inbox(tmp_path: Path) -> Path:
    path = tmp_path / "don.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["Mã đơn", "Ngày nhận", "Nội dung đơn", "Trạng thái", "Kênh tiếp nhận"])
        for at in range(12):
            rows.writerow([f"PA-{at}", f"{at + 1:02d}/03/2026", f"{REPORTED} Lần {at}", "Đang xử lý", "Bưu điện"])
            rows.writerow([f"TC-{at}", f"{at + 1:02d}/03/2026", f"{DENOUNCED} Việc {at}", "Đang xử lý", "Kênhmật"])
    return path


def test_a_run_leaves_a_report_and_a_bulletin(tmp_path: Path, script: Script) -> None:
    out = tmp_path / "kq"
    done = script("classify.py", inbox(tmp_path), "--out", out, "--period", "month")
    assert done.returncode == 0, done.stderr
    page = (out / "bao-cao.html").read_text(encoding="utf-8")
    bulletin = (out / "ban-tin-thang-2026-03.html").read_text(encoding="utf-8")
    assert (out / "ban-tin-thang-2026-03.docx").stat().st_size > 10_000
    for told in (page, bulletin):
        for secret in ("sứatím", "Bảo Út", "TC-", "Kênhmật", "Mận Chín", "0900000101"):
            assert secret not in told
    assert "Tố cáo" in page and "PA-0" in page
    files = {link for link in Seen(page).values("href") if not link.startswith(("#", "data:"))}
    assert files and all((out / name).exists() for name in files)
    again = script("classify.py", inbox(tmp_path), "--out", out, "--period", "month", "--overwrite")
    assert again.returncode == 0 and (out / "bao-cao.html").read_text(encoding="utf-8") == page


def test_a_bulletin_needs_no_inbox(tmp_path: Path, script: Script) -> None:
    assert script("classify.py", inbox(tmp_path), "--out", tmp_path / "kq").returncode == 0
    done = script("classify.py", "--until", "2026-03-31", "--out", tmp_path / "bt", "--period", "year")
    assert done.returncode == 0, done.stderr
    assert "Trong kỳ nhận 24 đơn." in (tmp_path / "bt" / "ban-tin-nam-2026.html").read_text(encoding="utf-8")
    wrong = script("classify.py", "--until", "2026-03-31", "--out", tmp_path / "bt2", "--period", "nam")
    assert wrong.returncode == 2 and "hãy chọn một trong" in wrong.stderr
