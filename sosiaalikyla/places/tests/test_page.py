"""Help now: the numbers that may be shown, the county by a plain link, nothing stored."""

import re
from html import unescape

import pytest
from django.test import Client

from sosiaalikyla.places.files import Places


def page(address: str = "/help/") -> str:
    response = Client().get(address)
    assert response.status_code == 200
    assert not response.cookies
    assert response.headers["Cache-Control"] == "public, max-age=60"
    return response.content.decode()


@pytest.mark.parametrize("address", ["/help/", "/sv/help/", "/en/help/", "/help/?county=15", "/help/?county=18"])
def test_only_numbers_checked_lately_are_shown_and_the_others_are_links(address: str) -> None:
    shown = page(address)
    called = set(re.findall(r'href="tel:([0-9+]+)"', shown))
    allowed = {n.number.replace(" ", "") for n in Places.load().help_numbers if n.shown}
    assert called <= allowed
    for number in Places.load().help_numbers:
        assert number.shown or number.number not in shown
    assert 'href="https://mieli.fi/"' in shown


def test_the_first_thing_is_the_emergency_number_and_the_line_for_violence() -> None:
    main = page().split("<main", 1)[1]
    assert main.index("tel:112") < main.index("tel:080005005") < main.index("Ei turvallista yöpaikkaa")
    assert "ei näy puhelinlaskussa" in main


def test_a_county_is_chosen_by_a_plain_link_and_shows_its_own_number() -> None:
    assert 'href="/help/?county=17#shelter"' in page()
    central_finland = page("/help/?county=15")
    assert "tel:0142660149" in central_finland
    assert "soite.fi" not in central_finland
    ostrobothnia = unescape(page("/help/?county=17"))
    assert "tel:0142660149" not in ostrobothnia
    assert "Ei turvallista yöpaikkaa: Pohjanmaan hyvinvointialue" in ostrobothnia
    assert "Soita 112 ja pyydä sosiaalipäivystystä." in ostrobothnia


@pytest.mark.parametrize("code", ["99", "", "17'", "<script>", "1" * 500, "%00"])
def test_a_code_of_no_county_is_the_same_as_none(code: str) -> None:
    with_code = page(f"/help/?county={code}")
    strip = re.compile(r'<ul class="nav-list nav-languages".*?</ul>', re.DOTALL)  # these keep the address
    assert strip.sub("", with_code) == strip.sub("", page())


def test_everybody_gets_the_same_bytes() -> None:
    other = Client(headers={"accept-language": "en", "user-agent": "another"})
    other.cookies["visit"] = "something-old"
    assert Client().get("/help/").content == other.get("/help/").content


def test_it_says_when_the_numbers_were_looked_at() -> None:
    assert "21.11.2026" in page()
    assert "21 Nov 2026" in page("/en/help/")


def test_only_reading_is_answered() -> None:
    assert Client().post("/help/").status_code == 405
