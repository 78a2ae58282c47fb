"""Repeated petitions: the same or nearly the same text within a batch and against history, in groups.

A petition joins the group of the likest earlier petition that names nothing else (another street, document or person),
provided that the group as a whole does not either: so a vague text cannot tie two different matters together.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from pipeline.errors import DataError
from pipeline.intake.masking import Masked, NameWords, masked_spans
from pipeline.routing.content import MOST_CHARACTERS, read_contents
from pipeline.routing.likeness import Truths, by_one_sender, conflict, likeness, same_matter
from pipeline.routing.near_duplicates import AlikePairs, alike_pairs
from pipeline.routing.repeat_words import Limits, RepeatWords
from pipeline.routing.senders import same_sender, sender_of
from pipeline.routing.signatures import arrays_of, is_signature
from pipeline.routing.signing import signatures
from pipeline.routing.traces import ALONE, Arrived, KnownPetition, Repeat, Trace

__all__ = ["ALONE", "Arrived", "KnownPetition", "Repeat", "Trace", "find_repeats", "trace", "trace_of", "traces_of"]

TOGETHER = 128  # texts of which traces are made at once: of the longest they take some 60 MB


@dataclass(slots=True)
class _Group:
    name: str
    particulars: frozenset[int]
    first: int
    size: int = 0
    by_mark: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Batch:
    """History and batch: entries, how early each came, and the particulars that each names."""

    entries: Sequence[KnownPetition]
    early: Sequence[int]
    named: Sequence[frozenset[int]]

    def join(self, group: _Group | None, at: int) -> _Group:
        """Put an entry into a group, a new one for None."""
        entry, early = self.entries[at], self.early
        if group is None:
            group = _Group(entry.group or entry.id, self.named[at], at)
        group.size += 1
        if not self.named[at] <= group.particulars:
            group.particulars |= self.named[at]
        if early[at] < early[group.first]:
            group.first = at
        for mark in entry.sender.split():
            group.by_mark[mark] = min(group.by_mark.get(mark, at), at, key=early.__getitem__)
        return group


def trace(text: str, names: NameWords, words: RepeatWords, key: bytes = b"") -> Trace:
    """Return the trace of a raw text; ``key`` is the office's secret, at most 64 bytes."""
    whole = unicodedata.normalize("NFC", text[:MOST_CHARACTERS])
    return trace_of(whole, masked_spans(whole, names), words, key)


def trace_of(text: str, spans: Sequence[Masked], words: RepeatWords, key: bytes = b"") -> Trace:
    """Return the trace of a text in NFC of which masking is known."""
    return traces_of([text], [spans], words, key)[0]


def traces_of(
    texts: Sequence[str], spans: Sequence[Sequence[Masked]], words: RepeatWords, key: bytes = b""
) -> list[Trace]:
    """Return the traces of texts in NFC of which masking is known; faster for many at once than one by one."""
    found: list[Trace] = []
    for at in range(0, len(texts), TOGETHER):
        contents = read_contents(texts[at : at + TOGETHER], spans[at : at + TOGETHER], words)
        made = signatures(contents, key)
        found += [Trace(one, sender_of(content, key)) for one, content in zip(made, contents, strict=True)]
    return found


def find_repeats(
    petitions: Sequence[Arrived], traces: Sequence[Trace], known: Sequence[KnownPetition], limits: Limits
) -> list[Repeat]:
    """Return one finding a petition, in order; the same whatever the order of either list.

    ``traces`` are those of ``petitions``. A known petition whose id is in the batch again is left out: the batch holds
    its latest state. A petition received before a known one that it equals joins its group and repeats nothing.

    Raises:
        DataError: a known signature was made by another version.
    """
    entries, first_new = _entries(petitions, traces, known)
    signed = arrays_of([e.signature for e in entries])
    pairs = alike_pairs(signed, first_new, limits)
    same = same_matter(likeness(signed, pairs), by_one_sender([e.sender for e in entries], pairs), limits)
    batch = _Batch(entries, _order(entries), [signed.named[at] for at in signed.which.tolist()])
    groups = _grouped(batch, first_new, pairs, same)
    found = {entries[at].id: _finding(batch, at, group) for at, group in groups.items() if at >= first_new}
    return [found.get(p.id, ALONE) for p in petitions]


def _grouped(batch: _Batch, first_new: int, pairs: AlikePairs, same: Truths) -> Mapping[int, _Group]:
    """Return the group of each entry that any other resembles, and of all of history.

    History's groups stand; each petition of the batch joins one or opens its own. ``same`` are the pairs that are one
    matter, the groups not yet considered.
    """
    named: dict[str, _Group] = {}
    groups: dict[int, _Group] = {}
    for at, entry in enumerate(batch.entries[:first_new]):
        groups[at] = batch.join(named.get(entry.group or entry.id), at)
        named.setdefault(groups[at].name, groups[at])
    is_paired = np.zeros(len(batch.entries), dtype=bool)
    is_paired[pairs.earlier] = is_paired[pairs.later] = True
    paired = first_new + np.flatnonzero(is_paired[first_new:])
    earlier, later = pairs.earlier[same], pairs.later[same]
    bounds = zip(*(np.searchsorted(later, paired, side=side).tolist() for side in ("left", "right")), strict=True)
    before = earlier.tolist()
    for at, (start, end) in zip(paired.tolist(), bounds, strict=True):
        own = batch.named[at]
        likest = (groups[before[row]] for row in range(start, end))
        groups[at] = batch.join(next((g for g in likest if not conflict(own, g.particulars)), None), at)
    return groups


def _entries(
    petitions: Sequence[Arrived], traces: Sequence[Trace], known: Sequence[KnownPetition]
) -> tuple[list[KnownPetition], int]:
    """Return history in the order of time, then the batch in the order of time, and where the batch begins."""
    fresh = {p.id for p in petitions}
    old = [k for k in known if k.signature and k.id not in fresh]
    for k in old:
        if not is_signature(k.signature):
            raise DataError(
                f"Lịch sử: dấu nhận đơn trùng của đơn {k.id!r} do phiên bản khác ghi; hãy nạp lại lô có đơn này."
            )
    new = [
        KnownPetition(p.id, p.received_at, t.signature, p.id, t.sender) for p, t in zip(petitions, traces, strict=True)
    ]
    return [*sorted(old, key=_day_and_id), *sorted(new, key=_day_and_id)], len(old)


def _day_and_id(entry: KnownPetition) -> tuple[date, str]:
    return entry.received_at or date.max, entry.id


def _order(entries: Sequence[KnownPetition]) -> list[int]:
    """Return which entry came how early; on one day history comes before the batch, and each is in order of ids."""
    order = sorted(range(len(entries)), key=lambda at: entries[at].received_at or date.max)
    early = np.empty(len(entries), dtype=np.int64)
    early[order] = np.arange(len(entries))
    return early.tolist()


def _finding(batch: _Batch, at: int, group: _Group) -> Repeat:
    entries, early = batch.entries, batch.early
    own = [group.by_mark[mark] for mark in entries[at].sender.split()]
    earliest = min(own, key=early.__getitem__, default=at)
    of = group.first if earliest == at else earliest
    if early[of] >= early[at]:
        return Repeat("", group.name if group.size > 1 else "", None)
    return Repeat(entries[of].id, group.name, same_sender(entries[of].sender, entries[at].sender))
