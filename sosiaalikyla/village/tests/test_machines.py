"""What machines read of the village: data inside each page (JSON-LD) and the feed of changes (Atom, RFC 4287)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sosiaalikyla.base import clock
from sosiaalikyla.village import publishing
from sosiaalikyla.village.feeds import MOST
from sosiaalikyla.village.models import Rendered
from sosiaalikyla.village.templatetags.offices import json_ld
from sosiaalikyla.village.tests import factories
from sosiaalikyla.village.texts import FULL, PLAIN, Fact, Law, Page, Part, SourceRead
from tests.ground import as_owner

DAY = date(2026, 11, 22)
ADDRESS = "/koetalo/koti/avain-hukassa/"
PREFIX = {"fi": "", "sv": "/sv", "en": "/en"}
ATOM = "{http://www.w3.org/2005/Atom}"
EVIL = "</script><script>alert(1)</script><!-- & 'x' \"y\""
LAW = Law("417/2007", "75 §", "https://www.finlex.fi/fi/laki/ajantasa/2007/20070417", date(2026, 11, 21), "S")
SOURCE = SourceRead("Opas", "THL", "https://thl.fi/opas", 2025, date(2026, 11, 20))
THREE = {(language, FULL): factories.words(f"Avain ({language})", f"Lyhyesti ({language}).") for language in PREFIX}


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with clock.at(DAY):
        yield


def put(*pages: Page) -> None:
    with as_owner():
        publishing.publish_house(factories.house())
        for page in pages:
            publishing.publish(page, factories.house())


def changed(**different: Any) -> None:
    """Rows as they stood before today's cleaning, or as published at another moment."""
    with as_owner():
        Rendered.objects.filter(key="avain-hukassa").update(**different)


def get(client: Client, address: str = ADDRESS) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    found: str = answer.content.decode()
    return found


def data_of(html: str) -> dict[str, Any]:
    (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    told: dict[str, Any] = json.loads(block)
    return told


# ---------------------------------------------------------------- data inside the page


@pytest.mark.django_db
def test_a_page_tells_machines_what_it_is_in_the_words_of_schema_org(client: Client) -> None:
    put(factories.page(about=factories.about(law=(LAW,), sources=(SOURCE,), valid_until=date(2026, 12, 31))))
    assert data_of(get(client)) == {
        "@context": "https://schema.org",
        "@type": "Article",
        "headline": "Avain hukassa",
        "description": "Soita vuokranantajalle.",
        "inLanguage": "fi",
        "dateModified": "2026-11-22",
        "license": "https://creativecommons.org/licenses/by/4.0/",
        "isAccessibleForFree": True,
        "publisher": {"@type": "Organization", "name": "Sosiaalikylä"},
        "citation": [LAW.link, SOURCE.link],
        "expires": "2026-12-31",
    }


@pytest.mark.django_db
def test_what_a_page_has_not_is_left_out(client: Client) -> None:
    put(factories.page())
    assert not {"citation", "expires"} & set(data_of(get(client)))


@pytest.mark.django_db
def test_the_data_speak_the_language_of_their_page(client: Client) -> None:
    texts = THREE | {("fi", PLAIN): factories.words("Avain on hukassa", "Selvästi.")}
    put(factories.page(words=texts))
    for address, language, title in (
        (ADDRESS, "fi", "Avain (fi)"),
        (f"{ADDRESS}selko/", "fi", "Avain on hukassa"),
        ("/sv/koetalo-sv/hem/avain-hukassa-sv/", "sv", "Avain (sv)"),
        ("/en/koetalo-en/home/avain-hukassa-en/", "en", "Avain (en)"),
    ):
        told = data_of(get(client, address))
        assert (told["inLanguage"], told["headline"]) == (language, title)


@pytest.mark.django_db
def test_the_day_of_change_is_the_day_it_was_in_finland(client: Client) -> None:
    put(factories.page())
    changed(published_at=datetime(2026, 11, 20, 23, 30, tzinfo=UTC))
    assert data_of(get(client))["dateModified"] == "2026-11-21"


@pytest.mark.django_db
def test_numbers_of_law_and_facts_stand_filled_in_the_data_too(client: Client) -> None:
    with as_owner():
        publishing.put_facts([Fact("avain", {"fi": "50 euroa"}, date(2026, 1, 1), None, {"title": "x"})])
    put(factories.page(words={("fi", FULL): factories.words("Avain", "Uusi maksaa {{ fact.avain }}.")}))
    assert data_of(get(client))["description"] == "Uusi maksaa 50 euroa."


@pytest.mark.django_db
@pytest.mark.parametrize("field", ["title", "lead"])
def test_no_title_or_lead_ends_the_block_or_begins_a_script(client: Client, field: str) -> None:
    put(factories.page())
    changed(**{field: EVIL})
    html = get(client)
    assert data_of(html)[{"title": "headline", "lead": "description"}[field]] == EVIL
    assert "<script>" not in html
    assert "<!--" not in html
    opened, closed = html.count("<script"), html.count("</script>")
    assert opened == closed


@pytest.mark.django_db
def test_what_an_editor_writes_as_entities_comes_out_as_words(client: Client) -> None:
    """Cleaning turns entities into letters: what is shown afterwards must escape them once more everywhere."""
    written = "&lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt;"
    put(factories.page(words={("fi", FULL): factories.words(written, written)}))
    html = get(client)
    assert data_of(html)["headline"] == "</script><script>alert(1)</script>"
    assert "<script>" not in html


@pytest.mark.django_db
def test_the_block_is_data_that_the_policy_need_not_let_run(client: Client) -> None:
    put(factories.page())
    answer = client.get(ADDRESS)
    html, policy = answer.content.decode(), answer.headers["Content-Security-Policy"]
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    scripts = re.findall(r"<script([^>]*)>(.*?)</script>", html, re.DOTALL)
    inline = [(words.strip(), body) for words, body in scripts if "src=" not in words]
    assert [words for words, _body in inline] == ['type="application/ld+json"'], "no other script stands in the page"
    assert html.index("ld+json") < html.index("</head>")
    for words, body in scripts:
        if "src=" in words:
            assert 'src="/' in words
            assert body == ""


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"a": EVIL},
        {"a": "&amp; &lt;"},
        {"a": ["<", ">", "&"], "b": {"c": None, "d": True}},
        {"a": "äöå €   ]]> \\ \" '"},
        {EVIL: 1},
    ],
)
def test_the_filter_gives_back_what_it_was_given_with_nothing_of_html_in_it(told: dict[str, Any]) -> None:
    block = str(json_ld(told))
    inside = block.removeprefix('<script type="application/ld+json">').removesuffix("</script>")
    assert block == f'<script type="application/ld+json">{inside}</script>'
    assert not set("<>&") & set(inside)
    assert json.loads(inside) == told


# ---------------------------------------------------------------- the feed of changes


def entries(xml: str) -> list[ElementTree.Element]:
    return ElementTree.fromstring(xml).findall(f"{ATOM}entry")


def texts(node: ElementTree.Element, name: str) -> list[str]:
    return [each.text or "" for each in node.findall(ATOM + name)]


def links(node: ElementTree.Element, rel: str) -> list[str]:
    return [each.attrib["href"] for each in node.findall(f"{ATOM}link") if each.attrib.get("rel") == rel]


def only_ours() -> None:
    """No page but those the test puts out."""
    with as_owner():
        Rendered.objects.all().delete()


@pytest.mark.django_db
@pytest.mark.parametrize("language", PREFIX)
def test_the_feed_is_whole_atom_in_the_reader_s_language(client: Client, language: str) -> None:
    only_ours()
    put(factories.page(words=THREE), factories.page("vain-suomeksi"))
    answer = client.get(f"{PREFIX[language]}/changes.xml")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = ElementTree.fromstring(answer.content)
    assert feed.tag == f"{ATOM}feed"
    assert feed.attrib["{http://www.w3.org/XML/1998/namespace}lang"] == language
    base = "http://testserver"
    assert links(feed, "self") == [f"{base}{PREFIX[language]}/changes.xml"]
    assert links(feed, "alternate") == [f"{base}{PREFIX[language]}/"]
    for name in ("id", "title", "updated"):
        assert len(texts(feed, name)) == 1
        assert texts(feed, name)[0]
    assert [each.findtext(f"{ATOM}name") for each in feed.findall(f"{ATOM}author")] == ["Sosiaalikylä"], (
        "RFC 4287 4.1.1: a feed without authors of entries has one of its own, and here it is nobody's name"
    )
    found = {texts(each, "title")[0]: each for each in feed.findall(f"{ATOM}entry")}
    assert set(found) == {f"Avain ({language})"} | ({"Avain hukassa"} if language == "fi" else set())
    entry = found[f"Avain ({language})"]
    where = {
        "fi": "/koetalo/koti/avain-hukassa/",
        "sv": "/sv/koetalo-sv/hem/avain-hukassa-sv/",
        "en": "/en/koetalo-en/home/avain-hukassa-en/",
    }[language]
    assert texts(entry, "id") == [base + where]
    assert links(entry, "alternate") == [base + where]
    assert texts(entry, "summary") == [f"Lyhyesti ({language})."]
    assert datetime.fromisoformat(texts(entry, "updated")[0]) == datetime(2026, 11, 22, 10, tzinfo=UTC)
    assert client.get(where).status_code == 200


@pytest.mark.django_db
def test_what_changed_last_comes_first_and_the_feed_ends_somewhere(client: Client) -> None:
    only_ours()
    for number in range(MOST + 5):
        with clock.at(DAY - timedelta(days=number)):
            put(factories.page(f"sivu-{99 - number}", words={("fi", FULL): factories.words(f"Sivu {number}")}))
    xml = get(client, "/changes.xml")
    assert [texts(each, "title")[0] for each in entries(xml)] == [f"Sivu {number}" for number in range(MOST)]
    moments = [datetime.fromisoformat(texts(each, "updated")[0]) for each in entries(xml)]
    assert moments == sorted(moments, reverse=True)
    assert datetime.fromisoformat(texts(ElementTree.fromstring(xml), "updated")[0]) == moments[0]
    with clock.at(DAY + timedelta(days=1)):
        put(factories.page("sivu-59", words={("fi", FULL): factories.words("Uusin sanoin")}))
        first, *rest = entries(get(client, "/changes.xml"))
    assert texts(first, "title") == ["Uusin sanoin"]
    assert "Sivu 40" not in [texts(each, "title")[0] for each in rest]
    ids = [texts(each, "id")[0] for each in entries(get(client, "/changes.xml"))]
    assert len(ids) == len(set(ids)) == MOST


@pytest.mark.django_db
def test_only_pages_in_force_that_keep_no_secret_are_told_of(client: Client) -> None:
    only_ours()
    neutral = dict.fromkeys(PREFIX, "Hyvä tietää")
    put(
        factories.page("on-voimassa"),
        factories.page("ei-viela", about=factories.about(valid_from=DAY + timedelta(days=1))),
        factories.page("ei-enaa", about=factories.about(valid_until=DAY - timedelta(days=1))),
        factories.page("neutraali", about=factories.about(neutral_title=neutral)),
        factories.page(
            "selko", words={("fi", FULL): factories.words("Tavallinen"), ("fi", PLAIN): factories.words("Selko")}
        ),
    )
    with as_owner():
        publishing.publish(factories.page("kortti", house="", section="", about=factories.about(phases=("x",))), None)
    xml = get(client, "/changes.xml")
    assert sorted(texts(each, "title")[0] for each in entries(xml)) == ["Avain hukassa", "Tavallinen"]
    for hidden in ("ei-viela", "ei-enaa", "neutraali", "kortti", "Selko", "Hyvä tietää"):
        assert hidden not in xml


@pytest.mark.django_db
def test_the_feed_names_nobody(client: Client) -> None:
    put(factories.page(about=factories.about(law=(LAW,), sources=(SOURCE,))))
    xml = get(client, "/changes.xml")
    feed = ElementTree.fromstring(xml)
    for entry in feed.findall(f"{ATOM}entry"):
        assert {each.tag.removeprefix(ATOM) for each in entry} == {"title", "link", "updated", "id", "summary"}
    assert "content." not in xml, "nor which office answers"
    assert not feed.findall(f"{ATOM}author/{ATOM}email")


@pytest.mark.django_db
def test_words_in_the_feed_are_words_for_a_reader_of_html_too(client: Client) -> None:
    """A summary is of type html: a reader unpacks it once more than the title."""
    only_ours()
    put(factories.page())
    changed(title=EVIL, lead=EVIL)
    (entry,) = entries(get(client, "/changes.xml"))
    assert texts(entry, "title") == [EVIL]
    (summary,) = entry.findall(f"{ATOM}summary")
    assert summary.attrib["type"] == "html"
    assert summary.text is not None
    assert "<" not in summary.text
    assert "&lt;/script&gt;" in summary.text


@pytest.mark.django_db
def test_placeholders_are_filled_in_the_feed(client: Client) -> None:
    only_ours()
    with as_owner():
        publishing.put_facts([Fact("avain", {"fi": "50 euroa"}, date(2026, 1, 1), None, {"title": "x"})])
    put(
        factories.page(
            words={("fi", FULL): factories.words("Avain", "Maksaa {{ fact.avain }}.", Part("text", "a", "<p>b</p>"))}
        )
    )
    assert texts(entries(get(client, "/changes.xml"))[0], "summary") == ["Maksaa 50 euroa."]


@pytest.mark.django_db
@pytest.mark.parametrize("language", PREFIX)
def test_the_feed_of_all_that_is_published_can_be_read_and_no_link_is_dead(client: Client, language: str) -> None:
    found = entries(get(client, f"{PREFIX[language]}/changes.xml"))
    assert 40 <= len(found) <= MOST
    for entry in found[:5]:
        (address,) = links(entry, "alternate")
        assert client.get(address.removeprefix("http://testserver")).status_code == 200, address
    assert "{{" not in "".join("".join(entry.itertext()) for entry in found)


@pytest.mark.django_db
def test_everybody_gets_the_same_feed_for_few_questions(client: Client) -> None:
    put(factories.page())
    alone = client.get("/changes.xml")
    assert alone.headers["Cache-Control"] == "public, max-age=60"
    other = Client(headers={"accept-language": "en"})
    other.cookies["visit"] = "somebody"
    with CaptureQueriesContext(connection) as asked:
        again = other.get("/changes.xml")
    assert again.content == alone.content
    assert not again.cookies
    assert len([one for one in asked if "SAVEPOINT" not in one["sql"].upper()]) <= 4
    assert client.post("/changes.xml").status_code == 405


@pytest.mark.django_db
def test_a_village_without_pages_still_has_a_feed(client: Client) -> None:
    only_ours()
    feed = ElementTree.fromstring(get(client, "/changes.xml"))
    assert feed.findall(f"{ATOM}entry") == []
    assert texts(feed, "updated")[0]
