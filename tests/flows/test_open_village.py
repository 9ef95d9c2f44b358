"""Somebody without a name in the open village, on a phone, with JavaScript and without."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.flows.conftest import Comes
from tests.flows.test_leaving import has_left, weather
from tests.flows.village import Village

SCRIPTS = pytest.mark.parametrize("script", [True, False], ids=["with JavaScript", "without JavaScript"])


@SCRIPTS
def test_from_the_front_to_a_page_its_plain_twin_and_what_stands_behind_it(
    village: Village, somebody: Comes, script: bool
) -> None:
    reader = somebody(script=script)
    reader.goes("/").follows("/jalkihuolto/").follows("/jalkihuolto/raha/velat/")
    reader.sees("Where this comes from")
    reader.presses("Read in plain Finnish")
    assert reader.address == "/jalkihuolto/raha/velat/selko/"
    reader.is_quiet()
    assert not reader.is_signed_in


@SCRIPTS
@pytest.mark.parametrize(
    ("language", "words", "found"),
    [
        ("fi", "rahat loppu ennen palkkaa", "toimeentulotuki"),
        ("sv", "jag har inga pengar kvar", "utkomststod"),
        ("en", "i have no money left", "social-assistance"),
    ],
    ids=["fi", "sv", "en"],
)
def test_everyday_words_find_the_page(
    village: Village, somebody: Comes, script: bool, language: str, words: str, found: str
) -> None:
    front = "/" if language == "fi" else f"/{language}/"
    reader = somebody(script=script, language=language)
    reader.goes(front).writes("q", words).presses("Search")
    first = [each or "" for each in (one.get_attribute("href") for one in reader.page.locator("main .hit-title").all()[:3])]
    assert any(found in address for address in first), first
    reader.follows(found).is_quiet()


@SCRIPTS
def test_services_of_a_real_municipality_are_found_and_opened(village: Village, somebody: Comes, script: bool) -> None:
    reader = somebody(script=script)
    reader.goes("/").presses("Services near you").chooses("municipality", "Vaasa").chooses("life", "Koti")
    reader.presses("Show services")
    assert "municipality=905" in reader.page.url
    titles = reader.page.locator("main h3 a")
    assert titles.count() >= 2
    name = titles.first.inner_text()
    titles.first.click()
    expect(reader.page.locator("h1")).to_contain_text(name)
    reader.goes("/services/in/vaasa/")
    expect(reader.page.locator("h1")).to_contain_text("Vaasa")
    reader.is_quiet()


@SCRIPTS
def test_what_is_my_situation_shows_where_to_read_and_sends_nothing(village: Village, somebody: Comes, script: bool) -> None:
    reader = somebody(script=script)
    reader.goes("/situation/").page.wait_for_load_state("networkidle")
    asked: list[str] = []
    reader.page.on("request", lambda request: asked.append(request.url))
    shown = reader.page.locator("main .asked a").filter(visible=True)
    before = shown.count()
    reader.page.locator("main .asked").first.locator("label").last.click()
    expect(shown.nth(before)).to_be_visible()
    assert asked == [], "an answer stays on the page"
    reader.is_quiet()


@SCRIPTS
def test_the_county_says_whom_to_ask_when_the_answer_is_no(village: Village, somebody: Comes, script: bool) -> None:
    reader = somebody(script=script)
    reader.goes("/rights/").presses("When the answer is no: whom to turn to where you live")
    reader.follows("/rights/counties/ostrobothnia/")
    expect(reader.page.locator("h1")).to_contain_text("Pohjanmaa")
    reader.goes("/rights/").presses("What counties say of money in aftercare").follows("/rights/counties/").is_quiet()


@SCRIPTS
def test_a_right_stands_on_its_card_and_in_plain_words(village: Village, somebody: Comes, script: bool) -> None:
    reader = somebody(script=script)
    reader.goes("/rights/").presses("Your rights along the way, a card for each").follows("/cards/vaadi-oikaisua/")
    reader.presses("Read in plain Finnish")
    assert reader.address == "/cards/vaadi-oikaisua/selko/"
    reader.is_quiet()


# ---------------------------------------------------------------- the house nobody else should notice


@SCRIPTS
def test_in_the_violence_house_the_tab_says_nothing_and_numbers_can_be_called(
    village: Village, somebody: Comes, script: bool
) -> None:
    reader = somebody(script=script)
    reader.goes("/").follows("/ihmissuhteet/")
    for _ in range(2):
        assert "äkival" not in reader.page.title()
        assert "Sosiaalikylä" not in reader.page.title()
        reader.follows("/ihmissuhteet/")
    expect(reader.page.locator("a[href='tel:112']").filter(visible=True).first).to_be_visible()
    reader.is_quiet()


@pytest.mark.parametrize("way", ["click", "three times shift"])
def test_leaving_the_violence_house_leads_back_to_no_page_of_it(village: Village, somebody: Comes, way: str) -> None:
    reader = weather(somebody())
    reader.goes("/help/")
    reader.goes("/ihmissuhteet/")
    if way == "click":
        reader.presses("Leave now", within=".strip")
    else:
        reader.page.locator("h1").click()
        for _ in range(3):
            reader.page.keyboard.press("Shift")
    has_left(reader)
    reader.page.go_back(wait_until="commit")
    assert reader.address == "/help/"


def test_on_paper_numbers_stand_as_digits_and_the_exit_does_not(village: Village, somebody: Comes) -> None:
    reader = somebody()
    reader.goes("/ihmissuhteet/heti/apua-heti/")
    with reader.on_paper():
        assert reader.page.get_by_text("112", exact=True).filter(visible=True).count() >= 1
        assert reader.page.get_by_text("080 005 005").filter(visible=True).count() >= 1
        assert reader.page.locator("[data-exit]").filter(visible=True).count() == 0
