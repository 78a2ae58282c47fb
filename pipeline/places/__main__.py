"""``python -m pipeline.places "text"``: show what places are found in one text and why."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from pipeline.errors import PipelineError
from pipeline.places import Gazetteer, Locator
from pipeline.places.explain import explain
from pipeline.settings import DATA

TABLES = DATA / "places"


def show(
    text: Annotated[str, typer.Argument(help="Nội dung cần xem, đặt trong nháy kép.")],
    date: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d", "%d/%m/%Y"], help="Ngày nhận đơn; bỏ trống nếu không biết.")
    ] = None,
    province: Annotated[str, typer.Option(help="Tỉnh của cơ quan (mã hoặc tên), để hiểu các tên xã trùng nhau.")] = "",
    places: Annotated[Path, typer.Option(help="Thư mục bảng địa bàn thay cho bảng có sẵn.")] = TABLES,
) -> None:
    """Tìm địa bàn trong một đoạn văn và cho biết vì sao."""
    try:
        locator = Locator(Gazetteer.load(places), province or None)
    except PipelineError as fault:
        typer.echo(str(fault), err=True)
        raise typer.Exit(2) from fault
    location = locator.locate(text, date.date() if date else None)
    for line in explain(text, location):
        typer.echo(line)


if __name__ == "__main__":
    typer.run(show)
