"""What a bulletin is made from, and the two periods it compares."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from pipeline.history import Period, Span, span_of
from pipeline.places import Gazetteer
from pipeline.places.units import REFORM, Level
from pipeline.report.names import Names
from pipeline.report.page.whereabouts import Whereabouts, province_code
from pipeline.settings import DATA, Office
from pipeline.taxonomy.catalogue import load_taxonomy

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd


@dataclass(frozen=True, slots=True)
class BulletinContent:
    """History as ``History.read`` returns it, the day and the period; ``province`` is today's code or empty."""

    history: pd.DataFrame
    period: Period
    until: date
    names: Names
    office: str = ""
    province: str = ""
    places: Path = DATA / "places"


def office_content(
    history: pd.DataFrame, period: Period, until: date, office: Office, home: Path, province: str, places: Path
) -> BulletinContent:
    """Return what the bulletin of an office is made from; its own bodies stand in ``home``.

    Raises:
        PipelineError: a table of policy or places is broken, or nobody knows the province.
    """
    overrides = home / "overrides"
    names = Names(load_taxonomy(DATA / "taxonomy", overrides if overrides.is_dir() else None), {})
    code = province_code(Gazetteer.load(places), province or office.province_code)
    return BulletinContent(history, period, until, names, office.name, code, places)


@dataclass(frozen=True, slots=True)
class Pair:
    """A period as far as it is over, and as many first days of the one before.

    A month of 31 days that is over is compared with the whole month before, whatever its length: counts are compared
    by the day.
    """

    now: pd.DataFrame
    before: pd.DataFrame
    span: Span
    last: date
    before_first: date
    before_last: date

    @property
    def whole(self) -> bool:
        """Whether the period is over."""
        return self.last == self.span.last

    @property
    def days(self) -> tuple[int, int]:
        """How many days each of the two holds."""
        return (self.last - self.span.first).days + 1, (self.before_last - self.before_first).days + 1


def pair_of(content: BulletinContent) -> Pair:
    """Return the rows of both periods, of the office's province where it has one."""
    span = span_of(content.period, content.until)
    before = span.before()
    last = min(span.last, content.until)
    length = last - span.first
    before_last = before.last if last == span.last else min(before.last, before.first + length)
    rows = _of_province(content)
    return Pair(
        now=_between(rows, span.first, last),
        before=_between(rows, before.first, before_last),
        span=span,
        last=last,
        before_first=before.first,
        before_last=before_last,
    )


def a_year_before(content: BulletinContent, pair: Pair) -> pd.DataFrame:
    """Return the rows of the same days of the year before."""
    first = pair.span.a_year_before().first
    return _between(_of_province(content), first, first + timedelta(days=pair.days[0] - 1))


def _between(rows: pd.DataFrame, first: date, last: date) -> pd.DataFrame:
    day = rows["received_at"].to_numpy()
    return rows.loc[(day >= np.datetime64(first)) & (day <= np.datetime64(last))]


def _of_province(content: BulletinContent) -> pd.DataFrame:
    if not content.province:
        return content.history
    heirs: Mapping[tuple[Level, str], tuple[str, ...]] = Whereabouts.load(content.places, "").succession.heirs
    old = [code for (level, code), new in heirs.items() if level is Level.PROVINCE and content.province in new]
    codes = content.history["province_code"].astype(str)
    day = content.history["received_at"].fillna(content.history["recorded_at"])
    before = day.to_numpy() < np.datetime64(REFORM)
    inside = (before & codes.isin(old)) | (~before & (codes == content.province))
    return content.history.loc[inside]
