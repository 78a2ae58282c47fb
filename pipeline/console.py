"""The console of the two scripts: Vietnamese on any code page, one sentence for a fault, exit status 0, 1 or 2."""

from __future__ import annotations

import codecs
import sys
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import typer

from pipeline.errors import PipelineError

FAILED = 2
EXAMPLES = {  # a value for each option that is not just a word or a path
    "as_of": "2026-03-31", "until": "2026-03-31", "precision": "0.95", "workers": "2", "seed": "0",
}  # fmt: skip
_MARKS = "\u0300\u0301\u0303\u0309\u0323"
# typer carries its own copy of click since 0.29 and used the real one before: both are reached through typer's names.
_CLICK_ERROR: type[Exception] = typer.BadParameter.__mro__[2]


def _decomposer(encoding: str) -> Callable[[UnicodeError], tuple[str, int]]:
    """Return an error handler that writes a letter the code page lacks as base and tone mark (cp1258 has both)."""

    def decompose(fault: UnicodeError) -> tuple[str, int]:
        if not isinstance(fault, UnicodeEncodeError):
            raise fault
        written = "".join(_spelt(letter, encoding) for letter in fault.object[fault.start : fault.end])
        return written, fault.end

    return decompose


def _spelt(letter: str, encoding: str) -> str:
    parts = unicodedata.normalize("NFD", letter)
    base = unicodedata.normalize("NFC", "".join(c for c in parts if c not in _MARKS))
    marks = "".join(c for c in parts if c in _MARKS and _has(encoding, c))
    return (base if _has(encoding, base) else "?") + marks


def _has(encoding: str, letters: str) -> bool:
    try:
        letters.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def prepare_console() -> None:
    """Make standard output and error take any letter on any code page, Windows-1258 included."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            codecs.register_error(f"vietnamese-{stream.encoding}", _decomposer(stream.encoding))
            reconfigure(errors=f"vietnamese-{stream.encoding}")


def run_app(app: typer.Typer) -> None:
    """Run a typer application and leave with its status; a user's mistake costs one line and status 2."""
    prepare_console()
    try:
        status = app(standalone_mode=False)
    except typer.Abort:
        status = _failed("đã dừng theo yêu cầu.")
    except PipelineError as fault:
        status = _failed(str(fault))
    except _CLICK_ERROR as fault:
        status = _failed(_in_vietnamese(fault))
    sys.exit(status or 0)


def _failed(sentence: str) -> int:
    sys.stderr.write(f"Lỗi: {sentence}\n")
    return FAILED


def _in_vietnamese(fault: Exception) -> str:
    """Say what click found wrong; its exceptions are told apart by name because they come from two packages."""
    kind, hint = type(fault).__name__, "chạy với --help để xem cách dùng."
    name = getattr(getattr(fault, "param", None), "name", None)
    if kind == "NoSuchOption":
        return f"không có tùy chọn {getattr(fault, 'option_name', '')}; {hint}"
    if kind == "MissingParameter":
        return f"thiếu tham số {_written(name)}; {hint}"
    if kind == "BadParameter":
        return f"giá trị của {_written(name)} không dùng được{_example(name)}; {hint}"
    return f"lệnh không đúng; {hint}"


def _written(name: str | None) -> str:
    return f"--{name.replace('_', '-')}" if name and name != "inbox" else "tệp đơn"


def _example(name: str | None) -> str:
    return f", hãy viết như {_written(name)} {EXAMPLES[name]}" if name in EXAMPLES else ""


@contextmanager
def progress_bar(title: str) -> Iterator[Callable[[int, int], None]]:
    """Give a function (done, total) that moves a bar on standard error, silent when that is no terminal."""
    if not sys.stderr.isatty():
        yield lambda done, total: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(title, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
