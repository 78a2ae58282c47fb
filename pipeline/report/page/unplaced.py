"""Where the place is unknown: how many petitions stand on no map, and which."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.report import forms
from pipeline.report.page.petition_lists import Brief, PetitionList, petition_list
from pipeline.report.page.tally import Tally

KINDS = (
    ("nowhere", "Không rõ tỉnh, thành phố"),
    ("province", "Chỉ rõ tỉnh, thành phố"),
    ("unsure", "Có huyện hoặc xã nhưng chưa đủ tin cậy"),
    ("known", "Rõ huyện hoặc xã"),
)


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """How many petitions of one kind; ``anchor`` of its list, if any."""

    name: str
    count: str
    share: str
    anchor: str


@dataclass(frozen=True, slots=True)
class UnplacedView:
    """The section on unknown places."""

    rows: tuple[PlaceRow, ...]
    lists: tuple[PetitionList, ...]


def unplaced_view(found: Tally) -> UnplacedView:
    """Return the section."""
    numbers = [found.counts["place", key] for key, _ in KINDS]
    lists = [
        petition_list(f"ds-noi-{key}", name, found.counts["place", key], _briefs(found, key))
        for key, name in KINDS
        if key != "known"
    ]
    anchors = {some.title: some.anchor for some in lists if some}
    rows = []
    for (_, name), number, text in zip(KINDS, numbers, forms.counts(numbers), strict=True):
        shown = text not in (forms.FEW, forms.HIDDEN)
        share = forms.percent(number / found.total) if shown and found.total else "–"
        rows.append(PlaceRow(name, text, share, anchors.get(name, "") if shown else ""))
    return UnplacedView(tuple(rows), tuple(some for some in lists if some))


def _briefs(found: Tally, key: str) -> list[Brief]:
    return [Brief(id, "") for id in found.ids.get(("place", key), ())]
