"""Repeats, right and fast: ``python -m benchmarks.repeats [ROWS]`` (default 100,000 petitions on one core).

Prints precision and recall on the 400 pairs of ``data/golden/repeats.jsonl`` (in a batch and against history alone,
where only signatures are left), then time and memory for invented petitions: 70 of 100 are their own, 10 are sent
again in another dress, 10 copy one campaign under other names and 10 fill one form with other parcels.
"""

from __future__ import annotations

import csv
import json
import random
import resource
import sys
import time
import unicodedata
from collections import Counter
from datetime import date, timedelta

from pipeline.intake.masking import load_name_words, masked_spans
from pipeline.records import Petition
from pipeline.routing.repeat_words import load_repeat_words
from pipeline.routing.repeats import KnownPetition, Trace, Traces, find_repeats, trace_of
from pipeline.settings import DATA

NAMES = load_name_words(DATA / "intake" / "name_words.csv")
WORDS = load_repeat_words(DATA / "routing" / "repeats.toml")
DAY = date(2026, 1, 1)
CAMPAIGN = (
    "Chúng tôi phản đối việc đặt trạm trung chuyển rác tại khu đất đầu đường Nguyễn An Ninh vì chỉ cách khu dân cư 60"
    " mét và cách trường mầm non Hướng Dương một bức tường. Đề nghị thành phố dừng dự án và lấy ý kiến nhân dân."
)
FORM = (
    "Tôi đề nghị cấp đổi giấy chứng nhận quyền sử dụng đất đối với thửa đất số {}, tờ bản đồ số {} do giấy cũ bị rách"
    " nát. Tôi cam đoan nội dung trên là đúng sự thật và chịu trách nhiệm trước pháp luật."
)


def spans(text: str) -> tuple[str, list[tuple[int, int, str]]]:
    """Return a text in NFC and what masking finds in it."""
    whole = unicodedata.normalize("NFC", text)
    return whole, masked_spans(whole, NAMES)


def golden() -> None:
    """Print how the written pairs come out, by part."""
    with (DATA / "golden" / "repeats.jsonl").open(encoding="utf-8") as lines:
        pairs = [json.loads(line) for line in lines]
    for part in ("design", "held"):
        counts: Counter[tuple[bool, bool, bool]] = Counter()
        for pair in (p for p in pairs if p["part"] == part):
            traces = [trace_of(*spans(pair[side]), WORDS) for side in ("first", "second")]
            both = [Petition(side, pair[side], DAY + timedelta(days=i)) for i, side in enumerate(("first", "second"))]
            first = KnownPetition("first", DAY, traces[0].signature, "", traces[0].sender)
            batch = find_repeats(both, Traces.of(traces), [], WORDS.limits)[1]
            known = find_repeats(both[1:], Traces.of(traces[1:]), [first], WORDS.limits)[0]
            counts[False, pair["repeat"], bool(batch.repeat_of)] += 1
            counts[True, pair["repeat"], bool(known.repeat_of)] += 1
        for history in (False, True):
            right, wrong = counts[history, True, True], counts[history, False, True]
            missed = counts[history, True, False]
            print(f"{part:6} {'history' if history else 'batch':7} precision {right / (right + wrong):.3f} "
                  f"recall {right / (right + missed):.3f} ({right} right, {wrong} wrong, {missed} missed)")  # fmt: skip


def inbox(rows: int) -> list[tuple[Petition, str]]:
    """Return invented petitions in the order of time, each with what it repeats as far as that is known."""
    dice = random.Random(1)  # noqa: S311  # a benchmark, not a secret
    pieces: list[str] = []  # four words each: so many make texts of their own, in the words that people use
    for file in sorted((DATA / "corpus").glob("*.csv")):
        with file.open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                words = row["text"].split()
                pieces += [" ".join(words[at : at + 4]) for at in range(0, len(words), 4)]
    found: list[tuple[Petition, str]] = []
    own: list[int] = []
    for i in range(rows):
        turn = i % 10
        text, of = " ".join(dice.sample(pieces, 16)), ""
        if turn == 7 and own:
            again = dice.choice(own)
            text, of = f"Kính gửi quý cơ quan. Tôi gửi lại lần 2. {found[again][0].text} Xin cảm ơn.", f"B{again:06d}"
        elif turn == 8:
            text, of = f"Tôi là Lê Văn {chr(65 + i % 26)}{i}, thường trú tại tổ {i % 97}. {CAMPAIGN}", "campaign"
        elif turn == 9:
            text, of = FORM.format(i, i % 89), "form"
        else:
            own.append(i)
        found.append((Petition(f"B{i:06d}", text, DAY + timedelta(days=i * 300 // rows)), of))
    return found


def speed(rows: int) -> None:
    """Print time and memory of one inbox, and what was found of what was planted."""
    planted = inbox(rows)
    before, started = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.perf_counter()
    busy = time.process_time()
    masked, reading, traces = 0.0, 0.0, list[Trace]()
    for petition, _ in planted:
        at = time.perf_counter()
        whole, found = spans(petition.text)
        then = time.perf_counter()
        traces.append(trace_of(whole, found, WORDS))
        masked, reading = masked + then - at, reading + time.perf_counter() - then
    at = time.perf_counter()
    repeats = find_repeats([p for p, _ in planted], Traces.of(traces), [], WORDS.limits)
    now = time.perf_counter()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"{rows} petitions: {now - started:.1f} s, {time.process_time() - busy:.1f} s of one core")
    print(
        f"masking {masked:.1f}, signatures {reading:.1f}, search {now - at:.1f}; {(peak - before) / 1024:.0f} MB more"
    )
    again = [bool(r.repeat_of) for r, (_, of) in zip(repeats, planted, strict=True) if of.startswith("B")]
    copies = Counter(r.group for r, (_, of) in zip(repeats, planted, strict=True) if of == "campaign")
    forms = [bool(r.repeat_of) for r, (_, of) in zip(repeats, planted, strict=True) if of == "form"]
    others = [bool(r.repeat_of) for r, (_, of) in zip(repeats, planted, strict=True) if not of]
    print(f"sent again {sum(again)} of {len(again)}, campaign in {len(copies)} group(s), "
          f"forms taken for repeats {sum(forms)} of {len(forms)}, others {sum(others)} of {len(others)}")  # fmt: skip


if __name__ == "__main__":
    golden()
    speed(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
