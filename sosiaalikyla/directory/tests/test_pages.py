"""The open pages: found, read and called by anybody, in three languages, with as few questions for thirty as for three."""

from __future__ import annotations

import re
from datetime import date, datetime
from html import unescape
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection as database
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sosiaalikyla.access.actors import acting
from sosiaalikyla.base import clock
from sosiaalikyla.directory import classes, own_files, policy, readings
from sosiaalikyla.directory.models import Batch, MunicipalityPage, OwnWords, Service, uuid_of
from sosiaalikyla.paths.model_files import load_all
from sosiaalikyla.places.files import Places
from tests.ground import as_owner

from .files import NETTILUKIO, OTAVA, bring_in, connection, file, key, location, organiser, page, real, service
from .test_own_layer import DEMO

pytestmark = pytest.mark.django_db

FRIDAY = datetime(2026, 11, 20, 10, 0, tzinfo=ZoneInfo("Europe/Helsinki"))
MOST = 12
ADDRESSES = {
    "list": "/services/?municipality=499&life=people&q=nuo",
    "service": f"/services/{uuid_of('ptv', key(1))}/",
    "municipality": "/services/in/mustasaari/",
    "source": "/services/source/",
}


def get(address: str, *, status: int = 200) -> str:
    with clock.at(FRIDAY):
        response = Client().get(address)
    assert response.status_code == status
    assert not response.cookies
    if status == 200:
        assert response.headers["Cache-Control"] == "public, max-age=60"
    return unescape(response.content.decode())


def words_of(shown: str) -> str:
    main = shown.split("<main", 1)[1].split("</main>", 1)[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def lay(count: int, **more: Any) -> None:
    numbers = range(1, count + 1)
    bring_in(
        file(
            [
                organiser(),
                *(service(number, name=f"Nuorten neuvonta {number:03}", **more) for number in numbers),
                *(location(number) for number in numbers),
                *(connection(number, number) for number in numbers),
            ]
        )
    )


@pytest.mark.parametrize("name", ADDRESSES)
@pytest.mark.parametrize("language", ["", "/sv", "/en"])
def test_a_page_takes_as_many_questions_for_thirty_as_for_three(name: str, language: str) -> None:
    asked = []
    for count in (3, 30):
        lay(count)
        with CaptureQueriesContext(database) as questions:
            get(language + ADDRESSES[name])
        asked.append(len(questions))
    assert asked[0] == asked[1] <= MOST


def test_an_empty_list_takes_as_many_questions_too_and_says_what_to_do_next() -> None:
    lay(3)
    with CaptureQueriesContext(database) as questions:
        words = words_of(get("/services/?municipality=288&life=own_family"))
    assert len(questions) <= MOST
    assert "Mitään ei löytynyt" in words
    assert "Se ei tarkoita, ettei apua ole." in words
    for next_ in (
        "Poista valinnat ja katso kaikki",
        "Katso koko alue: Pohjanmaa",
        "Katso koko maa",
        "Tarvitsetko apua nyt?",
    ):
        assert next_ in words


def test_everybody_gets_the_same_bytes() -> None:
    lay(3)
    for address in ADDRESSES.values():
        with clock.at(FRIDAY):
            other = Client(headers={"accept-language": "en", "user-agent": "another"})
            other.cookies["visit"] = "something-old"
            assert Client().get(address).content == other.get(address).content


def test_a_service_tells_where_when_and_whom_to_call() -> None:
    lay(1)
    shown = get(ADDRESSES["service"])
    words = words_of(shown)
    assert "<h1>Nuorten neuvonta 001</h1>" in shown
    assert 'href="tel:0400000001">040 000 0001</a>' in shown
    assert "Rantakatu 5, 65610 Mustasaari" in words
    assert "Auki nyt. Sulkeutuu klo 16." in words
    assert "ma–pe 8–16" in words
    assert "la–su kiinni" in words
    assert 'href="mailto:ohjaamo@example.fi"' in shown
    assert 'href="https://ohjaamo.example.fi/" rel="noreferrer"' in shown
    assert "Kielet suomi, ruotsi" in words
    assert "Kuka järjestää Mustasaaren kunta" in words
    assert "Suomi.fi-palvelutietovaranto, haettu 20.11.2026 · muutettu siellä viimeksi 1.10.2026" in words
    assert "juttelemaan" in words
    assert "**" not in words


@pytest.mark.parametrize("prefix", ["", "/sv", "/en"])
def test_what_nobody_said_is_not_shown(prefix: str) -> None:
    bring_in(*real())
    for address in (f"/services/{uuid_of('ptv', NETTILUKIO)}/", "/services/?municipality=491", "/services/in/mikkeli/"):
        words = words_of(get(prefix + address))
        assert not re.search(r"\b(None|null|undefined|NaN)\b|\(\)|, ,|·\s*·", words)


def test_the_real_place_is_told_with_its_ways_in() -> None:
    bring_in(*real())
    shown = get(f"/services/{uuid_of('ptv', NETTILUKIO)}/")
    words = words_of(shown)
    assert "Otavantie 2 B, 50670 Otava" in words
    assert 'href="tel:+358447943552">044 794 3552</a>' in shown
    assert words.count("Reitti pääsisäänkäynnille") == 1
    assert "Hakijan" not in words
    assert "hakijan tulee olla vähintään 18-vuotias" in words
    assert "Otavan Opisto / Otavia" in words
    swedish = get(f"/sv/services/{uuid_of('ptv', NETTILUKIO)}/")
    assert '<h1 lang="fi">Nettilukio aikuisille</h1>' in swedish
    assert "Rutten till huvudingången" in swedish
    assert OTAVA not in shown


def test_our_own_words_stand_first_and_a_correction_names_its_office() -> None:
    lay(1)
    with as_owner():
        OwnWords.objects.create(
            source="ptv", service_key=key(1), plain_title={"fi": "Aikuinen, joka kuuntelee"},
            when_to_contact={"fi": "Kun et tiedä, mistä aloittaa."}, correction={"fi": "Avataan vasta klo 9."},
            corrected_by="Mustasaaren kunta", corrected_on=date(2026, 11, 2), checked_on=date(2026, 11, 3),
        )  # fmt: skip
    words = words_of(get(ADDRESSES["service"]))
    order = ["Aikuinen, joka kuuntelee", "Virallinen nimi: Nuorten neuvonta 001", "Kun et tiedä", "Apua arjen asioihin.",
             "Avataan vasta klo 9.", "Mustasaaren kunta, 2.11.2026", "Näin saat yhteyden"]  # fmt: skip
    places = [words.index(each) for each in order]
    assert places == sorted(places)
    assert "omat sanamme tarkistettu 3.11.2026" in words


def test_a_service_that_vanished_is_marked_and_left_out_of_lists() -> None:
    bring_in(file(page(service(), service(2))))
    with clock.at(FRIDAY):
        bring_in(file(page(service(2))), full=True)
    words = words_of(get(ADDRESSES["service"]))
    assert "Tätä palvelua ei ehkä enää ole" in words
    assert "Se poistettiin Suomi.fi-tiedoista 20.11.2026. Soita ennen kuin lähdet." in words
    assert str(uuid_of("ptv", key(1))) not in get("/services/?municipality=499")


def test_a_county_reached_whole_is_named_and_not_its_municipalities_one_by_one() -> None:
    county = {"areaType": "LimitedArea", "municipalities": ["491"], "regions": [], "wellbeingServicesCounties": ["17"]}
    bring_in(file(service(area=county)))
    assert "Missä Pohjanmaan hyvinvointialue, Mikkeli" in words_of(get(ADDRESSES["service"]))


def test_a_service_nobody_knows_is_not_there() -> None:
    get(f"/services/{uuid_of('ptv', 'missing')}/", status=404)
    get("/services/in/atlantis/", status=404)


# ---------------------------------------------------------------- searching


def titles(address: str) -> list[str]:
    return re.findall(r'<h3><a href="/services/[0-9a-f-]{36}/"[^>]*>([^<]+)</a></h3>', get(address))


@pytest.fixture
def few() -> None:
    def area(*codes: str) -> dict[str, Any]:
        return {"areaType": "LimitedArea", "municipalities": list(codes), "regions": [], "wellbeingServicesCounties": []}

    county = {"areaType": "LimitedArea", "municipalities": [], "regions": [], "wellbeingServicesCounties": ["17"]}
    bring_in(
        file(
            [
                service(1, name="Asuminen Vaasassa", serviceClasses=["P1.1"], area=area("905"), serviceLanguages=["sv"]),
                service(2, name="Ohjaamo Mustasaari", area=area("499")),
                service(3, name="Koko maan puhelin", area={"areaType": "WholeCountry"}),
                service(4, name="Alueen tiimi", area=county, targetGroups=["KR1.2"], serviceClasses=["P3.6"]),
                service(5, name="Alue hukassa", area=None),
                service(6, name="Yrityksille", targetGroups=["KR2.6"]),
                service(7, name="Pertunmaan apu", area=area("588")),
            ]
        )
    )


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("municipality=499", ["Alueen tiimi", "Ohjaamo Mustasaari", "Koko maan puhelin"]),
        ("municipality=905", ["Alueen tiimi", "Asuminen Vaasassa", "Koko maan puhelin"]),
        ("municipality=499&wide=county", ["Alueen tiimi", "Asuminen Vaasassa", "Ohjaamo Mustasaari", "Koko maan puhelin"]),
        ("municipality=091", ["Koko maan puhelin"]),
        ("municipality=507", ["Pertunmaan apu", "Koko maan puhelin"]),
        ("municipality=588", ["Pertunmaan apu", "Koko maan puhelin"]),
        ("municipality=905&life=home", ["Asuminen Vaasassa"]),
        ("municipality=905&group=families", ["Alueen tiimi"]),
        ("municipality=905&language=sv&life=home", ["Asuminen Vaasassa"]),
        ("municipality=905&kind=free", []),
        ("municipality=499&q=OHJAA", ["Ohjaamo Mustasaari"]),
        ("municipality=499&q=musta ohja", ["Ohjaamo Mustasaari"]),
        ("q=puhelin", ["Koko maan puhelin"]),
        ("q=100%25", []),
        ("q=_____", []),
    ],
)
def test_a_search_finds_what_is_near_first_and_what_serves_the_whole_country_after(asked: str, expected: list[str]) -> None:
    assert titles(f"/services/?{asked}") == expected


@pytest.mark.usefixtures("few")
def test_a_service_whose_area_nobody_told_is_local_nowhere_and_one_for_businesses_is_not_listed() -> None:
    everything = titles("/services/")
    assert "Alue hukassa" in everything
    assert "Yrityksille" not in everything
    for each in Places.load().municipalities[::37]:
        assert "Alue hukassa" not in titles(f"/services/?municipality={each.code}")


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize(
    "asked", ["municipality=000", "municipality=%00", "life=<script>", "page=0", "page=-1", "page=9999999999", "page=٣",
              "wide=galaxy", "kind=paid", "language=xx", "group=all"],
)  # fmt: skip
def test_what_nobody_knows_is_the_same_as_nothing_asked(asked: str) -> None:
    assert titles(f"/services/?{asked}") == titles("/services/")


@pytest.mark.usefixtures("few")
def test_what_was_typed_is_shown_and_never_runs() -> None:
    with clock.at(FRIDAY):
        shown = Client().get("/services/", {"q": '"><script>alert(1)</script>', "municipality": "499"}).content.decode()
    assert "<script>alert" not in shown
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown


def test_at_most_twenty_are_on_a_page_and_each_is_on_one() -> None:
    lay(45)
    seen = []
    for number in (1, 2, 3):
        here = titles(f"/services/?municipality=499&page={number}")
        assert len(here) <= 20
        seen += here
    assert seen == [f"Nuorten neuvonta {number:03}" for number in range(1, 46)]
    first = get("/services/?municipality=499")
    assert 'rel="next" href="?municipality=499&page=2#answers"' in first
    assert "sivu 1 / 3" in words_of(first)
    assert titles("/services/?municipality=499&page=77") == titles("/services/?municipality=499&page=3")


def test_near_and_far_meet_on_one_page() -> None:
    far = [service(100 + n, name=f"Maa {n:02}", area={"areaType": "WholeCountry"}) for n in range(30)]
    near = [service(n, name=f"Kunta {n:02}") for n in range(1, 26)]
    bring_in(file([*far, *near]))
    seen = [title for number in (1, 2, 3) for title in titles(f"/services/?municipality=499&page={number}")]
    assert seen == [f"Kunta {n:02}" for n in range(1, 26)] + [f"Maa {n:02}" for n in range(30)]
    second = get("/services/?municipality=499&page=2")
    assert second.count("Nämä palvelevat koko maata") == 1
    assert second.index("Kunta 25") < second.index("Nämä palvelevat koko maata") < second.index("Maa 00")
    assert "Nämä palvelevat koko maata" not in get("/services/?municipality=499")


def test_a_long_answer_is_counted_so_far_and_says_that_there_is_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readings, "COUNTED", 40)
    lay(45)
    assert "Yli 40 palvelua" in words_of(get("/services/"))
    assert "sivu 2 / 2" in words_of(get("/services/?page=9"))


def test_an_old_municipality_is_found_where_it_went() -> None:
    lay(1)
    assert "Pertunmaa ja Mäntyharju ovat nykyään sama kunta." in words_of(get("/services/?municipality=588"))
    with clock.at(FRIDAY):
        response = Client().get("/services/in/pertunmaa/")
    assert response.status_code == 301
    assert response.headers["Location"] == "/services/in/mantyharju/"


# ---------------------------------------------------------------- a municipality, the sources


def test_every_municipality_has_its_own_address() -> None:
    assert len(readings.slugs()) == 308
    assert readings.slugs()["mustasaari"] == "499"
    assert reverse("municipality", args=["pedersoren-kunta"]) == "/services/in/pedersoren-kunta/"


def test_a_municipality_tells_what_it_offers_whom_to_ask_and_how_soon_it_answers() -> None:
    with as_owner(), acting(policy.KEEPER) as keeper:
        own_files.lay(DEMO, by=keeper)
    shown = get("/services/in/mustasaari/")
    words = words_of(shown)
    assert "Nuorisotila ja elokuvaillat maksutta" in words
    assert "Etsivä nuorisotyöntekijä (keksitty)" in words
    assert 'href="tel:0400000070"' in shown
    assert "Saat vastauksen saman päivän aikana." in words
    assert "tarkistettu 12.11.2026" in words
    assert "Ilmainen elokuvailta" in words
    assert 'href="/help/?county=17"' in shown
    assert MunicipalityPage.objects.count() == 4
    empty = words_of(get("/services/in/utsjoki/"))
    assert "Utsjoki ei ole vielä kirjoittanut tähän." in empty
    assert "Täältä ei vielä tunneta palveluja." in empty


def test_the_page_of_sources_tells_of_the_latest_import_and_what_was_unclear() -> None:
    assert "Tänne ei ole vielä tuotu palveluja." in words_of(get("/services/source/"))
    bring_in(file(page(*(service(number, area=None) for number in range(1, 61))), "answer-1.json"))
    words = words_of(get("/services/source/"))
    assert "Haettu 20.11.2026" in words
    assert "Tuli 60 palvelua, 0 yhteystietoa" in words
    assert "Lisenssi CC0-1.0" in words
    assert "Aluetta ei kerrottu. Palvelua ei näytetä missään paikallisena. answer-1.json · items[0].area" in words
    assert "sivu 1 / 2" in words
    assert Batch.objects.count() == 1


# ---------------------------------------------------------------- for others


def test_the_ten_things_in_life_are_those_of_the_path_models() -> None:
    assert [topic.key for topic in classes.load().life_areas] == [
        domain.key for domain in load_all().conventions.life_domains
    ]


def test_entries_give_the_villages_search_every_language_a_service_is_told_in() -> None:
    bring_in(*real())
    with as_owner(), acting(policy.KEEPER) as keeper:
        own_files.lay(DEMO, by=keeper)
    found = list(readings.entries())
    assert {each.kind for each in found} == {"service", "free", "municipality"}
    (lukio,) = [each for each in found if each.title == "Nettilukio aikuisille"]
    assert (lukio.language, lukio.url_name, lukio.municipality_codes) == ("fi", "service", ())
    assert "etälukio" in lukio.words
    assert reverse(lukio.url_name, args=lukio.url_args) == f"/services/{uuid_of('ptv', NETTILUKIO)}/"
    coffee = {each.language: each.title for each in found if each.key == str(uuid_of("own", "own-kahvihetki"))}
    assert coffee["sv"] == "Kaffe med tidigare placerade"
    assert len(coffee) == 3
    own = [each for each in found if each.kind == "municipality" and each.key == "499"]
    assert reverse(own[0].url_name, args=own[0].url_args) == "/services/in/mustasaari/"
    assert len({(each.kind, each.key, each.language) for each in found}) == len(found)
    assert Service.objects.listed().count() == 8
