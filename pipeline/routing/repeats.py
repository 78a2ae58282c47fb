"""Repeated petitions: the same or nearly the same text within a batch and against history, in groups.

A petition joins the group of the likest earlier petition that names nothing else (another street, document or person),
provided that the group as a whole does not either: so a vague text cannot tie two different matters together.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from pipeline.errors import DataError
from pipeline.intake.masking import NameWords, masked_spans
from pipeline.records import Petition
from pipeline.routing.content import MOST_CHARACTERS, Masked, read_content
from pipeline.routing.near_duplicates import AlikePairs, alike_pairs
from pipeline.routing.repeat_words import Limits, RepeatWords
from pipeline.routing.senders import same_sender, sender_of
from pipeline.routing.signatures import Likeness, conflict, is_signature, likeness, particulars_of, signature


@dataclass(frozen=True, slots=True)
class Trace:
    """What is kept of a petition to know it again: near-duplicate signature and hashed sender, no text."""

    signature: bytes
    sender: str


@dataclass(frozen=True, slots=True)
class KnownPetition:
    """A petition of an earlier batch, as history remembers it."""

    id: str
    received_at: date | None
    signature: bytes
    group: str
    sender: str


@dataclass(frozen=True, slots=True)
class Repeat:
    """What a petition repeats.

    ``group`` is the id of the group's earliest petition, or the group's name in history; empty for a petition that
    stands alone. ``repeat_of`` is the sender's own earlier petition of the group where there is one, else the group's
    earliest; empty for the first. ``same_sender`` compares the two: True is a repeat, False a copy by somebody else
    (a campaign), None where the texts do not tell.
    """

    repeat_of: str
    group: str
    same_sender: bool | None


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
    content = read_content(text, spans, words)
    return Trace(signature(content, key), sender_of(content, key))


def find_repeats(
    petitions: Sequence[Petition], traces: Sequence[Trace], known: Sequence[KnownPetition], limits: Limits
) -> list[Repeat]:
    """Return one finding a petition, in order; the same whatever the order of either list.

    ``traces`` are those of ``petitions``. A known petition whose id is in the batch again is left out: the batch holds
    its latest state. A petition received before a known one that it equals joins its group and repeats nothing.

    Raises:
        DataError: a known signature was made by another version.
    """
    entries, first_new = _entries(petitions, traces, known)
    groups = _grouped(entries, first_new, alike_pairs([e.signature for e in entries], first_new, limits), limits)
    found = {entries[at].id: _finding(entries, at, groups[at]) for at in range(first_new, len(entries))}
    return [found[p.id] for p in petitions]


def _grouped(entries: Sequence[KnownPetition], first_new: int, pairs: AlikePairs, limits: Limits) -> list[_Group]:
    """Return the group of each entry; history's stand, and each petition of the batch joins one or opens its own."""
    named: dict[str, _Group] = {}
    groups = [
        _join(named.setdefault(e.group or e.id, _new(at, e)), at, entries) for at, e in enumerate(entries[:first_new])
    ]
    rows = range(len(pairs.later))
    bounds = {later: list(own) for later, own in groupby(rows, key=pairs.later.__getitem__)}
    for at in range(first_new, len(entries)):
        matches = ((int(pairs.earlier[row]), float(pairs.equal[row])) for row in bounds.get(at, ()))
        fitting = (groups[e] for e, equal in matches if _fits(entries, e, at, equal, groups[e], limits))
        groups.append(_join(next(fitting, None) or _new(at, entries[at]), at, entries))
    return groups


def _entries(
    petitions: Sequence[Petition], traces: Sequence[Trace], known: Sequence[KnownPetition]
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

    They are where one resembles or holds the other, they name nothing different, and they say enough to be about one
    matter: a few words without a place are everybody's, unless one sender wrote both.
    """
    resembles = found.resemblance >= limits.resemblance
    holds = found.containment >= limits.containment and found.pairs >= limits.contained_pairs
    if found.conflict or not (resembles or holds):
        return False
    if by_one_sender:
        return True
    if found.apart and not found.placed and found.pairs < limits.own_address_pairs:
        return False
    return found.pairs >= (limits.fewest_placed if found.placed else limits.fewest_pairs)


def _finding(entries: Sequence[KnownPetition], at: int, group: _Group) -> Repeat:
    own = [group.by_mark[mark] for mark in entries[at].sender.split()]
    earliest = min(own, key=lambda i: _time(entries, i), default=at)
    of = group.first if earliest == at else earliest
    if _time(entries, of) >= _time(entries, at):
        return Repeat("", group.name if group.size > 1 else "", None)
    return Repeat(entries[of].id, group.name, same_sender(entries[of].sender, entries[at].sender))
