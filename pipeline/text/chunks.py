"""From text to tokens, by underthesea's own expression, each distinct chunk only once.

No match of ``regex_tokenize.patterns`` reaches over white space (but one, see ``_WIDE``), and none looks further than
the one character after its chunk. So a text's tokens are those of its chunks between white space, and a chunk's tokens
depend only on the chunk and on whether something follows: they are remembered.

No input takes more than linear time, for two reasons:

* A chunk of more than ``LONGEST`` characters is cut as if a line ended there, the one deliberate difference from the
  library, which needs 3.9 s for "a." 8,000 times, growing with the square (so does composing a letter with thousands of
  accents).
* In the expression for web addresses a run of characters inside a repeated group is written here as one character. It
  matches the same strings in the same order; as published it takes 3 s for "http://" and 24 dots, twice as long for
  every dot more.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from pipeline.text.lexicon import Lexicon

LONGEST = 256  # characters of a chunk that are looked at together
_REMEMBERED = 48  # characters; longer chunks are links and rulers, which hardly come twice
_CUT = re.compile(rf"(\S{{{LONGEST}}})(?=\S)")
_WIDE = re.compile(r"Th[^\S\n][sS]")  # "Th.S" and "Th.s" stand in the library with a bare dot: it matches a blank too
_SHORT = 6  # characters: the library looks for another spelling of tokens up to this length
_RUN = r"[^\s()<>{}\[\]]+ "
Remember = Callable[[str], tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class TokenRules:
    """The library's rules: its expression, and its characters and short tokens with another spelling."""

    pattern: re.Pattern[str]
    characters: Mapping[str, str]
    spellings: Mapping[str, str]

    def clean(self, text: str) -> str:
        """Return ``text`` with composed letters and the library's replacements of characters."""
        if text.isascii():
            return text
        text = unicodedata.normalize("NFC", text)
        for old, new in self.characters.items():
            text = text.replace(old, new)
        return text

    def tokens(self, text: str) -> list[str]:
        """Return the tokens of a cleaned text."""
        found = (match.group() for match in self.pattern.finditer(text))
        return [self.spellings.get(token, token) if len(token) <= _SHORT else token for token in found]


def linear_pattern(patterns: Sequence[str]) -> re.Pattern[str]:
    """Return the library's expression, made of its ``regex_patterns``, with the run in a repeated group unrolled."""
    linear = [p.replace(_RUN, _RUN.replace("+", ""), 1) if p.startswith("(?P<url>") else p for p in patterns]
    return re.compile(f"({'|'.join(linear)})", re.VERBOSE)


def cut_long(text: str) -> str:
    """Return ``text`` with a line end after every ``LONGEST`` characters of a chunk that is longer."""
    return _CUT.sub("\\1\n", text)


class ChunkMemo:
    """Remembers the token numbers of every chunk, in three shelves by what follows it."""

    __slots__ = ("_at_end", "_before_last_line_end", "_inside", "_number", "_rules")

    def __init__(self, rules: TokenRules, lexicon: Lexicon) -> None:
        """Begin empty; new tokens are numbered by ``lexicon``."""
        self._rules, self._number = rules, lexicon.number
        self._inside = _Shelf(self._remember, " ")
        self._at_end = _Shelf(self._remember, "")
        self._before_last_line_end = _Shelf(self._remember, "\n")  # where ``$`` matches, too

    def __len__(self) -> int:
        """Return the number of chunks remembered."""
        return len(self._inside) + len(self._at_end) + len(self._before_last_line_end)

    def append_tokens(self, text: str, to: list[int]) -> bool:
        """Append the token numbers of ``text`` and say whether a token holds a blank.

        Such a text must be labelled by the library: its pairs and triples of tokens cannot be told apart by number.
        """
        if _WIDE.search(text):
            to.extend(self._remember(cut_long(text)))
            return True
        chunks = text.split()
        if not chunks:
            return False
        last = chunks.pop()
        to.extend(chain.from_iterable(map(self._inside.__getitem__, chunks)))
        if not text[-1].isspace():
            to.extend(self._at_end[last])
        elif text[-1] == "\n" and not text[-2].isspace():
            to.extend(self._before_last_line_end[last])
        else:
            to.extend(self._inside[last])
        return False

    def _remember(self, text: str) -> tuple[int, ...]:
        return tuple(map(self._number, self._rules.tokens(self._rules.clean(text))))


class _Shelf(dict[str, tuple[int, ...]]):
    """Chunks that are followed by ``tail``."""

    __slots__ = ("_tail", "_tokens")

    def __init__(self, tokens: Remember, tail: str) -> None:
        super().__init__()
        self._tokens, self._tail = tokens, tail

    def __missing__(self, chunk: str) -> tuple[int, ...]:
        found = self._tokens(cut_long(chunk) + self._tail)
        if len(chunk) <= _REMEMBERED:
            self[chunk] = found
        return found
