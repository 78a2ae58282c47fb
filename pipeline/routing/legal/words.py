"""A petition as legal cues see it: folded words and the few marks that end a clause, with quoted matter left out.

Folding keeps the number of characters, so that a word's place in the folded text is its place in the text.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import islice

import numpy as np

QUOTE = '"'
LINE = "\n"
STOPS = frozenset(".!?;|\n")
LONGEST_QUOTE = 120  # words; a quotation mark with no partner within that many opens nothing
SHORT_QUOTE = 4  # words; up to that many are a title or a word in mocking quotes, and the writer's own
COVER_WORDS = 40  # a forwarded message with no more words than that above it is the petition itself

# words, rows of full stops, rows of blanks, marks; one set of first letters lets the search leap over the rest
_TOKEN = re.compile(r'[A-Za-z0-9._,;!?:/"|\n-](?:(?<=[A-Za-z0-9])[A-Za-z0-9]*|(?<=\.)\.+|(?<=_)_*|)')
_LONE_MARKS = tuple((mark, f" {mark} ") for mark in '.,;!?:/"|-')
_BEHIND = ("", "")
_WRAPPED = re.compile(r"\n(?=[^\W\d_])")
_REPLY = re.compile(r"\n[^\n]{0,120}(?: đã viết| wrote) ?:[ \t]*\n.*", re.DOTALL)
_QUOTED_LINE = re.compile(r"^[ \t]*>.*$", re.MULTILINE)
_FORWARDED = re.compile(
    r"\n?-{3,} ?(?:Forwarded message|Thư chuyển tiếp|Tin nhắn chuyển tiếp)[ -]*-{3,}", re.IGNORECASE
)
_MARKS = {"“": '"', "”": '"', "«": '"', "»": '"', "„": '"', "–": "-", "—": "-", "…": "_", "\t": " "}


Table = np.ndarray[tuple[int], np.dtype[np.uint8]]


def _fold_table() -> Table:
    """Return for each code point below 0x2100 its folded ASCII character."""
    table = np.full(0x2100, ord(" "), np.uint8)
    for code in range(0x21, 0x2100):
        letter = chr(code)
        base = unicodedata.normalize("NFD", letter)[0].lower()
        known = _MARKS.get(letter) or ("d" if letter in "đĐ" else base)
        if known.isascii() and (code < 0x80 or known.isalnum() or letter in _MARKS):
            table[code] = ord(known)
    table[ord("\n")] = ord("\n")
    return table


def _cased_table(folded: Table) -> Table:
    """Return ``folded`` with capitals kept and a blank for every character that is part of no token."""
    table = folded.copy()
    for code, known in enumerate(map(chr, folded.tolist())):
        if known != LINE and not _TOKEN.match(known):
            table[code] = ord(" ")
        elif chr(code).isupper():
            table[code] = ord(known.upper())
    return table


_TABLE = _fold_table()
_CASED_TABLE = _cased_table(_TABLE)


def fold(text: str) -> str:
    """Return ``text`` (NFC) in lower case without diacritics, character for character.

    >>> fold("ĐƠN Tố cáo…")
    'don to cao_'
    """
    return _mapped(text, _TABLE)


def _mapped(text: str, table: Table) -> str:
    codes = np.frombuffer(text.encode("utf-32-le", "replace"), np.uint32)
    return table.take(codes, mode="clip").tobytes().decode("ascii")  # the last character of the table folds to a blank


class Words:
    """The words of a petition between two line marks, folded with and without capitals, and the text they stand in.

    There are ``size`` of them. Two empty tokens stand behind the last, so that a search looks ahead without asking
    whether the text goes on.
    """

    __slots__ = ("cased", "plain", "size", "text", "tokens")

    def __init__(self, cased: list[str], tokens: list[str], text: str, plain: str) -> None:
        """Take ``tokens`` as cut out of ``plain``, which is ``text`` folded, and ``cased``, those with capitals."""
        self.cased, self.tokens, self.text, self.plain = cased, tokens, text, plain
        self.size = len(tokens)
        cased += _BEHIND
        tokens += _BEHIND

    def capital(self, at: int) -> bool:
        """Say whether token ``at`` is written with a capital, and not in capitals throughout."""
        written = self.cased[at]
        return written[0].isupper() and (len(written) == 1 or not written.isupper())

    def written(self, at: int) -> str:
        """Return token ``at`` in lower case with its diacritics; looked up only when a cue asks for them."""
        if at in (0, self.size - 1):
            return ""  # a mark of a line that the text does not have
        start, end = next(islice(_TOKEN.finditer(self.plain), at - 1, None)).span()
        return self.text[start:end].lower()


def read_words(text: str) -> Words:
    """Return the words of ``text``: what other people wrote (replies, quoted lines, long quotations) blotted out."""
    own = unicodedata.normalize("NFC", text)
    if "\n" in own:
        own = _own_lines(own)
    plain = _mapped(own, _CASED_TABLE)
    cased, tokens = _cut(plain)
    if QUOTE in plain:
        _blot_quotes(tokens)
    return Words(cased, tokens, own, plain)


def _cut(plain: str) -> tuple[list[str], list[str]]:
    """Return the tokens of ``plain`` between two line marks, as they are and in small letters.

    Blanks around each mark let ``split`` do what ``_TOKEN`` says in half its time; it knows nothing of rows of a mark.
    """
    if ".." in plain or "_" in plain:
        cased = [LINE, *_TOKEN.findall(plain), LINE]
        return cased, [*map(str.lower, cased)]
    for mark, apart in _LONE_MARKS:
        if mark in plain:
            plain = plain.replace(mark, apart)
    return _split(plain), _split(plain.lower())


def _split(apart: str) -> list[str]:
    if LINE not in apart:
        return [LINE, *apart.split(), LINE]
    tokens = [LINE]
    for line in apart.split(LINE):
        tokens += line.split()
        tokens.append(LINE)
    return tokens


def _own_lines(text: str) -> str:
    """Drop quoted lines and replies below, and join lines that were wrapped in the middle of a sentence."""
    own = _QUOTED_LINE.sub("", _REPLY.sub("\n", text))
    forwarded = _FORWARDED.search(own)
    if forwarded is not None and len(own[: forwarded.start()].split()) > COVER_WORDS:
        own = own[: forwarded.start()]
    return _WRAPPED.sub(lambda found: _line_or_space(found, own), own)


def _line_or_space(found: re.Match[str], text: str) -> str:
    return " " if text[found.end()].islower() else LINE


def _blot_quotes(tokens: list[str]) -> None:
    """Put the quotation mark in place of every word of a long quotation."""
    opened = -1
    for at, token in enumerate(tokens):
        if token != QUOTE:
            continue
        if opened >= 0 and at - opened - 1 <= LONGEST_QUOTE:
            if at - opened - 1 > SHORT_QUOTE:
                tokens[opened + 1 : at] = [QUOTE] * (at - opened - 1)
            opened = -1
        else:
            opened = at
