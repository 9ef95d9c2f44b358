"""The content that comes with the service: owner, sources and dates, whole languages, no dead link, plain words."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from sosiaalikyla.paths.versions import conventions
from sosiaalikyla.places.files import Places
from sosiaalikyla.village import files, publishing, wording
from sosiaalikyla.village.texts import FULL, PLAIN, Page, Part, Words

CONTENT = files.read()
PAGES = (*CONTENT.pages, *CONTENT.cards)
EVERY = {("fi", FULL), ("fi", PLAIN), ("sv", FULL), ("en", FULL)}
EMERGENCY = {"lastensuojelu-apua-nyt", "ero-apua-nyt", "vakivalta-apua-nyt"}
PROFESSIONALS = "ammattilaiset"


def wanted(page: Page) -> set[tuple[str, str]]:
    if page.house == PROFESSIONALS:
        return {("fi", FULL)}
    if page.house in {"jalkihuolto", "tietoa", ""} or page.key in EMERGENCY:
        return EVERY
    return {("fi", FULL), ("fi", PLAIN)}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.key)
def test_a_page_has_its_owner_sources_dates_and_languages(page: Page) -> None:
    about = page.about
    assert about.owner.startswith("content.")
    assert about.sources or about.law
    assert about.checked is not None
    assert about.checked <= date(2026, 11, 30)
    assert about.valid_from <= about.review_by <= about.valid_from + timedelta(days=366)
    assert set(page.words) >= wanted(page), page.key
    for law in about.law:
        assert law.section
        assert law.link.startswith("https://www.finlex.fi/")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.key)
def test_every_variant_has_the_same_parts_of_the_same_kind(page: Page) -> None:
    kinds = {which: [part.kind for part in words.parts] for which, words in page.words.items()}
    assert len({tuple(each) for each in kinds.values()}) == 1, kinds


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.key)
def test_nothing_is_wrong_with_a_pages_wording(page: Page) -> None:
    for (language, variant), words in page.words.items():
        found = wording.faults(words, language, variant, for_professionals=page.house == PROFESSIONALS)
        found = [fault for fault in found if fault.kind != "long_word"]
        assert not found, f"{page.key} {language} {variant}: {found}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.key)
def test_no_link_of_a_page_is_dead(page: Page) -> None:
    keys = {each.key for each in CONTENT.pages}
    for words in page.words.values():
        assert set(publishing.links(publishing.body(words))) <= keys
    assert set(page.about.related) <= keys
    assert set(page.about.help) <= {number.id for number in Places.load().help_numbers}


def test_life_areas_and_phases_are_those_of_the_paths() -> None:
    areas = {each.key for each in conventions().life_domains}
    for page in PAGES:
        assert set(page.about.life_areas) <= areas, page.key


def test_the_houses_hold_what_was_promised() -> None:
    count = {house.key: sum(page.house == house.key for page in CONTENT.pages) for house in CONTENT.houses}
    assert count["jalkihuolto"] >= 40
    assert min(count[key] for key in ("lastensuojelu", "ero", "vakivalta")) >= 8
    assert count[PROFESSIONALS] >= 10


def test_every_page_waits_for_a_professional_until_one_has_read_it() -> None:
    assert {page.about.review for page in PAGES} == {"waiting"}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("<p>Saat 250 euroa.</p>", "digit"),
        ("<p>Vuonna 2026 muuttui.</p>", "digit"),
        ("<p>Soita 09 2525 0111.</p>", "phone"),
        ("<p>Soita +358401234567.</p>", "phone"),
        ("<p>Siirtymävaihe alkaa.</p>", "office_word"),
        ("<p>Ikä on {{ upper_age }.</p>", "braces"),
        ("<p>" + "sana " * 19 + ".</p>", "long_sentence"),
        ("<p>" + "sana " * 14 + "loppu.</p>" * 1, "long_on_average"),
        ("<p>Lastensuojelunjälkihuoltosuunnitelma.</p>", "long_word"),
    ],
)
def test_wording_that_must_be_mended_is_found_and_says_what_to_do(text: str, kind: str) -> None:
    words = Words(
        "Otsikko on tässä nyt hyvin pitkänä koska keskiarvo lasketaan kaikista lauseista yhdessä",
        "Johdanto",
        (Part("text", "Osa", text),),
    )
    found = {fault.kind: fault for fault in wording.faults(words, "fi", PLAIN)}
    if kind == "long_on_average":
        words = Words("a " * 14, "b " * 14, (Part("text", "c " * 14, text),))
        found = {fault.kind: fault for fault in wording.faults(words, "fi", PLAIN)}
    assert kind in found
    assert found[kind].instead


def test_a_placeholder_is_no_digit_and_one_word() -> None:
    words = Words(
        "Ikäraja", "Oikeus kestää, kunnes täytät {{ law.aftercare.upper_age }}.", (Part("text", "Osa", "<p>Hyvä.</p>"),)
    )
    assert wording.faults(words, "fi", PLAIN) == []
    assert wording.sentences("Kunnes täytät {{ law.aftercare.upper_age }}. Hyvä.") == ["Kunnes täytät luku.", "Hyvä."]
