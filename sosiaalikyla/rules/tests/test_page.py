"""The open page: the engine's own verdict through a form, mistakes said kindly, nothing kept anywhere."""

import re
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from sosiaalikyla.base import catalogues, clock
from sosiaalikyla.rules.engine import Answer, answer_case
from sosiaalikyla.rules.forms import KINDS, Questions
from sosiaalikyla.rules.loader import Rules
from sosiaalikyla.rules.until import right_until
from sosiaalikyla.rules.words import explain

from .test_cases import CASES

pytestmark = pytest.mark.slow  # every worked case through the page

TODAY = date(2026, 11, 21)
ADDRESS = {"fi": "/rights/", "sv": "/sv/rights/", "en": "/en/rights/"}
ALTERNATIVES = {True: "yes", False: "no", None: "unknown"}
AINO = {
    "placements": "1",
    "born_day": "10", "born_month": "5", "born_year": "2006",
    "p1_kind": "substitute_care_40",
    "p1_start_day": "1", "p1_start_month": "3", "p1_start_year": "2015",
    "p1_end_day": "10", "p1_end_month": "5", "p1_end_year": "2024",
    "client": "still",
}  # fmt: skip


def parts(name: str, day: date | None) -> dict[str, str]:
    if day is None:
        return {}
    return {f"{name}_day": str(day.day), f"{name}_month": str(day.month), f"{name}_year": str(day.year)}


def as_posted(case: dict[str, Any]) -> dict[str, str]:
    """What somebody would write on the page to tell this case."""
    told = case["placements"]
    form = {"placements": str(max(len(told), 1)), **parts("born", case["born"])}
    for number, placement in enumerate(told, 1):
        form[f"p{number}-kind"] = placement["type"]
        form |= parts(f"p{number}-start", placement["from"]) | parts(f"p{number}-end", placement["to"])
        form[f"p{number}-alone"] = ALTERNATIVES[placement.get("child_alone")]
        if placement["to"] is None:
            form[f"p{number}-still"] = "on"
    if not told:
        form["p1-kind"] = "none"
    form["client"] = "then" if case["last_client"] else "still"
    form |= parts("last_client", case["last_client"])
    form["came_alone"] = ALTERNATIVES[case.get("came_alone_as_minor")]
    form["county"] = case.get("county_code", "")
    if decision := case.get("decision"):
        form |= parts("decided", decision["given"]) | parts("support_until", decision["measure_until"])
    return form


AINO = {re.sub(r"^p(\d)_", r"p\1-", name): value for name, value in AINO.items()}


def post(form: dict[str, str], *, on: date = TODAY, language: str = "fi") -> str:
    """The page that comes back, as the person reads it, with everything that always holds checked on the way."""
    client = Client(enforce_csrf_checks=True)
    with clock.at(on):
        response = client.post(ADDRESS[language], form)
    assert response.status_code == 200
    assert not response.cookies
    assert not client.cookies
    assert response.headers["Cache-Control"] == "no-store"
    return response.content.decode()


def words_of(page: str) -> str:
    """The words between the tags."""
    page = re.sub(r"<(script|style|head)\b.*?</\1>", " ", page, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def without_form(page: str) -> str:
    return page.split('<details class="change', 1)[0]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_each_worked_case_told_on_the_page_gets_the_engines_verdict(case: dict[str, Any]) -> None:
    rules = Rules.load()
    answer = answer_case(case, rules)
    page = post(as_posted(case), on=case["on"])
    words = words_of(without_form(page))
    if answer.error is not None:
        assert "Tarkista nämä kohdat" in words
        assert 'class="plain-page stack-large answer"' not in page
        return
    with translation.override("fi"):
        from sosiaalikyla.base.text import day

        explanation = explain(answer, rules, "fi", on=case["on"], show_day=day)
        until = right_until(answer, rules, "fi")
        last_day = day(until.last_day) if until else None
    assert re.search(r"<h1>(.*?)</h1>", page).group(1) == explanation.headline.removesuffix(".")  # type: ignore[union-attr]
    assert explanation.means in words
    assert all(section in words for section in {link.section for link in explanation.sections})
    told_once = {note.text for note in explanation.notes if note.key.startswith(("until", "ended", "not_a", "voluntary"))}
    assert all(note.text in words for note in explanation.notes if note.text not in told_once)
    if last_day is not None:
        said = f"Oikeutesi jatkuu {last_day} asti" if answer.entitled else f"Oikeutesi viimeinen päivä oli {last_day}"
        assert said in words
    assert ("Tästä ollaan eri mieltä" in words) is answer.disputed


def test_the_form_reads_every_case_as_the_case_was_told() -> None:
    from sosiaalikyla.rules.told import verdict

    rules = Rules.load()
    for case in CASES:
        if (expected := answer_case(case, rules)).error is None:
            told = Questions(as_posted(case)).check(case["on"])
            assert told is not None, case["id"]
            found = verdict(told, rules, case["on"])
            assert {**found.answer.as_json(), "id": 0} == {**expected.as_json(), "id": 0}
            assert not found.depends


DAYS = ("born", "p1-start", "p1-end", "last_client", "decided", "support_until")
BROKEN = [
    ({"day": "31", "month": "2", "year": "2014"}, "Tätä päivää ei ole kalenterissa."),
    ({"day": "", "month": "13", "year": "2014"}, "Kirjoita kuukausi numerona 1–12."),
    ({"day": "1", "month": "", "year": "2014"}, "Kirjoita myös kuukausi."),
    ({"day": "1", "month": "5", "year": ""}, "Kirjoita myös vuosi."),
    ({"day": "1", "month": "5", "year": "14"}, "Kirjoita vuosi neljällä numerolla, esimerkiksi 2006."),
    ({"day": "1", "month": "5", "year": "9999"}, "Kirjoita vuosi neljällä numerolla, esimerkiksi 2006."),
    ({"day": "x<b>", "month": "5", "year": "2014"}, "Käytä vain numeroita."),
    ({"day": "٣", "month": "5", "year": "2014"}, "Käytä vain numeroita."),
    ({"day": "9" * 5000, "month": "5", "year": "2014"}, "Tätä päivää ei ole kalenterissa."),
    ({"day": "1", "month": "\x00", "year": "2014"}, "Käytä vain numeroita."),
]


@pytest.mark.parametrize("name", DAYS)
@pytest.mark.parametrize(("broken", "message"), BROKEN)
def test_a_broken_day_is_said_where_it_stands_and_the_text_is_kept(name: str, broken: dict[str, str], message: str) -> None:
    form = {**AINO, "client": "then", **parts("last_client", date(2024, 5, 10)), **parts("decided", date(2023, 5, 10))}
    form |= {f"{name}_{part}": value for part, value in broken.items()}
    page = post(form)
    if name == "born" and not all(broken.values()):
        message = "Kirjoita päivä, kuukausi ja vuosi."
    assert f'<a href="#id_{name}_0">' in page
    assert page.count(message) == 2
    assert all(f'value="{value.replace("<", "&lt;").replace(">", "&gt;")}"' in page for value in broken.values() if value)
    assert "x<b>" not in page
    assert page.count('aria-invalid="true"') == 3


@pytest.mark.parametrize("name", ["p1-kind", "p1-alone", "came_alone", "client", "county"])
def test_a_choice_that_does_not_exist_is_said_where_it_stands(name: str) -> None:
    page = post({**AINO, name: "<script>alert(1)</script>"})
    assert page.count("Valitse jokin näistä.") == 2
    assert "<script>alert" not in page


CONTRADICTIONS = [
    (parts("born", date(2027, 1, 1)), "#id_born_0", "Tämä päivä ei ole vielä tullut."),
    (parts("p1-start", date(2005, 1, 1)), "#id_p1-start_0", "Sijoitus näyttää alkavan ennen syntymääsi."),
    (parts("p1-start", date(2026, 12, 1)), "#id_p1-start_0", "Tämä päivä ei ole vielä tullut."),
    (parts("p1-end", date(2014, 1, 1)), "#id_p1-end_0", "Sijoitus näyttää päättyvän ennen kuin se alkaa."),
    ({"p1-still": "on"}, "#id_p1-end_0", "Kirjoitit loppupäivän ja valitsit, että sijoitus jatkuu."),
    ({"p1-kind": "none"}, "#id_p1-kind_0", "Valitsit, ettei sinua ole sijoitettu, mutta kerroit sijoituksesta."),
    (parts("last_client", date(2025, 1, 1)), "#id_last_client_0", "Valitsit, että olet edelleen asiakas"),
    ({"client": "then"}, "#id_last_client_0", "Kirjoita, milloin. Vuosi riittää."),
    ({"client": "then", **parts("last_client", date(2005, 1, 1))}, "#id_last_client_0", "Tämä on ennen syntymääsi."),
    ({"client": "then", **parts("last_client", date(2027, 1, 1))}, "#id_last_client_0", "Tämä päivä ei ole vielä"),
    (parts("support_until", date(2025, 1, 1)), "#id_decided_0", "Kirjoita päivä, kuukausi ja vuosi."),
    (
        parts("decided", date(2023, 5, 1)) | parts("support_until", date(2023, 4, 1)),
        "#id_support_until_0",
        "Tämä on ennen päivää, jona tuki päätettiin.",
    ),
    (
        {"placements": "2", "p2-kind": "open_care_37", **parts("p2-start", date(2024, 5, 9)), "p2-still": "on"},
        "#id_p2-start_0",
        "Tämä menee päällekkäin sijoituksen 1 kanssa.",
    ),
]


@pytest.mark.parametrize(("changed", "target", "message"), CONTRADICTIONS)
def test_what_cannot_be_so_is_said_in_plain_words(changed: dict[str, str], target: str, message: str) -> None:
    page = post({**AINO, **changed})
    assert f'<a href="{target}">' in page
    assert message in words_of(page)
    assert page.count(message) >= 2
    assert 'id="placement-1"' in page


def test_an_empty_form_asks_for_the_birthday_and_one_placement_and_nothing_else() -> None:
    page = post({})
    assert page.count('<li><a href="#id_') == 2
    assert '<a href="#id_born_0">' in page
    assert '<a href="#id_p1-kind_0">' in page


def test_a_second_placement_is_added_without_a_script_and_what_was_written_stays() -> None:
    page = post({**AINO, "p1-end_day": "x", "add": "1"})
    assert 'id="placement-2"' in page
    assert 'value="2015"' in page
    assert 'value="x"' in page
    assert "Tarkista nämä kohdat" not in page  # nobody is blamed before they are done
    assert 'formaction="/rights/#placement-3"' in page
    full = post({**AINO, "placements": "4", "add": "1"})
    assert 'id="placement-4"' in full
    assert 'id="placement-5"' not in full
    assert 'name="add"' not in full


@pytest.mark.parametrize("count", ["", "0", "5", "-1", "999999999999", "x"])
def test_a_count_of_placements_that_the_page_never_sends_is_read_as_one(count: str) -> None:
    page = post({**AINO, "placements": count})
    assert "<h1>Sinulla on oikeus jälkihuoltoon</h1>" in page


def test_an_empty_second_placement_does_not_matter() -> None:
    assert "<h1>Sinulla on oikeus jälkihuoltoon</h1>" in post({**AINO, "placements": "2"})


def test_a_year_is_enough_when_it_does_not_change_the_answer() -> None:
    form = {**AINO, "p1-start_day": "", "p1-start_month": "", "p1-end_day": ""}
    words = words_of(post(form))
    assert "Oikeutesi jatkuu 9.5.2029 asti" in words
    assert "Mitä emme tienneet Sijoituksen tarkat päivät. Vastaus on silti sama." in words


def test_when_a_gap_decides_both_answers_are_shown_with_what_to_find_out() -> None:
    form = {**AINO, "p1-kind": "unknown", "p1-alone": "unknown"}
    words = words_of(post(form))
    assert "Vastaus riippuu tiedosta, joka vielä puuttuu" in words
    assert "Sinulla on oikeus jälkihuoltoon." in words
    assert "Millainen sijoitus oli. Se lukee päätöksessä." in words
    assert "Jälkihuoltoa voit pyytää jo nyt." in words


def test_not_knowing_when_one_was_last_a_client_gives_the_safe_day_first() -> None:
    form = {**AINO, "client": "unknown", **parts("p1-end", date(2023, 6, 30))}
    words = words_of(post(form))
    assert "Oikeutesi jatkuu 29.6.2028 asti" in words
    assert "Oikeutesi jatkuu 9.5.2029 asti" in words
    assert words.index("29.6.2028") < words.index("9.5.2029")


def test_i_dont_know_everywhere_is_an_answer() -> None:
    form = {**parts("born", date(2007, 1, 1)), "p1-kind": "unknown", "p1-alone": "unknown", "client": "unknown"}
    words = words_of(post({**form, "came_alone": "unknown"}))
    assert "Tarkista nämä kohdat" not in words
    assert "Vastaus riippuu tiedosta, joka vielä puuttuu" in words


def test_somebody_still_placed_is_told_three_things_with_their_sections() -> None:
    form = {**AINO, **parts("born", date(2010, 4, 2)), "p1-still": "on"}
    form |= {"p1-end_day": "", "p1-end_month": "", "p1-end_year": ""}
    words = words_of(without_form(post(form)))
    assert "Jälkihuolto alkaa vasta, kun sijoitus päättyy" in words
    assert "LSL 77.4 §" in words
    assert "LSL 53 §" in words


def test_support_decided_before_2024_is_asked_only_where_it_could_be() -> None:
    assert 'id="decided"' not in post(AINO)
    assert 'id="decided"' in post({**AINO, **parts("born", date(2000, 5, 10))})


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_everybody_gets_the_same_bytes_and_no_cookie(language: str) -> None:
    first, second = Client(), Client(headers={"accept-language": "sv", "user-agent": "another"})
    second.cookies["visit"] = "something-old"
    pages = [client.get(ADDRESS[language]) for client in (first, second)]
    assert pages[0].content == pages[1].content
    assert all(page.headers["Cache-Control"] == "public, max-age=60" for page in pages)
    assert all(not page.cookies for page in pages)
    assert "Cookie" not in pages[0].headers.get("Vary", "")
    assert f'<html lang="{language}">' in pages[0].content.decode()


@pytest.mark.parametrize(
    ("language", "headline", "until"),
    [
        ("fi", "Sinulla on oikeus jälkihuoltoon", "Oikeutesi jatkuu 9.5.2029 asti"),
        ("sv", "Du har rätt till eftervård", "Din rätt fortsätter till och med 9.5.2029"),
        ("en", "You have the right to aftercare", "Your right goes on until 9 May 2029"),
    ],
)
def test_the_answer_is_whole_in_three_languages(language: str, headline: str, until: str) -> None:
    words = words_of(post(AINO, language=language))
    assert headline in words
    assert until in words


@pytest.mark.django_db
def test_nothing_is_asked_of_the_database_and_nothing_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    with CaptureQueriesContext(connection) as queries:
        post(AINO)
        post({**AINO, "born_day": "x"})
    assert not queries.captured_queries
    assert not caplog.records


def test_the_answers_never_stand_in_an_address() -> None:
    page = post(AINO)
    addresses = re.findall(r'(?:href|action|formaction|src)="([^"]*)"', page)
    assert not [address for address in addresses if re.search(r"born|2006|p1|substitute", address.split("#")[0])]
    assert re.findall(r'<form [^>]*method="(\w+)"', page) == ["post"]


def test_answers_in_the_address_are_not_read() -> None:
    page = Client().get("/rights/", AINO).content.decode()
    assert 'value="2006"' not in page
    assert " checked" not in page
    assert "Sinulla on oikeus jälkihuoltoon" not in page


def test_only_get_and_post_are_answered() -> None:
    assert Client().put("/rights/").status_code == 405
    assert Client().head("/rights/").status_code == 200


def test_a_day_is_never_shown_without_its_rule() -> None:
    rules = Rules.load()
    assert right_until(Answer(id=None, error="missing_birth_date"), rules, "fi") is None
    assert right_until(Answer(id=None, entitled=True, ends=date(2029, 5, 10)), rules, "fi") is None
    for case in CASES:
        answer = answer_case(case, rules)
        until = right_until(answer, rules, "sv")
        assert (until is None) is (answer.ends is None)
        if until is not None:
            assert until.section.section
            assert until.section.link.startswith("https://")
    bound = {case["id"]: right_until(answer_case(case, rules), rules, "fi") for case in CASES}
    assert (bound["c01"].bound_by, bound["c01"].years) == ("upper_age", 23)  # type: ignore[union-attr]
    assert (bound["c09"].bound_by, bound["c09"].years) == ("five_years_since_last_client", 5)  # type: ignore[union-attr]
    assert bound["c11"].bound_by == "transition_2024"  # type: ignore[union-attr]
    assert (bound["c17"].years, bound["c17"].goes_on) == (21, False)  # type: ignore[union-attr]


# ---- the words themselves

APPS = [Path(catalogues.PACKAGE / "rules"), Path(catalogues.PACKAGE / "places")]
AVOID = catalogues.PACKAGE.parent / "docs" / "words-avoid.txt"


def finnish() -> list[str]:
    """Every Finnish text that the pages of these two apps say, beside the law's own data (see test_words)."""
    from babel.messages.pofile import read_po

    found = []
    for app in APPS:
        with catalogues.po_file(app, "fi").open("rb") as source:
            found += [str(message.string) for message in read_po(source) if message.id]
    return found


def test_no_finnish_sentence_of_the_pages_is_longer_than_18_words() -> None:
    sentences = [sentence for said in finnish() for sentence in re.split(r"(?<=[.?!])\s+", said)]
    assert len(sentences) > 100
    assert [sentence for sentence in sentences if len(sentence.split()) > 18] == []


def test_no_office_word_is_said_on_the_pages() -> None:
    stems = [line.partition("#")[0].strip() for line in AVOID.read_text("utf-8").splitlines()]
    patterns = [
        re.compile(("" if stem.startswith("*") else r"\b") + re.escape(stem.lstrip("*")), re.IGNORECASE)
        for stem in stems
        if stem
    ]
    assert len(patterns) > 10
    assert [said for said in finnish() for pattern in patterns if pattern.search(said)] == []


def test_the_catalogues_are_complete() -> None:
    assert [str(finding) for finding in catalogues.check() if finding.file.parts[-4] in ("rules", "places")] == []


def test_every_kind_of_placement_can_be_chosen() -> None:
    from sosiaalikyla.rules.engine import PLACEMENT_TYPES

    assert {kind for kind, _ in KINDS} == {*PLACEMENT_TYPES, "unknown"}
