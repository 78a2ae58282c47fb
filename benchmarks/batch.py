"""Time and memory of the main job: ``python benchmarks/batch.py [ROWS]`` (default 10,000 petitions of the corpus).

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
from importlib.metadata import version
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent


def write_inbox(path: Path, rows: int) -> None:
    """Write an inbox of ``rows`` petitions, the corpus over and over with other ids and dates."""
    texts = []
    for file in sorted((PROJECT / "data" / "corpus").glob("*.csv")):
        with file.open(encoding="utf-8", newline="") as lines:
            texts += [row["text"] for row in csv.DictReader(lines)]
    with path.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.writer(lines)
        writer.writerow(("id", "received_at", "text"))
        for i in range(rows):
            writer.writerow((f"B{i:07d}", f"2026-{i % 12 + 1:02d}-{i % 28 + 1:02d}", texts[i * 7919 % len(texts)]))


def main(rows: int) -> None:
    """Run the job once in a process of its own and print what it took."""
    with tempfile.TemporaryDirectory() as folder:
        inbox, out = Path(folder) / "inbox.csv", Path(folder) / "out"
        write_inbox(inbox, rows)
        started = time.perf_counter()
        words = (PROJECT / "classify.py", inbox, "--out", out, "--home", folder)
        command = [sys.executable, *map(str, words)]
        subprocess.run(command, check=True, capture_output=True)  # noqa: S603  # our own script
        seconds = time.perf_counter() - started
        run = json.loads((out / "run.json").read_text(encoding="utf-8"))
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, "
          f"underthesea {version('underthesea')}")  # fmt: skip
    print(f"{rows} petitions: {seconds:.1f} s, {rows / seconds:.0f} petitions/s, peak {peak:.0f} MB")
    print(f"stages: {run['timings']}; rows read {run['counts']['rows_read']}, accepted {run['counts']['accepted']}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
