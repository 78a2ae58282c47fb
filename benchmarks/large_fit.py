"""Time and memory of training at size: ``python -m benchmarks.large_fit [--texts 34000] [--words 350]``.

``train.py fit`` on a file of ``benchmarks.news_like``, in its own process; memory is the sum of the resident sets of
that process and its workers, looked at twice a second (pages that they share count twice). Then ``classify.py`` on a
second file with the model made, if ``--classify N`` is given.
"""

from __future__ import annotations

import argparse
import csv
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.news_like import SEED, texts, write
from pipeline.settings import PROJECT

PAGE_KB = 4


def run_measured(words: list[str]) -> tuple[str, float, str]:
    """Run a script; return its seconds (of the clock and of processors), its peak memory in GB and what it printed."""
    start, peak, before = time.perf_counter(), 0, _processor_seconds()
    with tempfile.TemporaryFile("w+", encoding="utf-8") as printed:
        process = subprocess.Popen(  # noqa: S603  # our own scripts
            [sys.executable, *words], cwd=PROJECT, stdout=printed, stderr=subprocess.STDOUT
        )
        while process.poll() is None:
            peak = max(peak, sum(_resident(pid) for pid in _family(process.pid)))
            time.sleep(0.5)
        printed.seek(0)
        seconds = f"{time.perf_counter() - start:.0f} s ({_processor_seconds() - before:.0f} s of processors)"
        return seconds, peak / 1e6, printed.read()


def _processor_seconds() -> float:
    """Return the seconds that processes which ended below this one have used, their own children included."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _family(pid: int) -> list[int]:
    """Return a process and all processes below it."""
    found = [pid]
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            children = task.read_text(encoding="utf-8").split()
        except OSError:  # it ended while we looked
            continue
        found += [below for child in children for below in _family(int(child))]
    return found


def _resident(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text(encoding="utf-8").split()[1]) * PAGE_KB
    except (OSError, IndexError):  # it ended while we looked
        return 0


def main() -> None:
    """Print seconds and gigabytes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--texts", type=int, default=34_000)
    parser.add_argument("--words", type=int, default=350)
    parser.add_argument("--classify", type=int, default=0)
    parser.add_argument("--topics", action="store_true", help="labels of the corpus, and a comparison at the end")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        data, home = Path(scratch) / "tin.csv", Path(scratch) / "home"
        write(data, options.texts, options.words, topics=options.topics)
        words = ["train.py", "fit", "--data", str(data), "--name", "tin", "--home", str(home)]
        seconds, peak, printed = run_measured(words)
        print(printed[:1500])
        print(f"fit: {options.texts} texts of {options.words} words: {seconds}, {peak:.1f} GB", flush=True)
        if options.topics:
            seconds, peak, printed = run_measured(["train.py", "compare", "--home", str(home)])
            print(printed[-400:])
            print(f"compare with the shipped model: {seconds}, {peak:.1f} GB", flush=True)
        if options.classify:
            inbox = Path(scratch) / "hop.csv"
            with inbox.open("w", encoding="utf-8", newline="") as file:
                rows = texts(options.classify, options.words, SEED + 1)
                csv.writer(file).writerows([("noi dung",), *((text,) for text, _ in rows)])
            words = [
                "classify.py",
                str(inbox),
                "--out",
                str(Path(scratch) / "kq"),
                "--model",
                "tin",
                "--home",
                str(home),
            ]
            seconds, peak, printed = run_measured(words)
            print(printed[-600:])
            print(f"classify: {options.classify} texts: {seconds}, {peak:.1f} GB")


if __name__ == "__main__":
    main()
