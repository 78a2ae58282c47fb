"""``import-review``: officers' workbooks into the office's home, with what they measure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.corrections.answers import Said, said_in
from pipeline.corrections.form import Mark, office_key
from pipeline.corrections.measure import (
    Disagreement,
    Share,
    TopicAgreement,
    agreement_by_topic,
    automatic_precision,
    disagreements,
)
from pipeline.corrections.record import Correction
from pipeline.corrections.sheets import Form, read_form
from pipeline.corrections.store import add_corrections, read_corrections
from pipeline.errors import InputError
from pipeline.settings import Office

MOST_FAULTS = 10  # named in one message; the rest are counted


@dataclass(frozen=True, slots=True)
class ImportedFile:
    """What one workbook brought: ``put`` petitions were in it, ``lacking`` rows did not come back."""

    path: Path
    batch: str
    reviewer: str
    new: bool
    put: int
    corrections: tuple[Correction, ...]
    unread: int
    lacking: int

    @property
    def precision(self) -> Share:
        """Precision of the automatic decisions, as this workbook alone measures it."""
        return automatic_precision(self.corrections)

    @property
    def agreement(self) -> tuple[TopicAgreement, ...]:
        """Agreement by topic."""
        return agreement_by_topic(self.corrections)


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import brought, and what all imports so far measure together of each model, the latest first."""

    files: tuple[ImportedFile, ...]
    names: Mapping[str, str]
    batches: int
    total: int
    by_model: tuple[tuple[str, Share], ...]
    disagreements: tuple[Disagreement, ...]


def import_review(
    files: Sequence[Path], home: Path, office: Office, mask: Callable[[str], str], reviewer: str = ""
) -> Imported:
    """Check review workbooks and add what officers found to the home; nothing is added unless all are in order.

    ``mask`` takes people out of a text before it is kept. ``reviewer`` goes before the name that a file gives.

    Raises:
        InputError: a file is no review workbook of this office and format, nobody signed it, nothing is answered, or
            cells are wrong: the message names each by sheet and cell.
    """
    read = [_read(path, office, mask, reviewer) for path in files]
    new = [add_corrections(home, said.corrections) for _, _, said in read]
    everything = read_corrections(home)
    names: dict[str, str] = {}
    for form, _, _ in read:
        names |= form.names
    return Imported(
        files=tuple(_brought(form, by, said, added) for (form, by, said), added in zip(read, new, strict=True)),
        names=names,
        batches=len({found.batch for found in everything}),
        total=len(everything),
        by_model=tuple((model, automatic_precision(_of(everything, model))) for model in _models(everything)),
        disagreements=disagreements(everything),
    )


def _models(corrections: Sequence[Correction]) -> tuple[str, ...]:
    """Return the models that were reviewed, the latest first: the precision of one says nothing of another."""
    return tuple(dict.fromkeys(found.model for found in reversed(corrections)))


def _of(corrections: Sequence[Correction], model: str) -> tuple[Correction, ...]:
    return tuple(found for found in corrections if found.model == model)


def _read(path: Path, office: Office, mask: Callable[[str], str], reviewer: str) -> tuple[Form, str, Said]:
    form = read_form(path)
    key = office_key(office.name, office.level, office.province_code, office.commune_code)
    if form.marks[Mark.OFFICE] != key:
        whose = form.marks[Mark.OFFICE_NAME] or "một cơ quan chưa đặt tên"
        raise InputError(f"{path}: tệp này của {whose}; hãy nhập ở --home của cơ quan ấy hoặc sửa settings.toml.")
    by = " ".join(reviewer.split()) or form.filled_by
    if not by:
        raise InputError(f"{path}: chưa rõ ai rà soát; hãy ghi tên ở ô B3 trang Hướng dẫn hoặc thêm --reviewer.")
    said = said_in(form, by, mask)
    if said.faults:
        raise InputError(_in_one_sentence(path, said))
    if not said.corrections:
        raise InputError(f"{path}: chưa có dòng nào được kết luận; hãy chọn ở cột Kết luận rồi nhập lại.")
    return form, by, said


def _in_one_sentence(path: Path, said: Said) -> str:
    named = "; ".join(map(str, said.faults[:MOST_FAULTS]))
    rest = len(said.faults) - MOST_FAULTS
    more = f"; và {rest} ô khác" if rest > 0 else ""
    return f"{path}: chưa nhập gì vì có {len(said.faults)} ô phải sửa: {named}{more}."


def _brought(form: Form, reviewer: str, said: Said, new: bool) -> ImportedFile:
    return ImportedFile(
        path=form.path,
        batch=form.marks[Mark.BATCH],
        reviewer=reviewer,
        new=new,
        put=len(form.put),
        corrections=said.corrections,
        unread=said.unread,
        lacking=len(form.put) - len(said.corrections) - said.unread,
    )
