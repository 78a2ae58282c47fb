"""Which rows of history can be counted, in which week, and as part of which group of repeats."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from pipeline.history.numbered import Numbers, numbered

if TYPE_CHECKING:
    import pandas as pd

LONGEST_SILENCE = 52  # weeks without any petition that end history


@dataclass(frozen=True, slots=True)
class Dated:
    """Rows of history that can be counted, as arrays over all rows of the frame.

    ``week`` counts from ``first_monday`` (-1: left out). ``group`` numbers the groups of repeats, one's own for a
    petition without repeats. ``dated`` says whether received dates were used, else the batch's own date.
    """

    week: Numbers
    group: Numbers
    topic: Numbers
    topics: tuple[str, ...]
    first_monday: date
    weeks: int
    undated: int
    after_until: int
    too_old: int
    dated: bool


def dated_rows(history: pd.DataFrame, until: date) -> Dated:
    """Give numbers to weeks (beginning on Monday), topics and groups of the rows received up to ``until``.

    Where no row at all has a date, the dates of the batches stand in for them.
    """
    import pandas as pd

    received = pd.to_datetime(history["received_at"])
    dated = bool(received.notna().any()) or not len(history)
    day = (received if dated else pd.to_datetime(history["recorded_at"])).to_numpy().astype("datetime64[D]")
    missing, late = np.isnat(day), day > np.datetime64(until)
    topic, topics = numbered(history["topic"])
    kept = ~missing & ~late & (topic >= 0)
    last_monday = until - timedelta(days=until.weekday())
    back = (np.datetime64(last_monday) + np.timedelta64(6, "D") - day).astype("timedelta64[D]").astype(np.int64) // 7
    oldest = _before_gap(back[kept])
    old = kept & (back > oldest)
    kept &= ~old
    weeks = oldest + 1
    week = np.where(kept, weeks - 1 - np.where(kept, back, 0), -1).astype(np.int32)
    first = last_monday - timedelta(weeks=max(weeks - 1, 0))
    return Dated(
        week, _groups(history), topic, topics, first, weeks,
        undated=int(missing.sum()) if dated else len(history), after_until=int(late.sum()), too_old=int(old.sum()),
        dated=dated,
    )  # fmt: skip


def _before_gap(back: Numbers) -> int:
    """Return how many weeks back history begins: before a year without any petition stand only slips such as 1926."""
    weeks = np.unique(back)
    gaps = np.flatnonzero(np.diff(weeks) > LONGEST_SILENCE)
    return int(weeks[gaps[0]] if len(gaps) else weeks[-1]) if len(back) else -1


def _groups(history: pd.DataFrame) -> Numbers:
    """Give numbers to groups; a petition without repeats is a group of its own, with a negative number.

    A group bears the id of its first petition, which does not know of it when its repeats came in later batches.
    """
    import pandas as pd

    codes, names = numbered(history["group"])
    groups = np.where(codes >= 0, codes, -1 - np.arange(len(history), dtype=np.int32)).astype(np.int32)
    if names:
        first = np.flatnonzero((codes < 0) & history["id"].isin(names).to_numpy())
        groups[first] = pd.Index(names).get_indexer(pd.Index(history["id"].iloc[first].astype(str)))
    return groups
