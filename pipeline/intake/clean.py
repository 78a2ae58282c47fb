"""Characters that no document may hold: control characters, lone surrogates, direction marks, invisible marks."""

from __future__ import annotations

import re
import sys
import unicodedata

_BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_INVISIBLE = "\u00ad\u200b\u2060\ufeff\ufff9-\ufffb"
_FORBIDDEN = re.compile(rf"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff{_BIDI}{_INVISIBLE}]")
_FORMULA_SIGNS = "=+-@\t\r\n \uff1d\uff0b\uff0d\uff20\u2212"
MOST_MARKS = 16  # accents on one letter; no language has more than a few
# runs that may be accents, which are no letters; of other signs in them nothing is taken away
_PILE = re.compile(rf"[^\w\s\x00-\u02ff]{{{MOST_MARKS + 1},}}")
# a run as long of signs and letters that Vietnamese does without: soon looked for, and nearly no text has one
_FOREIGN = re.compile(rf"[^\x00-\u02ff\u1e00-\u1eff][^\x00-\u02ff\u1e00-\u1eff]{{{MOST_MARKS}}}")


def clean_characters(text: str) -> str:
    r"""Return ``text`` without forbidden characters; everything else, emoji and joiners included, stays as it is.

    >>> clean_characters("đường\x00 h\u202eỏng\r\n")
    'đường hỏng\n'
    """
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    if not plain.replace("\n", " ").isprintable():  # no forbidden character can be printed
        plain = _FORBIDDEN.sub("", plain)
    return _PILE.sub(_lower_pile, plain) if _FOREIGN.search(plain) else plain


def _lower_pile(found: re.Match[str]) -> str:
    """Keep the first accents of a run; composing a letter with n accents takes n² steps."""
    kept, marks = [], 0
    for letter in found.group():
        marks = marks + 1 if unicodedata.combining(letter) else 0
        if marks <= MOST_MARKS:
            kept.append(letter)
    return "".join(kept)


def without_formula_sign(text: str) -> str:
    """Return ``text`` without the signs that make a spreadsheet take what follows for a formula.

    The signs are those of OWASP, "CSV Injection", with their full-width forms.

    >>> without_formula_sign("=-2+3"), without_formula_sign("A=1")
    ('2+3', 'A=1')
    """
    return text.lstrip(_FORMULA_SIGNS)


def is_blank(text: str) -> bool:
    """Say whether nothing of ``text`` could be read by a person: only spaces and marks without width."""
    if text[:1].isalnum():
        return False
    return all(c.isspace() or unicodedata.category(c) in ("Cf", "Cc", "Mn") for c in text)


def cell_text(cell: object) -> str:
    """Return what a person would read in a cell; None and NaN are empty, 12.0 is 12."""
    if type(cell) is str:
        return cell
    if cell is None or cell != cell:  # NaN is the one value unequal to itself
        return ""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 10**sys.float_info.dig:
        return str(int(cell))
    return str(cell)
