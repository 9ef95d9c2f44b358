"""Each error page in each language."""

import pytest
from django.test import Client

from sosiaalikyla.base import errors

HEADINGS = {
    "/e/400/": (
        400,
        "Emme saaneet tästä selvää",
        "Vi förstod inte det här",
        "We did not understand this request",
    ),
    "/e/403/": (403, "Tämä ei ole auki sinulle", "Det här är inte öppet för dig", "This is not open to you"),
    "/nope/": (
        404,
        "Tätä ei ole täällä, tai se ei ole enää auki sinulle",
        "Det här finns inte här, eller är inte längre öppet för dig",
        "This is not here, or is no longer open to you",
    ),
    "/sign-out/": (
        405,
        "Tämä sivu ei aukea näin",
        "Den här sidan öppnas inte så",
        "This page does not open that way",
    ),
    "/e/413/": (
        413,
        "Tämä oli liian iso lähetettäväksi",
        "Det här var för stort att skicka",
        "That was too large to send",
    ),
    "/e/429/": (
        429,
        "Odota hetki ja kokeile uudestaan",
        "Vänta en stund och försök igen",
        "Wait a moment and try again",
    ),
}
STATIC = {
    "/e/500/": (500, "Meillä on vika", "Det är fel hos oss", "Something is wrong at our end"),
    "/e/503/": (503, "Sivu on hetken kiinni", "Sidan är stängd en stund", "This page is closed for a moment"),
}


@pytest.fixture
def client():
    return Client(raise_request_exception=False)


@pytest.mark.parametrize("address", HEADINGS)
@pytest.mark.parametrize(("place", "prefix"), [(0, ""), (1, "/sv"), (2, "/en")])
def test_an_error_is_told_in_the_readers_language(client, address, place, prefix):
    status, *headings = HEADINGS[address]
    response = client.get(prefix + address)
    assert response.status_code == status
    assert f"<h1>{headings[place]}</h1>" in response.content.decode()


@pytest.mark.parametrize("address", STATIC)
@pytest.mark.parametrize("prefix", ["", "/sv", "/en"])
def test_a_fault_is_told_in_all_three(client, address, prefix):
    status, fi, sv, en = STATIC[address]
    response = client.get(prefix + address)
    html = response.content.decode()
    assert response.status_code == status
    assert f"<h1>{fi}</h1>" in html
    assert f"<h2>{sv}</h2>" in html
    assert f"<h2>{en}</h2>" in html


@pytest.mark.parametrize(
    ("prefix", "heading"),
    [
        ("", "Tekstisi ei mennyt perille"),
        ("/sv", "Din text kom inte fram"),
        ("/en", "Your text did not get through"),
    ],
)
def test_a_form_that_waited_too_long(prefix, heading):
    response = Client(enforce_csrf_checks=True).post(f"{prefix}/sign-out/")
    assert response.status_code == 403
    assert f"<h1>{heading}</h1>" in response.content.decode()


def test_closed_and_crowded_say_when_to_come_back(client):
    assert client.get("/e/503/").headers["Retry-After"] == "60"
    assert client.get("/e/429/").headers["Retry-After"] == "60"


def test_a_wrong_way_in_still_says_what_is_allowed(client):
    assert client.get("/sign-out/").headers["Allow"] == "POST"


def test_a_refusal_with_words_of_its_own_is_left_alone(client, rf):
    from django.http import HttpResponse

    answer = errors.words_for_refusals(lambda request: HttpResponse("no", status=403))(rf.get("/"))
    assert answer.content == b"no"


def test_a_fault_is_told_even_when_templates_fail(rf, monkeypatch):
    def broken(*args, **kwargs):
        raise OSError

    monkeypatch.setattr(errors.loader, "render_to_string", broken)
    monkeypatch.setattr(errors, "render", broken)
    for answer in (errors.server_error(rf.get("/")), errors.page_not_found(rf.get("/"))):
        assert "112" in answer.content.decode()
        assert "Meillä on vika" in answer.content.decode()


def test_an_error_page_tells_nothing_of_the_error(client):
    for address in HEADINGS | STATIC:
        html = client.get(address).content.decode()
        for secret in ("Traceback", "ZeroDivision", "Exception", "e/500"):
            assert secret not in html
