"""A petition in one line for reports and slips: its most telling sentence, masked.

Extractive: every word stands in the petition, so nothing is put into a citizen's mouth. The text is masked before it is
read, and greetings, mottos, signatures and formulas are never chosen.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pipeline.intake.markup import without_markup
from pipeline.intake.masking import NameWords, load_name_words, mask
from pipeline.settings import DATA
from pipeline.text.polite import PoliteWords, folded, load_polite
from pipeline.text.sentences import load_connectives

MOST_CHARACTERS = 8_000  # of a text: the matter stands in its first pages
ENOUGH_SYLLABLES = 18  # of content: a longer sentence tells no more
FIRST, SECOND_MATTER, REQUEST, SPOKEN = 0.35, -0.3, -0.25, 1.0  # what a sentence gains or loses
Weigh = Callable[[list[str]], NDArray[np.float64]]
_ENDS = re.compile(r"[.!?;…]\s|[\r\n]")
_LINE = re.compile(r"[\r\n]+")
_SENTENCE = re.compile(r"(?<=[.!?;…])\s+")
_SHORT_FORM = re.compile(r"(?:^|[\s(,])(?:(?:[A-ZĐ]\.)*[A-ZĐ]\w?|[A-ZĐ]{2,3}|tp|đ/c|p|q|x|h|tx|tt)\.$")
_LEAD = re.compile(r"^(?P<lead>[^,:]{1,80}[,:])\s+(?P<rest>\S.*)$")
_TAIL = 12  # characters in which a short form is looked for
_CONNECTIVE = 3  # syllables at most


@dataclass(frozen=True, slots=True, repr=False)  # thousands of words
class SummaryWords:
    """The word lists of a summary: of names, of politeness, and of what opens a second matter."""

    names: NameWords
    polite: PoliteWords
    connectives: frozenset[tuple[str, ...]]


@cache
def load_summary_words(data: Path = DATA) -> SummaryWords:
    """Read the word lists of a summary from the folder ``data``; read once in a process.

    Raises:
        DataError: a list is missing or broken.
    """
    return SummaryWords(
        load_name_words(data / "intake" / "name_words.csv"),
        load_polite(data / "text" / "polite.csv"),
        load_connectives(data / "text" / "connectives.csv"),
    )


def masked_summary(text: str, words: SummaryWords, weigh: Weigh | None = None, most: int = 160) -> str:
    """Return the most telling sentence of a raw petition, masked, of at most ``most`` characters; empty if none tells.

    The signature for slips, workbooks and cards: ``masked_summary(petition.text, load_summary_words())``. Every word
    stands in the petition; names, phones, identity numbers, plates, e-mails and house numbers are marks ("[tên]",
    "[số]", "[email]"). ``weigh`` returns, for a list of sentences, how strongly each speaks of the petition's topic
    (any scale); without it length, position and manner decide. A sentence that is too long ends at a word with "…".
    """
    told = telling_sentences(mask(_first_pages(without_markup(text)), words.names), words.polite)
    if not told:
        return ""
    gains = np.array([_gain(sentence, words.polite, words.connectives) for sentence in told])
    gains[0] += FIRST
    if weigh is not None and len(told) > 1:
        gains += SPOKEN * _spread(weigh(told))
    return cut(told[int(gains.argmax())], most)


def _first_pages(text: str) -> str:
    """Cut a long text where a sentence ends, so that no half of a name or number is left to read."""
    if len(text) <= MOST_CHARACTERS:
        return text
    ends = [found.start() for found in _ENDS.finditer(text, 0, MOST_CHARACTERS)]
    return text[: ends[-1]] if ends else text[:MOST_CHARACTERS].rpartition(" ")[0].rstrip("0123456789 .-")


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
