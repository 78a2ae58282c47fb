"""Repeated petitions: the same or nearly the same text within a batch and against history, in groups.

A petition joins the group of the likest earlier petition that names nothing else (another street, document or person),
provided that the group as a whole does not either: so a vague text cannot tie two different matters together.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from pipeline.intake.masking import Masked, NameWords, masked_spans
from pipeline.routing.collected import Traces
from pipeline.routing.content import MOST_CHARACTERS, read_contents
from pipeline.routing.entries import entries_of
from pipeline.routing.findings import findings
from pipeline.routing.likeness import same_petitions
from pipeline.routing.near_duplicates import alike_pairs
from pipeline.routing.repeat_groups import Groups
from pipeline.routing.repeat_words import Limits, RepeatWords
from pipeline.routing.senders import sender_of
from pipeline.routing.signing import signatures
from pipeline.routing.traces import ALONE, Arrived, KnownPetition, Repeat, Trace

__all__ = [
    "ALONE", "Arrived", "KnownPetition", "Repeat", "Trace", "Traces", "find_repeats", "trace", "trace_of", "traces_of",
]  # fmt: skip

TOGETHER = 128  # texts of which traces are made at once: of the longest they take some 60 MB


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
    petitions: Sequence[Arrived], traces: Traces, known: Sequence[KnownPetition], limits: Limits
) -> list[Repeat]:
    """Return one finding a petition, in order; the same whatever the order of either list.

    ``traces`` are those of ``petitions``. A known petition whose id is in the batch again is left out: the batch holds
    its latest state. A petition received before a known one that it equals joins its group and repeats nothing.

    Raises:
        DataError: a known signature was made by another version.
    """
    entries = entries_of(petitions, traces, known)
    signed, rows, groups = entries.signed, entries.rows, Groups(entries)
    for pairs in alike_pairs(signed.stored, rows, entries.first_new, limits):
        same = same_petitions(signed, rows[pairs.earlier], rows[pairs.later], pairs.equal, limits)
        groups.join_pairs(pairs.earlier[same], pairs.later[same])
    return findings(entries, groups)
