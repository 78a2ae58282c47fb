"""The checks of the corpus find what they are for; the shipped corpus keeps its promises."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.records import PetitionType
from pipeline.settings import DATA, PROJECT
from pipeline.taxonomy.catalogue import Taxonomy
from pipeline.training.corpus import Rules, faults, load_rules
from pipeline.training.corpus_report import write_report
from pipeline.training.examples import Example, load_corpus

KIND = PetitionType.PROPOSAL
GOOD = Example("1", "Đèn đường ở đầu thôn tắt đã ba đêm nay", "a/x", (), KIND, urgent=False, part="p1", manner="thu")
OTHER = replace(GOOD, id="2", text="Rác chất đống bên chợ không ai thu gom cả tuần", part="p2")


@pytest.fixture
def rules() -> Rules:
    return Rules(2, 2, 3, ("b/y",), ("z/z",), 1, 2, 0.0, 3, 50)


def test_a_good_corpus_has_no_faults(rules: Rules) -> None:
    assert faults([GOOD, OTHER], ["a/x"], rules) == []


@pytest.mark.parametrize(
    ("example", "seen"),
    [
        (replace(GOOD, id="2", text="Đèn tắt", part="p2"), "dài 2 tiếng"),
        (replace(OTHER, id="1"), "Mã 1 bị trùng"),
        (replace(OTHER, part="p1"), "chỉ có trong 1 phần"),
        (replace(OTHER, text="Gọi tôi số 0912 345 678 về chuyện rác ở chợ"), "số điện thoại"),
        (replace(OTHER, text="Gửi về ba.do@vi-du.vn chuyện rác ở chợ nhé"), "thư điện tử"),
        (replace(OTHER, text="the road in front of our house is broken"), "không phải tiếng Việt"),
        (replace(OTHER, text=GOOD.text), "gần trùng"),
        (replace(OTHER, urgent=None), "thiếu loại đơn"),
        (replace(OTHER, topic="b/y"), "b/y: 1 đơn, cần 3"),
    ],
)
def test_each_fault_is_found_and_never_quotes_the_petition(rules: Rules, example: Example, seen: str) -> None:
    found = faults([GOOD, example], ["a/x", "b/y"] if example.topic == "b/y" else ["a/x"], rules)
    assert any(seen in fault for fault in found), found
    assert not any(example.text in fault for fault in found)


def test_an_invented_number_that_shows_it_is_allowed(rules: Rules) -> None:
    assert faults([GOOD, replace(OTHER, text="Gọi tôi số 0900 000 123 về chuyện rác ở chợ")], ["a/x"], rules) == []


def test_the_shipped_corpus_keeps_its_promises(taxonomy: Taxonomy, tmp_path: Path) -> None:
    examples, _ = load_corpus(DATA / "corpus", taxonomy.topics)
    assert faults(examples, list(taxonomy.topics), load_rules(DATA / "training" / "corpus_rules.toml")) == []
    write_report(tmp_path / "corpus.md", examples, taxonomy)
    shipped = (PROJECT / "docs" / "corpus.md").read_text(encoding="utf-8")
    assert (tmp_path / "corpus.md").read_text(encoding="utf-8") == shipped
