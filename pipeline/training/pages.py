"""HTML pages of the training side: templates with every value escaped, no script, written whole."""

from __future__ import annotations

from pathlib import Path

from pipeline.errors import OutputError
from pipeline.settings import DATA

TEMPLATES = DATA / "templates" / "training"


def render(template: str, path: Path, **values: object) -> None:
    """Write a template filled with ``values`` to ``path``.

    Raises:
        OutputError: it cannot be written.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    pages = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    page = pages.get_template(template).render(**values, number=number, signed=signed)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(page + "\n", encoding="utf-8")
    except OSError as fault:
        raise OutputError(f"{path}: không ghi được trang ({fault.strerror}); hãy kiểm tra quyền, chỗ trống.") from fault


def number(value: float, digits: int = 3) -> str:
    """Return a share as Vietnamese write it: 0,934."""
    return f"{value:.{digits}f}".replace(".", ",")


def percent(value: float) -> str:
    """Return a share in percent: 93,4 %."""
    return f"{number(100 * value, 1)} %"


def signed(value: float) -> str:
    """Return a difference with its sign."""
    return f"{value:+.3f}".replace(".", ",")
