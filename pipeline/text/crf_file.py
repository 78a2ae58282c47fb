"""Readers of the two files that underthesea's word model consists of; neither runs what it reads.

The model is a CRFsuite file [Okazaki 2007, http://www.chokkan.org/software/crfsuite/; format in its crf1d_model.c]: a
header, features (kind, source, target, weight), and labels and attributes as constant databases (CQDB) that give the
string of each number. The dictionary is a pickled set of strings, of which only the strings are read.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from pipeline.errors import ModelError
from pipeline.text.viterbi import Transitions

_HEADER = struct.Struct("<4sI4sIIIIIIIII")
_DATABASE = struct.Struct("<4sIIIII")
_FEATURE = np.dtype([("kind", "<u4"), ("source", "<u4"), ("target", "<u4"), ("weight", "<f8")])
_OF_STATE = 0
_SHORT_STRING, _FRAME, _PROTOCOL, _STOP = 0x8C, 0x95, 0x80, 0x2E  # pickle opcodes with an argument, and the last one
_MEMOIZE = 0x94
_FLAT = frozenset(b"\x8f\x90\x94(")  # EMPTY_SET, ADDITEMS, MEMOIZE, MARK: no argument


@dataclass(frozen=True, slots=True)
class Crf:
    """A CRF of the labels B-W and I-W: what each attribute adds to I above B, and what transitions score."""

    weights: Mapping[str, float]
    transitions: Transitions


def read_crf(content: bytes) -> Crf:
    """Return the CRF of a CRFsuite file.

    Raises:
        ModelError: it is no such file, or its labels are others.
    """
    if content[:4] != b"lCRF":
        raise ModelError("Mô hình tách từ của underthesea không phải tệp CRFsuite; hãy cài lại underthesea.")
    *_, features_at, labels_at, attributes_at, _, _ = _HEADER.unpack_from(content)
    labels, attributes = _strings(content, labels_at), _strings(content, attributes_at)
    if labels != ["B-W", "I-W"]:
        raise ModelError("Mô hình tách từ của underthesea có nhãn khác B-W, I-W; hãy cài lại underthesea.")
    count = struct.unpack_from("<I", content, features_at + 8)[0]
    features = np.frombuffer(content, dtype=_FEATURE, count=count, offset=features_at + 12)
    states, moves = features[features["kind"] == _OF_STATE], features[features["kind"] != _OF_STATE]
    lead = np.zeros(len(attributes))
    np.add.at(lead, states["source"], np.where(states["target"] == 1, states["weight"], -states["weight"]))
    table = np.zeros((2, 2))
    table[moves["source"], moves["target"]] = moves["weight"]
    (bb, bi), (ib, ii) = table.tolist()
    return Crf(dict(zip(attributes, lead.tolist(), strict=True)), Transitions(bb=bb, bi=bi, ib=ib, ii=ii))


def _strings(content: bytes, at: int) -> list[str]:
    """Return the strings of the CQDB at ``at``, in the order of their numbers."""
    magic, _, _, _, size, backward = _DATABASE.unpack_from(content, at)
    if magic != b"CQDB":
        raise ModelError("Mô hình tách từ của underthesea bị hỏng; hãy cài lại underthesea.")
    starts = np.frombuffer(content, dtype="<u4", count=size, offset=at + backward).astype(np.int64) + at + 8
    # the length stands in the four bytes before the string, after its number, and counts the closing NUL
    letters = np.frombuffer(content, dtype=np.uint8)
    lengths = letters[starts[:, None] - (4, 3, 2, 1)].copy().view("<u4")[:, 0]
    ends = starts + lengths - 1
    return [content[start:end].decode() for start, end in zip(starts.tolist(), ends.tolist(), strict=True)]


def read_pickled_strings(content: bytes) -> list[str]:
    """Return the strings of a pickled set of strings (protocol 4, each under 256 bytes).

    Raises:
        ModelError: it is something else.
    """
    found: list[str] = []
    at = 0
    while at < len(content) and (code := content[at]) != _STOP:
        if code == _SHORT_STRING:
            end = at + 2 + content[at + 1]
            found.append(content[at + 2 : end].decode())
            at = end + (content[end] == _MEMOIZE)
        elif code in _FLAT:
            at += 1
        elif code in (_FRAME, _PROTOCOL):
            at += 9 if code == _FRAME else 2
        else:
            raise ModelError("Từ điển của underthesea có dạng lạ; hãy cài lại underthesea.")
    return found
