"""How many petitions of which kind, for ``run.json`` and the summary: counted once, while they pass by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from pipeline.records import Decision, PetitionType, Routed


class Alike(NamedTuple):
    """All that a petition counts for; petitions that count for the same are counted together."""

    auto: bool
    urgent: bool
    with_district: bool
    with_commune: bool
    repeats: bool
    petition_type: PetitionType
    department: str
    topic: str
    reasons: tuple[str, ...]
    legal_flags: tuple[str, ...]


SIGNS = Alike._fields[:5]


@dataclass(frozen=True, slots=True)
class Counted:
    """Counts of the petitions that were ``add``-ed."""

    alike: Counter[Alike] = field(default_factory=Counter)

    @staticmethod
    def of(routed: Iterable[Routed]) -> Counted:
        """Count petitions."""
        found = Counted()
        for row in routed:
            found.add(row)
        return found

    def add(self, row: Routed) -> None:
        """Count one more petition."""
        place, prediction = row.place, row.prediction
        kind = Alike(
            row.decision is Decision.AUTO, prediction.urgent, place.district_code != "", place.commune_code != "",
            row.repeat_of != "", prediction.petition_type, row.department, prediction.topic, row.reasons,
            row.legal_flags,
        )  # fmt: skip
        self.alike[kind] += 1

    @property
    def total(self) -> int:
        """How many petitions there are."""
        return self.alike.total()

    def sign(self, name: str) -> int:
        """Return how many show one of ``SIGNS``."""
        at = SIGNS.index(name)
        return sum(number for kind, number in self.alike.items() if kind[at])

    def by(self, name: str) -> Mapping[str, int]:
        """Return the counts by the codes of one field, in the order of codes; a petition may have several."""
        found, at = Counter[str](), Alike._fields.index(name)
        for kind, number in self.alike.items():
            codes = kind[at]
            for code in codes if isinstance(codes, tuple) else (str(codes),):
                found[code] += number
        return dict(sorted(found.items()))
