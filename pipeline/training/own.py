"""An office's own model: gather, learn, keep, register; and make it again to the byte."""

from __future__ import annotations

import hashlib
import tempfile
from dataclasses import dataclass
from pathlib import Path

from threadpoolctl import threadpool_limits

from pipeline.corrections import read_corrections
from pipeline.errors import TrainingError
from pipeline.registry.active import SHIPPED, folder_of, model_hash
from pipeline.registry.entries import FIT, Inputs, read_entries
from pipeline.registry.keep import keep_model, refuse_taken
from pipeline.registry.lock import only_one
from pipeline.settings import DATA
from pipeline.taxonomy.catalogue import EMPTY, Taxonomy, load_taxonomy
from pipeline.topics.artifact import save_model
from pipeline.training.build import Built, build_model
from pipeline.training.fit import Progress
from pipeline.training.labelled import LabelColumns
from pipeline.training.run import material_for, report, train_default
from pipeline.training.sources import CORRECTIONS, Gathered, Wanted, corrections_hash, gather, remap_for


@dataclass(frozen=True, slots=True)
class Ready:
    """What was gathered, with the label space that it belongs to."""

    gathered: Gathered
    taxonomy: Taxonomy


def fit_own(wanted: Wanted, name: str, progress: Progress) -> str:
    """Train a model on what was asked for and save it under the office's home; return the report to print.

    The active model stays as it is: choosing is another step.

    Raises:
        TrainingError: a bad or taken name, data that cannot be learnt from, another training in this home.
        OutputError: the model cannot be saved.
    """
    with only_one(wanted.home):
        refuse_taken(wanted.home, name)
        ready = read_wanted(wanted)
        built = _built(name, ready, progress)
        folder = keep_model(built.model, wanted.home, ready.gathered.inputs)
    return report(built, ready.gathered.examples, folder) + (
        f"\nMô hình chưa được dùng; so sánh bằng python train.py compare --challenger {name}, "
        f"chọn dùng bằng python train.py promote {name}."
    )


def read_wanted(wanted: Wanted) -> Ready:
    """Read what was asked for; labels are free unless a taxonomy is given or all are codes of the shipped one.

    Raises:
        TrainingError: as ``gather``.
    """
    shipped = load_taxonomy(DATA / "taxonomy")
    taxonomy = load_taxonomy(wanted.taxonomy) if wanted.taxonomy else EMPTY
    remap = remap_for(wanted.home, taxonomy.topics or shipped.topics)
    gathered = gather(wanted, taxonomy.topics if wanted.taxonomy else None, remap)
    if not wanted.taxonomy and all(example.topic in shipped.topics for example in gathered.examples):
        taxonomy = shipped
    return Ready(gathered, taxonomy)


def reproduce(home: Path, name: str, progress: Progress) -> str:
    """Make a model again from the inputs that the registry recorded and compare bytes; return what to print.

    Raises:
        TrainingError: an input is gone or changed, or the model came out different.
    """
    folder = folder_of(home, name)
    expected = model_hash(folder)
    with tempfile.TemporaryDirectory() as scratch:
        again = Path(scratch) / name
        if name == SHIPPED:
            train_default(progress, again, None)
        else:
            ready = read_wanted(recorded(home, name))
            save_model(_built(name, ready, progress).model, again)
        if model_hash(again) == expected:
            return f"Mô hình {name} làm lại giống hệt từng byte ({expected[:16]})."
        different = sorted(p.name for p in again.iterdir() if p.read_bytes() != (folder / p.name).read_bytes())
    raise TrainingError(
        f"{folder}: làm lại không ra cùng byte (khác: {', '.join(different)}); hãy so mục versions trong card.json "
        "với bản cài đặt này, khác phiên bản thư viện thì chỉ giống về quyết định."
    )


def recorded(home: Path, name: str) -> Wanted:
    """Return what a model was trained on, as the registry recorded it, after checking that all of it is still there.

    Raises:
        TrainingError: never trained here, or an input is gone or changed.
    """
    inputs = inputs_of(home, name)
    if inputs is None:
        known = any(entry.model == name for entry in read_entries(home))
        raise TrainingError(
            f"Mô hình {name!r} được nhận từ nơi khác (vouch): sổ mô hình không có dữ liệu huấn luyện của nó, nên không "
            "làm lại và không so sánh được."
            if known
            else f"Sổ mô hình không có mô hình {name!r}; xem tên bằng python train.py models."
        )
    _check_files(inputs)
    kept = read_corrections(home)[: inputs.corrections]
    if inputs.corrections and corrections_hash(kept) != inputs.corrections_sha256:
        raise TrainingError(
            f"Bản sửa trong {home} không còn như khi huấn luyện {name!r}; hãy khôi phục từ bản sao lưu."
        )
    weights = [(file.path, file.weight) for file in inputs.files]
    return Wanted(
        files=tuple(Path(file.path) for file in inputs.files),
        columns=LabelColumns(inputs.text_column, inputs.label_column),
        home=home,
        corrections=inputs.corrections,
        weights=(*weights, *([(CORRECTIONS, inputs.corrections_weight)] if inputs.corrections else [])),
        taxonomy=Path(inputs.taxonomy) if inputs.taxonomy else None,
    )


def inputs_of(home: Path, name: str) -> Inputs | None:
    """Return what a model of this home was trained on; None for one that was not trained here."""
    found = [entry.inputs for entry in read_entries(home) if entry.model == name and entry.action == FIT]
    return found[-1] if found else None


def _check_files(inputs: Inputs) -> None:
    for file in inputs.files:
        path = Path(file.path)
        if not path.is_file():
            raise TrainingError(f"{path}: không còn tệp đã dùng để huấn luyện; hãy chép lại tệp này vào chỗ cũ.")
        if hashlib.sha256(path.read_bytes()).hexdigest() != file.sha256:
            raise TrainingError(f"{path}: tệp đã khác so với khi huấn luyện; hãy khôi phục bản cũ của tệp này.")


def _built(name: str, ready: Ready, progress: Progress) -> Built:
    with threadpool_limits(1):  # one BLAS thread: sums in one order, the same bytes every time
        return build_model(
            name, ready.gathered.examples, ready.gathered.sources, material_for(ready.taxonomy), progress
        )
