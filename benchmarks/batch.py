"""Time and memory of the main job: ``python -m benchmarks.batch [ROWS]`` (default 10,000 petitions of the corpus).

Prints the wall time and peak memory of ``classify.py`` on a CSV, the stages of run.json, machine and versions.
"""

from __future__ import annotations

import csv
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
EVERY = 0.2  # seconds between two looks at memory


@dataclass(frozen=True)
class JobRun:
    """What one run of ``classify.py`` took.

    ``seconds`` by the clock, ``busy`` of processors (what other work on the machine hardly changes), ``peak`` MB of all
    its processes together, and its own ``log``.
    """

    seconds: float
    busy: float
    peak: float
    log: dict[str, dict[str, float]]


def corpus_texts() -> list[str]:
    """Return the petitions of the corpus."""
    texts: list[str] = []
    for file in sorted((PROJECT / "data" / "corpus").glob("*.csv")):
        with file.open(encoding="utf-8", newline="") as lines:
            texts += [row["text"] for row in csv.DictReader(lines)]
    return texts


def write_inbox(path: Path, rows: int) -> None:
    """Write an inbox of ``rows`` petitions, the corpus over and over with other ids and dates."""
    texts = corpus_texts()
    with path.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.writer(lines)
        writer.writerow(("id", "received_at", "text"))
        for i in range(rows):
            writer.writerow((f"B{i:07d}", f"2025-{i % 12 + 1:02d}-{i % 28 + 1:02d}", texts[i * 7919 % len(texts)]))


def run_job(rows: int, options: Sequence[str] = ()) -> JobRun:
    """Run ``classify.py`` on an inbox of ``rows`` in processes of its own, with a fresh home."""
    with tempfile.TemporaryDirectory() as folder:
        inbox, out = Path(folder) / "inbox.csv", Path(folder) / "out"
        write_inbox(inbox, rows)
        words = (PROJECT / "classify.py", inbox, "--out", out, "--home", folder, *options)
        command = [sys.executable, *map(str, words)]
        started, before, peak = time.perf_counter(), _busy(), 0.0
        told = (Path(folder) / "told.txt").open("w+", encoding="utf-8")
        job = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=told)  # noqa: S603  # our own script
        while job.poll() is None:
            peak = max(peak, sum(map(_megabytes, _family(job.pid))))
            time.sleep(EVERY)
        told.seek(0)
        with told:
            if job.returncode:  # a table or a model that somebody changed meanwhile is told in its last words
                raise SystemExit(f"classify.py ended with status {job.returncode}: {told.read()[-2000:]}")
        seconds, busy = time.perf_counter() - started, _busy() - before
        log = json.loads((out / "run.json").read_text(encoding="utf-8"))
    return JobRun(seconds, busy, peak, log)


def machine() -> str:
    """Return the machine and the versions of what figures depend on."""
    libraries = ("underthesea", "underthesea_core", "numpy", "scipy", "scikit-learn", "pandas")
    return (
        f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, "
        f"Python {platform.python_version()}, " + ", ".join(f"{name} {version(name)}" for name in libraries)
    )


def _busy() -> float:
    """Return the processor seconds of all processes that were run from here and have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _family(pid: int) -> Iterator[int]:
    """Yield a process and all its descendants (Linux)."""
    yield pid
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in children.read_text().split():
            yield from _family(int(child))


def _megabytes(pid: int) -> float:
    """Return the memory of a process, what is shared counted in parts (PSS, Linux); 0 if it has just ended."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:")), 0.0)


def main(rows: int) -> None:
    """Run the job once and print what it took."""
    run = run_job(rows)
    print(machine())
    print(f"{rows} petitions: {run.seconds:.1f} s ({run.busy:.1f} s of processors), "
          f"{rows / run.seconds:.0f} petitions/s, peak {run.peak:.0f} MB")  # fmt: skip
    print(f"stages: {run.log['timings']}; accepted {run.log['counts']['accepted']}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
