"""The path models as anybody reads them: drawn from the model's own data, the same for everybody, on a page and on an A3."""

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
from django.utils import translation

from sosiaalikyla.base import clock, styles
from sosiaalikyla.paths import open_models, versions
from sosiaalikyla.paths.durations import Duration
from sosiaalikyla.paths.model_files import Obligation, PathModel, load_all
from sosiaalikyla.paths.tests.ground import DAY, account, brought_up, publish, village
from sosiaalikyla.people.tests.factories import FRAME, signed_in

pytestmark = pytest.mark.django_db

MODEL = "from_substitute_care_to_aftercare"
KEYS = [model.key for model in load_all().models]
PREFIX = {"fi": "", "sv": "/sv", "en": "/en"}
BY_LAW = {"fi": "(laki sanoo näin)", "sv": "(enligt lag)", "en": "(by law)"}
ADDRESSES = ["/paths/", *(f"/paths/{key}/{more}" for key in KEYS for more in ("", "sheet/"))]


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with clock.at(DAY):
        yield


def read(address: str, client: Client | None = None) -> str:
    answer = (client or Client()).get(address)
    assert answer.status_code == 200, address
    assert not answer.cookies
    assert answer.headers["Cache-Control"] == "public, max-age=60"
    found: str = answer.content.decode()
    return found


def main_of(html: str) -> str:
    return html[html.index("<main") : html.index("</main>")]


def words_of(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def model_of(key: str) -> PathModel:
    return versions.version(versions.latest()[key].pk)


def asked(address: str) -> list[str]:
    """Statements of one request, after one that has warmed the caches."""
    read(address)
    with CaptureQueriesContext(connection) as statements:
        read(address)
    return [one["sql"] for one in statements if not one["sql"].upper().startswith(FRAME)]


# ---------------------------------------------------------------- from the model's own data


def test_there_is_a_page_for_every_model() -> None:
    assert len(KEYS) >= 3
    html = main_of(read("/paths/"))
    assert re.findall(r'href="/paths/([a-z_]+)/"', html) == list(versions.latest()) == KEYS, "in the order of life"


@pytest.mark.parametrize("language", PREFIX)
@pytest.mark.parametrize("key", KEYS)
def test_a_page_tells_everything_the_model_says_in_the_reader_s_language(key: str, language: str) -> None:
    html = main_of(read(f"{PREFIX[language]}/paths/{key}/"))
    words, model = words_of(html), model_of(key)
    wanted = [model.title, model.purpose.youth]
    for phase in model.phases:
        wanted += [phase.title, phase.question, phase.check.title]
        for step in phase.steps:
            wanted += [step.title, step.youth, versions.conventions().party(step.responsible)]
            if step.legal_ref:
                wanted.append(step.legal_ref.text)
    missing = [text.in_language(language) for text in wanted if " ".join(text.in_language(language).split()) not in words]
    assert missing == []
    assert [words_of(each) for each in re.findall(r"<h1>(.*?)</h1>", html)] == [model.title.in_language(language)]
    assert html.count("<details class=") - html.count('<details class="twin') == sum(len(p.steps) for p in model.phases)


@pytest.mark.parametrize("key", KEYS)
def test_the_words_for_professionals_are_not_on_the_page_young_people_read(key: str) -> None:
    words, model = words_of(read(f"/paths/{key}/")), model_of(key)
    assert model.purpose.worker.fi not in words


@pytest.mark.parametrize("key", KEYS)
def test_the_line_has_a_station_for_each_phase_and_a_list_that_says_the_same(key: str) -> None:
    html = read(f"/paths/{key}/")
    twin = html[html.index('<details class="twin') :].split("</ol>", 1)[0]
    stations = [words_of(each) for each in re.findall(r"<li>(.*?)</li>", twin, re.DOTALL)]
    model = model_of(key)
    assert len(stations) == len(model.phases)
    for station, phase in zip(stations, model.phases, strict=True):
        assert station.startswith(phase.short.fi)
        assert open_models.when(phase.starts.anchor, phase.starts.offset, "fi") in station
        assert "(" not in station, "nothing of a model is agreed with anybody"
    assert html.count("<svg") - html.count('<svg class="mark') >= 2, "narrow and wide"


def test_the_page_follows_the_newest_version_and_names_it() -> None:
    assert "Polun versio 1." in words_of(read(f"/paths/{MODEL}/"))

    def change(content: dict[str, Any]) -> None:
        content["title"]["fi"] = "Aivan uusi otsikko"
        content["phases"][0]["title"]["fi"] = "Uusi alku"

    publish(MODEL, change)
    words = words_of(read(f"/paths/{MODEL}/"))
    assert "Aivan uusi otsikko" in words
    assert "Uusi alku" in words
    assert "Polun versio 2." in words
    assert "Aivan uusi otsikko" in words_of(read("/paths/"))
    assert "Versio 2." in words_of(read(f"/paths/{MODEL}/sheet/"))


def test_words_of_a_model_are_words_and_never_markup() -> None:
    def change(content: dict[str, Any]) -> None:
        content["title"]["fi"] = "<b>Otsikko</b>"
        content["phases"][0]["short"]["fi"] = "<script>1</script>"
        content["phases"][0]["steps"][0]["youth"]["fi"] = "<img src=x onerror=alert(1)>"

    publish(MODEL, change)
    for address in (f"/paths/{MODEL}/", f"/paths/{MODEL}/sheet/", "/paths/"):
        html = main_of(read(address))
        for bad in ("<b>Otsikko", "<script", "<img"):
            assert bad not in html


# ---------------------------------------------------------------- what may differ from county to county


@pytest.mark.parametrize("language", PREFIX)
@pytest.mark.parametrize("key", KEYS)
def test_what_the_act_says_is_marked_and_nothing_else(key: str, language: str) -> None:
    html = main_of(read(f"{PREFIX[language]}/paths/{key}/"))
    headings = [words_of(each) for each in re.findall(r"<summary><h3>(.*?)</h3>", html, re.DOTALL)]
    steps = [step for phase in model_of(key).phases for step in phase.steps]
    for heading, step in zip(headings, steps, strict=True):
        assert heading.startswith(step.title.in_language(language))
        assert (BY_LAW[language] in heading) is (step.obligation == Obligation.STATUTORY), heading
    assert any(step.obligation == Obligation.STATUTORY for step in steps)
    assert any(step.obligation != Obligation.STATUTORY for step in steps)


def test_the_page_says_what_the_mark_means_and_whom_to_ask_of_one_s_own_county() -> None:
    words = words_of(read(f"/paths/{MODEL}/"))
    assert "Onko näin kaikkialla?" in words
    assert "on sama koko maassa. Muun alueesi voi tehdä omalla tavallaan." in words


def test_a_section_no_lawyer_has_read_says_so() -> None:
    def change(content: dict[str, Any]) -> None:
        told = [step for phase in content["phases"] for step in phase["steps"] if step.get("legal_ref")]
        for step in told:
            step["legal_ref"]["checked"] = True
        told[0]["legal_ref"]["checked"] = False

    publish(MODEL, change)
    html = main_of(read(f"/paths/{MODEL}/"))
    sources = [words_of(each) for each in re.findall(r'<p class="source">(.*?)</p>', html, re.DOTALL)]
    assert len(sources) > 1
    assert [source.endswith("· juristi ei ole vielä tarkistanut") for source in sources] == [
        True,
        *(False for _ in sources[1:]),
    ]


# ---------------------------------------------------------------- when


@pytest.mark.parametrize(
    ("written", "language", "said"),
    [
        ("P0D", "fi", "Samana päivänä: Sijoitus päättyy"),
        ("-P12M", "fi", "1 vuosi ennen tätä: Sijoitus päättyy"),
        ("P2Y", "fi", "2 vuotta tämän jälkeen: Sijoitus päättyy"),
        ("-P1M", "fi", "1 kuukausi ennen tätä: Sijoitus päättyy"),
        ("P18M", "fi", "18 kuukautta tämän jälkeen: Sijoitus päättyy"),
        ("P14D", "fi", "2 viikkoa tämän jälkeen: Sijoitus päättyy"),
        ("-P1W", "fi", "1 viikko ennen tätä: Sijoitus päättyy"),
        ("P1D", "fi", "1 päivä tämän jälkeen: Sijoitus päättyy"),
        ("-P10D", "fi", "10 päivää ennen tätä: Sijoitus päättyy"),
        ("P1M3D", "fi", "1 kuukautta ja 3 päivää tämän jälkeen: Sijoitus päättyy"),
        ("-P6M", "en", "6 months before: The placement ends"),
        ("P1Y", "en", "1 year after: The placement ends"),
        ("P0D", "en", "On the day: The placement ends"),
    ],
)
def test_a_moment_is_told_in_the_largest_whole_unit(written: str, language: str, said: str) -> None:
    with translation.override(language):
        assert open_models.when("placement_end", Duration.parse(written), language) == said


@pytest.mark.parametrize("key", KEYS)
def test_no_moment_of_a_model_needs_two_units(key: str) -> None:
    """Months and days together read badly in Finnish: a model that has them wants better words first."""
    model = model_of(key)
    offsets = [phase.starts.offset for phase in model.phases]
    offsets += [step.timing.until for phase in model.phases for step in phase.steps]
    assert [str(each) for each in offsets if each.months and each.days] == []


# ---------------------------------------------------------------- on paper


@pytest.mark.parametrize("language", PREFIX)
@pytest.mark.parametrize("key", KEYS)
def test_the_sheet_holds_the_whole_line_and_the_name_of_each_step(key: str, language: str) -> None:
    html = read(f"{PREFIX[language]}/paths/{key}/sheet/")
    main, model = main_of(html), model_of(key)
    assert main.count('class="sheet-drawing"') == 1
    drawing = main[main.index('class="sheet-drawing"') :].split("</svg>", 1)[0]
    assert "<svg" in drawing
    words = words_of(main)
    for phase in model.phases:
        assert phase.title.in_language(language) in words
        for step in phase.steps:
            assert step.title.in_language(language) in words
    marked = sum(step.obligation == Obligation.STATUTORY for phase in model.phases for step in phase.steps)
    assert words.count(BY_LAW[language]) == marked


def test_the_sheet_prints_on_one_a3_lying_down_without_the_way_back() -> None:
    html = read(f"/paths/{MODEL}/sheet/")
    assert '<body class="sheet-a3">' in html
    sheet = styles.sheet().css.decode()
    assert re.search(r"@page sheet-a3\s*\{\s*size:\s*A3 landscape", sheet)
    assert re.search(r"\.sheet-a3\s*\{\s*page:\s*sheet-a3", sheet)
    assert f'<p class="no-print"><a class="more" href="/paths/{MODEL}/">' in main_of(html)
    assert f'href="/paths/{MODEL}/sheet/"' in main_of(read(f"/paths/{MODEL}/"))


# ---------------------------------------------------------------- open to all, about nobody


@pytest.mark.parametrize("address", ["/paths/no_such_model/", "/paths/no_such_model/sheet/", f"/paths/{MODEL}/other/"])
@pytest.mark.parametrize("prefix", PREFIX.values())
def test_a_model_that_is_not_there_is_not_found(address: str, prefix: str) -> None:
    assert Client().get(prefix + address).status_code == 404


@pytest.mark.parametrize("address", ["/paths/", f"/paths/{MODEL}/", f"/paths/{MODEL}/sheet/"])
def test_only_reading_is_answered(address: str) -> None:
    assert Client().post(address).status_code == 405
    assert Client().head(address).status_code == 200


def test_everybody_gets_the_same_bytes_signed_in_or_not() -> None:
    here = village()
    brought_up(here.aino, here.ville)
    readers = [signed_in(account(here.aino)), signed_in(here.ville), Client(headers={"accept-language": "sv"})]
    readers[2].cookies["visit"] = "somebody"
    for address in ADDRESSES:
        alone = Client().get(address)
        for reader in readers:
            answer = reader.get(address)
            assert answer.content == alone.content, address
            assert "Set-Cookie" not in answer.headers
            assert "Cookie" not in answer.headers.get("Vary", "")


@pytest.mark.parametrize("language", PREFIX)
def test_a_page_leads_to_itself_in_the_other_languages(language: str) -> None:
    html = read(f"{PREFIX[language]}/paths/{MODEL}/")
    assert f'<html lang="{language}">' in html
    for other, prefix in PREFIX.items():
        if other != language:
            assert f'href="{prefix}/paths/{MODEL}/"' in html


def test_nothing_but_the_models_is_asked_of_the_database_whoever_is_a_client() -> None:
    before = {address: asked(address) for address in ADDRESSES}
    here = village()
    brought_up(here.aino, here.ville)
    brought_up(here.eetu, here.sirpa)
    for address in ADDRESSES:
        after = asked(address)
        assert len(after) == len(before[address]) <= 4, address
        tables = {table for sql in after for table in re.findall(r'(?:FROM|JOIN|INTO|UPDATE) "(\w+)"', sql)}
        assert tables == {"paths_modelversion"}, address


def test_versions_that_pile_up_cost_no_more_questions() -> None:
    few = {address: len(asked(address)) for address in ADDRESSES}
    for number in range(5):
        publish(MODEL, lambda content, number=number: content["title"].update(fi=f"Otsikko {number}"))
    assert {address: len(asked(address)) for address in ADDRESSES} == few


def test_the_day_changes_nothing() -> None:
    """The model speaks of anybody: no date of anybody's stands on it."""
    page = read(f"/paths/{MODEL}/")
    with clock.at(date(2031, 1, 1)):
        assert read(f"/paths/{MODEL}/") == page
    assert not re.search(r"\b\d{1,2}\.\d{1,2}\.\d{4}\b", words_of(main_of(page)))
