"""Names that officers know, in place of codes; numbers and dates in Vietnamese form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from pipeline.records import PetitionType
from pipeline.routing.reasons import Reason
from pipeline.taxonomy.catalogue import Taxonomy

TYPE_NAMES = {
    PetitionType.COMPLAINT: "Khiếu nại",
    PetitionType.DENUNCIATION: "Tố cáo",
    PetitionType.PROPOSAL: "Kiến nghị, phản ánh",
}

UNLISTED = "Mã không có trong danh mục"


@dataclass(frozen=True, slots=True)
class Names:
    """Looks names up in the label space and the reasons; a code without a name is shown as it is."""

    taxonomy: Taxonomy
    reasons: Mapping[str, Reason]

    def topic(self, code: str) -> str:
        """Name of a topic."""
        known = self.taxonomy.topics.get(code)
        return known.name if known else code

    def field(self, code: str) -> str:
        """Name of a field."""
        return self.taxonomy.fields.get(code, code)

    def body(self, code: str) -> str:
        """Name of a body."""
        known = self.taxonomy.bodies.get(code)
        return known.name if known else code

    def listed_field(self, code: str) -> str:
        """Name of a field for pages that people read, which say so where a code stands in no catalogue."""
        return self._listed(code, self.field(code), bool(self.taxonomy.fields))

    def listed_body(self, code: str) -> str:
        """Name of a body, as ``listed_field``."""
        return self._listed(code, self.body(code), bool(self.taxonomy.bodies))

    def _listed(self, code: str, name: str, has_catalogue: bool) -> str:
        return f"{UNLISTED} ({code})" if code and name == code and has_catalogue else name

    def reason(self, code: str) -> str:
        """Name of a reason."""
        known = self.reasons.get(code)
        return known.name if known else code

    def petition_type(self, kind: PetitionType) -> str:
        """Name of a petition type."""
        return TYPE_NAMES[kind]

    def day(self, day: date | None) -> str:
        """Write a date as 05/03/2026, nothing for none."""
        return day.strftime("%d/%m/%Y") if day else ""

    def percent(self, share: float) -> str:
        """Write a share as 93,4 %."""
        return f"{share * 100:.1f} %".replace(".", ",")
