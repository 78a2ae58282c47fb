"""Runs of capitalised words, each with the words before it: what names of people are looked for in."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from pipeline.intake.name_words import NameWords, Role
from pipeline.intake.spellings import is_bare

UPPER = "A-ZÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬĐÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴČÑŎŬĔĬÔ"
_REST = rf"(?:(?:\.[{UPPER}])+|\.(?=[ ][{UPPER}])|[\w'’]*)"
_TOKEN = rf"(?:[{UPPER}]{_REST})"
_GAP = "[ \t\u00a0]{1,2}"
# the first letter stands before the look behind it, so that only capitals are tried
_RUN = re.compile(rf"[{UPPER}](?<!\w[{UPPER}]){_REST}(?:{_GAP}(?:(?:văn|thị|van|thi){_GAP})?{_TOKEN})*+")
_APOSTROPHE = re.compile("['’\t\u00a0]")
_WORD = re.compile(r"\S+")
_NEXT = re.compile(r"[ ]([^\W\d_]+)")
_SHOUTED = 6  # capitals longer than this are a line, not a name
_BEFORE = 40  # characters in front of a run that are looked at
_STOPS = (". ", "! ", "? ")
_QUOTES = " \t\u00a0\"'“‘*"
_LEADS = re.compile(r"[:\n_…–-]|\.\.")  # between a label and the name, a lone full stop does not
_LOOSE = _QUOTES + "\n\r:.-–_…)”’/"

Before = tuple[list[str], bool, bool]


class Run(NamedTuple):  # made faster than a frozen dataclass, and there are several in every petition
    """Capitalised words that stand together.

    ``lows`` are three words before the run, its own and the one after, in small letters (empty where there is none).
    ``joined``: only spaces or an opening quote lie between the run and the word before. ``loud``: all capitals;
    ``shouted``: so is what stands around, or the run is too long for a name.
    """

    text: str
    words: NameWords
    tokens: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]
    lows: tuple[str, ...]
    joined: bool
    inside_sentence: bool
    loud: bool
    shouted: bool
    bare: bool

    @property
    def size(self) -> int:
        """Number of words in the run."""
        return len(self.tokens)

    @property
    def roles(self) -> Mapping[str, Role]:
        """What phrases announce, in the spelling of this run."""
        return self.words.bare_roles if self.bare else self.words.roles

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
        if not self.ends_role(i - 1):
            return None
        phrases = (" ".join(self.lows[i + 3 - n : i + 3]) for n in (3, 2, 1))
        role = next((self.roles[phrase] for phrase in phrases if phrase in self.roles), None)
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


def capital_runs(text: str, words: NameWords, people: Collection[str]) -> Iterator[Run]:
    """Yield the runs of capitalised words of a text in NFC, in order.

    Left out are words alone that can be no name: most of all runs. ``people`` are the names found so far, which the
    caller adds to: a word alone that nothing announces is a name only after somebody was named, or if it is no other
    word (``NameWords.called_alone``).
    """
    plain = is_bare(text)
    for found in _RUN.finditer(text):
        word = found.group()
        if " " in word or _APOSTROPHE.search(word):
            yield _run(text, words, found, plain, _words_before(text, found.start(), words))
            continue
        called = word.lower() in words.called_alone
        if text[found.start() - 2 : found.start()] in _STOPS and (
            word.lower() not in words.syllables
            or (not people and not called and _opens_sentence(text, found.start(), words))
        ):
            continue
        before = _words_before(text, found.start(), words)
        if people or called or before[0][2] in words.role_ends:
            yield _run(text, words, found, plain, before)


def _opens_sentence(text: str, start: int, words: NameWords) -> bool:
    """Tell at once, of most words after a full stop, that nothing before it announces them."""
    if not text[start - 3 : start - 2].isalnum():
        return False
    return text[text.rfind(" ", 0, start - 2) + 1 : start - 1].lower() not in words.roles


def _run(text: str, words: NameWords, found: re.Match[str], plain: bool, before: Before) -> Run:
    start, end = found.span()
    pieces = [(m.group(), m.span()) for m in _WORD.finditer(text, start, end)]
    tokens = tuple(piece for piece, _ in pieces)
    front, joined, inside = before
    after = _NEXT.match(text, end)
    loud = len(tokens) > 1 and found.group().isupper() and max(map(len, tokens)) > 1
    return Run(
        text=text, words=words, tokens=tokens, spans=tuple(span for _, span in pieces),
        lows=(*front, *map(str.lower, tokens), after.group(1) if after else ""),
        joined=joined, inside_sentence=inside,
        loud=loud, shouted=loud and not (len(tokens) < _SHOUTED and _among_small_letters(text, start, after)),
        bare=plain or (len(tokens) > 2 and found.group().isascii()),
    )  # fmt: skip


def _among_small_letters(text: str, start: int, after: re.Match[str] | None) -> bool:
    return bool(after and after.group(1).islower()) or text[max(0, start - 3) : start].rstrip().islower()


def _words_before(text: str, start: int, words: NameWords) -> Before:
    """Return the three words in front in small letters, whether the run is joined to them, and inside a sentence."""
    raw = text[max(0, start - _BEFORE) : start]
    core = raw.rstrip(_QUOTES)
    last = core.lower().split(" ")[-1]
    joined = core[-1:].isalnum() or last == "[số]" or (last[-1:] == "." and last in words.roles)
    inside = joined or core[-1:] == ","
    front = core if joined else raw.rstrip(_LOOSE)
    if not joined and not _LEADS.search(raw, len(front)):
        return ["", "", ""], False, inside
    pieces = front.lower().split()[-3:]
    lows = [piece.lstrip("\"'“‘(-–*.,;:") for piece in pieces]
    if lows and "/" in lows[-1] and lows[-1] not in words.roles:
        lows[-1] = lows[-1].rpartition("/")[2] if not lows[-1][-1].isdigit() else lows[-1]
    return ["", "", "", *lows][-3:], joined, inside
