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
from pipeline.routing.near_duplicates import AlikePairs, alike_pairs
from pipeline.routing.repeat_words import Limits, RepeatWords
from pipeline.routing.senders import same_sender, sender_of
from pipeline.routing.signatures import Likeness, conflict, is_signature, likeness, particulars_of
from pipeline.routing.signing import signatures
from pipeline.routing.traces import ALONE, Arrived, KnownPetition, Repeat, Trace

__all__ = [
    "ALONE", "Arrived", "KnownPetition", "Repeat", "Trace", "find_repeats", "same_matter", "trace", "trace_of",
    "traces_of",
]  # fmt: skip

TOGETHER = 128  # texts of which traces are made at once: of the longest they take some 60 MB


@dataclass(slots=True)
class _Group:
    name: str
    particulars: frozenset[int]
    first: int
    size: int = 0
    by_mark: dict[str, int] = field(default_factory=dict)


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
    pairs = alike_pairs([e.signature for e in entries], first_new, limits)
    groups = _grouped(entries, first_new, pairs, limits)
    found = {entries[at].id: _finding(entries, at, group) for at, group in groups.items() if at >= first_new}
    return [found.get(p.id, ALONE) for p in petitions]


def _grouped(
    entries: Sequence[KnownPetition], first_new: int, pairs: AlikePairs, limits: Limits
) -> Mapping[int, _Group]:
    """Return the group of each entry that any other resembles, and of all of history.

    History's groups stand; each petition of the batch joins one or opens its own.
    """
    named: dict[str, _Group] = {}
    groups = {
        at: _join(named.setdefault(e.group or e.id, _new(at, e)), at, entries)
        for at, e in enumerate(entries[:first_new])
    }
    is_paired = np.zeros(len(entries), dtype=bool)
    is_paired[pairs.earlier] = is_paired[pairs.later] = True
    paired = first_new + np.flatnonzero(is_paired[first_new:])
    bounds = zip(*(np.searchsorted(pairs.later, paired, side=side).tolist() for side in ("left", "right")), strict=True)
    for at, (start, end) in zip(paired.tolist(), bounds, strict=True):
        matches = ((int(pairs.earlier[row]), float(pairs.equal[row])) for row in range(start, end))
        fitting = (groups[e] for e, equal in matches if _fits(entries, e, at, equal, groups[e], limits))
        groups[at] = _join(next(fitting, None) or _new(at, entries[at]), at, entries)
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


def _new(at: int, entry: KnownPetition) -> _Group:
    return _Group(entry.group or entry.id, particulars_of(entry.signature), at)


def _join(group: _Group, at: int, entries: Sequence[KnownPetition]) -> _Group:
    group.size += 1
    group.particulars |= particulars_of(entries[at].signature)
    group.first = min(group.first, at, key=lambda i: _time(entries, i))
    for mark in entries[at].sender.split():
        group.by_mark[mark] = min(group.by_mark.get(mark, at), at, key=lambda i: _time(entries, i))
    return group


def _time(entries: Sequence[KnownPetition], at: int) -> tuple[date, int]:
    """Return when an entry came; on one day history comes before the batch, and each is in the order of ids."""
    return entries[at].received_at or date.max, at


def _fits(
    entries: Sequence[KnownPetition], earlier: int, later: int, equal: float, group: _Group, limits: Limits
) -> bool:
    a, b = entries[earlier], entries[later]
    found = likeness(equal, a.signature, b.signature)
    alike = same_matter(found, same_sender(a.sender, b.sender), limits)
    return alike and not conflict(particulars_of(b.signature), group.particulars)


def same_matter(found: Likeness, by_one_sender: bool | None, limits: Limits) -> bool:
    """Say whether two petitions are the same or nearly the same.

    They are where one resembles or holds the other, or a short one says the same words of the same place in another
    order; they name nothing different; and they say enough to be about one matter: a few words without a place are
    everybody's, unless one sender wrote both.
    """
    if _reworded(found, limits):
        return True
    resembles = found.resemblance >= limits.resemblance
    if found.pairs < limits.short_pairs and found.words < limits.short_words:
        return False  # a few pairs in common are soon a formula: of so short a text most words must agree as well
    holds = found.containment >= limits.containment and found.pairs >= limits.contained_pairs
    if found.conflict or not (resembles or holds):
        return False
    if by_one_sender:
        return True
    if found.apart and not found.placed and found.pairs < limits.own_address_pairs:
        return False
    return found.pairs >= (limits.fewest_placed if found.placed else limits.fewest_pairs)


def _reworded(found: Likeness, limits: Limits) -> bool:
    few_enough = limits.fewest_pairs <= found.pairs <= limits.reworded_pairs
    return few_enough and found.words >= limits.reworded and found.placed and not found.conflict


def _finding(entries: Sequence[KnownPetition], at: int, group: _Group) -> Repeat:
    own = [group.by_mark[mark] for mark in entries[at].sender.split()]
    earliest = min(own, key=lambda i: _time(entries, i), default=at)
    of = group.first if earliest == at else earliest
    if _time(entries, of) >= _time(entries, at):
        return Repeat("", group.name if group.size > 1 else "", None)
    return Repeat(entries[of].id, group.name, same_sender(entries[of].sender, entries[at].sender))
