"""The challenger against the active model: fair folds, honest intervals, one sentence, and who may take over."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import ModelError, TrainingError
from pipeline.registry import active_model
from pipeline.registry.choose import vouch
from pipeline.registry.entries import read_entries
from pipeline.training.compare.figures import Figure, main_figures
from pipeline.training.compare.held_out import DISPUTED, FOLDS, Judged, pool_of
from pipeline.training.compare.promote import promote_model
from pipeline.training.compare.record import FOLDER, read_record
from pipeline.training.compare.run import PAGE, run_compare
from pipeline.training.compare.sides import load_side
from pipeline.training.compare.verdict import holm, judge, proved_worse, worse_by_chance
from pipeline.training.examples import Example
from pipeline.training.own import fit_own, reproduce
from pipeline.training.splits import spread
from tests.conftest import Script
from tests.small_office import petitions, quiet, wanted, write_rows

MORE = {"den": ("đèn cao áp {} cháy bóng",), "rac": ("rác thải {} trôi kín",), "truong": ("trường {} thu sai",)}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a home with a model in use and three others: more data, worse labels, a label gone."""
    home = tmp_path_factory.mktemp("co-quan")
    good = petitions()
    mixed = [(text, "rac" if label == "den" and i % 2 else label) for i, (text, label) in enumerate(good)]
    data = {
        "goc": good,
        "them": [*good, *petitions(MORE)],
        "xau": mixed,
        "thieu": [row for row in good if row[1] != "truong"],
        "la": [(text, f"khac-{label}") for text, label in good],
    }
    for name, rows in data.items():
        dated = [(*row, f"2026-0{1 + i * 9 // len(rows)}-15") for i, row in enumerate(sorted(rows, key=hash_of))]
        file = write_rows(home / f"{name}.csv", dated, ("text", "topic", "received_at"))
        fit_own(wanted(home, file), name, quiet)
    promote_model(home, "goc", "", "mô hình đầu tiên", quiet)
    return home


def hash_of(row: tuple[str, str]) -> bytes:
    import hashlib

    return hashlib.sha256(row[0].encode()).digest()


@pytest.fixture
def home(office: Path, tmp_path: Path) -> Path:
    shutil.copytree(office / "models", tmp_path / "models")
    shutil.copy(office / "registry.jsonl", tmp_path)
    return tmp_path


def test_more_data_is_not_refused_and_the_page_says_why(home: Path) -> None:
    report = run_compare(home, "them", 0.8, None, quiet)
    assert "So trên 120 đơn" in report and "Theo thời gian" in report
    assert "kém hơn quá 2 điểm ở lĩnh vực nào" in report or "Nên dùng them" in report
    page = (home / FOLDER / "them" / PAGE).read_text(encoding="utf-8")
    assert "<script" not in page and "Macro-F1" in page and "Theo nhãn" in page
    assert promote_model(home, "them", "họp", "", quiet).endswith("rollback.")
    assert active_model(home) == home / "models" / "them"
    assert read_entries(home)[-1].verdict.startswith(("Dùng them được", "Nên dùng them"))


def test_a_worse_challenger_is_refused_unless_somebody_says_why(home: Path) -> None:
    with pytest.raises(TrainingError, match=r"Không nên dùng xau: kém hơn quá 2 điểm.*--force"):
        promote_model(home, "xau", "", "", quiet)
    assert active_model(home) == home / "models" / "goc"
    promote_model(home, "xau", "", "thử một ngày theo ý ông B", quiet)
    entry = read_entries(home)[-1]
    assert (entry.forced, entry.why) == (True, "thử một ngày theo ý ông B") and "Không nên dùng" in entry.verdict


def test_a_challenger_that_lost_a_label_in_use_is_refused(home: Path) -> None:
    with pytest.raises(TrainingError, match="thiếu 1 nhãn mà goc đang có"):
        promote_model(home, "thieu", "", "", quiet)


def test_models_without_a_label_in_common_cannot_be_compared(home: Path) -> None:
    assert "hai bộ nhãn không có nhãn chung" in run_compare(home, "la", 0.9, None, quiet)
    with pytest.raises(TrainingError, match=r"không có nhãn chung.*đều mất\. Nếu vẫn muốn dùng, hãy thêm --force"):
        promote_model(home, "la", "", "", quiet)
    with pytest.raises(TrainingError, match="--force"):
        promote_model(home, "la", "", "  ", quiet)
    assert active_model(home) == home / "models" / "goc"


def test_a_model_from_elsewhere_is_chosen_only_by_force_which_is_told(home: Path) -> None:
    vouch(home, home / "models" / "them", "tu-so", "của Sở gửi")
    with pytest.raises(TrainingError, match=r"'tu-so' được nhận từ nơi khác .* không so sánh được; .*--force"):
        promote_model(home, "tu-so", "", "", quiet)
    told = promote_model(home, "tu-so", "", "Sở yêu cầu", quiet)
    assert "Chưa so sánh." in told
    assert "Đã chọn tu-so thay cho goc theo --force; lý do đã ghi vào sổ mô hình: Sở yêu cầu." in told
    with pytest.raises(TrainingError, match="'tu-so' được nhận từ nơi khác"):
        promote_model(home, "them", "", "", quiet)
    with pytest.raises(TrainingError, match=r"'tu-so' được nhận từ nơi khác \(vouch\).* không làm lại"):
        reproduce(home, "tu-so", quiet)


def test_a_name_that_nobody_knows_is_said_to_be_unknown(home: Path) -> None:
    with pytest.raises(TrainingError, match=r"không có mô hình 'nosuch'; xem tên bằng python train\.py models"):
        reproduce(home, "nosuch", quiet)
    with pytest.raises(ModelError, match="xem tên bằng"):
        promote_model(home, "nosuch", "", "", quiet)


def test_figures_of_few_petitions_are_not_to_be_believed(home: Path, tmp_path: Path) -> None:
    told = fit_own(wanted(tmp_path, write_rows(tmp_path / "it.csv", petitions())), "it", quiet)
    assert "quá ít đơn để tin các con số này" in told
    assert not re.search(r"\d\.\d", told.partition("Đã lưu")[0])


def test_a_comparison_counts_only_for_the_models_it_was_made_of(home: Path) -> None:
    run_compare(home, "them", 0.8, None, quiet)
    assert read_record(home, "them") is not None
    promote_model(home, "thieu", "", "thử", quiet)
    assert read_record(home, "them") is None


def test_the_active_model_is_no_challenger(home: Path) -> None:
    with pytest.raises(TrainingError, match="đang dùng"):
        run_compare(home, "goc", 0.9, None, quiet)


def test_both_sides_are_judged_on_what_neither_has_read(home: Path) -> None:
    sides = load_side(home, "goc"), load_side(home, "them")
    pool = pool_of(*sides)
    assert len(pool.examples) == 120
    assert (pool.labels_of >= 0).sum(axis=1).tolist() == [96, 120]
    fold_of = spread(pool.examples, pool.group.tolist(), FOLDS)
    for leader in set(pool.group.tolist()):
        assert len(set(fold_of[pool.group == leader].tolist())) == 1


def test_where_the_sides_label_a_petition_differently_only_an_officer_knows_the_truth(home: Path) -> None:
    active, challenger = load_side(home, "goc"), load_side(home, "xau")
    pool = pool_of(active, challenger)
    changed = pool.labels_of[0] != pool.labels_of[1]
    assert changed.sum() > 10
    assert set(pool.truth[changed].tolist()) == {DISPUTED} and DISPUTED not in pool.truth[~changed]
    reviewed = tuple(replace(e, corrected=True) for e in challenger.examples)
    np.testing.assert_array_equal(pool_of(active, replace(challenger, examples=reviewed)).truth, pool.labels_of[1])


def judged(active: list[int], challenger: list[int], truth: list[int]) -> Judged:
    def sure(labels: list[int]) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
        return np.eye(3)[labels] * 0.88 + 0.04

    examples = tuple(Example(str(i), "x", "abc"[label]) for i, label in enumerate(truth))
    return Judged(examples, ("a", "b", "c"), np.array(truth), sure(active), sure(challenger))


def test_figures_of_equal_sides_differ_by_nothing() -> None:
    truth = [i % 3 for i in range(90)]
    given = [(i + (i % 7 == 0)) % 3 for i in range(90)]
    for figure in main_figures(judged(given, given, truth), 0.9):
        assert (figure.gain, figure.low, figure.high) == (0.0, 0.0, 0.0)


def test_figures_by_hand() -> None:
    truth = [0, 1, 2] * 30
    half = [t if i % 2 else (t + 1) % 3 for i, t in enumerate(truth)]
    accuracy, f1, coverage, calibration = main_figures(judged(half, truth, truth), 0.9)
    assert (accuracy.active, accuracy.challenger) == (0.5, 1.0) and accuracy.low > 0.35
    assert f1.active == pytest.approx(0.5) and f1.challenger == 1.0
    assert (coverage.active, coverage.challenger) == (0.0, 1.0)
    assert calibration.challenger == pytest.approx(0.08)


def test_a_small_loss_within_the_noise_is_not_proved_and_a_large_one_is() -> None:
    few = np.array([-1] * 2 + [0] * 18, dtype=np.int8)
    assert worse_by_chance(few) > 0.05
    assert worse_by_chance(np.array([-1] * 10 + [0] * 10, dtype=np.int8)) < 0.01
    assert worse_by_chance(np.array([-1] * 100 + [0] * 9_900, dtype=np.int8)) > 0.99  # one point is put up with
    truth = [0] * 40 + [1] * 40 + [2] * 10
    worse = [0] * 40 + [2] * 20 + [1] * 20 + [0] * 10
    assert proved_worse(judged(truth, worse, truth), ("x", "y", "z")) == ("", "y")  # z has too few petitions


@given(st.dictionaries(st.text(max_size=3), st.floats(0, 1), min_size=1, max_size=20))
def test_holm_rejects_no_more_than_single_tests_and_no_less_than_bonferroni(p_values: dict[str, float]) -> None:
    rejected = set(holm(p_values))
    assert {n for n, p in p_values.items() if p * len(p_values) <= 0.05} <= rejected
    assert rejected <= {n for n, p in p_values.items() if p <= 0.05}


def test_the_verdict_is_one_sentence() -> None:
    better, same = Figure("accuracy", 0.8, 0.85, 0.02, 0.08), Figure("accuracy", 0.8, 0.79, -0.03, 0.01)
    for figure, worse, lost, seen in (
        (better, (), (), "Nên dùng b"), (same, (), (), "Dùng b được"), (same, ("y-te",), (), "Không nên dùng b"),
        (better, (), ("x",), "Chưa nên dùng b"),
    ):  # fmt: skip
        verdict = judge(figure, worse, lost, "b", "a")
        assert verdict.sentence.startswith(seen) and verdict.sentence.endswith(".")
        assert verdict.refused == bool(worse or lost)


def test_help_pages_say_what_is_the_default_in_vietnamese_on_broken_lines_too(script: Script) -> None:
    for command in ("fit", "audit", "compare"):
        assert "[default" not in script("train.py", command, "--help").stdout
    assert "[mặc định: 0.95]" in " ".join(script("train.py", "compare", "--help").stdout.split())
