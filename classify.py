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
    out: Annotated[Path, typer.Option(help="Thư mục ghi kết quả.")],
    inbox: Annotated[
        list[Path] | None,
        typer.Argument(
            help="Tệp đơn (.csv .xlsx .jsonl .parquet) hoặc thư mục chứa chúng; không cần khi có --until.",
            show_default=False,
        ),
    ] = None,
    columns: Annotated[str, typer.Option(help='Chỉ rõ cột, ví dụ "text=Nội dung,received_at=Ngày nhận".')] = "",
    model: Annotated[str, typer.Option(help="Tên mô hình; mặc định: mô hình cơ quan đang dùng.")] = "",
    precision: Annotated[float | None, typer.Option(help="Độ chính xác mong muốn của đơn tự động, ví dụ 0.95.")] = None,
    as_of: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Ngày coi là hôm nay; mặc định: ngày nhận cuối cùng.")
    ] = None,
    province: Annotated[str, typer.Option(help="Tỉnh của cơ quan (tên hoặc mã), để hiểu tên xã đứng một mình.")] = "",
    places: Annotated[Path | None, typer.Option(help="Thư mục danh mục địa danh thay cho bản kèm theo.")] = None,
    home: Annotated[Path | None, typer.Option(help="Thư mục riêng của cơ quan (cài đặt, mô hình).")] = None,
    workers: Annotated[
        int, typer.Option(min=0, help="Số tiến trình đọc đơn; 0: tự chọn theo số đơn và số lõi của máy.")
    ] = 0,
    workbooks: Annotated[bool, typer.Option("--workbooks", help="Ghi sổ Excel cả khi có hơn 100.000 đơn.")] = False,
    per_body: Annotated[bool, typer.Option("--per-body", help="Mỗi cơ quan một tệp Excel thay cho một trang.")] = False,
    slips: Annotated[
        bool, typer.Option("--slips", help="Lập phiếu chuyển, hướng dẫn, bổ sung (.docx) cho đơn.")
    ] = False,
    password_file: Annotated[
        Path | None,
        typer.Option(help="Tệp có mật khẩu của to-cao.xlsx ở dòng đầu; - để gõ. Hoặc đặt biến PHAN_DON_MAT_KHAU."),
    ] = None,
    period: Annotated[
        str,
        typer.Option(help="Ghi thêm bản tin (html, docx) của kỳ chứa ngày cuối: week, month, quarter hoặc year."),
    ] = "",
    history: Annotated[Path | None, typer.Option(help="Thư mục lịch sử các lô; mặc định: trong thư mục riêng.")] = None,
    no_history: Annotated[
        bool, typer.Option("--no-history", help="Không ghi lô này vào lịch sử; điểm nóng vẫn được tính.")
    ] = False,
    until: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Không đọc đơn: chỉ tính lại điểm nóng của lịch sử đến hết ngày này."),
    ] = None,
    reclassify: Annotated[
        bool,
        typer.Option("--reclassify", help="Đọc lại các tệp đã nạp bằng mô hình hiện nay, sửa lịch sử của chúng."),
    ] = False,
    skip_damaged: Annotated[bool, typer.Option("--skip-damaged", help="Bỏ qua tệp lịch sử bị hỏng.")] = False,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Ghi đè kết quả cũ trong thư mục.")] = False,
) -> int:
    """Run one batch; the status is 0, or 1 if rows were rejected."""
    from dataclasses import replace

    from pipeline.batch import run_batch
    from pipeline.history.periods import read_period
    from pipeline.intake.columns import parse_choice
    from pipeline.job import Job
    from pipeline.reclassify import check_task, look_back
    from pipeline.report.summary import hotspot_summary, summary
    from pipeline.settings import DATA, Routing, default_home, load_settings

    home = home or default_home()
    settings = load_settings(home / "settings.toml")
    if precision is not None:
        settings = replace(settings, routing=Routing(precision=precision))
    today = as_of.date() if as_of else None
    job = Job(
        inputs=tuple(inbox or ()),
        out=out,
        home=home,
        settings=settings,
        model=model,
        as_of=today,
        columns=parse_choice(columns),
        overwrite=overwrite,
        places=places or DATA / "places",
        province=province,
        workers=workers,
        workbooks=workbooks,
        per_body=per_body,
        slips=slips,
        period=read_period(period),
        password=_password(password_file),
        history=history,
        remember=not no_history,
        skip_damaged=skip_damaged,
    )
    check_task(job, until, reclassify)
    if until or reclassify:
        with progress_bar("Đang đọc lại đơn") as advance:
            watched = look_back(job, until.date() if until else None, reclassify, advance)
        typer.echo(hotspot_summary(watched.figures, out))
        return 0
    with progress_bar("Đang đọc đơn") as advance:
        outcome = run_batch(job, advance)
    typer.echo(summary(outcome.counted, outcome.rejects, outcome.names, outcome.out))
    typer.echo(hotspot_summary(outcome.watched.figures))
    typer.echo(f"Mô hình đã dùng: {outcome.model}.")
    if not outcome.workbooks:
        typer.echo("Không ghi sổ Excel vì có hơn 100.000 đơn; chạy lại với --workbooks nếu cần.")
    return 1 if outcome.rejects else 0


def _password(file: Path | None) -> str:
    """Return the password of to-cao.xlsx: typed for ``-``, else from a file or the environment; never an argument."""
    from pipeline.report.workbook.denunciations import read_password

    if file == Path("-"):
        return str(typer.prompt("Mật khẩu của to-cao.xlsx", hide_input=True, confirmation_prompt=True))
    return read_password(file)


def run() -> None:
    """Enter from the command line."""
    run_app(app)


if __name__ == "__main__":
    run()
