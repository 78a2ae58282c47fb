"""Numbers in digits and in words, as people give dates and count signatures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

UNITS = {
    "khong": 0, "mot": 1, "hai": 2, "ba": 3, "bon": 4, "tu": 4, "nam": 5, "lam": 5, "sau": 6, "bay": 7, "tam": 8,
    "chin": 9,
}  # fmt: skip
TENS = {"muoi": 10, "chuc": 10}
SCALES = {"tram": 100, "nghin": 1_000, "ngan": 1_000}
LINKS = frozenset({"linh", "le"})
NUMBER_WORDS = frozenset({*UNITS, *TENS, *SCALES})
LONGEST = 9  # words: "hai nghìn không trăm hai mươi sáu" has seven


def is_number(token: str) -> bool:
    """Say whether a number may begin or end with ``token``."""
    return token in NUMBER_WORDS or token.isdigit()


def number_starts(tokens: Sequence[str], end: int) -> Iterator[int]:
    """Yield where a number may begin that ends before token ``end``: each place of which ``number_ends`` gives it."""
    if tokens[end - 1].isdigit():
        yield end - 1
    elif tokens[end - 1] in NUMBER_WORDS:
        for start in range(end - 1, max(end - LONGEST, 0) - 1, -1):
            if tokens[start] in NUMBER_WORDS:
                yield start
            elif tokens[start] not in LINKS:
                return


def number_ends(tokens: Sequence[str], at: int) -> Iterator[int]:
    """Yield where a number that begins at token ``at`` may end: after its digits, or after each further word."""
    if tokens[at].isdigit():
        yield at + 1
        return
    for end in range(at, min(at + LONGEST, len(tokens))):
        if tokens[end] not in NUMBER_WORDS and not (end > at and tokens[end] in LINKS):
            return
        if tokens[end] not in LINKS:
            yield end + 1


def number(tokens: Sequence[str]) -> int | None:
    """Return the value of the number that ``tokens`` spell, None for a row of digits names or nothing.

    >>> number(["ba", "muoi", "bay"]), number(["37"]), number(["hai", "tram", "linh", "nam"])
    (37, 37, 205)
    """
    if len(tokens) == 1 and tokens[0].isdigit():
        return int(tokens[0]) if len(tokens[0]) < 7 else None
    total = tens = 0
    unit: int | None = None
    for token in tokens:
        if token in SCALES:
            total += (tens + (unit if unit is not None else 1)) * SCALES[token]
            tens, unit = 0, None
        elif token in TENS:
            tens, unit = 10 * (unit if unit else 1), None
        elif token in UNITS and unit is None:
            unit = UNITS[token]
        elif token not in LINKS:
            return None
    return total + tens + (unit or 0) if tokens else None
