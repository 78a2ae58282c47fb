"""Laws that hold for any text: what changes nothing, what must agree, what may be returned, how long it takes."""

from __future__ import annotations

import time
import unicodedata
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.places import Era, Level, Location, Unit, scan
from pipeline.places.style import sentence_starts
from pipeline.places.units import REFORM
from pipeline.places.vocabulary import CUT
from pipeline.places.words import LONG, cut, read_words
from tests.test_places import GOLDEN, gazetteer, locator

NO_PLACE = [row["text"] for row in GOLDEN if row["kind"] == "khong-noi"]
TEXTS = [row["text"] for row in GOLDEN]
DAYS = st.one_of(st.none(), st.dates(date(2015, 1, 1), date(2027, 1, 1)))
COMMUNES = [unit for unit in gazetteer().units if unit.level is Level.COMMUNE]
DOUBLE = {"Xã Đông Khê"}  # two communes of one district bear this very name in the official list
TONE_STYLES = (("òa", "oà"), ("óa", "oá"), ("ủy", "uỷ"), ("úy", "uý"), ("ùy", "uỳ"), ("òe", "oè"))


def meaning(location: Location) -> tuple[object, ...]:
    return location.place, location.old_commune, location.new_commune, location.districts, location.communes


def address(unit: Unit) -> str:
    parts = [unit]
    while parts[-1].parent >= 0:
        parts.append(gazetteer().units[parts[-1].parent])
    return "Rác ở " + ", ".join(f"{part.type} {part.name}" for part in parts)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(TEXTS), st.sampled_from(NO_PLACE), DAYS, st.booleans())
def test_a_sentence_without_a_place_changes_nothing(text: str, sentence: str, day: date | None, first: bool) -> None:
    both = f"{sentence}\n{text}" if first else f"{text}.\n{sentence}"
    assert meaning(locator().locate(both, day)) == meaning(locator().locate(text, day))


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(TEXTS), DAYS)
def test_unicode_forms_agree_and_spans_stay_inside_the_text(text: str, day: date | None) -> None:
    composed = locator().locate(unicodedata.normalize("NFC", text), day)
    apart = unicodedata.normalize("NFD", text)
    decomposed = locator().locate(apart, day)
    assert meaning(composed) == meaning(decomposed)
    for one, other in zip(composed.mentions, decomposed.mentions, strict=True):
        assert unicodedata.normalize("NFC", apart[other.start : other.end]) == text[one.start : one.end]


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.sampled_from(TEXTS), st.text(max_size=60), st.text(" .,-(\n!xã12ABđ\u0301_", max_size=60)))
def test_words_are_cut_alike_by_spaces_and_by_signs_and_stand_where_they_are_said_to(text: str) -> None:
    vocabulary = gazetteer().vocabulary
    composed = unicodedata.normalize("NFC", text)
    pieces, found = CUT.split(composed), cut(composed, vocabulary)
    assert (found.written, found.gaps) == (pieces[1::2], pieces[::2])
    long = cut(composed + " " * LONG, vocabulary)
    assert (long.written, long.words, long.gaps[:-1]) == (found.written, found.words, found.gaps[:-1])
    starts = [sentence_starts(one.words, one.gaps, one.stops) for one in (found, long)]
    assert starts[0] == starts[1] == sentence_starts(found.words, found.gaps, range(len(found.gaps)))
    words = read_words(composed, vocabulary)
    for at, written in enumerate(words.written):
        start, end = words.span(at, at + 1)
        assert composed[start:end] == written


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(TEXTS), st.sampled_from([str, str.upper, str.lower, str.title]), DAYS)
def test_the_quick_no_never_hides_a_name(text: str, change: type[str], day: date | None) -> None:
    words = read_words(change(text), gazetteer().vocabulary)
    quick = scan.scan(words, gazetteer(), day)
    everywhere = [scan.Opening(at, True, True) for at in range(len(words.words))]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scan, "_worth_reading", lambda _: everywhere)
        assert scan.scan(words, gazetteer(), day) == quick


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(TEXTS), DAYS)
def test_tone_styles_agree(text: str, day: date | None) -> None:
    other = unicodedata.normalize("NFC", text)
    for new, old in TONE_STYLES:
        other = other.replace(new, old) if new in other else other.replace(old, new)
    assert meaning(locator().locate(other, day)) == meaning(locator().locate(text, day))


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(COMMUNES), st.sampled_from([str, str.upper, str.lower, str.title]))
def test_a_full_address_is_found_in_any_case_of_letters(unit: Unit, change: type[str]) -> None:
    day = date(2024, 5, 10) if unit.era is Era.BEFORE else date(2026, 5, 10)
    place = locator().locate(change(address(unit)), day).place
    assert place.commune_code == unit.code or unit.full_name in DOUBLE


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.sampled_from(TEXTS), st.text(max_size=80)), DAYS)
def test_what_is_returned_exists_is_valid_and_hangs_together(text: str, day: date | None) -> None:
    found = locator().locate(text, day)
    place, table = found.place, gazetteer()
    on_day = day or date(2026, 12, 31)
    era = Era.SINCE if on_day >= REFORM else Era.BEFORE
    if place.province_code:
        province = table.find(era, Level.PROVINCE, place.province_code)
        assert province is not None and province.valid_on(on_day)
    for code in filter(None, [place.commune_code, *place.commune_candidates]):
        commune = table.find(era, Level.COMMUNE, code)
        assert commune is not None and commune.valid_on(on_day)
        assert table.units[table.province_of(commune.index)].code == place.province_code
    for code in filter(None, [place.district_code, *place.district_candidates]):
        district = table.find(Era.BEFORE, Level.DISTRICT, code)
        assert district is not None
        if era is Era.BEFORE:
            assert table.units[district.parent].code == place.province_code
    if found.old_commune is not None and found.old_district is not None:
        assert found.old_commune.parent == found.old_district.index
    assert 0.0 <= place.confidence <= 1.0
    assert all(0 <= m.start < m.end <= len(text) for m in found.mentions)


@pytest.mark.parametrize("unit", ["xã A, ", "Phường 1, ", "quận ", "Hòa Bình ", "thường trú tại ", "\n", "Q.1 - ", "("])
def test_time_is_linear_in_the_text(unit: str) -> None:
    """Ten times the text takes about ten times as long, whatever is repeated."""

    def seconds(size: int) -> float:
        text = unit * (size // len(unit))
        best = float("inf")
        for _ in range(2):
            start = time.process_time()
            locator().locate(text, None)
            best = min(best, time.process_time() - start)
        return best

    assert seconds(30_000) < 25 * seconds(3_000) + 0.05


@pytest.mark.slow
def test_one_megabyte_of_petitions_takes_seconds() -> None:
    text = "\n".join(TEXTS)
    text = (text * (1_000_000 // len(text) + 1))[:1_000_000]
    start = time.process_time()
    locator().locate(text, None)
    assert time.process_time() - start < 20


def test_how_many_asked_in_one_sentence_does_not_count_the_units_of_the_next() -> None:
    place = locator().locate("la bao nhieu\nXã Hưong Vinh, thị xã Hương Trà, Huế nước ngập", None).place
    assert place.district == "Thị xã Hương Trà"
