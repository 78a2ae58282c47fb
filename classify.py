"""Officers' script: an inbox of petitions in, a folder of results out. Run ``python classify.py --help``."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from pipeline.console import progress_bar, run_app
from pipeline.help import Command

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command(
    cls=Command, help="Phân loại và chuyển một hộp đơn: mỗi đơn về việc gì, cơ quan nào trả lời, chắc chắn đến đâu."
)
def classify(
    inbox: Annotated[list[Path], typer.Argument(help="Tệp đơn (.csv .xlsx .jsonl .parquet) hoặc thư mục chứa chúng.")],
    out: Annotated[Path, typer.Option(help="Thư mục ghi kết quả.")],
    columns: Annotated[str, typer.Option(help='Chỉ rõ cột, ví dụ "text=Nội dung,received_at=Ngày nhận".')] = "",
    model: Annotated[str, typer.Option(help="Tên mô hình.")] = "default",
    precision: Annotated[float | None, typer.Option(help="Độ chính xác mong muốn của đơn tự động, ví dụ 0.95.")] = None,
    as_of: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Ngày coi là hôm nay; mặc định: ngày nhận cuối cùng.")
    ] = None,
    province: Annotated[str, typer.Option(help="Tỉnh của cơ quan (tên hoặc mã), để hiểu tên xã đứng một mình.")] = "",
    places: Annotated[Path | None, typer.Option(help="Thư mục danh mục địa danh thay cho bản kèm theo.")] = None,
    home: Annotated[Path | None, typer.Option(help="Thư mục riêng của cơ quan (cài đặt, mô hình).")] = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Ghi đè kết quả cũ trong thư mục.")] = False,
) -> int:
    """Run one batch; the status is 0, or 1 if rows were rejected."""
    from dataclasses import replace

    from pipeline.batch import run_batch
    from pipeline.intake.columns import parse_choice
    from pipeline.job import Job
    from pipeline.report.summary import summary
    from pipeline.settings import DATA, Routing, default_home, load_settings

    home = home or default_home()
    settings = load_settings(home / "settings.toml")
    if precision is not None:
        settings = replace(settings, routing=Routing(precision=precision))
    today = as_of.date() if as_of else None
    job = Job(
        inputs=tuple(inbox),
        out=out,
        home=home,
        settings=settings,
        model=model,
        as_of=today,
        columns=parse_choice(columns),
        overwrite=overwrite,
        places=places or DATA / "places",
        province=province,
    )
    with progress_bar("Đang đọc đơn") as advance:
        outcome = run_batch(job, advance)
    typer.echo(summary(outcome.routed, outcome.rejects, outcome.names, outcome.out))
    return 1 if outcome.rejects else 0


def run() -> None:
    """Enter from the command line."""
    run_app(app)


if __name__ == "__main__":
    run()
