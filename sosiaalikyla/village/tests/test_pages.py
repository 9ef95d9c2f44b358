"""What a reader meets: the same bytes for everybody, in their language and variant, with where it comes from beside."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sosiaalikyla.base import clock
from sosiaalikyla.village import publishing, readings
from sosiaalikyla.village.models import Feedback, Rendered
from sosiaalikyla.village.tests import factories
from sosiaalikyla.village.texts import FULL, PLAIN, Fact, Law, Part, SourceRead
from tests.ground import as_owner

pytestmark = pytest.mark.django_db

DAY = date(2026, 11, 22)


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with clock.at(DAY):
        yield


def put(page: Any = None, **house: Any) -> None:
    """The trial house with one page in it."""
    with as_owner():
        publishing.publish_house(factories.house(**house))
        if page is not None:
            publishing.publish(page, factories.house(**house))


def read(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_a_page_shows_its_words_its_source_and_its_days(client: Client) -> None:
    law = Law("417/2007", "75 §", "https://www.finlex.fi/fi/laki/ajantasa/2007/20070417", date(2026, 11, 21), "S")
    source = SourceRead("Opas", "THL", "https://thl.fi/opas", 2025, date(2026, 11, 20))
    put(factories.page(about=factories.about(law=(law,), sources=(source,), disputed={"fi": "Tästä kiistellään."})))
    html = read(client, "/koetalo/koti/avain-hukassa/")
    for said in ("Avain hukassa", "Soita heti.", "417/2007 75 §", "tarkistettu 21.11.2026", "Opas", "THL 2025", "1.6.2027"):
        assert said in html
    assert "Odottaa ammattilaisen tarkistusta" in html
    assert "Tästä kiistellään." in html


def test_an_address_that_is_no_page_is_missing(client: Client) -> None:
    put(factories.page())
    for address in ("/koetalo/koti/muu/", "/koetalo/muu/", "/muutalo/", "/koetalo/koti/avain-hukassa/x/", "/sv/koetalo/"):
        assert client.get(address).status_code == 404, address


def test_each_language_and_variant_has_its_address_and_leads_to_the_others(client: Client) -> None:
    texts = {
        ("fi", FULL): factories.words(),
        ("fi", PLAIN): factories.words("Avain on hukassa"),
        ("sv", FULL): factories.words("Nyckeln är borta"),
    }
    put(factories.page(words=texts))
    html = read(client, "/koetalo/koti/avain-hukassa/")
    assert 'href="/koetalo/koti/avain-hukassa/selko/"' in html
    assert 'href="/sv/koetalo-sv/hem/avain-hukassa-sv/"' in html
    assert 'href="/en/"' in html, "there is no English page: the link leads to the English front"
    assert "Avain on hukassa" in read(client, "/koetalo/koti/avain-hukassa/selko/")
    assert "Nyckeln är borta" in read(client, "/sv/koetalo-sv/hem/avain-hukassa-sv/")


def test_who_reads_plain_language_is_led_on_in_it(client: Client) -> None:
    link = Part("text", "Lue", '<p><a href="page:toinen">Toinen</a></p>')
    both = {("fi", FULL): factories.words("A", "l", link), ("fi", PLAIN): factories.words("A", "l", link)}
    put(factories.page(words=both))
    with as_owner():
        publishing.publish(
            factories.page("toinen", words={("fi", FULL): factories.words(), ("fi", PLAIN): factories.words()}),
            factories.house(),
        )
    assert 'href="/koetalo/koti/toinen/selko/"' in read(client, "/koetalo/koti/avain-hukassa/selko/")
    assert 'href="/koetalo/koti/toinen/"' in read(client, "/koetalo/koti/avain-hukassa/")


def test_a_link_to_a_page_that_is_not_there_stays_as_words(client: Client) -> None:
    put(
        factories.page(
            words={("fi", FULL): factories.words("A", "l", Part("text", "L", '<p><a href="page:ei-ole">Sana</a></p>'))}
        )
    )
    html = read(client, "/koetalo/koti/avain-hukassa/")
    assert "Sana" in html
    assert "page:" not in html


def test_a_page_past_its_last_day_is_said_to_be_and_stands_in_no_list(client: Client) -> None:
    put(factories.page(about=factories.about(valid_until=date(2026, 11, 21))))
    assert "ei ole enää voimassa" in read(client, "/koetalo/koti/avain-hukassa/")
    assert "avain-hukassa" not in read(client, "/koetalo/")
    assert client.get("/koetalo/koti/").status_code == 404


def test_a_page_before_its_first_day_is_nowhere(client: Client) -> None:
    put(factories.page(about=factories.about(valid_from=date(2026, 11, 23))))
    assert client.get("/koetalo/koti/avain-hukassa/").status_code == 404
    assert "avain-hukassa" not in read(client, "/koetalo/")


def test_an_overdue_page_tells_its_reader(client: Client) -> None:
    put(factories.page(about=factories.about(review_by=date(2026, 11, 21))))
    assert "piti lukea uudelleen viimeistään 21.11.2026" in read(client, "/koetalo/koti/avain-hukassa/")


def test_a_number_without_a_value_today_is_never_shown_as_one(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    with as_owner():
        publishing.put_facts([Fact("vanha", {"fi": "50 euroa"}, date(2020, 1, 1), date(2021, 1, 1), {"title": "x"})])
    put(factories.page(words={("fi", FULL): factories.words("A", "Saat {{ fact.vanha }}.")}))
    html = read(client, "/koetalo/koti/avain-hukassa/")
    assert "50 euroa" not in html
    assert "{{" not in html
    assert "(tarkistamme tätä)" in html


def test_a_neutral_title_stands_in_the_tab_and_nothing_tells_machines_what_it_is(client: Client) -> None:
    put(
        factories.page(
            about=factories.about(neutral_title={"fi": "Hyvä tietää", "sv": "Bra att veta", "en": "Good to know"})
        )
    )
    html = read(client, "/koetalo/koti/avain-hukassa/")
    assert "<title>Hyvä tietää" in html
    assert "Avain hukassa</title>" not in html
    assert "ld+json" not in html
    assert 'name="description"' not in html
    assert "avain-hukassa" not in read(client, "/changes.xml")


def test_script_in_a_text_is_never_let_out(client: Client) -> None:
    bad = "<p onclick=alert(1)>a<script>alert(1)</script><a href='javascript:alert(1)'>x</a><img src=x onerror=alert(1)></p>"
    put(factories.page(words={("fi", FULL): factories.words("<b>A</b>", "<i>l</i>", Part("text", "<u>h</u>", bad))}))
    row = Rendered.objects.get(key="avain-hukassa")
    for kept in (row.title, row.lead, row.body):
        assert "onerror" not in kept
        assert "javascript:" not in kept
        assert "<script" not in kept
    with as_owner():  # what was saved before it was cleaned so: cleaned once more when shown
        Rendered.objects.filter(pk=row.pk).update(body=f'<section class="part">{bad}</section>')
    html = read(client, "/koetalo/koti/avain-hukassa/")
    assert "onerror" not in html
    assert "javascript:" not in html
    assert "alert(1)</script>" not in html


@pytest.mark.parametrize(
    "address", ["/", "/koetalo/", "/koetalo/koti/", "/koetalo/koti/avain-hukassa/", "/search/?q=avain", "/situation/"]
)
def test_the_village_never_looks_at_the_session(client: Client, address: str) -> None:
    put(factories.page())
    fresh = client.get(address)
    client.cookies["visit"] = "somebody"
    again = client.get(address)
    assert fresh.content == again.content
    assert "Set-Cookie" not in fresh.headers
    assert fresh.headers["Cache-Control"] == "public, max-age=60"


def test_queries_stay_few_and_the_same_for_three_and_thirty(client: Client) -> None:
    counts = {}
    for many in (3, 30):
        keys = [f"sivu-{number}" for number in range(many)]
        link = Part("text", "Lue", "<p>" + "".join(f'<a href="page:{key}">x</a>' for key in keys) + "</p>")
        with as_owner():
            publishing.publish_house(factories.house())
            for key in keys:
                publishing.publish(
                    factories.page(
                        key,
                        about=factories.about(related=tuple(keys)),
                        words={("fi", variant): factories.words("A", "l", link) for variant in (FULL, PLAIN)},
                    ),
                    factories.house(),
                )
            for number in range(many):
                publishing.publish_house(factories.house(f"talo-{number}"))
        for address in (
            "/",
            "/koetalo/",
            "/koetalo/selko/",
            "/koetalo/koti/",
            "/koetalo/koti/sivu-0/",
            "/koetalo/koti/sivu-0/selko/",
            "/feedback/?page=sivu-0",
            "/situation/",
            "/changes.xml",
        ):
            client.get(address)
            with CaptureQueriesContext(
                connection,
            ) as asked:
                client.get(address)
            counts.setdefault(address, []).append(len(asked))
    assert all(len(set(each)) == 1 and each[0] <= 12 for each in counts.values()), counts


def test_publishing_the_same_again_changes_nothing() -> None:
    with as_owner():
        assert publishing.publish(factories.page(), factories.house())
        assert not publishing.publish(factories.page(), factories.house())
        assert publishing.publish(factories.page(words={("fi", FULL): factories.words("Uusi")}), factories.house())
        assert publishing.withdraw("avain-hukassa")
        assert not publishing.withdraw("avain-hukassa")


def test_a_language_taken_away_goes_from_the_village() -> None:
    both = {("fi", FULL): factories.words(), ("sv", FULL): factories.words()}
    with as_owner():
        publishing.publish(factories.page(words=both), factories.house())
        publishing.publish(factories.page(), factories.house())
    assert set(Rendered.objects.filter(key="avain-hukassa").values_list("language", flat=True)) == {"fi"}


def test_feedback_keeps_no_name_no_time_and_no_cookie(client: Client) -> None:
    put(factories.page())
    answer = client.post("/feedback/", {"page": "avain-hukassa", "helped": "no", "text": "Ei auttanut."})
    assert answer.status_code == 200
    assert "Kiitos" in answer.content.decode()
    assert not answer.cookies
    row = Feedback.objects.get()
    assert (row.page, row.helped, row.text, row.on, row.language) == ("avain-hukassa", "no", "Ei auttanut.", DAY, "fi")


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"page": "avain-hukassa"}, "Kerro, oliko siitä apua, tai kirjoita jotain."),
        ({"page": "ei-ole", "helped": "yes"}, "Sivua ei enää ole"),
        ({"page": "", "text": "x" * 1001}, "enintään 1000 merkkiä"),
        ({"page": "", "helped": "ehkä"}, "ehkä"),
    ],
)
def test_feedback_that_says_nothing_is_told_so_and_nothing_is_kept(client: Client, told: dict[str, str], said: str) -> None:
    put(factories.page())
    answer = client.post("/feedback/", told)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Feedback.objects.exists()


def test_the_situation_leads_to_pages_that_are_there_and_sends_nothing(client: Client) -> None:
    from sosiaalikyla.village import situation

    published = set(Rendered.objects.filter(kind="page").values_list("key", flat=True))
    assert situation.keys() <= published
    for prefix in ("", "/sv", "/en"):
        html = read(client, f"{prefix}/situation/")
        main = html.split("<main", 1)[1].split("</main>", 1)[0]
        assert "<form" not in main
        assert main.count('type="radio"') == 3 * len(situation.load().areas)


# ---------------------------------------------------------------- everything published is read somewhere


def test_every_published_row_is_read_at_its_address(caplog: pytest.LogCaptureFixture) -> None:
    """What the search, the feed and pages beside lead to: houses, pages and cards, in each language and variant. No sum or
    day in them, nor in what is told of the pages beside, is without a value."""
    client, lost = Client(), []
    for row in Rendered.objects.defer("body"):
        if (answer := client.get(readings.address(row))).status_code != 200:
            lost.append((answer.status_code, readings.address(row)))
    assert lost == []
    assert [each.getMessage() for each in caplog.records if each.name == "sosiaalikyla.village"] == []


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_the_rights_cards_stand_on_one_page_and_each_leads_to_its_own(language: str) -> None:
    front = "" if language == "fi" else f"/{language}"
    html = Client().get(f"{front}/cards/").content.decode()
    leads = re.findall(r'class="hit-title" href="([^"]+)"', html)
    assert len(leads) == Rendered.objects.filter(kind="card", language="fi", variant="full").count() >= 20
    assert all(address.startswith(f"{front}/cards/") for address in leads)


def test_a_card_has_its_plain_twin_its_languages_and_the_way_back() -> None:
    html = Client().get("/cards/vaadi-oikaisua/").content.decode()
    for address in ("/cards/vaadi-oikaisua/selko/", "/cards/"):
        assert f'href="{address}"' in html
    for language in ("sv", "en"):
        row = Rendered.objects.get(kind="card", key="vaadi-oikaisua", language=language)
        assert f'href="/{language}/cards/{row.path}/"' in html


@pytest.mark.parametrize("address", ["/cards/no-such/", "/cards/vaadi-oikaisua/x/", "/sv/cards/vaadi-oikaisua/selko/"])
def test_a_card_that_is_not_there_is_not_found(address: str) -> None:
    assert Client().get(address).status_code == 404
