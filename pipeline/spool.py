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
from operator import attrgetter
from pathlib import Path
from typing import IO, Any, Generic, TypeVar

from pipeline.records import Decision, Petition, PetitionType, Place, Prediction, Routed

MOST_BYTES = 64_000_000  # of blocks in memory; with more they all go to the file
T = TypeVar("T")
Deadlines = tuple[tuple[str, date], ...]


def _day(packed: int) -> date | None:
    return date.fromordinal(packed) if packed else None


def _packed_day(day: date | None) -> int:
    return day.toordinal() if day else 0


class Codec(Generic[T]):
    """Turns records of one kind into plain tuples and back; a field of another type needs its own pair in ``CASES``."""

    def __init__(self, kind: type[T]) -> None:
        """Prepare for ``kind``, a dataclass."""
        names = [f.name for f in fields(kind)]  # type: ignore[arg-type]  # kind is one of our dataclasses
        types = [str(f.type) for f in fields(kind)]  # type: ignore[arg-type]
        self._kind, self._values = kind, attrgetter(*names)
        self._cases = [(at, *CASES[name]) for at, name in enumerate(types) if name in CASES]

    def plain(self, record: T) -> tuple[Any, ...]:
        """Return the values of ``record`` as what ``marshal`` can write."""
        values = list(self._values(record))
        for at, pack, _ in self._cases:
            values[at] = pack(values[at])
        return tuple(values)

    def record(self, plain: Sequence[Any]) -> T:
        """Return the record of plain values."""
        values = list(plain)
        for at, _, unpack in self._cases:
            values[at] = unpack(values[at])
        return self._kind(*values)

    def block(self, records: Sequence[T]) -> bytes:
        """Return records as one block."""
        return marshal.dumps([self.plain(record) for record in records])

    def records(self, block: bytes) -> list[T]:
        """Return the records of a block."""
        return [self.record(plain) for plain in marshal.loads(block)]  # noqa: S302  # blocks are our own; see above


CASES: dict[str, tuple[Callable[[Any], Any], Callable[[Any], Any]]] = {
    "date | None": (_packed_day, _day),
    "PetitionType": (str.__str__, PetitionType),
    "Decision": (str.__str__, Decision),
    "tuple[tuple[str, date], ...]": (
        lambda found: tuple((name, day.toordinal()) for name, day in found),
        lambda found: tuple((name, date.fromordinal(day)) for name, day in found),
    ),
}
PETITIONS, PREDICTIONS, PLACES = Codec(Petition), Codec(Prediction), Codec(Place)
CASES |= {
    "Petition": (PETITIONS.plain, PETITIONS.record),
    "Prediction": (PREDICTIONS.plain, PREDICTIONS.record),
    "Place": (PLACES.plain, PLACES.record),
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
