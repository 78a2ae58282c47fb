"""How fast the whole is: ``python -m benchmarks.performance [--texts N] [--sizes 1000,10000,100000] [--without-jobs]``.

One table, one run. The first part goes from raw text of about 150 words to a decision, by several ways in turn: three
rounds of texts not read before, medians of the time of the core that a way uses, ratios against the naive way:
``word_tokenize``, scikit-learn's ``TfidfVectorizer`` and ``LogisticRegression.predict_proba`` (holding the weights of
our model), row by row with pandas. Then an archive of 100,000 texts is decided on all cores, the stages of reading are
timed beside their budgets, and ``classify.py`` runs on inboxes of growing size, by the clock on the wall; above 100,000
petitions without workbooks.
"""

from __future__ import annotations

import argparse
import gc
import os
import resource
import statistics
import time

from benchmarks.batch import corpus_texts, machine, run_job
from benchmarks.stages import BUDGET, stage_costs
from benchmarks.ways import SOME, Way, on_all_cores, ways
from pipeline.batch import MOST_IN_WORKBOOKS
from pipeline.loading import word_lists
from pipeline.text.segment import tag_batches
from pipeline.topics.reading import clean_text

ROUNDS = 3
ARCHIVE = 100_000


def text_table(size: int) -> None:
    """Print the table from text to decision."""
    names, petitions = word_lists().names, corpus_texts()
    clean = [clean_text(text, names) for text in petitions]
    joined = [f"{first} {second}" for first, second in zip(clean[::2], clean[1::2], strict=False)]
    known, *unread = (joined[start :: ROUNDS + 1][:size] for start in range(ROUNDS + 1))
    size = min(map(len, unread))
    tried = ways()
    for way in tried:  # first times: imports, starting of processes, filling of memories
        way.decide(known if way.most is None else known[:8])
    rounds = [[_seconds_a_text(way, texts) for way in tried] for texts in unread]
    tokens = sum(int(tagged.bounds[-1]) for texts in unread for tagged in tag_batches(texts)) / sum(map(len, unread))
    medians = [statistics.median(times) for times in zip(*rounds, strict=True)]
    print(f"\n{size:,} texts of {tokens:.0f} tokens, none read before; naive ways on {SOME} of them")
    print(f"{'from text to topic and probability':<66} {'µs/text':>9} {'texts/s':>9} {'tokens/s':>11} {'times':>7}")
    for way, median in zip(tried, medians, strict=True):
        print(f"{way.name:<66} {median * 1e6:>9,.0f} {1 / median:>9,.0f} {tokens / median:>11,.0f} "
              f"{medians[0] / median:>7.1f}")  # fmt: skip
    words, tables = medians[-2:]
    print(f"segmentation: {words / tables:.1f} times word_tokenize")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory of this process, scikit-learn and all ways in it: {peak:.0f} MB")


def _seconds_a_text(way: Way, texts: list[str]) -> float:
    given = texts if way.most is None else texts[: way.most]
    gc.collect()
    clock = time.process_time if way.alone else time.perf_counter
    started = clock()
    way.decide(given)
    return (clock() - started) / len(given)


def archive_row(size: int = ARCHIVE) -> None:
    """Print how long an archive takes from raw text to decision, its processes having started."""
    petitions, names = corpus_texts(), word_lists().names
    clean = [clean_text(text, names) for text in petitions]
    texts = [clean[i * 7919 % len(clean)] for i in range(size)]
    syllables = sum(len(text.split()) for text in clean) / len(clean)
    on_all_cores(texts[:SOME])
    started = time.perf_counter()
    on_all_cores(texts)
    spent = time.perf_counter() - started
    print(f"\n{size:,} texts of {syllables:.0f} syllables to decisions, {os.cpu_count()} cores: {spent:.1f} s")


def stage_table() -> None:
    """Print what the stages of reading cost, beside their budgets."""
    print(f"\n{'reading a petition (corpus), one core':<44} {'µs':>7} {'budget':>7}")
    costs = stage_costs()
    for name, seconds in costs.items():
        over = "  over" if seconds * 1e6 > BUDGET[name] else ""
        print(f"{name:<44} {seconds * 1e6:>7.0f} {BUDGET[name]:>7}{over}")
    print(f"{'together':<44} {sum(costs.values()) * 1e6:>7.0f} {sum(BUDGET.values()):>7}")


def job_table(sizes: list[int]) -> None:
    """Print what the whole job takes for inboxes of growing size."""
    heads = f"{'s':>7} {'busy s':>7} {'busy µs/petition':>17} {'petitions/s':>12} {'peak MB':>8}"
    print(f"\n{'classify.py, all steps':<36} {heads}   stages, s")
    for rows in sizes:
        # one petition more than get workbooks of their own accord shows the job without them
        for given in (rows, rows + 1) if rows == MOST_IN_WORKBOOKS else (rows,):
            run = run_job(given)
            print(f"{f'{given:,} petitions':<36} {run.seconds:>7.1f} {run.busy:>7.1f} {run.busy / given * 1e6:>17,.0f} "
                  f"{given / run.seconds:>12,.0f} {run.peak:>8.0f}   {run.log['timings']}")  # fmt: skip


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--texts", type=int, default=1_000)
    parser.add_argument("--sizes", default="1000,10000,100000")
    parser.add_argument("--without-jobs", action="store_true")
    given = parser.parse_args()
    print(machine())
    text_table(given.texts)
    archive_row()
    stage_table()
    if not given.without_jobs:
        job_table([int(size) for size in given.sizes.split(",")])


if __name__ == "__main__":
    main()
