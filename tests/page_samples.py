"""Invented runs for the tests of the report: a few dozen petitions, hotspots made by hand, a history of two years."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import cache

import numpy as np

from benchmarks.sample_history import sample_history, sample_phrases
from pipeline.history.batch import phrase_table
from pipeline.hotspots import Channel, Detection, FoundHotspot, Grid, detect_levels
from pipeline.hotspots.record import Week
from pipeline.records import Decision, Petition, PetitionType, Place, Prediction, Routed
from pipeline.report.names import Names
from pipeline.report.page import PageContent
from pipeline.routing.reasons import load_reasons
from pipeline.settings import DATA, Settings
from pipeline.taxonomy.catalogue import load_taxonomy

AS_OF = date(2026, 3, 31)
NAMES = Names(load_taxonomy(DATA / "taxonomy"), load_reasons(DATA / "routing" / "reasons.csv"))
PLACE = Place("Thành phố Huế", "46", "Quận Thuận Hóa", "474", "Phường Thuận Hóa", "19774", 0.9)


def routed(number: int, **changes: object) -> Routed:
    """Return an invented petition; ``changes`` are fields of Routed, Petition or Prediction."""
    petition = Petition(
        id=f"A{number:03d}",
        text=f"Nước thải tràn ra đường số {number}, mùi hôi thối nồng nặc suốt ngày đêm.",
        received_at=AS_OF - timedelta(days=number % 25),
        channel="Bưu điện" if number % 2 else "Ứng dụng",
    )
    prediction = Prediction("moi-truong/nuoc-thai", 0.9, (("moi-truong/nuoc-thai", 0.9),))
    row = Routed(
        petition=petition,
        prediction=prediction,
        field="moi-truong",
        department="so-nnmt",
        level="tinh",
        departments_ranked=("so-nnmt",),
        decision=Decision.AUTO,
        reasons=(),
        model="default",
        place=PLACE,
    )
    for name, value in changes.items():
        for part in ("petition", "prediction"):
            if name in type(getattr(row, part)).__slots__ and name not in type(row).__slots__:
                row = replace(row, **{part: replace(getattr(row, part), **{name: value})})
        if name in type(row).__slots__:
            row = replace(row, **{name: value})  # type: ignore[arg-type]  # fields by name
    return row


def denunciation(number: int, **changes: object) -> Routed:
    """Return an invented denunciation, every word of which begins with ``mật``."""
    return routed(
        number,
        id=f"matma{number}",
        text="Matvan tố cáo matchu nhận tiền matbac của dân.",
        petition_type=PetitionType.DENUNCIATION,
        place=replace(PLACE, commune="Matxa", commune_code="matma"),
        channel="matkenh",
        **changes,
    )


def hotspot(**changes: object) -> FoundHotspot:
    """Return an invented surge of twelve groups in four weeks; one week of its year holds two."""
    weeks = tuple(
        Week(AS_OF - timedelta(weeks=51 - at), (2.0 if at == 20 else 0.0) + 4.0 * (at > 48), 1.2, 0, 3)
        for at in range(52)
    )
    spot = FoundHotspot(
        id="surge:district:474:moi-truong/nuoc-thai::2026-03-30",
        episode="surge:district:474:moi-truong/nuoc-thai:2026-03-09",
        channel=Channel.SURGE,
        unit_level="district",
        province_code="46",
        district="Quận Thuận Hóa",
        district_code="474",
        commune="",
        commune_code="",
        topic="moi-truong/nuoc-thai",
        phrase="",
        window=4,
        first_day=date(2026, 3, 9),
        last_day=AS_OF,
        observed=12.0,
        expected=4.1,
        band_low=1,
        band_high=8,
        ratio=2.9,
        ratio_low=1.8,
        ratio_high=4.4,
        p=1e-4,
        q=0.01,
        trend=2.5,
        trend_low=1.2,
        trend_high=5.0,
        onset=date(2026, 3, 9),
        groups=12,
        largest_group=2,
        status=(),
        petitions=tuple(f"A{at:03d}" for at in range(12)),
        weeks=weeks,
    )
    return replace(spot, **changes)  # type: ignore[arg-type]  # fields by name


def grid() -> Grid:
    """Return a heat map of two districts and two topics; one cell holds two groups."""
    observed = np.array([[12.0, 2.0], [5.0, 0.0]])
    expected = np.array([[4.1, 1.0], [5.0, 0.5]])
    ratio, q = np.array([[2.9, 1.3], [1.0, 0.8]]), np.array([[0.01, 0.6], [0.9, 1.0]])
    return Grid(
        "district", ("474", "490"), ("Quận Thuận Hóa", "Quận Liên Chiểu"),
        ("moi-truong/nuoc-thai", "giao-thong/mat-duong"), observed, expected, ratio, q,
    )  # fmt: skip


def content(**changes: object) -> PageContent:
    """Return a small run: forty petitions, one surge."""
    whole = PageContent(
        routed=tuple(routed(at) for at in range(40)),
        rejected=0,
        names=NAMES,
        as_of=AS_OF,
        settings=Settings(),
        hotspots=(hotspot(),),
        grids=(grid(),),
        model="default",
    )
    return replace(whole, **changes)  # type: ignore[arg-type]  # fields by name


@cache
def detected() -> tuple[PageContent, Detection]:
    """Return a run over the invented history of two years, as the program makes it."""
    frame = sample_history(8_000)
    frame["first_recorded_at"] = frame["recorded_at"]
    phrases = [(phrase_table(sample_phrases(frame)),)]
    found = detect_levels(frame, AS_OF, Settings().hotspots, phrases=phrases)
    rows = tuple(routed(at, status="Đã trả lời" if at % 2 else "Đang xử lý") for at in range(200))
    made = content(
        routed=rows, hotspots=found.hotspots, figures=found.figures, grids=found.grids, history=frame, rejected=2
    )
    return made, found
