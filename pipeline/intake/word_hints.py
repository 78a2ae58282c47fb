"""What each word of a text may be part of, remembered by word: one look before any pattern for particulars is tried.

Most petitions hold no telephone, plate, e-mail or name in small letters, and the patterns for these are the dearest
part of masking. Every such thing has a word, or two words in a row, that show it; a text without them is left alone. A
hint may be wrong, a text without hints never is: what is found stays with the patterns.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from pipeline.intake.number_words import NumberWords
from pipeline.intake.spellings import any_of

MOST_WORDS = 1 << 16
LONGEST = 40  # characters of a word that is looked at; a longer one may be anything
_ALL = 1 << 9
# A word may, before a name in small letters: announce it alone; be the last word but one, or the last, of what does.
_ALONE, _BUT_ONE, _LAST = 1, 2, 4
# Or begin such a name; or be a number, or end so that a number goes on, or go on with one.
_NAME, _NUMBER, _OPEN, _MORE = 8, 16, 32, 64
_ZERO, _DIGIT = 128, 256  # or be the zero or another digit of a telephone number in words
_MIDDLES = frozenset(("văn", "thị", "van", "thi"))
_ZERO_ENDS = "hông"  # of "không", with which telephone numbers in words begin
_LETTERS = 2  # of a plate, at most
_SURNAME = 12  # characters: as many are looked at before a middle name
_ENDS_OPEN = re.compile(r"\d[\doO./()-]*$|(?:^|\d\d-?)(?:[A-ZĐ]{1,2}\d?|[a-zđ]\d?)[-–.]?$|^[-–.]$")
_GOES_ON = re.compile(r"[-–./()]?[\doO]")
_NUMBERS = re.compile(
    r"\d(?:[./()-]{0,2}[\doO]){5}|[A-ZĐa-zđ]\d?[-–.]?\d{3}\.?\d"  # a long number, the end of a plate
    r"|@|\(at\)|\.(?i:com|me)/"
)


def _with(flag: int) -> str:
    """Return a pattern for the hints that hold ``flag``."""
    return "[" + "".join(re.escape(chr(hint)) for hint in range(_ALL) if hint & flag) + "]"


def _ending(words: Iterable[str]) -> re.Pattern[str]:
    """Return the pattern of what ends with one of ``words``."""
    return re.compile(rf"(?:^|\W){any_of(words)}$")


_NUMBER_HINTS = re.compile(
    _with(_NUMBER | _OPEN | _ZERO)
    + f"(?:(?<={_with(_NUMBER)})|(?<={_with(_OPEN)}){_with(_MORE)}|(?<={_with(_ZERO)}){_with(_DIGIT)})"
)
_SMALL_NAME_HINTS = re.compile(
    f"{_with(_ALONE | _LAST)}(?:(?<={_with(_ALONE)})|(?<={_with(_BUT_ONE)}{_with(_LAST)})){_with(_NAME)}"
)


class WordHints(dict[str, str]):
    """The hint of each word, a character of flags, worked out when first met; forgotten when there are too many."""

    def __init__(
        self, forms: Iterable[str], starts: Iterable[str], surnames: frozenset[str], numbers: NumberWords
    ) -> None:
        """Take forms of address before names in small letters, the first words of these, and what numbers hold."""
        super().__init__()
        split = [form.split() for form in forms]
        self._alone = frozenset(form[0] for form in split if len(form) == 1)
        self._but_one = frozenset(form[-2] for form in split if len(form) > 1)
        self._last = frozenset(form[-1] for form in split if len(form) > 1)
        self._ends = frozenset(word[-1] for word in self._alone | self._but_one)
        self._starts = frozenset(starts)
        self._ends_alone, self._ends_but_one = _ending(self._alone), _ending(self._but_one)
        self._begins = re.compile(rf"{any_of(self._starts)}(?!\w)")
        self._surnames = surnames
        self._numbers = numbers

    def __missing__(self, word: str) -> str:
        """Return the hint of a word not met before."""
        if len(word) > LONGEST:
            return chr(_ALL - 1)
        if len(self) >= MOST_WORDS:
            self.clear()
        flags = self._of_letters(word) if word.isalpha() else self._of_signs(word)
        found = self[word] = chr(flags | (_ALONE if word in self._surnames or len(word) >= _SURNAME else 0))
        return found

    def of(self, text: str) -> str:
        """Return the hints of the words of a text, one character each."""
        return "".join(map(self.__getitem__, text.split()))

    def _of_letters(self, word: str) -> int:
        """Return the flags of a word of letters alone, as most are: as below, but faster."""
        known = self._numbers
        return (
            _ALONE * (word in self._alone)
            | _BUT_ONE * (word in self._but_one)
            | _LAST * (word in self._last)
            | _NAME * (word in self._starts or word in _MIDDLES)
            | _NUMBER * word.endswith(known.plate_words)
            | _OPEN * (len(word) <= _LETTERS and _ENDS_OPEN.search(word) is not None)
            | _MORE * (word[0] in "oO")
            | _ZERO * word.lower().endswith(_ZERO_ENDS)
            | _DIGIT * (known.spoken_digit.match(word) is not None)
        )

    def _of_signs(self, word: str) -> int:
        """Return the flags of a word that holds a digit or another sign."""
        known, spoken = self._numbers, _ZERO_ENDS in word.lower()
        ends_form = word[-1] in self._ends  # a comma ends none
        return (
            _ALONE * (ends_form and self._ends_alone.search(word) is not None)
            | _BUT_ONE * (ends_form and self._ends_but_one.search(word) is not None)
            | _LAST * (word in self._last)
            | _NAME * (self._begins.match(word) is not None)
            | _NUMBER * (word.endswith(known.plate_words) or _NUMBERS.search(word) is not None)
            | _NUMBER * (spoken and known.spoken_inside.search(word) is not None)
            | _OPEN * (_ENDS_OPEN.search(word) is not None)
            | _MORE * (_GOES_ON.match(word) is not None)
            | _ZERO * (spoken and known.spoken_zero.search(word) is not None)
            | _DIGIT * (known.spoken_digit.match(word) is not None)
        )


def may_hold_numbers(hints: str) -> bool:
    """Tell whether a text of such hints may hold a personal number, a plate or an e-mail address."""
    return _NUMBER_HINTS.search(hints) is not None


def may_hold_small_names(hints: str) -> bool:
    """Tell whether a text of such hints, written with diacritics, may hold a name in small letters."""
    return _SMALL_NAME_HINTS.search(hints) is not None
