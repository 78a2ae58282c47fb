"""From what a run found to the page: one reading of the petitions, one view a section, one set of templates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.hotspots.record import Channel, FoundHotspot
from pipeline.report import forms
from pipeline.report.page.briefs import brief_of, past_briefs
from pipeline.report.page.cards import Behind, CardsView, cards_view, episodes
from pipeline.report.page.certainty import CertaintyView, certainty_view
from pipeline.report.page.clock import ClockView, clock_view
from pipeline.report.page.content import PageContent
from pipeline.report.page.country_map import MapView, map_view
from pipeline.report.page.heat import HeatView, heat_view
from pipeline.report.page.received import ReceivedView, received_view
from pipeline.report.page.tally import Tally, tally_for
from pipeline.report.page.unplaced import UnplacedView, unplaced_view
from pipeline.report.page.urgent import UrgentView, urgent_view
from pipeline.report.page.whereabouts import Whereabouts
from pipeline.report.page.words import NOTHING_FOUND, TOO_SHORT
from pipeline.settings import DATA

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES = DATA / "templates"
SHOWN_BEHIND = 60  # petitions of a hotspot that are looked up; its list shows twenty of them


@dataclass(frozen=True, slots=True)
class Page:
    """All sections, ready for the templates."""

    office: str
    as_of: str
    area: str
    headlines: tuple[str, ...]
    received: ReceivedView
    rising: tuple[CardsView, ...]
    lasting: CardsView
    emerging: CardsView
    heat: HeatView | None
    map: MapView
    unplaced: UnplacedView
    urgent: UrgentView
    clock: ClockView
    certainty: CertaintyView
    nothing: str
    workbook: str


def write_page(path: Path, content: PageContent, found: Tally | None = None) -> None:
    """Write the page of a run; ``found`` is ``begin_tally(content)`` that has seen all petitions, None to see them now.

    Raises:
        DataError: a map or a table of places is missing or broken.
    """
    page = page_of(content, found)
    path.write_text(environment().get_template("page/page.html.j2").render(page=page), encoding="utf-8")


def begin_tally(content: PageContent) -> Tally:
    """Return what is to see the petitions of ``content`` one after the other: so that one reading serves all reports.

    Raises:
        DataError: a table of places is missing or broken.
    """
    spots = _spots(content, Whereabouts.load(content.places, content.province))
    return tally_for(content, frozenset(id for spot in spots for id in spot.petitions[:SHOWN_BEHIND]))


def page_of(content: PageContent, found: Tally | None = None) -> Page:
    """Return all sections of the page; ``found`` as in ``write_page``."""
    where = Whereabouts.load(content.places, content.province)
    spots = _spots(content, where)
    if found is None:
        found = begin_tally(content)
        for row in content.routed:
            found.see(row)
    behind = _behind(content, found)
    cards = {channel: cards_view(spots, channel, content.names, where, behind) for channel in Channel}
    certainty = certainty_view(content)
    urgent = urgent_view(found, content.names)
    clock = clock_view(found, content.names, content.as_of)
    nothing = TOO_SHORT if certainty.short else "" if spots else NOTHING_FOUND
    return Page(
        office=content.settings.office.name,
        as_of=forms.day(content.as_of),
        area=where.name("province", where.province) if where.province else "cả nước",
        headlines=tuple(_headlines(cards, clock, urgent, spots)),
        received=received_view(found, content.rejected, content.names),
        rising=tuple(cards[channel] for channel in (Channel.SURGE, Channel.PROVINCE, Channel.TOTAL)),
        lasting=cards[Channel.PERSISTENT],
        emerging=cards[Channel.EMERGING],
        heat=heat_view(content.grids, content.names, where, content.settings.hotspots.q),
        map=map_view(content.maps, spots, content.grids, where),
        unplaced=unplaced_view(found),
        urgent=urgent,
        clock=clock,
        certainty=certainty,
        nothing=nothing,
        workbook=content.workbook,
    )


def _spots(content: PageContent, where: Whereabouts) -> list[FoundHotspot]:
    """Return the hotspots that concern the office."""
    return [s for s in content.hotspots if s.unit_level == "all" or where.holds(s.unit_level, s.unit_code)]


def _behind(content: PageContent, found: Tally) -> Behind:
    older = found.wanted - set(found.kept)
    past = {} if content.history is None else past_briefs(content.history, older, content.names)
    own = {id: brief_of(row, content.names) for id, row in found.kept.items()}
    return Behind({**past, **own})


def _headlines(
    cards: dict[Channel, CardsView], clock: ClockView, urgent: UrgentView, spots: Sequence[FoundHotspot]
) -> list[str]:
    numbers = {channel: len(episodes(spots, channel)) for channel in Channel}
    rose = sum(numbers[channel] for channel in (Channel.SURGE, Channel.PROVINCE, Channel.TOTAL))
    lines = []
    if rose or numbers[Channel.PERSISTENT] or numbers[Channel.EMERGING]:
        lines.append(
            f"Điểm nóng: {forms.whole(rose)} dấu hiệu tăng, "
            f"{forms.whole(numbers[Channel.PERSISTENT])} dấu hiệu kéo dài, "
            f"{forms.whole(numbers[Channel.EMERGING])} vấn đề mới."
        )
    strongest = [view.cards[0] for view in cards.values() if view.cards]
    if strongest:
        first = strongest[0]
        lines.append(f"Nổi bật: {first.topic}, {first.unit}, gấp khoảng {first.ratio} lần mức thường thấy.")
    return [line for line in (*lines, urgent.sentence, clock.headline) if line]


@cache
def environment() -> Environment:
    """Return the templates; everything they are given is escaped, and a name they misspell is an error."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
