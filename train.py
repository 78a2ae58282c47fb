"""Data staff's script: make a model, audit its data, compare, choose. Run ``python train.py --help``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.console import run_app
from pipeline.help import Command, Group

app = typer.Typer(cls=Group, add_completion=False, rich_markup_mode=None, help="Huấn luyện mô hình phân đơn.")
Home = Annotated[Path | None, typer.Option(help="Thư mục riêng của cơ quan; mô hình lưu ở đó.")]
Data = Annotated[list[Path] | None, typer.Option(help="Tệp có nội dung và nhãn, hoặc thư mục; lặp lại để thêm.")]
Text = Annotated[str, typer.Option(help="Tên cột nội dung.")]
Label = Annotated[str, typer.Option(help="Tên cột nhãn.")]
Labels = Annotated[Path | None, typer.Option(help="Thư mục danh mục chủ đề, cơ quan của nhãn này.")]
Corrections = Annotated[bool, typer.Option("--corrections", help="Thêm bản sửa của cán bộ đã nhập vào.")]
Weight = Annotated[list[str] | None, typer.Option(help="Trọng số, ví dụ don.xlsx=2 hoặc corrections=3; lặp lại được.")]
Why = Annotated[str, typer.Option(help="Lý do, ghi vào sổ mô hình.")]
Name = Annotated[str, typer.Argument(help="Tên mô hình.", show_default=False)]


@app.callback(invoke_without_command=True)
def default(context: typer.Context) -> None:
    """Huấn luyện lại mô hình mặc định từ data/corpus khi không nêu lệnh nào."""
    if context.invoked_subcommand is None:
        from pipeline.training.run import train_default

        typer.echo(train_default(_say))


@app.command(cls=Command)
def fit(
    name: Annotated[str, typer.Option(help="Tên mô hình mới.")],
    data: Data = None,
    corrections: Corrections = False,
    weight: Weight = None,
    text_column: Text = "text",
    label_column: Label = "topic",
    taxonomy: Labels = None,
    home: Home = None,
) -> None:
    """Huấn luyện một mô hình mới. Dữ liệu: tệp của cơ quan, bản sửa của cán bộ, bộ đơn mẫu (data/corpus), gộp tùy ý."""
    from pipeline.training.own import fit_own
    from pipeline.training.sources import wanted_from

    wanted = wanted_from(data, corrections, weight, text_column, label_column, taxonomy, home)
    typer.echo(fit_own(wanted, name, _say))


@app.command(cls=Command)
def audit(
    out: Annotated[Path, typer.Option(help="Thư mục ghi tệp Excel để sửa và trang báo cáo.")] = Path("kiem-tra"),
    data: Data = None,
    corrections: Corrections = False,
    text_column: Text = "text",
    label_column: Label = "topic",
    taxonomy: Labels = None,
    home: Home = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Ghi đè kết quả kiểm tra cũ.")] = False,
) -> int:
    """Kiểm tra dữ liệu huấn luyện. Tìm nhãn đáng ngờ, đơn gần trùng, nhãn quá ít, cơ quan đã giải thể."""
    from pipeline.training.audit.run import run_audit
    from pipeline.training.sources import wanted_from

    wanted = wanted_from(data, corrections, None, text_column, label_column, taxonomy, home)
    report, serious = run_audit(wanted, out, overwrite, _say)
    typer.echo(report)
    return 1 if serious else 0


@app.command(cls=Command)
def compare(
    challenger: Annotated[str, typer.Option(help="Mô hình mới; mặc định: mô hình huấn luyện gần nhất.")] = "",
    out: Annotated[Path | None, typer.Option(help="Thư mục ghi trang so sánh; mặc định: trong thư mục riêng.")] = None,
    precision: Annotated[float, typer.Option(help="Độ chính xác mong muốn của đơn tự động.")] = 0.95,
    home: Home = None,
) -> None:
    """So sánh mô hình mới với mô hình đang dùng. Chấm trên cùng những đơn mà cả hai chưa học."""
    from pipeline.settings import default_home
    from pipeline.training.compare.run import run_compare

    typer.echo(run_compare(home or default_home(), challenger, precision, out, _say))


@app.command(cls=Command)
def promote(
    name: Name,
    why: Why = "",
    force: Annotated[str, typer.Option(help="Vẫn chọn dù kém hơn, với lý do này; lý do được ghi lại.")] = "",
    home: Home = None,
) -> None:
    """Chọn mô hình để dùng. Từ chối mô hình kém hơn mô hình đang dùng, trừ khi có --force "lý do"."""
    from pipeline.settings import default_home
    from pipeline.training.compare.promote import promote_model

    typer.echo(promote_model(home or default_home(), name, why, force, _say))


@app.command(cls=Command)
def rollback(why: Why = "", home: Home = None) -> None:
    """Quay lại mô hình dùng trước đó."""
    from pipeline.settings import default_home
    from pipeline.training.choose import roll_back

    typer.echo(roll_back(home or default_home(), why))


@app.command(cls=Command)
def models(home: Home = None) -> None:
    """Liệt kê các mô hình. Cái nào đang dùng, ai chọn, lúc nào, vì sao."""
    from pipeline.settings import default_home
    from pipeline.training.choose import models_table

    typer.echo(models_table(home or default_home()))


@app.command(cls=Command)
def vouch(
    folder: Annotated[Path, typer.Argument(help="Thư mục mô hình từ nơi khác.", show_default=False)],
    name: Annotated[str, typer.Option(help="Tên ghi trong sổ mô hình.")],
    why: Annotated[str, typer.Option(help="Vì sao tin mô hình này; bắt buộc, được ghi lại.")],
    home: Home = None,
) -> None:
    """Nhận một mô hình từ nơi khác. Chép vào thư mục riêng và ghi vào sổ để classify.py chịu dùng."""
    from pipeline.settings import default_home
    from pipeline.training.choose import vouch_for

    typer.echo(vouch_for(home or default_home(), folder, name, why))


@app.command(cls=Command)
def reproduce(name: Name, home: Home = None) -> None:
    """Huấn luyện lại và so từng byte. Dùng đúng dữ liệu mà sổ mô hình ghi."""
    from pipeline.settings import default_home
    from pipeline.training.own import reproduce as make_again

    typer.echo(make_again(home or default_home(), name, _say))


@app.command("import-review", cls=Command)
def import_review(
    files: Annotated[list[Path], typer.Argument(help="Tệp ra-soat.xlsx mà cán bộ đã ghi kết luận.")],
    reviewer: Annotated[str, typer.Option(help="Họ tên người rà soát, thay cho tên ghi trong tệp.")] = "",
    home: Annotated[Path | None, typer.Option(help="Thư mục riêng của cơ quan; bản sửa được thêm vào đó.")] = None,
) -> None:
    """Nhập sổ rà soát, đo độ chính xác."""
    from pipeline.corrections import import_review
    from pipeline.corrections.told import import_told
    from pipeline.intake.masking import load_name_words, mask
    from pipeline.settings import DATA, default_home, load_settings

    home = home or default_home()
    office = load_settings(home / "settings.toml").office
    names = load_name_words(DATA / "intake" / "name_words.csv")
    typer.echo(import_told(import_review(files, home, office, lambda text: mask(text, names), reviewer)))


def _say(step: str) -> None:
    typer.echo(step, err=True)


def run() -> None:
    """Enter from the command line."""
    run_app(app)


if __name__ == "__main__":
    run()
