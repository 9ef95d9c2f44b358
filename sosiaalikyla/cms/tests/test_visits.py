"""One way in, once and soon; one way out."""

from __future__ import annotations

import time
import uuid
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client

from sosiaalikyla.base import clock
from sosiaalikyla.base.hand_over import GOOD_FOR, seal, unseal
from sosiaalikyla.cms import groups
from sosiaalikyla.cms.checks import refusals
from sosiaalikyla.cms.models import Editor
from sosiaalikyla.cms.tests.conftest import hand_over
from tests.ground import as_role

pytestmark = pytest.mark.django_db
NAME = settings.SESSION_COOKIE_NAME


def test_whoever_comes_over_meets_the_first_page_in_their_language(comes):
    answer = comes().get("/cms/")
    assert answer.status_code == 200
    assert b'lang="fi"' in answer.content
    assert b'lang="sv"' in comes("Liv Sandström", language="sv").get("/cms/").content


def test_a_hand_over_brings_in_once():
    address = hand_over()
    assert Client().get(address).status_code == 302
    again = Client().get(address)
    assert again.status_code == 404
    assert NAME not in again.cookies


@pytest.mark.parametrize("age", [GOOD_FOR + 1, 3600])
def test_an_old_one_brings_nobody_in(monkeypatch, age):
    address, real = hand_over(), time.time
    monkeypatch.setattr("django.core.signing.time.time", lambda: real() + age)
    assert Client().get(address).status_code == 404


def test_a_changed_foreign_or_missing_one_brings_nobody_in():
    address = hand_over()
    other = seal(uuid=uuid.uuid4(), name="Otto", language="fi", key="another key than ours")
    for wrong in (address[:-1], address.replace("k=", "k=x"), "/cms/come-in/", f"/cms/come-in/?k={other}"):
        answer = Client().get(wrong)
        assert answer.status_code == 404
        assert NAME not in answer.cookies
    assert Client().post(address).status_code == 405


def test_what_is_carried_is_the_key_the_name_and_the_language_and_nothing_else():
    key = uuid.uuid4()
    told = unseal(seal(uuid=key, name="Otto", language="fi", key="k" * 40), key="k" * 40)
    assert told is not None
    assert (told.uuid, told.name, told.language) == (key, "Otto", "fi")
    assert set(told.__dict__) == {"nonce", "uuid", "name", "language"}


def test_somebody_not_in_is_sent_outside_and_finds_no_form_there():
    client = Client()
    answer = client.get("/cms/pages/", follow=True)
    assert answer.redirect_chain[0][0].startswith("/cms/login/")
    assert b"<form" not in answer.content
    assert b"<input" not in answer.content
    assert client.post("/cms/login/", {"username": "Otto", "password": "x"}).status_code == 200
    assert NAME not in client.cookies


def test_no_password_is_asked_kept_or_reset_anywhere():
    assert Client().get("/cms/password_reset/").status_code == 404
    assert set(Editor.objects.values_list("password", flat=True)) <= {"!"}


def test_leaving_ends_the_visit(comes):
    client = comes()
    assert client.post("/cms/logout/").status_code == 200
    assert client.get("/cms/").status_code == 302


def test_a_visit_ends_after_eight_hours_whatever_is_done_meanwhile(comes):
    client = comes()
    with clock.at(clock.now() + timedelta(hours=7, minutes=59)):
        assert client.get("/cms/").status_code == 200
    with clock.at(clock.now() + timedelta(hours=8, minutes=1)):
        assert client.get("/cms/").status_code == 302
    assert client.get("/cms/").status_code == 302


def test_a_quiet_half_hour_ends_the_visit(comes):
    client = comes()
    client.get("/cms/")
    assert client.session.get_expiry_age() <= 30 * 60
    assert client.cookies[NAME]["max-age"] == 30 * 60
    assert client.cookies[NAME]["path"] == "/cms/"
    assert client.cookies[NAME]["httponly"]


def test_somebody_closed_here_does_not_come_in():
    key = uuid.uuid4()
    Client().get(hand_over(key=key))
    Editor.objects.filter(uuid=key).update(is_active=False)
    assert Client().get(hand_over(key=key)).status_code == 404


def test_the_name_and_language_are_those_of_the_main_host_today():
    key = uuid.uuid4()
    Client().get(handed := hand_over("Otto Kangas", "fi", key))
    assert handed
    Client().get(hand_over("Otto Niemi", "sv", key))
    assert Editor.objects.filter(uuid=key).values_list("name", "language").get() == ("Otto Niemi", "sv")
    assert Editor.objects.count() == 1


def test_the_first_editor_gives_the_others_their_work_and_the_next_ones_write_and_translate():
    for name in ("Otto", "Liv"):
        Client().get(hand_over(name))
    names = {one.name: {group.name for group in one.groups.all()} for one in Editor.objects.all()}
    assert names == {
        "Otto": {groups.WRITERS, groups.TRANSLATORS, groups.CHIEFS},
        "Liv": {groups.WRITERS, groups.TRANSLATORS},
    }


def test_somebody_always_remains_chief(comes):
    client = comes()
    answer = client.post("/cms/editors/", {"editor": client.editor.pk, f"e{client.editor.pk}-groups": [groups.WRITERS]})
    assert answer.status_code == 302
    assert groups.is_chief(client.editor)
    other = comes("Liv Sandström", groups.WRITERS)
    client.post(
        "/cms/editors/",
        {"editor": other.editor.pk, f"e{other.editor.pk}-groups": [groups.REVIEWERS],
         f"e{other.editor.pk}-offices": ["content.violence"]},
    )  # fmt: skip
    other.editor.refresh_from_db()
    assert [group.name for group in other.editor.groups.all()] == [groups.REVIEWERS]
    assert other.editor.offices == ["content.violence"]
    assert other.get("/cms/editors/").status_code in (302, 403)


def test_a_health_check_is_answered_and_the_hosts_root_leads_outside():
    assert Client().get("/cms/health/").content == b"alive\n"
    assert "Et ole nyt sisällöissä" in Client().get("/").content.decode()


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("SECRET_KEY", "short", "SECRET_KEY is shorter"),
        ("CMS_KEY", "", "SOSIAALIKYLA_CMS_KEY is not set"),
        ("ALLOWED_HOSTS", ["*"], "ALLOWED_HOSTS"),
        ("VILLAGE_URL", "", "SOSIAALIKYLA_VILLAGE_URL"),
    ],
)
def test_production_is_refused_without_its_own_keys_and_hosts(settings, monkeypatch, name, value, said):
    monkeypatch.delenv("SOSIAALIKYLA_FIELD_KEYS", raising=False)
    settings.SECRET_KEY, settings.CMS_KEY = "s" * 40, "c" * 40
    settings.ALLOWED_HOSTS, settings.VILLAGE_URL = ["sisallot.kyla.example"], "https://kyla.example"
    assert refusals() == []
    setattr(settings, name, value)
    assert [reason for reason in refusals() if said in reason]


def test_production_is_refused_with_keys_of_columns_another_role_or_one_key_for_both(settings, monkeypatch):
    settings.SECRET_KEY = settings.CMS_KEY = "s" * 40
    monkeypatch.setenv("SOSIAALIKYLA_FIELD_KEYS", "x")
    with as_role("sk_owner"):
        said = " ".join(refusals())
    for word in ("SOSIAALIKYLA_CMS_KEY is the SECRET_KEY", "SOSIAALIKYLA_FIELD_KEYS is set", "The role is sk_owner"):
        assert word in said


def test_every_answer_has_its_policy_and_comes_from_no_cache(comes):
    client = comes()
    for address in ("/cms/", "/cms/pages/", "/cms/login/", "/cms/nothing/here/", "/cms/come-in/"):
        answer = client.get(address)
        policy = answer.headers["Content-Security-Policy"]
        assert "script-src 'self';" in policy
        assert "unsafe-eval" not in policy
        assert "http" not in policy
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"


def test_pages_of_this_process_load_nothing_from_elsewhere_and_no_pictures_of_people(comes):
    client = comes()
    for address in ("/cms/", "/cms/pages/", "/cms/days/", "/cms/account/"):
        text = client.get(address).content.decode()
        for word in ("gravatar", 'src="http', "releases.wagtail", "<script>"):
            assert word not in text, (address, word)


@pytest.mark.parametrize(
    "address",
    ["/cms/images/", "/cms/documents/", "/cms/images/add/", "/cms/users/", "/cms/groups/", "/cms/sites/", "/cms/redirects/"],
)
def test_pictures_documents_and_accounts_are_nobodys_business_here(comes, address):
    assert comes().get(address).status_code in (302, 403, 404)
