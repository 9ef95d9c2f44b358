"""Feedback from anybody: a plain form without cookie or script, bounded in length and number, read by editors only."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sosiaalikyla.base import clock
from sosiaalikyla.people.tests import factories as people
from sosiaalikyla.village import feedback, jobs, publishing
from sosiaalikyla.village.models import Feedback
from sosiaalikyla.village.tests import factories
from sosiaalikyla.village.texts import FULL
from tests.ground import as_owner, as_role

pytestmark = pytest.mark.django_db

DAY = date(2026, 11, 22)
PAGE = "avain-hukassa"
PREFIX = {"fi": "", "sv": "/sv", "en": "/en"}


@pytest.fixture(autouse=True)
def here() -> Iterator[None]:
    with clock.at(DAY):
        with as_owner():
            publishing.publish_house(factories.house())
            both = {("fi", FULL): factories.words(), ("sv", FULL): factories.words("Nyckeln är borta")}
            publishing.publish(factories.page(PAGE, words=both), factories.house())
        yield


def main_of(answer: Any, status: int = 200) -> str:
    assert answer.status_code == status
    assert not answer.cookies
    html: str = answer.content.decode()
    return html[html.index("<main") : html.index("</main>")]


def kept() -> list[Feedback]:
    return list(Feedback.objects.order_by("pk"))


# ---------------------------------------------------------------- the form


@pytest.mark.parametrize(
    ("language", "title"), [("fi", "Avain hukassa"), ("sv", "Nyckeln är borta"), ("en", "Avain hukassa")]
)
def test_the_form_says_which_page_it_is_about_in_the_reader_s_language_or_in_finnish(
    client: Client, language: str, title: str
) -> None:
    html = main_of(client.get(f"{PREFIX[language]}/feedback/?page={PAGE}"))
    assert title in html
    assert f'<input type="hidden" name="page" value="{PAGE}"' in html


def test_the_form_alone_is_enough_without_script_cookie_or_token() -> None:
    browser = Client(enforce_csrf_checks=True)
    html = main_of(browser.get(f"/feedback/?page={PAGE}"))
    form = html[html.index("<form") : html.index("</form>")]
    assert "hx-" not in form
    assert "csrf" not in form
    assert 'method="post"' in form
    assert "action=" not in form
    assert re.findall(r'name="helped" value="(\w+)"', form) == ["yes", "partly", "no"]
    assert re.search(r'<textarea name="text"[^>]*maxlength="1000"', form)
    answer = browser.post(f"/feedback/?page={PAGE}", {"page": PAGE, "helped": "partly", "text": ""})
    assert "Kiitos" in main_of(answer)
    assert not browser.cookies
    assert [(row.page, row.helped, row.text) for row in kept()] == [(PAGE, "partly", "")]


@pytest.mark.parametrize("language", PREFIX)
def test_what_is_kept_is_the_words_the_page_the_language_and_the_day(client: Client, language: str) -> None:
    main_of(client.post(f"{PREFIX[language]}/feedback/", {"page": PAGE, "text": "  Puuttui hinta.\n"}))
    (row,) = kept()
    told = {name: getattr(row, name) for name in (field.name for field in Feedback._meta.get_fields())}
    assert told == {"id": row.pk, "page": PAGE, "language": language, "helped": "", "text": "Puuttui hinta.", "on": DAY}


def test_whoever_is_signed_in_gives_it_as_namelessly() -> None:
    ville = people.staff("Ville", people.county())
    browser = people.signed_in(ville)
    before = Client().get(f"/feedback/?page={PAGE}").content
    with CaptureQueriesContext(connection) as asked:
        assert browser.get(f"/feedback/?page={PAGE}").content == before
        browser.post("/feedback/", {"page": PAGE, "helped": "yes"})
    assert not [one["sql"] for one in asked if "session" in one["sql"].lower() or "audit_entry" in one["sql"].lower()]
    assert len(kept()) == 1


def test_the_village_as_a_whole_may_be_spoken_of(client: Client) -> None:
    main_of(client.post("/feedback/", {"text": "Hyvä kylä."}))
    assert [row.page for row in kept()] == [""]


# ---------------------------------------------------------------- what is refused, with the text kept


def test_a_long_text_is_refused_and_given_back_whole(client: Client) -> None:
    long = "ä" * 1001
    html = main_of(client.post("/feedback/", {"page": PAGE, "helped": "no", "text": long}), 422)
    assert "data-error-summary" in html
    assert "enintään 1000 merkkiä" in html
    assert long in html
    assert re.search(r'name="helped" value="no"[^>]*checked', html)
    assert f'name="page" value="{PAGE}"' in html
    assert "Avain hukassa" in html, "still said what it is about"
    assert kept() == []
    assert client.post("/feedback/", {"page": PAGE, "text": "ä" * 1000}).status_code == 200


@pytest.mark.parametrize(
    "told",
    [
        {"page": PAGE, "text": "   \n"},
        {"page": "ei-ole", "text": "Sanat jäävät"},
        {"page": "x" * 81, "text": "Sanat jäävät"},
        {"page": PAGE, "text": "Sanat jäävät", "helped": "maybe"},
        {"page": PAGE, "text": "Sanat\x00jäävät"},
        {"page": f"{PAGE}\x00", "text": "Sanat jäävät"},
        {},
    ],
)
def test_what_cannot_be_kept_is_refused_and_the_words_stay_in_the_form(client: Client, told: dict[str, str]) -> None:
    html = main_of(client.post("/feedback/", told), 422)
    assert "data-error-summary" in html
    if told.get("page", PAGE) != PAGE:
        assert "Sivua ei enää ole" in html
    if "Sanat jäävät" in told.get("text", ""):
        assert "Sanat jäävät" in html
    assert kept() == []


@pytest.mark.parametrize("key", ["%00", "x" * 500, "ei-ole", "%3Cscript%3E", "'", "%F0%9F%98%80", "%ff"])
def test_any_address_of_the_form_opens_it(client: Client, key: str) -> None:
    html = main_of(client.get(f"/feedback/?page={key}"))
    assert "<script>" not in html
    assert "<h1>Palaute</h1>" in html, "a page nobody knows is none"


def test_words_are_shown_back_as_words_only(client: Client) -> None:
    html = main_of(client.post("/feedback/", {"page": "ei-ole", "text": "</textarea><script>alert(1)</script>"}), 422)
    assert "<script>alert" not in html
    assert "</textarea><script>alert(1)</script>" in unescape(html)


# ---------------------------------------------------------------- how many


def test_a_page_takes_so_many_in_a_day_and_the_next_day_again(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feedback, "MOST_IN_A_DAY", 3)
    for _number in range(3):
        assert client.post("/feedback/", {"page": PAGE, "helped": "yes"}).status_code == 200
    html = main_of(client.post("/feedback/", {"page": PAGE, "text": "Vielä yksi asia."}), 422)
    assert "niin paljon palautetta, että lopetamme tähän" in html
    assert "Vielä yksi asia." in html
    assert len(kept()) == 3
    assert client.post("/feedback/", {"text": "Koko kylästä."}).status_code == 200, "each page has its own"
    with clock.at(DAY + timedelta(days=1)):
        assert client.post("/feedback/", {"page": PAGE, "helped": "yes"}).status_code == 200


def test_the_bound_is_a_number_a_person_never_meets() -> None:
    assert 50 <= feedback.MOST_IN_A_DAY <= 1000


def test_giving_feedback_takes_as_few_questions_after_thirty_as_after_three(client: Client) -> None:
    counts = []
    done = 0
    for many in (3, 30):
        with as_owner():
            Feedback.objects.bulk_create([Feedback(page=PAGE, language="fi", helped="yes", on=DAY)] * (many - done))
        done = many
        with CaptureQueriesContext(connection) as asked:
            client.post("/feedback/", {"page": PAGE, "helped": "yes"})
        counts.append(len([one for one in asked if "SAVEPOINT" not in one["sql"].upper()]))
    assert counts[0] == counts[1] <= 6


# ---------------------------------------------------------------- who reads it, and for how long


def test_nobody_changes_or_deletes_what_was_said_from_the_pages() -> None:
    Feedback.objects.create(page=PAGE, language="fi", helped="yes", on=DAY)
    for deed in (lambda: Feedback.objects.update(helped="no"), lambda: Feedback.objects.all().delete()):
        with pytest.raises(ProgrammingError), transaction.atomic():
            deed()
    assert [row.helped for row in kept()] == ["yes"]


def test_it_is_forgotten_after_a_year() -> None:
    with as_owner():
        for days in (0, 364, 365, 366, 800):
            Feedback.objects.create(page=PAGE, language="fi", helped="yes", on=DAY - timedelta(days=days))
    with as_role("sk_worker"):
        assert jobs.forget_feedback() == 2
        assert jobs.forget_feedback() == 0
    assert [(DAY - row.on).days for row in kept()] == [0, 364, 365]
