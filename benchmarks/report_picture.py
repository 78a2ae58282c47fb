"""The picture of the sample report in README: ``python -m benchmarks.report_picture ket-qua/bao-cao.html PNG``.

Needs playwright and Debian's chromium. Make the report first (``make demo``).
"""

from __future__ import annotations

import sys
from pathlib import Path

CHROMIUM = "/usr/bin/chromium"
WIDTH, HEIGHT = 1000, 1060
MOST_BYTES = 200_000


def take(report: Path, picture: Path) -> None:
    """Take the part of the report that tells what rose.

    Raises:
        SystemExit: the picture is too large for README.
    """
    from playwright.sync_api import sync_playwright

    picture.parent.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, color_scheme="light")
        page.goto(report.resolve().as_uri())
        page.locator("#tang").evaluate("node => node.scrollIntoView()")
        page.screenshot(path=str(picture))
        browser.close()
    if picture.stat().st_size > MOST_BYTES:
        sys.exit(f"{picture}: {picture.stat().st_size} bytes, at most {MOST_BYTES} are wanted")


if __name__ == "__main__":
    take(Path(sys.argv[1]), Path(sys.argv[2]))
