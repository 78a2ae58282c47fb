"""No name or number of a citizen gets into a model: 500 planted in the training texts are looked for in its files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from pipeline.intake.masking import mask
from pipeline.settings import DATA, MODELS
from pipeline.taxonomy.catalogue import EMPTY
from pipeline.text.normalize import strip_diacritics
from pipeline.topics.artifact import save_model
from pipeline.topics.predict import WordLists
from pipeline.training.augment import load_habits
from pipeline.training.build import build_model
from pipeline.training.examples import Example
from pipeline.training.material import Material

SURNAMES = (
    "Nguyễn Thị", "Trần Văn", "Lê Hữu", "Phạm Ngọc", "Hoàng Thị", "Phan Văn", "Vũ Đình", "Đặng Thị", "Bùi Xuân",
    "Đỗ Quang", "Hồ Thị", "Ngô Văn", "Dương Thị", "Lý Văn", "Đinh Thị", "Trịnh Văn", "Đoàn Thị", "Mai Văn", "Tô Thị",
    "Huỳnh Văn",
)  # fmt: skip
GIVEN = (
    "Xuyến", "Khuê", "Ngoãn", "Duẩn", "Luyến", "Chiểu", "Nhuận", "Quyên", "Oanh", "Tuyền", "Trác", "Uyên", "Vỹ", "Mỵ",
    "Nguyệt", "Khiêm", "Toản", "Huân", "Phượng", "Trâm", "Diễm", "Xoan", "Thoan", "Ngát", "Điệp",
)  # fmt: skip
PLANTED = tuple(f"{surname} {given}" for surname in SURNAMES for given in GIVEN)
MATTERS = {
    "den": ("đèn đường {} tắt tối om", "bóng đèn {} hỏng ba đêm nay tối om"),
    "rac": ("rác {} chất đống bốc mùi", "xe thu gom rác bỏ {} cả tuần"),
    "truong": ("trường {} thu quỹ lớp quá cao", "trường {} bắt mua đồng phục đắt"),
}
WHERE = ("chợ cũ", "đầu thôn", "ngã ba", "cổng làng", "bờ kênh", "sân đình")
LETTERS = (
    "Tôi tên {name}, điện thoại {phone}, báo {matter}. Ông {other} đã thấy.",
    "{matter}. Ông {name} và bà {other} có CCCD {identity} đã thấy.",
    "Kính gửi xã. Anh {other} nói {matter}.\nNgười làm đơn\n{name}\n{phone}",
    "bà {small} gọi {phone} nói {matter}, bác {other} cũng vậy",
    "Họ và tên: {name}. Xe {plate} của {other} đỗ cạnh. {matter}, thư về {mail}.",
)


def phone(at: int) -> str:
    return f"0900{at:06d}"


def planted() -> Iterator[Example]:
    labels = tuple(MATTERS)
    for at, (name, other) in enumerate(zip(PLANTED[::2], PLANTED[1::2], strict=True)):
        label = labels[at % len(labels)]
        matter = MATTERS[label][at % 2].format(WHERE[at % len(WHERE)])
        text = LETTERS[at % len(LETTERS)].format(
            name=name, other=other, small=name.lower(), matter=matter, phone=phone(at), identity=f"001900{at:06d}",
            plate=f"43A-{at:05d}", mail=f"thu{at}@example.com",
        )  # fmt: skip
        yield Example(f"e{at}", text, label, part=f"p{at % 4}")


@pytest.fixture(scope="module")
def folder(lists: WordLists, tmp_path_factory: pytest.TempPathFactory) -> Path:
    material = Material(EMPTY, lists.names, load_habits(DATA), lambda given, true: given == true)
    built = build_model("trong", list(planted()), (), material, lambda step: None)
    made = tmp_path_factory.mktemp("planted") / "trong"
    save_model(built.model, made)
    return made


def read_all(folder: Path) -> str:
    """Return what stands in the files of a model, in small letters, with and without diacritics.

    Arrays hold numbers alone, which is looked at in their headers.
    """
    arrays = sorted(folder.rglob("*.npy"))
    assert arrays and all(np.load(array, mmap_mode="r", allow_pickle=False).dtype.kind in "fiu" for array in arrays)
    texts = [file for file in sorted(folder.rglob("*.*")) if file not in arrays]
    whole = "\n".join(file.read_text(encoding="utf-8").lower() for file in texts)
    return whole + "\n" + strip_diacritics(whole)


def forms(name: str) -> Iterator[str]:
    low = name.lower()
    for said in (low, strip_diacritics(low)):
        yield from (said, said.replace(" ", "_"))


def test_there_are_500_names() -> None:
    assert len(set(PLANTED)) == 500


def test_what_was_learnt_stands_in_the_files_and_nobody_does(folder: Path) -> None:
    said = read_all(folder)
    assert "tối_om" in said or "tối om" in said, "the search finds what the model did learn"
    assert not [name for name in PLANTED if any(form in said for form in forms(name))]
    terms = set(re.split(r"[\s_]+", (folder / "terms.txt").read_text(encoding="utf-8").lower()))
    assert not {given.lower() for given in GIVEN} & terms, "each was written 20 times"
    assert not [at for at in range(len(PLANTED)) if phone(at) in said or f"001900{at:06d}" in said]
    assert "43a" not in terms and "example" not in said


def test_masking_hides_each_of_them_before_anything_is_learnt(lists: WordLists) -> None:
    for example in planted():
        masked = mask(example.text, lists.names).lower()
        assert not [given for given in GIVEN if re.search(rf"(?<!\w){given.lower()}(?!\w)", masked)]
        assert "0900" not in masked and "@" not in masked


def test_the_shipped_model_names_nobody() -> None:
    said = read_all(MODELS / "default")
    assert not [name for name in PLANTED if any(form in said for form in forms(name))]
    terms = (MODELS / "default" / "terms.txt").read_text(encoding="utf-8")
    assert not re.search(r"\d{7,}|@", terms), "no phone, identity number or e-mail"
