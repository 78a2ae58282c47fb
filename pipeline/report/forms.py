"""Numbers, shares and dates as Vietnamese readers write them, and what is too small to be shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from math import sqrt

FEWEST = 3  # counts below it could point at a person
FEW = f"dưới {FEWEST}"
HIDDEN = f"từ {FEWEST} trở lên"
Z95 = 1.959964


def whole(number: int) -> str:
    """Write a whole number.

    >>> whole(1234567)
    '1.234.567'
    """
    return f"{number:,}".replace(",", ".")


def decimal(number: float, digits: int = 1) -> str:
    """Write a number with a decimal comma; a round one without decimals.

    >>> decimal(1234.5), decimal(4.0)
    ('1.234,5', '4')
    """
    text = f"{number:,.{digits}f}".replace(",", " ").replace(".", ",").replace(" ", ".")
    return text.rstrip("0").rstrip(",") if "," in text else text


def expected(number: float) -> str:
    """Write an expected number, which is never quite nothing.

    >>> expected(0.01), expected(4.0)
    ('dưới 0,1', '4,0')
    """
    whole_part, _, decimals = f"{number:.1f}".partition(".")
    return "dưới 0,1" if number < 0.05 else f"{whole(int(whole_part))},{decimals}"


def times(ratio: float) -> str:
    """Write a ratio: one decimal below 10, none from there on."""
    return decimal(ratio, 1) if ratio < 9.95 else decimal(ratio, 0)


def ratio(value: float) -> str:
    """Write a ratio with two decimals, for columns.

    >>> ratio(1.4)
    '1,40'
    """
    return f"{value:.2f}".replace(".", ",")


def percent(share: float) -> str:
    """Write a share.

    >>> percent(0.9344)
    '93,4 %'
    """
    return f"{share * 100:.1f} %".replace(".", ",")


def day(value: date | None) -> str:
    """Write a date as 05/03/2026; nothing for none."""
    return value.strftime("%d/%m/%Y") if value else ""


def count(number: float) -> str:
    """Write a count of petitions; what lies between 0 and ``FEWEST`` is not shown.

    >>> count(2), count(0), count(4.5)
    ('dưới 3', '0', '4,5')
    """
    return FEW if 0 < number < FEWEST else decimal(number)


def rounded(number: float) -> str:
    """Write a count that may have parts, as of petitions shared out among communes, as a whole number.

    >>> rounded(78.7), rounded(0), rounded(2.9)
    ('79', '0', 'dưới 3')
    """
    return FEW if 0 < number < FEWEST else whole(round(number))


def counts(numbers: Sequence[int]) -> tuple[str, ...]:
    """Write the counts of one table whose total is known.

    One hidden cell alone could be worked out from the total, and so could several that are all 1 or all 2; then the
    smallest shown one is hidden along with them.

    >>> counts([1, 5, 20])
    ('dưới 3', 'từ 3 trở lên', '20')
    """
    written = [count(number) for number in numbers]
    few = {number for number in numbers if 0 < number < FEWEST}
    if len(few) == 1:
        shown = [at for at, number in enumerate(numbers) if number >= FEWEST]
        if shown:
            written[min(shown, key=lambda at: (numbers[at], at))] = HIDDEN
    return tuple(written)


def wilson(part: int, total: int, z: float = Z95) -> tuple[float, float]:
    """Return the 95 % interval of a share (Wilson 1927, JASA 22:209); (0, 1) when there is nothing."""
    if not total:
        return 0.0, 1.0
    share, square = part / total, z * z
    middle = (share + square / (2 * total)) / (1 + square / total)
    half = z / (1 + square / total) * sqrt(share * (1 - share) / total + square / (4 * total * total))
    return max(middle - half, 0.0), min(middle + half, 1.0)


def ordered(counted: Mapping[str, int]) -> list[tuple[str, int]]:
    """Return codes and counts, most first, ties by code."""
    return sorted(counted.items(), key=lambda item: (-item[1], item[0]))
