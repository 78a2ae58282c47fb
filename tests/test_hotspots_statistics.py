"""The statistics behind hotspots: against scipy, against laws, and on simulated countries with planted surges."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import optimize, stats

from benchmarks.hotspot_measures import Measured, measure
from benchmarks.hotspot_simulator import Simulated, World, simulate
from benchmarks.hotspots import each_week, judged, ours, panel_of
from pipeline.history import Written
from pipeline.history.latest_phrases import Piece
from pipeline.hotspots.distributions import (
    gamma_bound,
    negative_binomial_band,
    negative_binomial_tail,
    q_values,
)  # fmt: skip
from pipeline.hotspots.expected import expected_counts
from pipeline.hotspots.panel import of_weeks
from pipeline.hotspots.persistent import clump_factor, independent, judge_excess
from pipeline.hotspots.story import episode_start, onset_week, trend
from pipeline.hotspots.surge import fit, score, shrunk_ratio
from pipeline.hotspots.totals import judge_totals
from pipeline.hotspots.words import used_by
from pipeline.settings import HotspotSettings

SMALL = World(units=80, topics=20, weeks=90, judged=12, per_week=1_200.0)
SETTINGS = HotspotSettings()


@given(st.integers(0, 400), st.floats(0.01, 300), st.floats(1.01, 20))
def test_the_tail_is_that_of_scipy(observed: int, mean: float, phi: float) -> None:
    variance = phi * mean
    size = mean * mean / (variance - mean)
    wanted = stats.nbinom.sf(observed - 1, size, size / (size + mean))
    assert negative_binomial_tail([observed], [mean], [variance])[0] == pytest.approx(wanted, rel=1e-6, abs=1e-300)


@given(st.integers(0, 400), st.floats(0.01, 300))
def test_without_excess_variance_the_tail_is_poisson(observed: int, mean: float) -> None:
    wanted = stats.poisson.sf(observed - 1, mean)
    assert negative_binomial_tail([observed], [mean], [mean])[0] == pytest.approx(wanted, rel=1e-6, abs=1e-300)


@given(st.floats(0.5, 50), st.floats(1, 5))
def test_more_petitions_are_never_less_surprising(mean: float, phi: float) -> None:
    counts = np.arange(0, 100, 0.5)
    tail = negative_binomial_tail(counts, np.full(counts.size, mean), np.full(counts.size, phi * mean))
    assert np.all(np.diff(tail) <= 1e-12)
    assert tail[0] == 1


@given(st.lists(st.floats(0, 1), min_size=1, max_size=50))
def test_q_values_reject_what_benjamini_and_hochberg_reject(values: list[float]) -> None:
    p = np.array(values)
    order = np.sort(p)
    below = np.flatnonzero(order <= 0.05 * np.arange(1, len(p) + 1) / len(p))
    limit = order[below[-1]] if len(below) else -1.0
    q = q_values(p)
    clear = np.abs(q - 0.05) > 1e-9
    assert np.array_equal((q <= 0.05)[clear], (p <= limit)[clear])


@given(st.lists(st.floats(0, 1), max_size=50), st.integers(0, 50))
def test_q_values_are_the_same_to_the_bit_when_tests_with_p_of_one_are_only_counted(
    given: list[float], more: int
) -> None:
    whole = q_values(np.array([*given, *[1.0] * more]))
    assert q_values(np.array(given), len(given) + more).tolist() == whole[: len(given)].tolist()


PAIRS = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 8)), max_size=60)


@given(PAIRS, st.lists(st.integers(0, 5), max_size=12))
def test_phrases_of_cases_are_those_of_their_petitions_of_every_heir_too(
    pairs: list[tuple[int, int]], rows: list[int]
) -> None:
    pieces = tuple(Piece(*(np.array([one], dtype=np.int32) for one in (row, 1, phrase))) for row, phrase in pairs)
    written = Written(pieces, pa.array([str(at) for at in range(9)]), 6)
    wanted = np.array([7, 2, 5])
    row = np.array(rows, dtype=np.int32)
    used = used_by(written, row, wanted).toarray()
    assert used.tolist() == [[float((at, phrase) in pairs) for phrase in wanted.tolist()] for at in rows]


@given(st.lists(st.tuples(st.floats(0, 5_000), st.floats(0.5, 30)), min_size=1, max_size=5))
def test_the_band_is_that_of_scipy(cells: list[tuple[float, float]]) -> None:
    mean, phi = (np.array(column) for column in zip(*cells, strict=True))
    told = np.maximum(mean, 1e-9)
    size = told**2 / np.maximum(phi * mean - told, 1e-4 * told)
    low, high = negative_binomial_band(mean, phi * mean)
    assert low.tolist() == stats.nbinom.ppf(0.05, size, size / (size + told)).tolist()
    assert high.tolist() == stats.nbinom.ppf(0.95, size, size / (size + told)).tolist()


@given(st.integers(1, 9), st.integers(0, 3))
def test_weeks_are_added_to_the_bit_as_numpy_adds_them(window: int, seed: int) -> None:
    counts = np.random.default_rng(seed).random((3, 5, 12), dtype=np.float32)
    weeks = slice(2, 2 + window)
    assert np.array_equal(of_weeks(counts, weeks), counts[:, :, weeks].sum(axis=2))


def test_the_band_holds_nine_tenths() -> None:
    low, high = negative_binomial_band(np.array([10.0, 0.1]), np.array([20.0, 0.1]))
    inside = stats.nbinom.cdf(high[0], 10, 0.5) - stats.nbinom.cdf(low[0] - 1, 10, 0.5)
    assert inside >= 0.9
    assert low[1] == 0


@given(st.floats(0, 200), st.floats(0.01, 50), st.floats(1, 10))
def test_the_ratio_lies_between_one_and_the_raw_one(observed: float, expected: float, phi: float) -> None:
    found = shrunk_ratio(np.array([observed]), np.array([expected]), np.array([phi * expected]))
    raw = observed / expected
    assert min(1, raw) - 1e-9 <= found.value[0] <= max(1, raw) + 1e-9
    assert found.low[0] < found.value[0] < found.high[0]


def test_gamma_bounds_are_those_of_scipy() -> None:
    assert gamma_bound(0.05, [3.0], [2.0])[0] == pytest.approx(stats.gamma.ppf(0.05, 3, scale=0.5))


def counts_of(seed: int, topics: int = 6, units: int = 9, weeks: int = 30) -> NDArray[np.float32]:
    return np.random.default_rng(seed).poisson(3, (topics, units, weeks)).astype(np.float32)


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 5), st.integers(0, 8), st.integers(10, 29), st.integers(1, 60))
def test_a_cell_cannot_explain_itself_away(topic: int, unit: int, week: int, more: int) -> None:
    calm = counts_of(1)
    raised = calm.copy()
    raised[topic, unit, week] += more
    growth = (raised.sum(axis=(0, 1)) / calm.sum(axis=(0, 1)))[week]
    before, after = expected_counts(calm)[topic, unit, week], expected_counts(raised)[topic, unit, week]
    assert after <= before * growth * 1.01, "a cell's own petitions raise its expectation by the week's total at most"


def test_expectations_never_look_ahead_of_their_week() -> None:
    calm = counts_of(2)
    changed = calm.copy()
    changed[:, :, 25:] += 5
    ratio = expected_counts(changed)[:, :, :25] / expected_counts(calm)[:, :, :25]
    assert np.ptp(ratio) < 0.35, "only the two prior weights are learnt from all weeks"


def test_the_order_of_units_and_topics_changes_nothing() -> None:
    sim = simulate(SMALL, 3)
    flags, low = ours(sim.counts, sim.parents)
    turned = np.random.default_rng(1).permutation(SMALL.units)
    other, other_low = ours(sim.counts[::-1, turned], sim.parents[turned])
    assert np.array_equal(other, flags[::-1, turned])
    assert np.allclose(other_low, low[::-1, turned], rtol=1e-3)


def test_the_same_country_gives_the_same_bytes() -> None:
    sim = simulate(SMALL, 4)
    panel = panel_of(sim.counts, sim.parents)
    first, second = (score(fit(panel, SETTINGS), panel.last).p.tobytes() for _ in range(2))
    assert first == second


@pytest.mark.parametrize("counts", [
    np.zeros((4, 5, 20)), np.ones((1, 1, 20)), np.ones((1, 5, 20)), np.ones((4, 1, 20)), np.eye(20)[None, None] * 0,
    np.concatenate([np.zeros((3, 4, 19)), np.full((3, 4, 1), 50)], axis=2),
])  # fmt: skip
def test_empty_and_tiny_countries_give_numbers_and_no_alarm(counts: NDArray[np.float64]) -> None:
    counts = counts.reshape(counts.shape[-3:]) if counts.ndim == 3 else np.zeros((1, 1, 20))
    panel = panel_of(counts.astype(np.float32), np.zeros(counts.shape[1], dtype=np.intp))
    found = score(fit(panel, SETTINGS), panel.last)
    assert np.isfinite(found.p).all()
    assert np.isfinite(found.expected).all()
    assert not (q_values(found.p) <= SETTINGS.q).any()


def test_an_eight_week_window_finds_what_is_slow() -> None:
    counts = counts_of(7, units=20, weeks=60)
    counts[2, 3, -8:] += 3
    panel = panel_of(counts, np.zeros(20, dtype=np.intp))
    long = replace(SETTINGS, windows=(1, 2, 4, 8))
    q = q_values(score(fit(panel, long), panel.last).p)
    assert q[2, 3] <= SETTINGS.q
    assert (q <= SETTINGS.q).sum() == 1


def test_the_line_of_a_total_is_the_quasi_poisson_fit() -> None:
    chance, weeks = np.random.default_rng(8), np.arange(80)
    series = chance.poisson(np.exp(3 + 0.004 * weeks))[None].astype(float)
    found = judge_totals(series, 3)

    def loss(beta: NDArray[np.float64]) -> float:
        line = beta[0] + beta[1] * weeks[:71]
        return float((np.exp(line) - series[0, :71] * line).sum())

    beta = optimize.minimize(loss, [3.0, 0.0], method="Nelder-Mead", options={"xatol": 1e-8, "fatol": 1e-10}).x
    assert found.expected[0] == pytest.approx(np.exp(beta[0] + beta[1] * 79), rel=0.02)
    assert found.variance[0] >= found.expected[0]


def test_totals_find_a_doubling_and_keep_their_error_rate() -> None:
    chance = np.random.default_rng(9)
    weeks = np.arange(120)
    season = np.exp(3 + 0.3 * np.cos(2 * np.pi * weeks / 52))
    series = chance.negative_binomial(season, 0.5, (2_000, 120)).astype(float)
    quiet = judge_totals(series, 3).p
    assert np.mean(quiet < 0.01) < 0.015
    assert np.mean(quiet < 0.001) < 0.003
    series[:, -1] *= 3
    assert np.mean(judge_totals(series, 3).p < 0.01) > 0.8


def test_an_old_outbreak_does_not_hide_the_next() -> None:
    series = np.random.default_rng(10).poisson(20, (200, 80)).astype(float)
    series[:, 30:33] += 100
    series[:, -1] += 40
    assert np.mean(judge_totals(series, 3).p < 0.01) > 0.9


def test_independence_leaves_the_cell_out() -> None:
    observed = np.full((3, 4), 10.0)
    assert independent(observed) == pytest.approx(observed)
    observed[1, 2] = 500.0
    assert independent(observed)[1, 2] == pytest.approx(10.0)


def test_clumps_are_measured_inside_the_batch() -> None:
    chance = np.random.default_rng(11)
    poisson = chance.poisson(2, (3, 200, 8)).astype(np.float32)
    clumped = (3 * chance.poisson(2 / 3, (3, 200, 8))).astype(np.float32)
    assert np.all(clump_factor(poisson) < 1.15)
    assert np.all(clump_factor(clumped) > 2.5)
    assert np.all(clump_factor(poisson[:, :, :1]) == 1.5)


def test_excess_needs_certainty_and_not_just_a_high_ratio() -> None:
    counts = np.random.default_rng(12).poisson(4, (10, 30, 6)).astype(np.float32)
    counts[0, 0] *= 4
    counts[9] = 0
    counts[9, 5, 0] = 2
    found = judge_excess(panel_of(counts, np.zeros(30, dtype=np.intp)), 3, 1.5, 0.05)
    assert np.argwhere(found.flagged).tolist() == [[0, 0]]


def test_onset_is_the_week_the_rise_began() -> None:
    expected = np.full(40, 5.0)
    observed = expected.copy()
    observed[-3:] = 20
    assert onset_week(observed, expected, 1.5, 0.01) == 37
    assert onset_week(np.zeros(3), np.full(3, 2.0), 1.0, 0.0) in range(3)


def test_the_trend_bounds_hold_the_true_ratio_nine_times_in_ten() -> None:
    chance = np.random.default_rng(13)
    held = 0
    for _ in range(400):
        observed = np.concatenate([chance.poisson(6, 12), chance.poisson(12, 4)]).astype(float)
        moving = trend(observed, np.full(16, 6.0), 1.0)
        assert moving is not None
        held += moving.low <= 2 <= moving.high
    assert 0.85 < held / 400 < 0.95
    assert trend(np.ones(15), np.ones(15), 1.0) is None


@given(st.lists(st.booleans(), max_size=20))
def test_an_episode_ends_where_three_weeks_are_quiet(past: list[bool]) -> None:
    start = episode_start([True, *past])
    alarms = [at for at, alarm in enumerate([True, *past]) if alarm]
    assert start in alarms
    assert all(later - earlier <= 3 for earlier, later in pairwise(at for at in alarms if at <= start))


def pooled(runs: list[Measured], size: int) -> float:
    key = ("fast", float(size))
    return sum(run.found.get(key, 0) for run in runs) / sum(run.planted.get(key, 0) for run in runs)


def test_a_small_country_without_surges_stays_silent() -> None:
    sim = simulate(SMALL.without_surges(), 21)
    flags = each_week(sim, lambda counts: ours(counts, sim.parents)[0])
    assert measure(sim, flags).false_a_week <= 0.5


def test_planted_surges_of_a_small_country_are_found() -> None:
    runs = [judged(simulate(SMALL, seed))[0] for seed in (22, 23)]
    assert pooled(runs, 40) >= 0.9
    assert pooled(runs, 20) >= 0.75
    assert np.mean([run.false_share for run in runs]) <= 0.15


def test_a_noisy_country_with_a_short_history_raises_few_false_alarms() -> None:
    sim = simulate(replace(SMALL, units=200, weeks=24, messy=True, per_week=8_000.0).without_surges(), 24)
    flags = [ours(sim.counts[:, :, week - 11 : week + 1], sim.parents)[0] for week in sim.judged]
    assert np.stack(flags, axis=2).sum() / len(flags) <= 2


@pytest.mark.slow
@pytest.mark.parametrize(
    ("messy", "share", "power"), [(False, 0.08, (0.62, 0.92, 0.98)), (True, 0.15, (0, 0.75, 0.95))]
)
def test_the_figures_promised_for_the_country(messy: bool, share: float, power: tuple[float, float, float]) -> None:
    worlds: list[Simulated] = [simulate(World(messy=messy), seed) for seed in (31, 32)]
    runs, precision = zip(*(judged(world) for world in worlds), strict=True)
    assert np.mean([run.false_share for run in runs]) <= share
    assert [pooled(list(runs), size) >= wanted for size, wanted in zip((12, 20, 40), power, strict=True)] == [True] * 3
    assert np.mean([delay for run in runs for delay in run.delays]) <= 0.6
    assert np.mean(precision) >= 0.8
