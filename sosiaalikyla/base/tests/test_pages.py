"""Headers on every answer, open pages the same for everybody, the styles file, the layout's promises."""

import gzip
import re

import pytest
from django.test import Client

from sosiaalikyla.base import pages, styles
from sosiaalikyla.base.headers import ALWAYS

OPEN = ["/", "/help/", "/exit/", "/rights/", "/components/"]
ALL = [
    *OPEN,
    "/own/",
    "/nope/",
    "/e/400/",
    "/e/403/",
    "/e/413/",
    "/e/429/",
    "/e/500/",
    "/e/503/",
    "/sign-out/",
]


@pytest.fixture
def client():
    return Client(raise_request_exception=False)


@pytest.mark.parametrize("address", ALL)
def test_every_answer_has_every_header(client, address):
    response = client.get(address)
    for name, value in ALWAYS.items():
        assert response.headers[name] == value
    assert "Strict-Transport-Security" not in response.headers


def test_policy_lets_nothing_inline_or_foreign_in():
    policy = ALWAYS["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "data:" not in policy
    assert "http" not in policy


def test_our_own_forms_are_not_taken_for_forged():
    """Under `no-referrer` browsers send `Origin: null` with our forms, and Django refuses them."""
    assert ALWAYS["Referrer-Policy"] == "same-origin"


def test_transport_security_where_it_is_set_and_the_line_is_safe(client, settings):
    settings.SECURE_HSTS_SECONDS = 31536000
    assert client.get("/", secure=True).headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    assert "Strict-Transport-Security" not in client.get("/").headers


@pytest.mark.parametrize("address", OPEN)
def test_open_pages_are_the_same_bytes_for_everybody(client, address):
    alone = client.get(address)
    assert alone.headers["Cache-Control"] == f"public, max-age={pages.SECONDS}"
    assert not alone.cookies
    assert "Cookie" not in alone.headers.get("Vary", "")
    client.get("/own/")
    assert client.cookies
    assert client.get(address).content == alone.content


@pytest.mark.parametrize("address", [a for a in ALL if a not in OPEN])
def test_all_else_is_stored_nowhere(client, address):
    assert client.get(address).headers["Cache-Control"] == "no-store"


def test_an_open_page_that_looks_at_the_session_is_caught():
    with pytest.raises(pages.PersonalAnswer, match="curious"):
        Client().get("/curious/")


def test_in_production_such_a_page_is_at_least_not_stored(client, settings):
    settings.SOSIAALIKYLA_STRICT_PAGES = False
    assert client.get("/curious/").headers["Cache-Control"] == "no-store"


def test_styles_are_one_file_kept_for_ever_under_its_own_name(client):
    response = client.get(styles.url(), headers={"accept-encoding": "gzip"})
    assert response.headers["Content-Type"] == "text/css; charset=utf-8"
    assert response.headers["Cache-Control"] == styles.FOREVER
    assert gzip.decompress(response.content) == client.get(styles.url()).content
    assert "@import" not in response.content.decode("latin-1")


def test_an_old_name_of_the_styles_gets_todays_styles_unkept(client):
    response = client.get("/styles/0123456789ab.css")
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-cache"


def test_styles_stay_small():
    assert len(styles.sheet().css) < 50_000
    assert len(styles.sheet().zipped) < 10_000


@pytest.mark.parametrize("address", [*OPEN, "/own/", "/nope/", "/e/500/", "/e/503/"])
@pytest.mark.parametrize("prefix", ["", "/sv", "/en"])
def test_help_and_exit_stand_on_every_page_without_a_script(client, address, prefix):
    html = client.get(prefix + address).content.decode()
    assert 'href="tel:112"' in html
    assert re.search(r'<a class="strip-exit" href="https://www\.ilmatieteenlaitos\.fi/" rel="noreferrer"', html)
    assert html.index("strip-exit") < html.index("<main")


@pytest.mark.parametrize("address", [*OPEN, "/nope/"])
def test_a_page_has_its_language_and_links_to_the_others(client, address):
    html = client.get("/sv" + address).content.decode()
    assert '<html lang="sv">' in html
    expected = "/" if address == "/nope/" else address
    assert f'href="{expected}" lang="fi" hreflang="fi"' in html
    assert f'href="/en{expected}" lang="en" hreflang="en"' in html


def test_a_language_link_keeps_the_question(client):
    assert 'href="/sv/rights/?born=2008-05-12"' in client.get("/rights/?born=2008-05-12").content.decode()


def test_script_for_fragments_only_for_those_signed_in(client):
    assert "htmx" not in client.get("/").content.decode()
    assert "htmx-2.min.js" in client.get("/own/").content.decode()


def test_title_of_a_signed_in_page_tells_nothing(client):
    title = re.search(r"<title>(.*?)</title>", client.get("/own/").content.decode()).group(1)
    assert title == "Oma sivu"


def test_trial_is_said_on_each_page_and_only_in_a_trial(client, settings):
    said = "Tämä on kokeilu. Ihmiset ovat keksittyjä."
    assert said in client.get("/").content.decode()
    settings.SOSIAALIKYLA_DEMO = False
    assert said not in client.get("/").content.decode()


def test_the_gallery_shows_every_part():
    from django.template import engines

    folder = styles.FOLDER.parents[2] / "templates" / "base"
    shown = "".join(path.read_text("utf-8") for path in folder.rglob("*.html"))
    for part in (folder / "parts").glob("_*.html"):
        assert f"base/parts/{part.name}" in shown
        engines["django"].get_template(f"base/parts/{part.name}")


def test_error_summary_leads_to_fields_that_are_there(client):
    html = client.get("/components/").content.decode()
    summary = html.split("data-error-summary", 1)[1].split("</ul>", 1)[0]
    targets = re.findall(r'<a href="#([\w-]+)"', summary)
    assert targets == ["id_used_name", "id_way_0"]
    for target in targets:
        assert f'id="{target}"' in html


def test_what_describes_a_field_is_there(client):
    html = client.get("/components/").content.decode()
    for described in re.findall(r'aria-describedby="([^"]+)"', html):
        for target in described.split():
            assert f'id="{target}"' in html
