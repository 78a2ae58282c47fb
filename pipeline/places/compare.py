"""How well words in a text agree with a name and its type."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pipeline.places.fold import Word
from pipeline.places.names import Kind, Name
from pipeline.places.units import Level

EXACT, PLAIN, SLACK = 3.0, 2.0, 0.5
SAME_TYPE = 1.5
KIND_PENALTY = {Kind.OFFICIAL: 0.0, Kind.ALIAS: 0.2, Kind.SHORT: 0.5, Kind.FORMER: 1.0}


def spelling(words: Sequence[Word], canon: tuple[str, ...]) -> float:
    """Grade the diacritics: EXACT, PLAIN (some left out, none wrong), SLACK (one wrong syllable of several) or 0."""
    if len(words) != len(canon):
        return _glued(words, canon)
    wrong = missing = 0
    for word, syllable in zip(words, canon, strict=True):
        if word.canon != syllable:
            if word.accented:
                wrong += 1
            else:
                missing += 1
    if wrong:
        return SLACK if wrong == 1 and not missing and len(canon) > 1 else 0.0
    return PLAIN if missing else EXACT


def _glued(words: Sequence[Word], canon: tuple[str, ...]) -> float:
    """Grade a name cut otherwise than in the list (``R'Lấp``, ``Rlấp``): the letters must agree as a whole."""
    if "".join([word.canon for word in words]) == "".join(canon):
        return EXACT
    return 0.0 if any(word.accented for word in words) else PLAIN


def qualities(words: Sequence[Word], names: Iterable[Name], type_: str, accented: bool) -> list[float]:
    """Grade names with their types in a sentence with or without diacritics; 0 for one that does not agree at all."""
    spelt: dict[tuple[str, ...], float] = {}  # many units bear the same name
    most = EXACT if accented else PLAIN  # "Sa Pa" in a text without diacritics may just as well be Sa Pả
    found = []
    for name in names:
        known = spelt.get(name.canon)
        if known is None:
            known = spelt[name.canon] = min(spelling(words, name.canon), most)
        grade = known + _type_grade(name, type_) if type_ else known
        found.append(grade - KIND_PENALTY[name.kind] if known else 0.0)
    return found


def _type_grade(name: Name, type_: str) -> float:
    """Grade the type word: xã become phường in time, but "thành phố Vĩnh Long" is not the province (tỉnh)."""
    if name.type == type_:
        return SAME_TYPE
    return -SAME_TYPE if name.level is Level.PROVINCE else 0.0
