"""Speed, memory and load time of the place finder: ``python -m benchmarks.places [--out FILE]``.

Prints petitions a second on one core for invented petitions of about 70 words, the time to load the gazetteer in a
fresh process and what it adds to that process's memory, and the time for 0.25, 0.5 and 1 MB of one text (linear if
each takes about twice the one before). Absolute figures depend on the machine; compare inside one run.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

from pipeline.places import Gazetteer, Locator

ROOT = Path(__file__).resolve().parent.parent
TABLES = ROOT / "data" / "places"
GOLDEN = ROOT / "data" / "golden" / "places.jsonl"
DAY = date(2024, 5, 10)
FILLER = (
    " Chúng tôi đã phản ánh nhiều lần qua tổng đài nhưng đến nay vẫn chưa có ai xuống kiểm tra, bà con rất bức xúc vì"
    " việc kéo dài đã hơn ba tháng. Kính mong cơ quan có thẩm"
    " quyền sớm xem xét giải quyết và trả lời cho người dân được biết. Xin cảm ơn."
)
COLD = """
import resource, sys, time
from pathlib import Path
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
start = time.perf_counter()
from pipeline.places import Gazetteer
Gazetteer.load(Path(sys.argv[1]))
print(time.perf_counter() - start, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024)
"""


def petitions() -> list[str]:
    """Return the golden texts, each brought to about 70 words with a sentence without a place."""
    with GOLDEN.open(encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for line in lines]
    return [text + FILLER for text in texts]


def speed(locator: Locator, texts: list[str], rounds: int = 5) -> float:
    """Return the median number of petitions a second over some rounds."""
    rates = []
    for _ in range(rounds):
        start = time.process_time()
        for text in texts:
            locator.locate(text, DAY)
        rates.append(len(texts) / (time.process_time() - start))
    return statistics.median(rates)


def cold_load() -> tuple[float, float]:
    """Return seconds and megabytes of loading in a fresh process, the best of three."""
    runs = []
    for _ in range(3):
        command = [sys.executable, "-c", COLD, str(TABLES)]
        out = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT)  # noqa: S603  # our own code
        seconds, megabytes = map(float, out.stdout.split())
        runs.append((seconds, megabytes))
    return min(runs)


def long_text(locator: Locator, size: int) -> float:
    """Return the seconds for one text of ``size`` bytes made of the golden texts."""
    text = "\n".join(petitions())
    text = (text * (size // len(text.encode()) + 1)).encode()[:size].decode(errors="ignore")
    start = time.process_time()
    locator.locate(text, DAY)
    return time.process_time() - start


def main() -> None:
    """Measure and print."""
    seconds, megabytes = cold_load()
    locator = Locator(Gazetteer.load(TABLES))
    texts = petitions()
    words = statistics.mean(len(text.split()) for text in texts)
    print(f"load                       {seconds:8.3f} s, {megabytes:.1f} MB more in a fresh process")
    print(f"petitions a second         {speed(locator, texts):8.0f} (of {words:.0f} words on average)")
    for size in (250_000, 500_000, 1_000_000):
        print(f"one text of {size / 1e6:4.2f} MB        {long_text(locator, size):8.3f} s")


if __name__ == "__main__":
    main()
