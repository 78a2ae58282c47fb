"""One active model, switched by one line; only vouched ones are used; a kill or a full disk harms nothing."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import pipeline.registry.keep as keep
from pipeline.errors import ModelError, OutputError, TrainingError
from pipeline.registry import active_model, model_named, vouched
from pipeline.registry.active import model_hash, trust_shipped, trusted_hash
from pipeline.registry.choose import list_models, promote, rollback, vouch
from pipeline.registry.entries import FIT, PROMOTE, REGISTRY, Entry, Inputs, append_entry, read_entries
from pipeline.registry.keep import keep_model, refuse_taken
from pipeline.registry.lock import only_one
from pipeline.settings import MODELS
from pipeline.text.features import Recipe
from pipeline.topics.card import Card
from pipeline.topics.model import Model
from tests.conftest import Script


def tiny(name: str, size: float = 1.0) -> Model:
    card = Card(name, ("a", "b"), Recipe(), False, False, (), {}, {"topic_accuracy": 0.5}, {}, fields=("", ""))
    ones = np.ones(2, dtype=np.float32)
    return Model(card, ("đèn", "rác"), ones, np.eye(2, dtype=np.int8), ones * np.float32(size), ones)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    for number, name in enumerate(("mot", "hai"), start=1):
        keep_model(tiny(name, number), tmp_path, Inputs())
    return tmp_path


def test_a_new_office_uses_the_shipped_model_which_the_package_vouches_for(tmp_path: Path) -> None:
    assert active_model(tmp_path) == MODELS / "default"
    assert vouched(MODELS / "default", tmp_path) == trusted_hash() == model_hash(MODELS / "default")


def test_promote_and_rollback_walk_back_through_what_was_used(home: Path) -> None:
    assert promote(home, "mot", "tốt hơn", "", False) == "default"
    assert promote(home, "hai", "", "", False) == "mot"
    assert active_model(home) == home / "models" / "hai"
    assert rollback(home, "sai nhiều") == ("hai", "mot")
    assert active_model(home) == home / "models" / "mot"
    assert rollback(home, "") == ("mot", "default")
    with pytest.raises(ModelError, match="không có gì để quay lại"):
        rollback(home, "")
    assert [entry.action for entry in read_entries(home)] == [
        "fit",
        "fit",
        "promote",
        "promote",
        "rollback",
        "rollback",
    ]
    assert all((home / "models" / name).is_dir() for name in ("mot", "hai"))


def test_exactly_one_model_is_active_in_the_list(home: Path) -> None:
    promote(home, "hai", "thử", "", False)
    listed = list_models(home)
    assert [one.name for one in listed if one.active] == ["hai"]
    assert {one.name: one.sound for one in listed} == {"default": True, "mot": True, "hai": True}
    assert next(one for one in listed if one.name == "hai").why == "thử"


def test_a_model_that_was_altered_is_refused_everywhere(home: Path) -> None:
    promote(home, "mot", "", "", False)
    sums = home / "models" / "mot" / "SHA256SUMS.json"
    sums.write_text(sums.read_text(encoding="utf-8") + " ", encoding="utf-8")
    with pytest.raises(ModelError, match="rollback"):
        active_model(home)
    with pytest.raises(ModelError, match="chưa có trong sổ"):
        vouched(home / "models" / "mot", home)
    assert rollback(home, "hỏng") == ("mot", "default")
    assert [one.sound for one in list_models(home) if one.name == "mot"] == [False]


def test_a_model_with_a_changed_array_cannot_become_active(home: Path) -> None:
    np.save(home / "models" / "mot" / "bias.npy", np.zeros(2, dtype=np.float32))
    with pytest.raises(ModelError, match=r"bias\.npy"):
        promote(home, "mot", "", "", False)
    assert active_model(home) == MODELS / "default"


def test_a_line_of_the_registry_that_was_edited_is_found(home: Path) -> None:
    promote(home, "mot", "", "", False)
    path = home / REGISTRY
    lines = path.read_text(encoding="utf-8").splitlines()
    lines[1] = lines[1].replace('"hai"', '"ba"')
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    with pytest.raises(ModelError, match="dòng 3: sổ mô hình đã bị sửa"):
        read_entries(home)


def test_a_line_cut_short_by_a_kill_was_never_written(home: Path) -> None:
    promote(home, "mot", "", "", False)
    with (home / REGISTRY).open("ab") as file:
        file.write(b'{"action": "promote", "model": "ha')
    assert active_model(home) == home / "models" / "mot"
    promote(home, "hai", "", "", False)
    assert active_model(home) == home / "models" / "hai"
    assert len(read_entries(home)) == 4


def test_the_registry_says_who_when_and_why(home: Path) -> None:
    append_entry(home, Entry(PROMOTE, "mot", "abc", why="họp ngày 5", forced=True))
    entry = read_entries(home)[-1]
    assert entry.who and entry.at.startswith("20") and (entry.why, entry.forced) == ("họp ngày 5", True)
    assert json.loads((home / REGISTRY).read_text(encoding="utf-8").splitlines()[-1])["previous"]


def test_a_folder_from_elsewhere_needs_to_be_vouched_for(home: Path, tmp_path: Path) -> None:
    away = tmp_path / "usb" / "mo-hinh"
    keep_model(tiny("la", 3), tmp_path / "khac", Inputs())
    shutil.copytree(tmp_path / "khac" / "models" / "la", away)
    with pytest.raises(ModelError, match=r"train\.py vouch"):
        vouched(away, home)
    vouch(home, away, "tinh-ban", "của Sở gửi")
    assert vouched(away, home) == model_hash(away)
    assert model_named(home, "tinh-ban") == home / "models" / "tinh-ban"
    with pytest.raises(ModelError, match="thuộc về một mô hình khác"):
        vouch(home, home / "models" / "mot", "tinh-ban", "thử")


def test_a_model_vouched_for_outlives_what_it_came_on(home: Path, tmp_path: Path) -> None:
    away = keep_model(tiny("la", 3), tmp_path / "usb", Inputs())
    (away / "ghi-chu.txt").write_text("không thuộc mô hình", encoding="utf-8")
    vouch(home, away, "tinh-ban", "của Sở gửi")
    shutil.rmtree(away)
    copy = home / "models" / "tinh-ban"
    assert vouched(copy, home) and not (copy / "ghi-chu.txt").exists()
    promote(home, "tinh-ban", "", "", False)
    assert active_model(home) == copy
    assert {one.name: one.sound for one in list_models(home)}["tinh-ban"]


def test_vouching_needs_a_reason_and_a_plain_name(home: Path, tmp_path: Path) -> None:
    away = keep_model(tiny("la", 3), tmp_path / "usb", Inputs())
    before = read_entries(home)
    with pytest.raises(ModelError, match="--why"):
        vouch(home, away, "tinh-ban", " ")
    for name in ("../bad", "default", "a/b", ""):
        with pytest.raises(TrainingError, match="không dùng được"):
            vouch(home, away, name, "của Sở gửi")
    assert read_entries(home) == before and sorted(p.name for p in (home / "models").iterdir()) == ["hai", "mot"]


def test_a_full_disk_leaves_nothing_of_a_model_vouched_for(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    away = keep_model(tiny("la", 3), tmp_path / "usb", Inputs())

    def full(path: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(keep, "see_onto_disk", full)
    with pytest.raises(OutputError, match="chỗ trống"):
        vouch(home, away, "tinh-ban", "của Sở gửi")
    assert sorted(p.name for p in (home / "models").iterdir()) == ["hai", "mot"]


def test_a_mistyped_name_leads_to_the_list_of_names(home: Path) -> None:
    with pytest.raises(ModelError, match=r"xem tên bằng python train\.py models"):
        vouched(model_named(home, "mott"), home)


def test_a_name_taken_or_odd_is_refused(home: Path) -> None:
    for name, seen in (("mot", "giữ lại"), ("default", "không dùng được"), ("a b/c", "không dùng được")):
        with pytest.raises(TrainingError, match=seen):
            refuse_taken(home, name)


def test_a_full_disk_leaves_the_active_model_whole(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    promote(home, "mot", "", "", False)
    before = model_hash(active_model(home))

    def full(path: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(keep, "see_onto_disk", full)
    with pytest.raises(OutputError, match="chỗ trống"):
        keep_model(tiny("ba"), home, Inputs())
    assert model_hash(active_model(home)) == before
    assert sorted(p.name for p in (home / "models").iterdir()) == ["hai", "mot"]
    assert "ba" not in {entry.model for entry in read_entries(home)}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="a process is killed after a fork")
@pytest.mark.parametrize("moment", ["save_model", "see_onto_disk", "append_entry"])
def test_a_kill_at_any_point_leaves_the_active_model_whole(
    home: Path, moment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    promote(home, "mot", "", "", False)
    child = os.fork()
    if not child:
        monkeypatch.setattr(keep, moment, lambda *given, **named: os._exit(9))
        keep_model(tiny("ba"), home, Inputs())
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
    assert vouched(active_model(home), home)
    keep_model(tiny("bon"), home, Inputs())
    assert promote(home, "bon", "", "", False) == "mot"


def test_two_trainings_at_once_are_refused_and_a_dead_one_is_forgotten(tmp_path: Path) -> None:
    with only_one(tmp_path), pytest.raises(TrainingError, match=f"tiến trình {os.getpid()} đang"), only_one(tmp_path):
        pass
    with only_one(tmp_path):
        pass


def test_retraining_the_shipped_model_vouches_for_it_anew(tmp_path: Path) -> None:
    models = tmp_path / "models"
    keep_model(tiny("x"), tmp_path, Inputs())
    shutil.copytree(models / "x", models / "default")
    assert trusted_hash(models) == ""
    trust_shipped(models)
    assert trusted_hash(models) == model_hash(models / "default")


def test_a_registered_model_keeps_its_inputs(home: Path) -> None:
    found = [entry for entry in read_entries(home) if entry.action == FIT]
    assert [entry.model for entry in found] == ["mot", "hai"] and found[0].inputs == Inputs()
    assert replace(found[0], who="", at="", previous="").sha256 == model_hash(home / "models" / "mot")


def test_classify_refuses_a_model_that_nobody_vouches_for(script: Script, tmp_path: Path) -> None:
    keep_model(tiny("la"), tmp_path / "khac", Inputs())
    (tmp_path / "hop.csv").write_text("nội dung\nđèn đường tắt tối om cả xóm\n", encoding="utf-8")
    given = tmp_path / "khac" / "models" / "la"
    done = script("classify.py", tmp_path / "hop.csv", "--out", tmp_path / "kq", "--model", given)
    assert done.returncode == 2 and "vouch" in done.stderr and not (tmp_path / "kq" / "routed.csv").exists()


@pytest.mark.slow
def test_a_run_says_which_model_it_used(script: Script, tmp_path: Path) -> None:
    (tmp_path / "hop.csv").write_text("nội dung\nđèn đường tắt tối om cả xóm\n", encoding="utf-8")
    done = script("classify.py", tmp_path / "hop.csv", "--out", tmp_path / "kq")
    assert done.returncode == 0 and "Mô hình đã dùng: default." in done.stdout
    run = json.loads((tmp_path / "kq" / "run.json").read_text(encoding="utf-8"))
    assert run["model"] == {"name": "default", "sha256": trusted_hash()}
