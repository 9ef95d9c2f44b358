"""What to do when the answer is no, and what money there is: asked alike of every county, told with its source."""

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
from sosiaalikyla.base.text import day as day_of
from sosiaalikyla.people.tests import factories
from sosiaalikyla.places import offices
from sosiaalikyla.places.files import County, Places
from sosiaalikyla.rules.loader import Rules

TODAY = date(2026, 11, 22)
PREFIX = {"fi": "", "sv": "/sv", "en": "/en"}
HEADINGS = {
    "fi": [
        "Jälkihuollon taloudellinen tuki",
        "Itsenäistymisvarat",
        "Ensimmäisen kodin perustaminen",
        "Vuokra ja vakuus",
        "Opinnot ja harrastukset",
        "Tuki lain ikärajan jälkeen",
    ],
    "en": [
        "Financial support of aftercare",
        "Independence funds",
        "Setting up the first home",
        "Rent and deposit",
        "Studies and hobbies",
        "Support after the age limit of the act",
    ],
}
NOTHING = "julkisesti ei löytynyt mitään"
NO_PAGE = "Emme ole löytäneet tästä julkista sivua."
SILENT = dict.fromkeys(offices.HEADINGS)
"""A county of whose money nothing was found."""


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with clock.at(TODAY):
        yield


def known() -> list[County]:
    return [county for county in Places.load().counties if county.code in offices.of_counties()]


def read(address: str, client: Client | None = None) -> str:
    answer = (client or Client()).get(address)
    assert answer.status_code == 200, address
    assert not answer.cookies
    assert answer.headers["Cache-Control"] == "public, max-age=60"
    html: str = answer.content.decode()
    return html[html.index("<main") : html.index("</main>")]


def words_of(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def lines(html: str) -> list[tuple[str, str]]:
    """Each heading of a list of facts and what is said under it."""
    found = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", html, re.DOTALL)
    return [(words_of(heading), words_of(said)) for heading, said in found]


def part(html: str, name: str) -> str:
    """The section called by that id."""
    return html.split(f'aria-labelledby="{name}"', 1)[1].split("</section>", 1)[0]


def page_of(link: str = "https://alue.example/sivu", verification: str = "P", **more: Any) -> dict[str, Any]:
    return {"link": link, "checked": date(2026, 11, 20), "verification": verification, **more}


def said(words: str, **more: Any) -> dict[str, Any]:
    return page_of(**more) | {"text": {"fi": words, "sv": f"{words} (sv)", "en": f"{words} (en)"}}


def lay(monkeypatch: pytest.MonkeyPatch, **counties: dict[str, Any]) -> None:
    """Counties as a file would tell of them, by code: c17={…}."""
    rows = {}
    for key, different in counties.items():
        code = key.removeprefix("c")
        told = {"site": page_of(), "ombudsperson": None, "registry": None, "aftercare": None, "money": SILENT} | different
        rows[code] = offices.CountyOffices.model_validate({"county": code, **told})
    monkeypatch.setattr(offices, "of_counties", lambda: rows)


# ---------------------------------------------------------------- choosing


@pytest.mark.parametrize("language", PREFIX)
def test_every_county_with_offices_is_in_the_list_by_its_name(language: str) -> None:
    html = read(f"{PREFIX[language]}/rights/counties/")
    found = re.findall(rf'<a class="more" href="{PREFIX[language]}/rights/counties/([a-z-]+)/">([^<]+)</a>', html)
    assert {(slug, unescape(name)) for slug, name in found} == {
        (county.slug, county.short.in_language(language)) for county in known()
    }
    assert len(found) == len(known()) == 22
    if language == "fi":
        names = [unescape(name) for _slug, name in found]
        assert names[0] == "Etelä-Karjala"
        assert names.index("Itä-Uusimaa") < names.index("Kainuu") < names.index("Varsinais-Suomi")


@pytest.mark.parametrize("address", ["no-such-county", "aland", "17", "pohjanmaa"])
@pytest.mark.parametrize("prefix", PREFIX.values())
def test_a_county_of_which_nothing_is_known_is_not_found(address: str, prefix: str) -> None:
    assert Client().get(f"{prefix}/rights/counties/{address}/").status_code == 404


def test_a_county_without_offices_is_neither_listed_nor_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    lay(monkeypatch, c18={})
    html = read("/rights/counties/")
    assert re.findall(r"/rights/counties/([a-z-]+)/", html) == [Places.load().county("18").slug]
    assert Client().get(f"/rights/counties/{Places.load().county('17').slug}/").status_code == 404


# ---------------------------------------------------------------- one county


@pytest.mark.parametrize("language", ["fi", "en"])
def test_each_county_is_told_of_under_the_same_headings_in_the_same_order(language: str) -> None:
    shapes = set()
    for county in known():
        html = read(f"{PREFIX[language]}/rights/counties/{county.slug}/")
        assert f"<h1>{county.name.in_language(language)}</h1>" in html
        shapes.add(tuple(words_of(each) for each in re.findall(r"<h[23][^>]*>(.*?)</h[23]>", html)))
        assert [heading for heading, _said in lines(html)] == HEADINGS[language]
    assert len(shapes) == 1


def test_what_a_county_says_stands_with_its_source_and_the_day_it_was_seen() -> None:
    for county in known():
        own = offices.of_counties()[county.code]
        html = read(f"/rights/counties/{county.slug}/")
        for (heading, told), key in zip(lines(html), offices.HEADINGS, strict=True):
            line = getattr(own.money, key)
            if line is None:
                assert told == NOTHING, (county.slug, heading)
                continue
            assert told == f"{line.text.fi} Lähde katsottu {day_of(line.checked, 'fi')}"
            assert f'<a href="{line.link}" rel="noreferrer">Lähde</a>' in html
        for page in (own.site, own.ombudsperson, own.registry, own.aftercare):
            assert page is None or f'href="{page.link}" rel="noreferrer"' in html
        found = sum(page is not None for page in (own.ombudsperson, own.registry, own.aftercare))
        assert words_of(html).count(NO_PAGE) == 3 - found


@pytest.mark.parametrize(("language", "nothing", "no_page"), [
    ("fi", NOTHING, NO_PAGE),
    ("sv", "inget offentligt hittades", "Vi har inte hittat någon offentlig sida om det här."),
    ("en", "nothing found in public", "We haven’t found a public page of this."),
])  # fmt: skip
def test_what_is_not_known_is_said_and_never_left_blank(
    monkeypatch: pytest.MonkeyPatch, language: str, nothing: str, no_page: str
) -> None:
    lay(monkeypatch, c17={})
    html = read(f"{PREFIX[language]}/rights/counties/ostrobothnia/")
    told = [said for _heading, said in lines(html)]
    assert told == [nothing] * 6
    for section in ("ombud", "page-aftercare", "no"):
        assert no_page in words_of(part(html, section))
        assert len(re.findall(r'<p class="soft">[^<]+</p>', part(html, section))) == 1
    assert not re.search(r"\b(None|null)\b", words_of(html))


def test_nothing_found_is_not_a_no() -> None:
    words = words_of(read("/rights/counties/ostrobothnia/"))
    assert "Vaikka mitään ei löytynyt, vastaus ei ole ei. Kysy työntekijältäsi" in words


def test_what_nobody_has_read_is_said_to_be_so_and_has_no_day(monkeypatch: pytest.MonkeyPatch) -> None:
    guessed = page_of("https://alue.example/arvaus", "M")
    told = said("Tukea saa.", link="https://alue.example/raha", verification="M")
    lay(monkeypatch, c17={"ombudsperson": guessed, "money": SILENT | {"rent_and_deposit": told}})
    html = read("/rights/counties/ostrobothnia/")
    assert words_of(part(html, "ombud")).endswith("Sosiaaliasiavastaavan yhteystiedot ei tarkistettu")
    assert dict(lines(html))["Vuokra ja vakuus"] == "Tukea saa. Lähde ei tarkistettu"
    side = read("/rights/money/")
    assert dict(lines(side)) == {"Pohjanmaa": "Tukea saa. Lähde ei tarkistettu"}


def test_offices_of_the_whole_country_stand_in_every_county_with_what_they_are_for_and_when_they_were_seen() -> None:
    for county in known()[:3]:
        section = part(read(f"/rights/counties/{county.slug}/"), "treated")
        items = [words_of(each) for each in re.findall(r"<li>(.*?)</li>", section, re.DOTALL)]
        assert items == [
            f"{each.name.fi} {each.when.fi} "
            + (f"katsottu {day_of(each.page.checked, 'fi')}" if each.page.verification == "P" else "ei tarkistettu")
            for each in offices.national()
        ]


def test_what_a_county_has_said_is_words_and_never_markup(monkeypatch: pytest.MonkeyPatch) -> None:
    lay(monkeypatch, c17={"money": SILENT | {"funds_practice": said("<b onclick=x>Raha</b>")}})
    for address in ("/rights/counties/ostrobothnia/", "/rights/money/"):
        html = read(address)
        assert "<b onclick" not in html
        assert "&lt;b onclick=x&gt;Raha" in html


def test_the_days_to_claim_and_to_appeal_are_those_of_the_law_with_their_sections() -> None:
    law = Rules.load().on(TODAY)
    section = part(read("/rights/counties/ostrobothnia/"), "no")
    words = words_of(section)
    claim, appeal = law.number("deadlines.revised_decision"), law.number("deadlines.appeal")
    assert f"Kirjoitat alueelle, mitä pitäisi muuttaa. Aikaa on {claim} päivää siitä, kun sait päätöksen." in words
    assert f"Jos oikaisupäätöskin on ei, voit valittaa. Aikaa on {appeal} päivää." in words
    sources = re.findall(r'<p class="source law-sections">(.*?)</p>', section, re.DOTALL)
    assert len(sources) == 2
    for source in sources:
        assert "finlex.fi" in source
        assert "§" in source
        assert re.search(r"tarkistettu \d{1,2}\.\d{1,2}\.\d{4}", words_of(source))
    steps = [words_of(each) for each in re.findall(r"<h3>(.*?)</h3>", section)]
    assert len(steps) == 3, "in writing, then a revised decision, then the court"


# ---------------------------------------------------------------- side by side


def test_side_by_side_each_heading_holds_those_who_say_something_and_counts_the_silent() -> None:
    html = read("/rights/money/")
    assert [words_of(each) for each in re.findall(r"<h2[^>]*>(.*?)</h2>", html)] == HEADINGS["fi"]
    told = 0
    for key in offices.HEADINGS:
        section = part(html, key)
        speaking = {
            county.short.fi: getattr(offices.of_counties()[county.code].money, key)
            for county in known()
            if getattr(offices.of_counties()[county.code].money, key)
        }
        assert dict(lines(section)) == {
            name: f"{line.text.fi} Lähde katsottu {day_of(line.checked, 'fi')}" for name, line in speaking.items()
        }
        silent = len(known()) - len(speaking)
        assert f"{silent} aluetta: {NOTHING}." in words_of(section)
        told += len(speaking)
    assert told, "some county says something"
    assert re.search(rf"\b{len(known())}\b", words_of(html.split("<section", 1)[0]))


def test_where_counties_differ_the_difference_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    lay(
        monkeypatch,
        c17={
            "money": SILENT | {"home_set_up": said("Saat rahaa astioihin."), "rent_and_deposit": said("Vakuus maksetaan.")}
        },
        c18={"money": SILENT | {"home_set_up": said("Et saa astioita, mutta saat sängyn.")}},
        c16={},
    )
    html = read("/rights/money/")
    assert lines(part(html, "home_set_up")) == [
        ("Keski-Pohjanmaa", "Et saa astioita, mutta saat sängyn. Lähde katsottu 20.11.2026"),
        ("Pohjanmaa", "Saat rahaa astioihin. Lähde katsottu 20.11.2026"),
    ]
    assert f"1 alue: {NOTHING}." in words_of(part(html, "home_set_up"))
    assert f"2 aluetta: {NOTHING}." in words_of(part(html, "rent_and_deposit"))
    assert f"3 aluetta: {NOTHING}." in words_of(part(html, "age_extension"))
    assert "<dl" not in part(html, "age_extension")
    assert "Saat rahaa astioihin. (sv)" in read("/sv/rights/money/")
    assert "Saat rahaa astioihin. (en)" in read("/en/rights/money/")
    for slug in (Places.load().county(code).slug for code in ("17", "18")):
        assert f'href="/rights/counties/{slug}/"' in part(html, "home_set_up")


# ---------------------------------------------------------------- open to all, about nobody


ADDRESSES = ("/rights/counties/", "/rights/counties/ostrobothnia/", "/rights/money/")


@pytest.mark.parametrize("address", ADDRESSES)
def test_only_reading_is_answered(address: str) -> None:
    assert Client().post(address).status_code == 405
    assert Client().head(address).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("prefix", PREFIX.values())
def test_everybody_gets_the_same_bytes_and_nothing_is_asked_of_the_database(prefix: str) -> None:
    reader = factories.signed_in(factories.staff("Ville", factories.county()))
    other = Client(headers={"accept-language": "en", "user-agent": "another"})
    other.cookies["visit"] = "something-old"
    for address in ADDRESSES:
        alone = Client().get(prefix + address)
        with CaptureQueriesContext(connection) as asked:
            assert Client().get(prefix + address).content == alone.content
        assert [one["sql"] for one in asked if "SAVEPOINT" not in one["sql"].upper()] == []
        assert reader.get(prefix + address).content == alone.content
        assert other.get(prefix + address).content == alone.content


def test_the_page_of_rights_leads_here_and_back() -> None:
    assert 'href="/rights/counties/"' in Client().get("/rights/").content.decode()
    assert 'href="/rights/"' in read("/rights/counties/")
    assert 'href="/rights/money/"' in read("/rights/counties/ostrobothnia/")
