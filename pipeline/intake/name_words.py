"""The words by which names of people are told from places, bodies and ordinary words (``name_words.csv``)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cache
from pathlib import Path

from pipeline.errors import DataError
from pipeline.intake.number_words import NumberWords, load_number_words
from pipeline.intake.spellings import any_of, bare, both_styles, old_style, spellings
from pipeline.intake.word_hints import WordHints
from pipeline.taxonomy.tables import read_rows

NUMBERS = "number_words.csv"
PLACES = "place_names.csv"  # beside name_words.csv: names of units that could be read as names of people
_BARE_ADDRESS = frozenset("ông bà anh chị em cháu bác".split())
_BARE_TITLE = frozenset("vợ chồng nhà con".split())
_BARE_PLACE = frozenset(
    "đường phố phường xã quận huyện tỉnh thôn ấp xóm khóm kiệt hẻm ngõ ngách trường tp tp. q. p. h. x. tổ khối".split()
)


class Role(Enum):
    """What a word or phrase in front of a capitalised word says about it."""

    ADDRESS = "honorific"  # a person follows, whatever the word
    TITLE = "title"  # a person follows if the word can be a name
    LABEL = "label"  # a person follows, even after a colon or on the next line
    PLACE = "not-a-person"
    NEAR = "preposition"  # a place follows unless the word cannot be one
    NOTHING = "not-honorific"  # looks like a form of address and is none


_NAMES = ("surname", "surname-word", "middle", "given", "given-word")
_KINDS = (
    *(role.value for role in Role), *_NAMES, "surname-bare", "given-bare", "given-small", "given-alone", "after-name",
    "ordinary", "street-name", "numbered",
)  # fmt: skip


@dataclass(frozen=True, slots=True, repr=False)  # thousands of words
class NameWords:
    """Word lists of ``name_words.csv`` and ``place_names.csv``, in small letters.

    ``roles`` maps phrases of up to three words to what they announce, ``bare_roles`` those without diacritics too;
    ``role_ends`` holds the last word of each. ``surnames`` are hardly anything else, ``surname_words`` are ordinary
    words as well; before ``văn`` or ``thị``, ``certain_surnames`` are names even in small letters. ``syllables`` are
    all that names are made of, ``given`` those that are no ordinary words; those in ``called`` are names even in small
    letters and alone, where a form of address stands before and one of ``after_names`` behind; in ``called_alone``
    those that need only a capital before one of ``after_names``. ``ordinary`` are words and pairs of words
    with which no name begins. ``places`` are units and streets, most of the latter named after persons of history;
    ``streets`` the latter alone. ``numbered`` are things that carry a number and are no houses. ``addressed`` and
    ``bare_addressed`` find forms of address before names in small letters; ``numbers`` are words around numbers.
    ``hints`` tell by single words what a text may hold.
    """

    roles: Mapping[str, Role]
    bare_roles: Mapping[str, Role]
    role_ends: frozenset[str]
    surnames: frozenset[str]
    surname_words: frozenset[str]
    certain_surnames: frozenset[str]
    middles: frozenset[str]
    given: frozenset[str]
    called: frozenset[str]
    called_alone: frozenset[str]
    after_names: frozenset[str]
    syllables: frozenset[str]
    bare_syllables: frozenset[str]
    ordinary: frozenset[str]
    places: frozenset[str]
    bare_places: frozenset[str]
    numbered: frozenset[str]
    streets: frozenset[str]
    addressed: re.Pattern[str]
    bare_addressed: re.Pattern[str]
    numbers: NumberWords
    hints: WordHints = field(compare=False)


@cache
def load_name_words(path: Path) -> NameWords:
    """Read ``name_words.csv`` (kind, word), and ``place_names.csv`` (name) and ``number_words.csv`` beside it.

    Raises:
        DataError: a table is missing or lacks a column, a kind is unknown, a word is empty or stands there twice.
    """
    lists = _read(path)
    surnames, surname_words = spellings(lists["surname"]), spellings(lists["surname-word"])
    middles = spellings(lists["middle"])
    syllables = both_styles(word for kind in _NAMES for word in lists[kind])
    roles, bare_roles = _roles(lists)
    streets = lists["street-name"]
    certain = both_styles(lists["surname"]) | frozenset(map(bare, both_styles(lists["surname-bare"])))
    forms, starts = _small_forms(lists), _small_starts(lists)
    numbers = load_number_words(path.with_name(NUMBERS))
    units = [cells["name"] for _, cells in read_rows(path.with_name(PLACES), ("name",))]
    return NameWords(
        roles=roles,
        bare_roles=bare_roles,
        role_ends=frozenset(phrase.split()[-1] for phrase in bare_roles),
        surnames=surnames - surname_words,
        surname_words=surname_words,
        middles=middles,
        given=spellings(lists["given"]),
        called=both_styles(lists["given-small"]),
        called_alone=both_styles(lists["given-alone"]),
        after_names=both_styles(lists["after-name"]),
        syllables=syllables,
        bare_syllables=frozenset(map(bare, syllables)),
        ordinary=both_styles(lists["ordinary"]) | (spellings(lists["ordinary"]) - frozenset(map(bare, syllables))),
        places=both_styles([*units, *streets]),
        bare_places=spellings([*units, *streets]),
        streets=spellings(streets),
        numbered=spellings(lists["numbered"]),
        addressed=re.compile(f"\\W{any_of(forms)}(?=[ ]{any_of(starts)}(?!\\w))"),
        bare_addressed=_bare_addressed(lists),
        certain_surnames=certain,
        numbers=numbers,
        hints=WordHints(forms, starts, certain, numbers),
    )


def _read(path: Path) -> Mapping[str, list[str]]:
    lists: dict[str, list[str]] = {kind: [] for kind in _KINDS}
    seen: set[tuple[str, str]] = set()
    for row, cells in read_rows(path, ("kind", "word")):
        kind, word = cells["kind"], cells["word"]
        if kind not in lists:
            raise DataError(f"{path}, dòng {row}: loại từ {kind!r} không có; hãy dùng một trong: {', '.join(_KINDS)}.")
        if not word or (kind, word) in seen:
            raise DataError(f"{path}, dòng {row}: từ bị trống hoặc đã có ở dòng trên; hãy sửa hoặc xóa dòng này.")
        seen.add((kind, word))
        lists[kind].append(word)
    return lists


def _roles(lists: Mapping[str, list[str]]) -> tuple[Mapping[str, Role], Mapping[str, Role]]:
    """Map phrases to what they announce, as written and with what is left of them without diacritics."""
    order = (Role.PLACE, Role.NOTHING, Role.LABEL, Role.ADDRESS, Role.TITLE, Role.NEAR)
    exact: dict[str, Role] = {}
    plain: dict[str, Role] = {}
    for role in order:
        for phrase in lists[role.value]:
            exact.setdefault(phrase, role)
            exact.setdefault(old_style(phrase), role)
            if _safe_without_diacritics(phrase, role):
                plain.setdefault(bare(phrase), role)
    return exact, {**exact, **plain}


def _safe_without_diacritics(phrase: str, role: Role) -> bool:
    few = {Role.ADDRESS: _BARE_ADDRESS, Role.TITLE: _BARE_TITLE, Role.PLACE: _BARE_PLACE}.get(role)
    return few is None or " " in phrase or phrase in few


def _small_forms(lists: Mapping[str, list[str]]) -> frozenset[str]:
    """Return the forms of address before names in small letters."""
    forms = set(lists["honorific"])
    forms |= {form for form in lists["label"] if form.split()[0] not in ("người", "cha", "mẹ")}
    forms |= {form for form in lists["title"] if " " in form}
    return _begun(forms)


def _small_starts(lists: Mapping[str, list[str]]) -> frozenset[str]:
    """Return the words that can begin a name in small letters."""
    return both_styles([*lists["surname"], *lists["surname-word"], *lists["given"], *lists["given-small"]])


def _bare_addressed(lists: Mapping[str, list[str]]) -> re.Pattern[str]:
    """Compile the same for texts without diacritics, where few words are certain."""
    forms = _begun({bare(form) for form in lists["label"] if " " in form} | set(map(bare, _BARE_ADDRESS)))
    surname, middle = any_of(spellings(lists["surname"] + lists["surname-word"])), any_of(spellings(lists["middle"]))
    given = any_of(spellings(lists["given-bare"]))
    return re.compile(
        f"\\W(?:{any_of(forms)}(?=[ ]{surname}[ ]{middle}[ ])|(?:[Oo]ng|[Aa]nh|[Cc]hi)(?=[ ]{given}(?!\\w)))"
    )


def _begun(forms: Iterable[str]) -> frozenset[str]:
    """Return forms in small letters and with a capital at the beginning."""
    return frozenset(spelt for form in forms for spelt in (form, form[0].upper() + form[1:]))
