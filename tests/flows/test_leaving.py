"""Going away quickly, signing out, and what is left behind: nothing."""

from __future__ import annotations

import time

import pytest

from sosiaalikyla.base.context import EXIT_URL
from tests.flows.conftest import Comes
from tests.flows.village import Village
from tests.flows.visitor import SLOW, Visitor


def weather(visitor: Visitor) -> Visitor:
    """The page one leaves to, without the network."""
    visitor.context.route(
        f"{EXIT_URL}**", lambda route: route.fulfill(content_type="text/html", body="<title>Sää</title><h1>Aurinkoista</h1>")
    )
    return visitor


def has_left(visitor: Visitor) -> None:
    visitor.page.wait_for_url(f"{EXIT_URL}**")
    assert visitor.page.locator("h1").inner_text() == "Aurinkoista"


def with_something_kept(visitor: Visitor) -> None:
    visitor.page.evaluate(
        """() => new Promise(done => {
          localStorage.setItem("draft", "x"); sessionStorage.setItem("draft", "x");
          const ask = indexedDB.open("drafts"); ask.onsuccess = () => { ask.result.close(); done(); };
        })"""
    )


@pytest.mark.parametrize("way", ["click", "three times shift"])
def test_leaving_shows_the_weather_signs_out_and_leaves_nothing(own_village: Village, somebody: Comes, way: str) -> None:
    aino = weather(somebody("aino"))
    aino.goes("/my/").goes("/my/path/")
    with_something_kept(aino)
    assert not aino.keeps_nothing
    if way == "click":
        aino.presses("Leave now", within=".strip")
    else:
        for _ in range(3):
            aino.page.keyboard.press("Shift")
    has_left(aino)
    ends = time.monotonic() + SLOW / 1000
    while aino.is_signed_in and time.monotonic() < ends:
        time.sleep(0.2)
    assert not aino.is_signed_in

    aino.comes_back()
    assert "Aino" not in aino.page.locator("h1").inner_text()
    aino.does_not_see("Hi %(name)s", name="Aino").does_not_see("Kissa kotiin")
    assert aino.goes("/help/").keeps_nothing


def test_shift_in_the_middle_of_writing_does_not_leave(village: Village, somebody: Comes) -> None:
    visitor = weather(somebody())
    visitor.goes("/rights/")
    for letter in "ABCD":
        visitor.page.locator("[name=born_day]").press(f"Shift+{letter}")
    assert visitor.address == "/rights/"


def test_without_javascript_leaving_is_a_plain_link(village: Village, somebody: Comes) -> None:
    visitor = weather(somebody(script=False))
    visitor.goes("/help/").presses("Leave now", within=".strip")
    has_left(visitor)


def test_after_signing_out_back_shows_nothing(own_village: Village, somebody: Comes) -> None:
    aino = somebody("aino")
    aino.goes("/my/").goes("/my/path/").presses("Sign out", within=".person-nav")
    assert aino.address == "/"
    assert not aino.is_signed_in
    for _ in range(2):
        aino.comes_back()
        aino.does_not_see("Kissa kotiin").does_not_see("Hi %(name)s", name="Aino")
    aino.goes("/my/")
    assert aino.address == "/sign-in/"


def test_a_page_of_somebody_signed_out_elsewhere_opens_no_more(own_village: Village, somebody: Comes) -> None:
    ville = somebody("ville", width=1280)
    ville.goes(f"/people/{own_village.key_of('aino')}/")
    ville.context.clear_cookies()
    ville.goes(f"/people/{own_village.key_of('aino')}/")
    assert ville.address == "/sign-in/"
    ville.does_not_see("Sijoitukset")
