"""The page of people, the way in by name, and the post: only where people are invented."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client

from sosiaalikyla.access.models import User
from sosiaalikyla.audit.models import Entry
from sosiaalikyla.base import clock
from sosiaalikyla.demo import replay, seed
from sosiaalikyla.demo.people import sections
from sosiaalikyla.demo.tests.test_replay import SHORT
from sosiaalikyla.notices.models import Notice
from sosiaalikyla.paths.tests.ground import DAY
from sosiaalikyla.people.models import Youth
from tests.ground import as_owner

pytestmark = pytest.mark.django_db
WHY = "made for a test"


@pytest.fixture(autouse=True)
def somebody() -> Iterator[None]:
    with clock.at(DAY):
        with as_owner():
            seed.lay()
        replay.live_through({**SHORT, "key": "aino"}, DAY)
        yield


def test_the_page_of_people_has_a_button_for_each_and_sets_no_cookie() -> None:
    visit = Client()
    answer = visit.get("/demo/")
    page = answer.content.decode()
    people = [person["key"] for section in sections() for person in section["people"]]
    assert answer.status_code == 200
    assert page.count('name="person"') == len(people)
    assert "keksittyjä" in page
    assert not visit.cookies


def test_one_post_without_a_token_signs_in_and_leads_home_and_leaves_its_line() -> None:
    visit = Client(enforce_csrf_checks=True)
    answer = visit.post("/demo/sign-in", {"person": "aino"})
    assert (answer.status_code, answer["Location"]) == (302, "/my/")
    assert "Hei Maija" in visit.get("/my/").content.decode()
    with as_owner():
        assert Entry.objects.filter(what="demo.sign_in", kind="act").count() == 1


def test_staff_come_in_with_their_second_factor() -> None:
    visit = Client(enforce_csrf_checks=True)
    assert visit.post("/demo/sign-in", {"person": "ville"})["Location"] == "/my/"
    assert "Maija" in visit.get("/my/").content.decode()


@pytest.mark.parametrize("person", ["", "nobody", "aino'; --", "x" * 500])
def test_an_unknown_person_is_not_found_and_nobody_is_signed_in(person: str) -> None:
    visit = Client()
    assert visit.post("/demo/sign-in", {"person": person}).status_code == 404
    assert visit.get("/my/")["Location"].startswith("/sign-in/")


def test_a_closed_account_does_not_come_in() -> None:
    with as_owner():
        User.objects.filter(handle="aino").update(closed_at=clock.now())
    assert Client().post("/demo/sign-in", {"person": "aino"}).status_code == 404


def test_signing_in_is_not_reading() -> None:
    assert Client().get("/demo/sign-in").status_code == 405


def test_the_post_shows_the_very_words_once_they_have_been_sent() -> None:
    visit = Client()
    assert "Vielä ei ole lähtenyt mitään." in visit.get("/demo/post/").content.decode()
    with as_owner():
        receiver = Youth.objects.whole(WHY).get().user_id
        Notice.objects.whole(WHY).all().delete()
        for number, language in enumerate(("fi", "sv")):
            User.objects.filter(pk=receiver).update(language=language)
            Notice(receiver_id=receiver, kind="waiting", sent_at=clock.now() - timedelta(minutes=number)).save()
        Notice(receiver_id=receiver, kind="date_near").save()
    page = visit.get("/demo/post/").content.decode()
    assert page.count("Det finns något att läsa för dig.") == 2
    assert "aino" in page
    assert "En överenskommen dag närmar sig." not in page, "what waits has not gone out"
    assert "Maija" not in page


@pytest.mark.slow
def test_in_production_the_pages_of_the_demo_are_not_there() -> None:
    """The addresses are not mounted and the app is not installed, whatever the database holds."""
    asked = (
        "import django; django.setup();"
        "from django.apps import apps; from django.urls import Resolver404, resolve;\n"
        "assert not apps.is_installed('sosiaalikyla.demo')\n"
        "for address in ('/demo/', '/demo/sign-in', '/demo/post/', '/sv/demo/'):\n"
        "    try:\n        found = resolve(address)\n"
        "    except Resolver404:\n        continue\n"
        "    if found.url_name != 'village_page':\n        raise SystemExit(address)\n"
    )
    words = {**os.environ, "SOSIAALIKYLA_MODE": "production", "DJANGO_SETTINGS_MODULE": "sosiaalikyla.settings"}
    words.setdefault("ALLOWED_HOSTS", "sosiaalikyla.example")
    done = subprocess.run([sys.executable, "-c", asked], env=words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr + done.stdout
