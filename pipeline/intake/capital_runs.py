"""Runs of capitalised words, each with the words before it: what names of people are looked for in."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from pipeline.intake.name_words import NameWords, Role

UPPER = "A-ZÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬĐÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴČÑŎŬĔĬÔ"
_REST = rf"(?:(?:\.[{UPPER}])+|\.(?=[ ][{UPPER}])|[\w'’]*)"
_TOKEN = rf"(?:[{UPPER}]{_REST})"
_GAP = "[ \t\u00a0]{1,2}"
# the first letter stands before the look behind it, so that only capitals are tried
_RUN = re.compile(rf"[{UPPER}](?<!\w[{UPPER}]){_REST}(?:{_GAP}(?:(?:văn|thị|van|thi){_GAP})?{_TOKEN})*+")
_APOSTROPHE = re.compile("['’\t\u00a0]")
_NEXT = re.compile(r"[ ]([^\W\d_]+)")
_SHOUTED = 6  # capitals longer than this are a line, not a name
_BEFORE = 40  # characters in front of a run that are looked at
_STOPS = (". ", "! ", "? ")
_STOP = ".!?"
_QUOTES = " \t\u00a0\"'“‘*"
_LEADS = re.compile(r"[:\n_…–-]|\.\.")  # between a label and the name, a lone full stop does not
_LOOSE = _QUOTES + "\n\r:.-–_…)”’/"

_CAN_JOIN = (".", "]")

Before = tuple[list[str], bool, bool]


class Run(NamedTuple):  # made faster than a frozen dataclass, and there are several in every petition
    """Capitalised words that stand together.

    ``roles`` are what phrases announce in the spelling of this run, ``size`` is its number of words.
    ``lows`` are three words before the run, its own and the one after, in small letters (empty where there is none).
    ``joined``: only spaces or an opening quote lie between the run and the word before. ``loud``: all capitals;
    ``shouted``: so is what stands around, or the run is too long for a name.
    """

    text: str
    words: NameWords
    roles: Mapping[str, Role]
    size: int
    tokens: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]
    lows: tuple[str, ...]
    joined: bool
    inside_sentence: bool
    loud: bool
    shouted: bool
    bare: bool

    @property
    def places(self) -> frozenset[str]:
        """Names of places, in the spelling of this run."""
        return self.words.bare_places if self.bare else self.words.places

    @property
    def followed(self) -> bool:
        """Whether a word in small letters follows at once."""
        return bool(self.lows[-1])

    def low(self, i: int) -> str:
        """Return word ``i`` in small letters."""
        return self.lows[i + 3]

    def before(self, n: int) -> str:
        """Return the ``n``-th word before the run, 1 to 3."""
        return self.lows[3 - n]

    def phrase(self, i: int, j: int) -> str:
        """Return words ``i`` to ``j`` (not included) in small letters; ``j`` may reach one word beyond the run."""
        return " ".join(self.lows[i + 3 : j + 3])

    def role(self, i: int) -> Role | None:
        """Return what the one to three words in front of word ``i`` announce."""
        a, b, c = self.lows[i : i + 3]
        if c not in self.words.role_ends:
            return None
        find = self.roles.get
        role = find(f"{a} {b} {c}") or find(f"{b} {c}") or find(c)
        return role if i or self.joined or role is Role.LABEL else None

    def ends_role(self, i: int) -> bool:
        """Tell whether word ``i`` (-1: the one before the run) may end a phrase that announces something."""
        return self.lows[i + 3] in self.words.role_ends

    def near(self, word: str) -> bool:
        """Tell whether a word leads to a place."""
        return self.roles.get(word) is Role.NEAR

    def is_syllable(self, i: int) -> bool:
        """Tell whether word ``i`` can be part of a name."""
        low = self.low(i)
        return low in self.words.syllables or (self.bare and low in self.words.bare_syllables)

    def initials(self, i: int) -> bool:
        """Tell whether word ``i`` is initials: ``T``, ``N.V.T`` or the ``H'`` of Ê Đê women."""
        return len(self.tokens[i]) == 1 or self.tokens[i][1] in ".'’"

    def abbreviation(self, i: int) -> bool:
        """Tell whether word ``i`` is capitals alone among small letters, and no initials: ``UBND``, ``CSGT``."""
        token = self.tokens[i]
        if len(token) < 2 or not token.isupper() or self.initials(i):
            return False
        return (
            self.size > 1 and not self.loud and not (i and len(self.tokens[i - 1]) > 1 and self.tokens[i - 1].isupper())
        )


def capital_runs(text: str, words: NameWords, plain: bool, people: Collection[str]) -> Iterator[Run]:
    """Yield the runs of capitalised words of a text in NFC, in order; ``plain``: it is written without diacritics.

    Left out are words alone that can be no name: most of all runs. ``people`` are the names found so far, which the
    caller adds to: a word alone that nothing announces is a name only after somebody was named, or if it is no other
    word (``NameWords.called_alone``).
    """
    for found in _RUN.finditer(text):
        word, start = found.group(), found.start()
        if not word.isalpha() and (" " in word or _APOSTROPHE.search(word)):
            yield _run(text, words, found, plain, _words_before(text, start, words))
            continue
        low = word.lower()
        known = people or low in words.called_alone
        if not known and _is_unannounced(text, start, words):
            continue
        if text[start - 2 : start] in _STOPS and low not in words.syllables:
            continue
        before = _words_before(text, start, words)
        if known or before[0][2] in words.role_ends:
            yield _run(text, words, found, plain, before)


def _is_unannounced(text: str, start: int, words: NameWords) -> bool:
    """Tell at once, of most words, that nothing before them announces a name."""
    if text[start - 1 : start] != " ":
        return start == 0
    last = text[text.rfind(" ", 0, start - 1) + 1 : start - 1]
    if last.isalpha():
        return last.lower() not in words.role_ends
    return text[start - 2] in _STOP and last[-2:-1].isalnum() and last.lower() not in words.roles


def _run(text: str, words: NameWords, found: re.Match[str], plain: bool, before: Before) -> Run:
    start, end = found.span()
    written = found.group()
    tokens, spans = tuple(written.split()), list[tuple[int, int]]()
    size, at = len(tokens), start
    for token in tokens:
        at = text.index(token, at)
        spans.append((at, at := at + len(token)))
    front, joined, inside = before
    after = _NEXT.match(text, end)
    loud = size > 1 and written.isupper() and max(map(len, tokens)) > 1
    bare = plain or (size > 2 and written.isascii())
    return Run(
        text, words, words.bare_roles if bare else words.roles, size, tokens, tuple(spans),
        lows=(*front, *written.lower().split(), after[1] if after else ""),
        joined=joined, inside_sentence=inside,
        loud=loud, shouted=loud and not (size < _SHOUTED and _among_small_letters(text, start, after)), bare=bare,
    )  # fmt: skip


def _among_small_letters(text: str, start: int, after: re.Match[str] | None) -> bool:
    return bool(after and after.group(1).islower()) or text[max(0, start - 3) : start].rstrip().islower()


def _words_before(text: str, start: int, words: NameWords) -> Before:
    """Return the three words in front in small letters, whether the run is joined to them, and inside a sentence."""
    raw = text[max(0, start - _BEFORE) : start]
    core = raw.rstrip(_QUOTES)
    joined = core[-1:].isalnum() or (core[-1:] in _CAN_JOIN and _joins(core.lower().rpartition(" ")[2], words))
    inside = joined or core[-1:] == ","
    front = core if joined else raw.rstrip(_LOOSE)
    if not joined and not _LEADS.search(raw, len(front)):
        return ["", "", ""], False, inside
    pieces = front.lower().split()[-3:]
    lows = [piece.lstrip("\"'“‘(-–*.,;:") for piece in pieces]
    if lows and "/" in lows[-1] and lows[-1] not in words.roles:
        lows[-1] = lows[-1].rpartition("/")[2] if not lows[-1][-1].isdigit() else lows[-1]
    return ["", "", "", *lows][-3:], joined, inside


def _joins(last: str, words: NameWords) -> bool:
    """Tell whether a word that ends in no letter leads on to the next: an abbreviation or the mark of a number."""
    return last == "[số]" or (last[-1:] == "." and last in words.roles)
