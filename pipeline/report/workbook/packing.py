"""Workbooks packed in a thread beside the one that goes on to the next workbook."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from pipeline.report.workbook.book import Draft

Packer = Callable[[Draft, Path], None]


@contextmanager
def packing() -> Iterator[Packer]:
    """Give what packs workbooks one after another, in the order given, in a thread of its own.

    Packing is nearly all ``zlib``, which lets other threads work meanwhile. All is packed, or the first fault raised,
    when the block ends.
    """
    waiting: list[Future[None]] = []
    with ThreadPoolExecutor(max_workers=1) as thread:
        yield lambda draft, target: waiting.append(thread.submit(draft.pack, target))
    for one in waiting:
        one.result()
