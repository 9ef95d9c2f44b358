"""One search over pages, cards and services: a bound of questions to the database whatever is found, nobody remembered."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sosiaalikyla.base import clock
from sosiaalikyla.directory.tests import files
from sosiaalikyla.people.tests import factories as people
from sosiaalikyla.village import indexing, publishing
from sosiaalikyla.village.models import Rendered, Synonym
from sosiaalikyla.village.tests import factories
from sosiaalikyla.village.texts import FULL, PLAIN
from tests.ground import as_owner

pytestmark = pytest.mark.django_db

MOST = 12
SHOWN = 20
"""Hits on a page."""
WORD = "vippaskonkka"
"""No page of ours holds it."""


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with clock.at(date(2026, 11, 22)):
        yield


def lay(pages: int, services: int = 0, **texts: Any) -> None:
    """So many pages and services that hold the word, and nothing else to be found."""
    words = {("fi", FULL): factories.words(f"{WORD} on täällä", "Siitä kerrotaan.")} | texts.get("more", {})
    with as_owner():
        Rendered.objects.all().delete()
        Synonym.objects.all().delete()
        publishing.publish_house(factories.house())
        for number in range(pages):
            publishing.publish(factories.page(f"sivu-{number:02}", words=words), factories.house())
        indexing.index([each for each in indexing.things() if each.kind == "page"], dictionaries=False)
    numbers = range(1, services + 1)
    files.bring_in(
        files.file(
            [
                files.organiser(),
                *(files.service(number, name=f"{WORD} {number:03}") for number in numbers),
                *(files.location(number) for number in numbers),
                *(files.connection(number, number) for number in numbers),
            ]
        )
    )


def main_of(answer: Any) -> str:
    assert answer.status_code == 200
    assert not answer.cookies
    html: str = answer.content.decode()
    return html[html.index("<main") : html.index("</main>")]


def found(html: str) -> tuple[int, int]:
    """How many pages and how many services are shown."""
    services = html.split('aria-labelledby="services"', 1)
    return services[0].count('class="hit-title"'), services[1].count('href="/services/') - 1 if len(services) > 1 else 0


def asked(address: str) -> int:
    with CaptureQueriesContext(connection) as statements:
        main_of(Client().get(address))
    return len([one for one in statements if "SAVEPOINT" not in one["sql"].upper()])


# ---------------------------------------------------------------- how much is asked of the database


def test_a_search_asks_as_much_for_thirty_found_as_for_three_and_never_more_than_twelve_times(client: Client) -> None:
    counts = []
    for many, pages, services in ((3, 3, 3), (30, SHOWN, 5)):
        lay(many, many)
        assert found(main_of(client.get(f"/search/?q={WORD}"))) == (pages, services)
        counts.append(asked(f"/search/?q={WORD}"))
    assert counts[0] == counts[1] <= MOST, counts


@pytest.mark.parametrize("prefix", ["", "/sv", "/en"])
@pytest.mark.parametrize(
    "question",
    [
        "",
        "velka",
        WORD,
        f"{WORD}n",
        "mistä saan kämpän jos en löydä mitään muuta paikkaa ja rahat on loppu",
        "xyzzy qwerty asdfgh",
        "vuokarsopimsu",
        "a b c d e f g h i j k l m n o p q r s t u v",
        "yö" * 100,
    ],
)
def test_whatever_is_asked_of_all_that_is_published_the_bound_holds(prefix: str, question: str) -> None:
    assert asked(f"{prefix}/search/?q={question}") <= MOST


def test_nothing_asked_asks_nothing() -> None:
    for address in ("/search/", "/search/?q=", "/search/?q=%20%00", "/search/?plain=1"):
        assert asked(address) == 0, address


# ---------------------------------------------------------------- what is shown


def test_pages_come_before_services_each_with_its_lead_and_address(client: Client) -> None:
    lay(1, 1)
    html = main_of(client.get(f"/search/?q={WORD}"))
    assert html.index('href="/koetalo/koti/sivu-00/"') < html.index('href="/services/')
    assert "Siitä kerrotaan." in html
    assert WORD in re.findall(r'<h2 id="found">(.*?)</h2>', html)[0]


def test_who_reads_plain_language_is_led_to_it_and_the_form_remembers(client: Client) -> None:
    lay(1, more={("fi", PLAIN): factories.words(f"{WORD} selkona", "Selvästi.")})
    html = main_of(client.get(f"/search/?q={WORD}&plain=1"))
    assert re.findall(r'class="hit-title" href="([^"]+)"', html) == ["/koetalo/koti/sivu-00/selko/"]
    assert '<input type="hidden" name="plain" value="1">' in html
    usual = main_of(client.get(f"/search/?q={WORD}"))
    assert re.findall(r'class="hit-title" href="([^"]+)"', usual) == ["/koetalo/koti/sivu-00/"]
    assert 'name="plain"' not in usual


def test_a_language_finds_its_own_pages_only(client: Client) -> None:
    lay(1, more={("sv", FULL): factories.words(f"{WORD} på svenska", "Kort.")})
    for prefix, address in (("", "/koetalo/koti/sivu-00/"), ("/sv", "/sv/koetalo-sv/hem/sivu-00-sv/")):
        html = main_of(client.get(f"{prefix}/search/?q={WORD}"))
        assert re.findall(r'class="hit-title" href="([^"]+)"', html) == [address]
    assert found(main_of(client.get(f"/en/search/?q={WORD}"))) == (0, 0)


def test_what_was_asked_is_shown_back_as_words_and_cut_where_a_question_ends(client: Client) -> None:
    evil = '"><script>alert(1)</script>'
    html = main_of(client.get("/search/", {"q": evil}))
    assert "<script>alert" not in html
    assert evil in unescape(html)
    long = "ö" * 500
    html = main_of(client.get("/search/", {"q": long}))
    assert 'maxlength="200"' in html
    assert f'value="{"ö" * 200}"' in html
    assert "ö" * 201 not in html


def test_the_search_is_the_same_bytes_for_everybody_and_kept_by_no_machine_of_ours(client: Client) -> None:
    lay(3, 3)
    ville = people.signed_in(people.staff("Ville", people.county()))
    alone = client.get(f"/search/?q={WORD}")
    assert ville.get(f"/search/?q={WORD}").content == alone.content
    assert alone.headers["Cache-Control"] == "public, max-age=60"
    assert '<meta name="robots" content="noindex">' in alone.content.decode()
    assert client.post("/search/", {"q": WORD}).status_code == 405


def test_what_somebody_looks_for_is_written_nowhere(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    lay(1)
    with CaptureQueriesContext(connection) as statements:
        client.get(f"/search/?q={WORD}")
    assert not [one["sql"] for one in statements if re.match(r"\s*(INSERT|UPDATE|DELETE)", one["sql"], re.IGNORECASE)]
    assert WORD not in caplog.text
