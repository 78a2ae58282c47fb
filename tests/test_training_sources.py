"""What a model is trained on: files in any mix, corrections, weights, old labels; and made again to the byte."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.corrections.record import Correction
from pipeline.corrections.store import add_corrections
from pipeline.errors import DataError, InputError, TrainingError
from pipeline.registry.active import active_model, model_hash
from pipeline.settings import MODELS
from pipeline.taxonomy.catalogue import Taxonomy
from pipeline.topics.artifact import load_model
from pipeline.training.examples import Example
from pipeline.training.labelled import LabelColumns
from pipeline.training.labels import UNKNOWN, number_labels
from pipeline.training.near import similar_groups, similar_pairs
from pipeline.training.own import fit_own, reproduce
from pipeline.training.remap import NO_CHANGES, load_remap
from pipeline.training.scale import LONG_TEXTS, MANY, STANDARD, plan_for
from pipeline.training.sources import ALL, REMAP, Wanted, gather, parse_weights
from pipeline.training.splits import groups
from tests.small_office import PLACES, petitions, quiet, wanted, write_rows

HEAD = "kind,old,new,cues,valid_from,source\n"


def correction(name: str, text: str, topic: str, batch: str = "lo-1", reviewer: str = "Bà A") -> Correction:
    return Correction(
        name,
        text,
        topic,
        "kien-nghi-phan-anh",
        "",
        "",
        "",
        reviewer,
        "2026-10-05T08:00:00",
        batch,
        "rac",
        "review",
        1.0,
    )


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return write_rows(tmp_path / "don.csv", petitions())


def read(wish: Wanted) -> list[Example]:
    return gather(wish, None, NO_CHANGES).examples


def test_files_folders_and_corrections_mix_with_their_weights(tmp_path: Path, data: Path) -> None:
    more = tmp_path / "them"
    more.mkdir()
    write_rows(more / "b.csv", [("Đèn ở bến cũ tắt đã lâu lắm rồi.", "den")], ("text", "topic"))
    add_corrections(
        tmp_path, [correction("1", "Quỹ lớp của trường cao quá mức.", "truong"), correction("2", "", "den")]
    )
    wish = wanted(
        tmp_path, data, more, corrections=ALL, weights=parse_weights([f"{data}=2", "corrections=3", f"{more}=0.5"])
    )
    found = gather(wish, None, NO_CHANGES)
    assert [(s.rows, s.weight) for s in found.sources] == [(96, 2.0), (1, 0.5), (1, 3.0)]
    assert {e.weight for e in found.examples} == {2.0, 0.5, 3.0}
    assert [e.corrected for e in found.examples] == [e.weight == 3.0 for e in found.examples]


def test_the_officers_word_replaces_the_label_of_a_file(tmp_path: Path, data: Path) -> None:
    text = petitions()[0][0]
    add_corrections(tmp_path, [correction("1", text, "den"), correction("1", text, "truong", reviewer="Ông B")])
    found = read(wanted(tmp_path, data, corrections=ALL))
    assert [e.topic for e in found if e.text == text] == ["truong"]
    assert len(found) == 96


@pytest.mark.parametrize("weight", ["don.csv", "don.csv=-1", "don.csv=0", "don.csv=hai", "=2", "la.csv=2"])
def test_a_weight_that_means_nothing_is_refused(tmp_path: Path, data: Path, weight: str) -> None:
    with pytest.raises(TrainingError, match="--weight"):
        read(wanted(tmp_path, data, weights=parse_weights([weight])))


def test_a_row_of_weight_two_counts_as_the_row_twice(tmp_path: Path) -> None:
    from scipy.sparse import csr_matrix

    from pipeline.training.heads import Strength, fit_svc

    rng = np.random.default_rng(3)
    x, y = rng.random((12, 4)).astype(np.float32), np.array([0, 1] * 6)
    twice = fit_svc(csr_matrix(np.vstack([x, x[:1]])), np.append(y, y[0]), None, 2, Strength())
    heavy = fit_svc(csr_matrix(x), y, np.array([2.0] + [1.0] * 11), 2, Strength())
    np.testing.assert_allclose(twice.weights, heavy.weights, atol=1e-3)


def test_the_corpus_and_a_file_with_other_headers_are_read_together(tmp_path: Path, data: Path) -> None:
    rows = [("Đèn ở bến cũ tắt.", "den", "05/03/2026", "D7")]
    own = write_rows(tmp_path / "rieng.csv", rows, ("noi_dung", "chu_de", "Ngày nhận", "Mã đơn"))
    wish = Wanted((data, own), LabelColumns("noi_dung", "chu_de"), tmp_path)
    *_, last = found = read(wish)
    assert len(found) == 97 and (last.day, last.id) == ("2026-03-05", "D7")


def test_a_renamed_label_and_an_abolished_body_become_those_in_use(tmp_path: Path) -> None:
    rows = [("Bụi ở mỏ đá.", "sở TÀI NGUYÊN và Môi trường"), ("Xin cấp bằng lái xe.", "Sở Giao thông vận tải"),
            ("Xe khách chạy ẩu.", "Sở Giao thông Vận tải"), ("Đường làng hỏng.", "UBND huyện Bảo Yên"),
            ("Chợ bẩn.", "Sở Y tế")]  # fmt: skip
    data = write_rows(tmp_path / "co-quan.csv", rows)
    found = gather(wanted(tmp_path, data), None, load_remap(REMAP)).examples
    assert [e.topic for e in found] == [
        "Sở Nông nghiệp và Môi trường", "Công an tỉnh", "Sở Xây dựng", "UBND xã, phường, đặc khu", "Sở Y tế",
    ]  # fmt: skip


def test_a_split_topic_goes_by_its_cues_and_is_refused_with_its_row_where_none_stands(tmp_path: Path) -> None:
    (tmp_path / "remap.csv").write_text(
        f"{HEAD}chu-de,duong,mat-duong,ổ gà|nhựa,2026-01-01,QĐ 1\nchu-de,duong,via-he,vỉa hè,2026-01-01,QĐ 1\n",
        encoding="utf-8",
    )
    remap = load_remap(REMAP, None, tmp_path / "remap.csv")
    assert remap.renamed("duong", "Đường nhựa bong") == "mat-duong"
    assert remap.renamed("Duong", "lát lại vỉa hè") == "via-he"
    data = write_rows(tmp_path / "a.csv", [("Đường xấu", "duong")])
    with pytest.raises(TrainingError, match="dòng 2: nhãn cũ 'duong' đã tách thành mat-duong, via-he"):
        gather(wanted(tmp_path, data), None, remap)


@pytest.mark.parametrize(
    ("row", "seen"),
    [
        ("chu_de,a,b,,2026-01-01,x", "dòng 2: loại"),
        ("chu-de,a,a,,2026-01-01,x", "dòng 2: nhãn cũ"),
        ("chu-de,a,b,,,x", "dòng 2: thiếu ngày"),
        ("chu-de,a,b,,2026-01-01,", "dòng 2: thiếu ngày hiệu lực hoặc nguồn"),
        ("chu-de,a,b,,mai,x", "dòng 2: ngày 'mai'"),
        ("chu-de,a,la,,2026-01-01,x", "dòng 2: mã chủ đề 'la'"),
        ("chu-de,a,b,,2026-01-01,x\nchu-de,b,c,,2026-01-01,x", "cũng đã thôi dùng"),
    ],
)
def test_a_broken_table_of_changes_is_refused_with_its_row(tmp_path: Path, row: str, seen: str) -> None:
    path = tmp_path / "remap.csv"
    path.write_text(f"{HEAD}{row}\n", encoding="utf-8")
    with pytest.raises(DataError, match=seen):
        load_remap(path, {"b": 1, "c": 1})


def test_every_shipped_change_leads_to_a_body_that_exists(taxonomy: Taxonomy) -> None:
    in_use = {body.name for body in taxonomy.bodies.values() if body.period.last is None} | {"Công an tỉnh"}
    remap = load_remap(REMAP, taxonomy.topics)
    for changes in (*remap.exact.values(), *remap.prefixes.values()):
        assert {change.new for change in changes} <= in_use
    gone = {body.name for body in taxonomy.bodies.values() if body.period.last}
    assert all(remap.changes(name) for name in gone)


@given(st.text(max_size=20), st.text(max_size=40))
def test_a_label_that_became_another_is_in_use_afterwards(label: str, text: str) -> None:
    remap = load_remap(REMAP)
    new = remap.renamed(label, text)
    assert not new or remap.renamed(new, text) == new


def test_a_model_trained_at_home_is_registered_but_not_used_and_comes_again_to_the_byte(
    tmp_path: Path, data: Path
) -> None:
    home = tmp_path / "home"
    report = fit_own(wanted(home, data), "rieng", quiet)
    assert "promote rieng" in report
    assert active_model(home) == MODELS / "default"
    card = load_model(home / "models" / "rieng").card
    assert [(s.name, s.rows, len(s.sha256)) for s in card.sources] == [("don.csv", 96, 64)]
    assert "giống hệt từng byte" in reproduce(home, "rieng", quiet)
    before = model_hash(home / "models" / "rieng")
    data.write_text(data.read_text(encoding="utf-8") + "Thêm một đơn,den\n", encoding="utf-8")
    with pytest.raises(TrainingError, match=r"don\.csv: tệp đã khác"):
        reproduce(home, "rieng", quiet)
    data.unlink()
    with pytest.raises(TrainingError, match="không còn tệp"):
        reproduce(home, "rieng", quiet)
    with pytest.raises(TrainingError, match="chọn tên khác"):
        fit_own(wanted(home, data), "rieng", quiet)
    assert model_hash(home / "models" / "rieng") == before


@pytest.mark.parametrize(
    ("rows", "seen"),
    [
        ([("Đèn tắt", "den")] * 9, "một nhãn"),
        ([("Đèn tắt", "den")] * 9 + [("Rác", "rac")] * 4, "'rac' chỉ có 4"),
        ([("Đèn tắt", "=1+1|x")], "ký tự"),
        ([("", "den")], "dòng 2: nội dung trống"),
        ([("Đèn tắt", "")], "dòng 2: nhãn trống"),
    ],
)
def test_data_that_makes_no_model_leaves_no_trace(tmp_path: Path, rows: list[tuple[str, str]], seen: str) -> None:
    data = write_rows(tmp_path / "a.csv", rows)
    with pytest.raises(TrainingError, match=seen):
        fit_own(wanted(tmp_path / "home", data), "rieng", quiet)
    assert not list((tmp_path / "home").glob("models/*"))


def test_a_label_list_that_lost_a_topic_in_use_is_told_with_the_row(tmp_path: Path, taxonomy: Taxonomy) -> None:
    data = write_rows(tmp_path / "a.csv", [("Đường hỏng nặng", "giao-thong/duong-cu")])
    with pytest.raises(TrainingError, match=r"a\.csv, dòng 2: mã chủ đề 'giao-thong/duong-cu' không có trong danh mục"):
        gather(wanted(tmp_path, data), taxonomy.topics, load_remap(REMAP, taxonomy.topics))


def test_corrections_of_another_format_are_refused(tmp_path: Path) -> None:
    import pyarrow as pa
    from pyarrow import parquet

    (tmp_path / "corrections").mkdir()
    parquet.write_table(pa.table({"id": ["1"]}), tmp_path / "corrections" / "000001-abc.parquet")
    with pytest.raises(InputError, match="dạng khác"):
        gather(wanted(tmp_path, corrections=ALL), None, NO_CHANGES)


def test_corrections_without_text_or_none_at_all_are_told(tmp_path: Path) -> None:
    add_corrections(tmp_path, [correction("1", "", "den")])
    with pytest.raises(TrainingError, match="Không có đơn nào"):
        gather(wanted(tmp_path, corrections=ALL), None, NO_CHANGES)


def test_an_example_without_urgency_teaches_its_topic_only() -> None:
    from pipeline.records import PetitionType

    kinds = list(PetitionType)
    full = [Example(str(i), "x", "ab"[i % 2], ("c",) if i % 3 else (), kinds[i % 3], bool(i % 2)) for i in range(12)]
    labels = number_labels([*full, replace(full[0], urgent=None, petition_type=None)])
    assert labels.kind is not None and labels.urgent is not None
    assert (labels.kind[-1], labels.urgent[-1]) == (UNKNOWN, UNKNOWN)
    assert number_labels([*full, *(replace(e, urgent=None) for e in full * 2)]).kind is None


def test_the_plan_goes_by_number_and_length() -> None:
    short, long = Example("1", "đèn tắt " * 30, "a"), Example("2", "tin dài " * 200, "a")
    assert plan_for([short] * 7_980) == STANDARD
    assert plan_for([short] * 20_000) == MANY
    assert plan_for([long] * 6_000) == LONG_TEXTS


def test_near_duplicates_in_arrays_are_those_of_the_exact_search() -> None:
    texts = [f"{text} {place} {i % 3}" for i, (text, _) in enumerate(petitions()) for place in PLACES[:2]]
    assert similar_groups(texts).tolist() == groups(texts)
    first, second, _ = similar_pairs(["", "a", "a", "đèn đường trước cổng làng tắt đã lâu"])
    assert list(zip(first.tolist(), second.tolist(), strict=True)) == [(1, 2)]
