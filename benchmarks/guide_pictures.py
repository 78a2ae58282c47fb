"""Pictures of the guide: ``python -m benchmarks.guide_pictures [FOLDER]`` (default docs/pictures).

Needs soffice and pdftoppm. Classifies the sample inbox in a home of its own, prints the workbooks with LibreOffice, and
keeps the top of the first page of each sheet that the guide explains.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from pipeline.batch import run_batch
from pipeline.job import Job
from pipeline.settings import DATA, PROJECT, Office, Settings

MOST_BYTES = 150_000
MARGIN = 28  # points of white at the top of a page


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture's name, the workbook and sheet it shows, how much of the page (in points) is kept, dots an inch."""

    name: str
    workbook: str
    sheet: str
    height: int
    dots: int


PICTURES = (
    Picture("tong-hop", "phan-don", "Tổng hợp", 420, 84),
    Picture("thoi-han", "phan-don", "Thời hạn", 260, 84),
    Picture("tat-ca", "phan-don", "Tất cả", 230, 115),
    Picture("ra-soat-huong-dan", "ra-soat", "Hướng dẫn", 330, 84),
    Picture("ra-soat", "ra-soat", "Rà soát", 230, 115),
)


def main(folder: Path) -> None:
    """Make all pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        out, home = Path(scratch) / "kq", Path(scratch) / "home"
        settings = Settings(office=Office(name="Ban Tiếp công dân tỉnh"))
        run_batch(Job((DATA / "samples" / "hop-thu.xlsx",), out, home, settings))
        for name in sorted({picture.workbook for picture in PICTURES}):
            profile = f"-env:UserInstallation=file://{scratch}/lo"
            run("soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", scratch, str(out / f"{name}.xlsx"))
        for picture in PICTURES:
            pdf = Path(scratch) / f"{picture.workbook}.pdf"
            draw(pdf, first_page(pdf, picture.sheet), picture, folder)


def first_page(pdf: Path, sheet: str) -> int:
    """Return the first page whose footer names ``sheet``."""
    pages = run("pdftotext", "-layout", str(pdf), "-").split("\f")
    for number, page in enumerate(pages, start=1):
        last = page.strip().rsplit("\n", 1)[-1]
        if last.strip().startswith(f"{sheet} ") or last.strip() == sheet:
            return number
    raise SystemExit(f"{pdf.name}: no page of sheet {sheet}")


def draw(pdf: Path, page: int, picture: Picture, folder: Path) -> None:
    """Write the top of a page as a small picture."""
    top, height = (points * picture.dots // 72 for points in (MARGIN, picture.height))
    kept = ("-x", "0", "-y", str(top), "-W", "10000", "-H", str(height))
    run("pdftoppm", "-png", "-singlefile", "-r", str(picture.dots), "-f", str(page), *kept, str(pdf),
        str(folder / picture.name))  # fmt: skip
    size = (folder / f"{picture.name}.png").stat().st_size
    print(f"{picture.name}.png: {size / 1000:.0f} kB")
    if size > MOST_BYTES:
        raise SystemExit(f"{picture.name}.png is larger than {MOST_BYTES} bytes")


def run(*command: str) -> str:
    """Run a program and return what it printed."""
    return subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout  # noqa: S603  # no shell


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else PROJECT / "docs" / "pictures")
