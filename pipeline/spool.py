"""Petitions packed in blocks of bytes, in memory while they are few, else in a file without a name.

A block is what travels to a worker process and back, and what waits on the disk: plain values only, written with
``marshal``, which cannot run what it reads. The file is private (0600), has no name from the moment it exists (on
Windows it is removed when closed), and is never read by another program or version.
"""

from __future__ import annotations

import marshal
import tempfile
import weakref
from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields
from datetime import date
from enum import StrEnum
from operator import attrgetter
from pathlib import Path
from typing import IO, Any, Generic, TypeVar

from pipeline.records import Decision, Petition, PetitionType, Place, Prediction, Routed

MOST_BYTES = 64_000_000  # of blocks in memory; with more they all go to the file
T = TypeVar("T")
Deadlines = tuple[tuple[str, date], ...]
Columns = list[Any]
Case = tuple[Callable[[Any], Columns], Callable[[Any], Columns]]  # what packs a column of values, what unpacks it


class Codec(Generic[T]):
    """Turns records of one kind into plain values and back; a field of another type needs its own pair in ``CASES``.

    A block holds columns, a field of all its records each: so most of the work is done by ``zip`` and ``map``.
    """

    def __init__(self, kind: type[T]) -> None:
        """Prepare for ``kind``, a dataclass of two fields or more."""
        names = [f.name for f in fields(kind)]  # type: ignore[arg-type]  # kind is one of our dataclasses
        types = [str(f.type) for f in fields(kind)]  # type: ignore[arg-type]
        self._kind, self._values = kind, attrgetter(*names)
        self._cases = [(at, *CASES[name]) for at, name in enumerate(types) if name in CASES]

    def columns(self, records: Sequence[T]) -> Columns:
        """Return the values of ``records``, field by field, as what ``marshal`` can write; none for no records."""
        columns: Columns = list(zip(*map(self._values, records), strict=True))
        for at, pack, _ in self._cases if columns else ():
            columns[at] = pack(columns[at])
        return columns

    def from_columns(self, columns: Columns) -> list[T]:
        """Return the records of plain columns."""
        for at, _, unpack in self._cases if columns else ():
            columns[at] = unpack(columns[at])
        return list(map(self._kind, *columns)) if columns else []

    def block(self, records: Sequence[T]) -> bytes:
        """Return records as one block."""
        return marshal.dumps(self.columns(records))

    def records(self, block: bytes) -> list[T]:
        """Return the records of a block."""
        return self.from_columns(marshal.loads(block))  # noqa: S302  # blocks are our own; see above


def _packed_days(days: Sequence[date | None]) -> list[int]:
    return [day.toordinal() if day else 0 for day in days]


def _days(packed: Sequence[int]) -> list[date | None]:
    known = {number: date.fromordinal(number) if number else None for number in set(packed)}
    return [known[number] for number in packed]


def _each_once(values: Sequence[Any], turned: Callable[[Any], Any]) -> list[Any]:
    """Return ``values`` turned; those of many records are one object, before and after, and ``marshal`` keeps that."""
    known = {at: turned(value) for at, value in {id(value): value for value in values}.items()}
    return [known[id(value)] for value in values]


def _packed_deadlines(found: Sequence[Deadlines]) -> Columns:
    return _each_once(found, lambda one: tuple((name, day.toordinal()) for name, day in one))


def _deadlines(packed: Sequence[tuple[tuple[str, int], ...]]) -> Columns:
    return _each_once(packed, lambda one: tuple((name, date.fromordinal(day)) for name, day in one))


def _members(kind: type[StrEnum]) -> Case:
    known = {member.value: member for member in kind}
    return lambda members: [str.__str__(member) for member in members], lambda names: [known[name] for name in names]


def _nested(codec: Codec[Any]) -> Case:
    return codec.columns, codec.from_columns


CASES: dict[str, Case] = {
    "date | None": (_packed_days, _days),
    "PetitionType": _members(PetitionType),
    "Decision": _members(Decision),
    "tuple[tuple[str, date], ...]": (_packed_deadlines, _deadlines),
}
PETITIONS = Codec(Petition)
CASES |= {
    "Petition": _nested(PETITIONS),
    "Prediction": _nested(Codec(Prediction)),
    "Place": _nested(Codec(Place)),
}
ROUTED = Codec(Routed)


class Blocks:
    """Blocks in the order they were added, to be read again and again."""

    def __init__(self, folder: Path, most_bytes: int = MOST_BYTES) -> None:
        """Keep at most ``most_bytes`` in memory, more in a file on the disk of ``folder``."""
        self._folder, self._most = folder, most_bytes
        self._kept: list[bytes] = []
        self._spans: list[tuple[int, int]] = []
        self._file: IO[bytes] | None = None
        self._bytes = 0

    def add(self, block: bytes) -> None:
        """Add a block.

        Raises:
            OSError: the disk is full or the folder cannot be written.
        """
        self._bytes += len(block)
        self._kept.append(block)
        if self._file is not None or self._bytes > self._most:
            file = self._file = self._file or self._opened()
            file.seek(0, 2)
            for waiting in self._kept:
                self._spans.append((file.tell(), len(waiting)))
                file.write(waiting)
            self._kept.clear()

    def _opened(self) -> IO[bytes]:
        file = tempfile.TemporaryFile(dir=self._folder)
        weakref.finalize(self, file.close)
        return file

    def __len__(self) -> int:
        """Return the number of blocks."""
        return len(self._spans) + len(self._kept)

    def __iter__(self) -> Iterator[bytes]:
        """Begin again from the first block."""
        for start, size in self._spans:
            assert self._file is not None  # noqa: S101  # spans are of the file
            self._file.seek(start)
            yield self._file.read(size)
        yield from self._kept
