"""A batch that is still being read: its tables wait block by block on the disk, a million petitions fill memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.history.batch import Batch
from pipeline.history.tables import batch_schema, phrase_schema
from pipeline.spool import Blocks

if TYPE_CHECKING:
    import pyarrow as pa

MOST_BYTES = 16_000_000  # of tables in memory before they go to the disk: there are two kinds, and routed petitions
TOGETHER = 100  # blocks read, sealed and written at once; a block of the inbox holds 1,000 petitions


class WaitingTables:
    """Tables of one schema in the order they were added, to be read again and again."""

    def __init__(self, folder: Path, schema: pa.Schema) -> None:
        """Keep few of them in memory, many in a file without a name on the disk of ``folder`` (``Blocks``)."""
        self._blocks, self._schema = Blocks(folder, MOST_BYTES), schema

    def add(self, table: pa.Table) -> None:
        """Add a block.

        Raises:
            OSError: the disk is full or the folder cannot be written.
        """
        import pyarrow as pa

        sink = pa.BufferOutputStream()
        # an id stands on thirty rows of phrases: packed it takes a tenth
        with pa.ipc.new_stream(sink, table.schema, options=pa.ipc.IpcWriteOptions(compression="lz4")) as stream:
            stream.write_table(table)
        self._blocks.add(sink.getvalue().to_pybytes())

    def __iter__(self) -> Iterator[pa.Table]:
        """Begin again: ``TOGETHER`` blocks are one table with one dictionary a column; no blocks are an empty table."""
        import pyarrow as pa

        waiting = iter(self._blocks)
        for first in waiting:
            some = chain((first,), islice(waiting, TOGETHER - 1))
            yield pa.concat_tables(pa.ipc.open_stream(block).read_all() for block in some).unify_dictionaries()
            pa.default_memory_pool().release_unused()  # else what is freed stays in its pool, hundreds of megabytes
        if not len(self._blocks):
            yield self._schema.empty_table()


@dataclass(frozen=True, slots=True)
class ToldRows:
    """Rows of a batch, made block by block before its repeats were told, with the group of each."""

    rows: WaitingTables
    groups: pa.Array

    def __iter__(self) -> Iterator[pa.Table]:
        """Begin again; a table is copied, so that nothing of it keeps the whole block in memory."""
        start = 0
        for rows in self.rows:
            at, told = rows.schema.get_field_index("group"), self.groups.slice(start, len(rows)).dictionary_encode()
            yield rows.set_column(at, rows.schema.field(at), told).combine_chunks()
            start += len(rows)


class WaitingBatch:
    """What history will keep of the petitions read so far."""

    def __init__(self, folder: Path) -> None:
        """Keep it on the disk of ``folder`` once it is large."""
        self._rows, self._phrases = WaitingTables(folder, batch_schema()), WaitingTables(folder, phrase_schema())

    def add(self, rows: pa.Table, phrases: pa.Table) -> None:
        """Add a block of petitions, rows of ``rows_table`` and their phrases.

        Raises:
            OSError: the disk is full or the folder cannot be written.
        """
        self._rows.add(rows)
        self._phrases.add(phrases)

    def told(self, name: str, content: str, groups: Sequence[str]) -> Batch:
        """Return the batch once repeats are told: ``groups`` has the group of every row."""
        import pyarrow as pa

        return Batch(name, content, ToldRows(self._rows, pa.array(groups, type=pa.string())), self._phrases)
