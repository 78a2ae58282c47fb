"""A petition in one line for reports and slips: its most telling sentence, masked.

Extractive: every word stands in the petition, so nothing is put into a citizen's mouth. The text is masked before it is
read, and greetings, mottos, signatures and formulas are never chosen.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from pipeline.intake.masking import NameWords, mask
from pipeline.text.polite import PoliteWords, folded

MOST_CHARACTERS = 8_000  # of a text: the matter stands in its first pages
ENOUGH_SYLLABLES = 18  # of content: a longer sentence tells no more
FIRST, SECOND_MATTER, REQUEST, SPOKEN = 0.35, -0.3, -0.25, 1.0  # what a sentence gains or loses
Weigh = Callable[[list[str]], NDArray[np.float64]]
_LINE = re.compile(r"[\r\n]+")
_SENTENCE = re.compile(r"(?<=[.!?;…])\s+")
_SHORT_FORM = re.compile(r"(?:^|[\s(,])(?:(?:[A-ZĐ]\.)*[A-ZĐ]\w?|[A-ZĐ]{2,3}|tp|đ/c|p|q|x|h|tx|tt)\.$")
_LEAD = re.compile(r"^(?P<lead>[^,:]{1,80}[,:])\s+(?P<rest>\S.*)$")
_TAIL = 12  # characters in which a short form is looked for
_CONNECTIVE = 3  # syllables at most


def summary(
    text: str,
    names: NameWords,
    polite: PoliteWords,
    connectives: frozenset[tuple[str, ...]],
    weigh: Weigh | None = None,
    most: int = 160,
) -> str:
    """Return the most telling sentence of a raw petition, masked, of at most ``most`` characters; empty if none tells.

    ``weigh`` returns, for a list of sentences, how strongly each speaks of the petition's topic (any scale); without it
    length, position and manner decide. A sentence that is too long ends at a word with "…".
    """
    told = telling_sentences(mask(text[:MOST_CHARACTERS], names), polite)
    if not told:
        return ""
    gains = np.array([_gain(sentence, polite, connectives) for sentence in told])
    gains[0] += FIRST
    if weigh is not None and len(told) > 1:
        gains += SPOKEN * _spread(weigh(told))
    return cut(told[int(gains.argmax())], most)


def telling_sentences(masked: str, polite: PoliteWords) -> list[str]:
    """Return the sentences of a masked text that say something, without their polite first clauses."""
    pieces = [piece for line in _LINE.split(masked) for piece in _sentences(" ".join(line.split()))]
    bare = [_without_lead(piece, polite) for piece in pieces if not polite.salutation.fullmatch(folded(piece))]
    return [piece for piece in bare if piece and not polite.is_polite(piece)]


def cut(sentence: str, most: int) -> str:
    """Return ``sentence``, or its first words and "…" where it is longer than ``most``; a mark is never cut through.

    >>> cut("Đường hỏng nặng", 12)
    'Đường hỏng…'
    """
    if len(sentence) <= most:
        return sentence
    kept = sentence[:most]
    kept = kept[: max(kept.rfind(" "), 0)]
    if kept.rfind("[") > kept.rfind("]"):
        kept = kept[: kept.rfind("[")]
    return kept.rstrip(" ,;:.-–(\"'“") + "…"


def _sentences(line: str) -> list[str]:
    found: list[str] = []
    for piece in _SENTENCE.split(line):
        if found and _SHORT_FORM.search(found[-1][-_TAIL:]):
            found[-1] += " " + piece
        else:
            found.append(piece)
    return [piece.strip(" -–+*•").rstrip(";,:") for piece in found]


def _without_lead(sentence: str, polite: PoliteWords) -> str:
    """Drop the clauses before the matter: "Tôi tên là [tên], trú tại tổ 5, xin phản ánh: đường hỏng"."""
    while (found := _LEAD.match(sentence)) and polite.is_polite(found["lead"]):
        sentence = found["rest"]
    return sentence


def _gain(sentence: str, polite: PoliteWords, connectives: frozenset[tuple[str, ...]]) -> float:
    gain = min(polite.content(sentence), ENOUGH_SYLLABLES) / ENOUGH_SYLLABLES
    first = sentence.lower().split()[:_CONNECTIVE]
    if any(tuple(word.strip(",:") for word in first[:size]) in connectives for size in (2, _CONNECTIVE)):
        gain += SECOND_MATTER
    return gain + (REQUEST if polite.asks(sentence) else 0.0)


def _spread(weights: Sequence[float] | NDArray[np.float64]) -> NDArray[np.float64]:
    """Bring weights to 0 to 1; all alike say nothing."""
    given = np.asarray(weights, dtype=np.float64)
    width = given.max() - given.min()
    return (given - given.min()) / width if width > 0 else np.zeros_like(given)
