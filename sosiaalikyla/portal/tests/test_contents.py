"""Over to the editors' process: who holds the role today, signed, with nothing more than who they are."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings
from django.core import signing

from sosiaalikyla.base.hand_over import SALT, unseal
from sosiaalikyla.base.headers import forms_lead_to
from sosiaalikyla.people.tests import factories
from sosiaalikyla.people.tests.factories import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def otto():
    return factories.staff("Otto Kangas", factories.county(), role="editor")


def handed(answer):
    return parse_qs(urlsplit(answer["Location"]).query)["k"][0]


def test_an_editor_is_led_to_the_contents_and_to_nobody(otto):
    page = signed_in(otto).get("/my/").content.decode()
    assert "Kylän sisältöihin" in page
    assert 'href="/my/contents/"' in page
    assert "Aino" not in page


def test_pressing_the_button_sends_over_with_who_it_is_and_nothing_else(otto):
    answer = signed_in(otto).post("/my/contents/")
    assert answer.status_code == 303
    assert answer["Location"].startswith("/cms/come-in/?k=")
    assert answer["Cache-Control"] == "no-store"
    told = unseal(handed(answer), key=settings.CMS_KEY)
    assert (told.uuid, told.name, told.language) == (otto.uuid, "Otto Kangas", otto.language)
    carried = signing.loads(handed(answer), key=settings.CMS_KEY, salt=SALT)
    assert set(carried) == {"nonce", "uuid", "name", "language"}


def test_every_hand_over_is_another_one_and_the_key_of_sessions_does_not_open_it(otto):
    client = signed_in(otto)
    first, second = (handed(client.post("/my/contents/")) for _ in range(2))
    assert first != second
    assert unseal(first, key=settings.SECRET_KEY) is None
    assert settings.CMS_KEY != settings.SECRET_KEY


def test_reading_the_page_makes_no_hand_over(otto):
    answer = signed_in(otto).get("/my/contents/")
    assert answer.status_code == 200
    assert "come-in" not in answer.content.decode()


def test_without_a_key_nobody_goes_over(otto, settings):
    settings.CMS_KEY = ""
    assert signed_in(otto).get("/my/contents/").status_code == 404
    assert signed_in(otto).post("/my/contents/").status_code == 404


def test_in_production_the_way_leads_to_the_editors_host_and_the_policy_lets_forms_go_there(otto, settings):
    settings.CMS_URL = "https://sisallot.kyla.example"
    answer = signed_in(otto).post("/my/contents/")
    assert answer["Location"].startswith("https://sisallot.kyla.example/cms/come-in/?k=")
    assert forms_lead_to("https://sisallot.kyla.example") == "form-action 'self' https://sisallot.kyla.example"
    assert forms_lead_to("") == "form-action 'self'"
