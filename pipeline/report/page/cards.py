"""Cards: each episode of a hotspot with its year of weeks, its figures in words, and the petitions behind it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.hotspots.record import Channel, FoundHotspot
from pipeline.report import forms
from pipeline.report.names import Names
from pipeline.report.page.card_words import about, ratio_words, sentences
from pipeline.report.page.petition_lists import Brief, PetitionList, petition_list
from pipeline.report.page.sparkline import Sparkline, sparkline
from pipeline.report.page.whereabouts import Whereabouts
from pipeline.report.page.words import CHANNELS, HIDDEN_PHRASE, NOTES, ROUNDED

MOST_CARDS = 12  # of one channel: a leader reads ten minutes, hotspots.csv holds all


@dataclass(frozen=True, slots=True)
class Card:
    """One episode: ``ids`` are its hotspots in hotspots.csv, the strongest first."""

    anchor: str
    ids: tuple[str, ...]
    topic: str
    unit: str
    sentences: tuple[str, ...]
    notes: tuple[str, ...]
    observed: str
    expected: str
    ratio: str
    ratio_low: str
    chart: Sparkline | None
    petitions: PetitionList | None


@dataclass(frozen=True, slots=True)
class CardsView:
    """The cards of one channel; ``left`` says how many more stand in hotspots.csv."""

    channel: str
    name: str
    explained: str
    cards: tuple[Card, ...]
    left: str


@dataclass(frozen=True, slots=True)
class Behind:
    """Petitions behind hotspots by id, without denunciations; ``count`` needs the ids that are none."""

    briefs: Mapping[str, Brief]

    def of(self, spot: FoundHotspot) -> list[Brief]:
        """Return the petitions of a hotspot, those with a summary first."""
        known = [self.briefs[id] for id in spot.petitions if id in self.briefs]
        return sorted(known, key=lambda brief: (not brief.summary, brief.id))


def episodes(hotspots: Sequence[FoundHotspot], channel: Channel) -> list[list[FoundHotspot]]:
    """Return the hotspots of a channel by episode, the surest first.

    The same trouble is often found in an old district and in a commune of today on its land: where one topic or phrase
    shares more than half of the petitions, the two are one episode, told at the surer level.
    """
    merged: list[list[FoundHotspot]] = []
    for spot in sorted(hotspots, key=lambda spot: (-spot.ratio_low, spot.id)):
        if spot.channel is channel:
            home = next((spots for spots in merged if _same_trouble(spots[0], spot)), None)
            if home is None:
                merged.append([spot])
            else:
                home.append(spot)
    return merged


def _same_trouble(one: FoundHotspot, other: FoundHotspot) -> bool:
    if one.episode and one.episode == other.episode:
        return True
    if (one.topic, one.phrase) != (other.topic, other.phrase):
        return False
    first, second = set(one.petitions), set(other.petitions)
    return 2 * len(first & second) > min(len(first), len(second))


def cards_view(
    hotspots: Sequence[FoundHotspot], channel: Channel, names: Names, where: Whereabouts, behind: Behind
) -> CardsView:
    """Return the cards of one channel."""
    found = episodes(hotspots, channel)
    cards = [_card(spots, f"{channel}-{at}", names, where, behind) for at, spots in enumerate(found[:MOST_CARDS])]
    left = len(found) - len(cards)
    name, explained = CHANNELS[channel]
    more = f"Còn {forms.whole(left)} dấu hiệu yếu hơn; xem tệp hotspots.csv." if left else ""
    return CardsView(channel.value, name, explained, tuple(cards), more)


def _notes(spot: FoundHotspot) -> Iterator[str]:
    for status in spot.status:
        yield NOTES[status].format(weeks=len(spot.weeks) or "ít")
    if spot.observed != round(spot.observed):
        yield ROUNDED


def _card(spots: Sequence[FoundHotspot], anchor: str, names: Names, where: Whereabouts, behind: Behind) -> Card:
    spot, known = spots[0], behind.of(spots[0])
    topic = names.topic(spot.topic) if spot.topic else "Mọi chủ đề"
    unit = where.unit(spot)
    if spot.channel is Channel.EMERGING:
        topic = f"“{spot.phrase}”" if len(known) >= forms.FEWEST else HIDDEN_PHRASE
    return Card(
        anchor=anchor,
        ids=tuple(some.id for some in spots),
        topic=topic,
        unit=unit,
        sentences=tuple(sentences(spot)),
        notes=tuple(_notes(spot)),
        observed=about(spot.observed),
        expected=forms.expected(spot.expected),
        ratio=ratio_words(spot.ratio),
        ratio_low=ratio_words(spot.ratio_low),
        chart=sparkline(spot.weeks, spot.window),
        petitions=petition_list(f"don-{anchor}", f"{topic}, {unit}", len(spot.petitions), known),
    )
