"""Data staff's script: make a model. Run ``python train.py --help``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.console import run_app
from pipeline.help import Command, Group

app = typer.Typer(cls=Group, add_completion=False, rich_markup_mode=None, help="Huấn luyện mô hình phân đơn.")


@app.callback(invoke_without_command=True)
def default(context: typer.Context) -> None:
    """Huấn luyện lại mô hình mặc định từ data/corpus khi không nêu lệnh nào."""
    if context.invoked_subcommand is None:
        from pipeline.training.run import train_default

        typer.echo(train_default(_say))


@app.command(cls=Command)
def fit(
    data: Annotated[list[Path], typer.Option(help="Tệp có nội dung và nhãn; lặp lại tùy chọn để thêm tệp.")],
    name: Annotated[str, typer.Option(help="Tên mô hình mới.")],
    text_column: Annotated[str, typer.Option(help="Tên cột nội dung.")] = "text",
    label_column: Annotated[str, typer.Option(help="Tên cột nhãn.")] = "topic",
    taxonomy: Annotated[Path | None, typer.Option(help="Thư mục danh mục chủ đề, cơ quan của nhãn này.")] = None,
    home: Annotated[Path | None, typer.Option(help="Thư mục riêng của cơ quan; mô hình lưu ở đó.")] = None,
) -> None:
    """Huấn luyện một mô hình với nhãn tùy chọn từ tệp của cơ quan."""
    from pipeline.settings import default_home
    from pipeline.training.examples import LabelColumns
    from pipeline.training.run import train_own

    columns = LabelColumns(text_column, label_column)
    typer.echo(train_own(data, columns, name, taxonomy, home or default_home(), _say))


def _say(step: str) -> None:
    typer.echo(step, err=True)


def run() -> None:
    """Enter from the command line."""
    run_app(app)


if __name__ == "__main__":
    run()
