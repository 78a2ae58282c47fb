"""``python -m pipeline.places "text"``: show what places are found in one text and why."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from pipeline.errors import PipelineError
from pipeline.places import Gazetteer, Locator
from pipeline.places.explain import explain
from pipeline.settings import DATA

TABLES = DATA / "places"
CLICK_ERROR: type[Exception] = typer.BadParameter.__mro__[2]  # as in pipeline/console.py, which comes after this part
USAGE = 'cách dùng: python -m pipeline.places "nội dung đơn" --date 05/03/2026 --province "Lào Cai".'


def show(
    text: Annotated[str, typer.Argument(help="Nội dung cần xem, đặt trong nháy kép.")],
    date: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d", "%d/%m/%Y"], help="Ngày nhận đơn; bỏ trống nếu không biết.")
    ] = None,
    province: Annotated[str, typer.Option(help="Tỉnh của cơ quan (mã hoặc tên), để hiểu các tên xã trùng nhau.")] = "",
    places: Annotated[Path, typer.Option(help="Thư mục bảng địa bàn thay cho bảng có sẵn.")] = TABLES,
) -> None:
    """Tìm địa bàn trong một đoạn văn và cho biết vì sao."""
    locator = Locator(Gazetteer.load(places), province or None)
    location = locator.locate(text, date.date() if date else None)
    for line in explain(text, location):
        typer.echo(line)


def main() -> None:
    """Run from the command line; a mistake costs one Vietnamese line and status 2."""
    app = typer.Typer(add_completion=False, rich_markup_mode=None)
    app.command()(show)
    try:
        status = app(standalone_mode=False)
    except PipelineError as fault:
        status = _refused(str(fault))
    except CLICK_ERROR as fault:
        given = getattr(getattr(fault, "param", None), "name", "")
        what = "ngày không đúng, hãy viết như 05/03/2026" if given == "date" else "lệnh không đúng"
        status = _refused(f"{what}; {USAGE}")
    sys.exit(status or 0)


def _refused(sentence: str) -> int:
    typer.echo(f"Lỗi: {sentence}", err=True)
    return 2


if __name__ == "__main__":
    main()
