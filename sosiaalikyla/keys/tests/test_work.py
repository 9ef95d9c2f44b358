"""Somebody at work comes in with two keys, once a day; a quiet page locks itself and one touch opens it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from sosiaalikyla.access.models import User
from sosiaalikyla.base import clock
from sosiaalikyla.keys import limits
from sosiaalikyla.keys.models import Invitation, Passkey, Totp, Visit
from sosiaalikyla.keys.tests.ground import (
    PASSWORD,
    PIN,
    WHY,
    Authenticator,
    app,
    at_work,
    browser,
    code_on,
    come_to_work,
    made,
    secret_on,
    shown,
)
from sosiaalikyla.paths.tests.ground import DAY, Village, village
from sosiaalikyla.people.tests.factories import signed_in, staff
from tests.ground import as_owner

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Iterator[Village]:
    with clock.at(DAY):
        yield village()


def later(minutes: float) -> Any:
    return clock.at(clock.now() + timedelta(minutes=minutes))


def inside(client: Client) -> bool:
    return client.get("/my/").status_code == 200


def test_password_and_code_open_the_door_and_the_page_asked_for_comes(here: Village) -> None:
    secret, client = at_work(here.ville), browser()
    assert client.get("/people/")["Location"] == "/sign-in/?next=%2Fpeople%2F"
    answer = come_to_work(client, here.ville, secret, next="/people/")
    assert (answer.status_code, answer["Location"]) == (302, "/people/")
    assert inside(client)


def test_the_password_alone_opens_nothing(here: Village) -> None:
    at_work(here.ville)
    client = browser()
    client.post("/sign-in/staff/", {"handle": here.ville.handle, "password": PASSWORD})
    assert not inside(client)
    assert client.post("/sign-in/second/", {"code": "000000"}).status_code == 422
    assert not inside(client)


def test_a_code_counts_once_and_an_old_one_not_at_all(here: Village) -> None:
    secret = at_work(here.ville)
    assert come_to_work(browser(), here.ville, secret).status_code == 302
    again = come_to_work(browser(), here.ville, secret)
    assert again.status_code == 422
    assert "Koodi ei täsmää" in again.content.decode()
    assert come_to_work(browser(), here.ville, secret, later=-1).status_code == 422
    assert come_to_work(browser(), here.ville, secret, later=1).status_code == 302
    assert come_to_work(browser(), here.ville, secret, later=3).status_code == 422


def test_a_wrong_name_is_answered_as_a_wrong_password(here: Village) -> None:
    at_work(here.ville)
    answers = []
    for handle in (here.ville.handle, "nobody-at-all", here.aino.user.handle, here.sirpa.handle):
        page = browser().post("/sign-in/staff/", {"handle": handle, "password": "wrong all along"})
        answers.append((page.status_code, page.content.decode().replace(handle, "H").split("<main")[1].split("csrf")[0]))
    assert len(set(answers)) == 1
    assert answers[0][0] == 422


def test_guessing_ends_after_ten_tries_and_begins_again_in_a_quarter(here: Village) -> None:
    secret, client = at_work(here.ville), browser()
    for _each in range(limits.PER_NAME):
        client.post("/sign-in/staff/", {"handle": here.ville.handle, "password": "wrong"})
    refused = client.post("/sign-in/staff/", {"handle": here.ville.handle, "password": PASSWORD})
    assert (refused.status_code, refused["Retry-After"]) == (429, "900")
    assert browser().post("/sign-in/staff/", {"handle": "nobody", "password": "x"}).status_code == 422
    with later(15):
        assert come_to_work(client, here.ville, secret).status_code == 302


def test_a_block_of_the_network_gets_so_many_tries_whatever_the_names(here: Village) -> None:
    for number in range(limits.PER_BLOCK):
        limits.count(browser().get("/sign-in/staff/").wsgi_request, "work", f"name-{number}")
    assert browser().post("/sign-in/staff/", {"handle": "other", "password": "x"}).status_code == 429
    elsewhere = browser(REMOTE_ADDR="192.0.2.7")
    assert elsewhere.post("/sign-in/staff/", {"handle": "other", "password": "x"}).status_code == 422


@pytest.mark.parametrize(
    ("proxies", "said", "block"),
    [
        (0, "192.0.2.1", "127.0.0.0/24"),
        (1, "6.6.6.6, 192.0.2.1", "192.0.2.0/24"),
        (1, "2001:db8:1:2:3::4", "2001:db8:1::/56"),
        (2, "192.0.2.1", "127.0.0.0/24"),
        (1, "not an address", "unknown"),
    ],
)
def test_the_address_is_the_one_our_own_proxy_wrote(settings: Any, proxies: int, said: str, block: str) -> None:
    settings.PROXIES = proxies
    request = browser().get("/health/", headers={"X-Forwarded-For": said}).wsgi_request
    assert limits.block_of(request) == block


def test_the_counters_hold_no_name_and_no_address(here: Village) -> None:
    browser().post("/sign-in/staff/", {"handle": here.ville.handle, "password": "wrong"})
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("select cache_key, value from house_cache")
        rows = cursor.fetchall()
    assert rows
    assert here.ville.handle not in str(rows)
    assert "127.0.0" not in str(rows)


def test_nothing_of_the_person_goes_to_the_log(here: Village, caplog: pytest.LogCaptureFixture) -> None:
    at_work(here.ville)
    browser().post("/sign-in/staff/", {"handle": here.ville.handle, "password": "wrong one"})
    assert "not opened: password" in caplog.text
    assert here.ville.handle not in caplog.text
    assert "wrong one" not in caplog.text


# ---------------------------------------------------------------- passkeys


def test_a_passkey_is_the_second_key_and_the_locked_page_opens_by_one_touch(here: Village) -> None:
    at_work(here.ville)
    key, client = Authenticator(), browser()
    key.row(here.ville)
    client.post("/sign-in/staff/", {"handle": here.ville.handle, "password": PASSWORD})
    assert client.post("/sign-in/second/", shown(key, client.get("/sign-in/second/"))).status_code == 302
    assert inside(client)
    with later(16):
        assert client.get("/people/")["Location"] == "/sign-in/locked/?next=%2Fpeople%2F"
        page = client.get("/sign-in/locked/?next=/people/")
        assert here.ville.name not in page.content.decode()
        answer = client.post("/sign-in/locked/", shown(key, page) | {"next": "/people/"})
        assert (answer.status_code, answer["Location"]) == (302, "/people/")
        assert inside(client)


def refused(client: Client, words: dict[str, str]) -> bool:
    return client.post("/sign-in/second/", words).status_code == 422 and not inside(client)


def half_way(user: User) -> Client:
    client = browser()
    client.post("/sign-in/staff/", {"handle": user.handle, "password": PASSWORD})
    return client


def test_an_answer_shown_again_opens_nothing(here: Village) -> None:
    at_work(here.ville)
    key = Authenticator(counts=False)
    key.row(here.ville)
    client = half_way(here.ville)
    words = shown(key, client.get("/sign-in/second/"))
    assert client.post("/sign-in/second/", words).status_code == 302
    assert refused(half_way(here.ville), words)


@pytest.mark.parametrize(
    "wrong", ["origin", "port", "subdomain", "rp", "unverified", "absent", "other", "old", "text", "list"]
)
def test_a_false_answer_opens_nothing(here: Village, wrong: str) -> None:
    at_work(here.ville)
    key = Authenticator()
    key.row(here.ville)
    client = half_way(here.ville)
    page = client.get("/sign-in/second/")
    if wrong in {"origin", "port", "subdomain"}:
        key.origin = {
            "origin": "http://localhost.evil.example",
            "port": "http://localhost:8001",
            "subdomain": "http://a.localhost",
        }[wrong]
    if wrong == "rp":
        key.rp = "evil.example"
    words = shown(key, page, flags={"unverified": 0x01, "absent": 0x04}.get(wrong, 0x05))
    if wrong == "other":
        words = shown(Authenticator(), page)
    if wrong in {"text", "list"}:
        words["answer"] = {"text": "{", "list": "[]"}[wrong]
    if wrong == "old":
        words["state"] = words["state"][:-1]
    assert refused(client, words)
    assert client.post("/sign-in/second/", shown(key_again(key), client.get("/sign-in/second/"))).status_code == 302


def key_again(key: Authenticator) -> Authenticator:
    key.origin, key.rp = "http://localhost", "localhost"
    return key


def test_a_count_that_goes_back_or_stands_still_is_a_copied_key(here: Village) -> None:
    at_work(here.ville)
    key = Authenticator()
    row = key.row(here.ville)
    with as_owner():
        Passkey.objects.whole(WHY).filter(pk=row.pk).update(sign_count=5)
    for count in (3, 4):  # one less than the count the answer carries
        key.count = count
        client = half_way(here.ville)
        assert refused(client, shown(key, client.get("/sign-in/second/")))
    key.count = 5
    client = half_way(here.ville)
    assert client.post("/sign-in/second/", shown(key, client.get("/sign-in/second/"))).status_code == 302
    with as_owner():
        assert Passkey.objects.whole(WHY).get(pk=row.pk).sign_count == 6


def test_an_answer_for_one_purpose_opens_no_other(here: Village) -> None:
    at_work(here.ville)
    key = Authenticator()
    key.row(here.ville)
    words = shown(key, browser().get("/sign-in/"))
    assert refused(half_way(here.ville), words)


def test_two_tabs_ask_apart_and_both_answers_are_good(here: Village) -> None:
    at_work(here.ville)
    key = Authenticator()
    key.row(here.ville)
    client = half_way(here.ville)
    first, _second = client.get("/sign-in/second/"), client.get("/sign-in/second/")
    assert client.post("/sign-in/second/", shown(key, first)).status_code == 302


def test_a_passkey_of_staff_opens_no_door_without_the_password(here: Village) -> None:
    key, client = Authenticator(), browser()
    key.row(here.ville)
    assert client.post("/sign-in/", shown(key, client.get("/sign-in/"))).status_code == 422
    assert not inside(client)


# ---------------------------------------------------------------- quiet pages, twelve hours, and the session's key


def test_a_quiet_page_locks_after_a_quarter_and_work_keeps_it_open(here: Village) -> None:
    secret, client = at_work(here.ville), browser()
    come_to_work(client, here.ville, secret)
    for minutes in (10, 20, 30):
        with later(minutes):
            assert inside(client)
    with later(46):
        locked = client.get("/people/")
        assert locked["Location"].startswith("/sign-in/locked/")
        assert client.post("/account/", {"language": "sv"})["Location"].startswith("/sign-in/locked/")
        assert client.post("/sign-in/locked/", {"code": "111111"}).status_code == 422
        opened = client.post("/sign-in/locked/", {"code": app(secret), "next": "/people/"})
        assert opened["Location"] == "/people/"
        assert inside(client)


def test_twelve_hours_after_both_keys_the_whole_door_is_shut(here: Village) -> None:
    secret, client = at_work(here.ville), browser()
    come_to_work(client, here.ville, secret)
    for minutes in range(14, 720, 14):
        with later(minutes):
            assert inside(client)
    with later(721):
        assert client.get("/my/")["Location"].startswith("/sign-in/?")
        assert client.get("/sign-in/locked/")["Location"] == "/sign-in/"


def test_unlocking_doesnt_lengthen_the_day(here: Village) -> None:
    secret, client = at_work(here.ville), browser()
    come_to_work(client, here.ville, secret)
    with later(700):
        client.post("/sign-in/locked/", {"code": app(secret)})
        assert inside(client)
    with later(710):
        assert inside(client)
    with later(721):
        assert not inside(client)


def test_the_session_gets_a_new_key_at_the_door_and_at_the_lock(here: Village) -> None:
    secret, client = at_work(here.ville), browser()
    client.cookies["visit"] = "a" * 32  # planted by somebody else
    come_to_work(client, here.ville, secret)
    first = client.cookies["visit"].value
    assert first != "a" * 32
    with later(16):
        client.post("/sign-in/locked/", {"code": app(secret)})
        second = client.cookies["visit"].value
        assert second != first
        old = browser()
        old.cookies["visit"] = first
        assert not inside(old)
        assert inside(client)


@pytest.mark.parametrize(
    "where", ["//evil.example/", "https://evil.example/", "/\\evil.example", "javascript:alert(1)", "///x.example"]
)
def test_no_address_elsewhere_is_led_to(here: Village, where: str) -> None:
    secret, client = at_work(here.ville), browser()
    assert come_to_work(client, here.ville, secret, next=where)["Location"] == "/my/"
    with later(16):
        assert client.post("/sign-in/locked/", {"code": app(secret), "next": where})["Location"] == "/my/"


def test_every_door_wants_the_forms_own_token() -> None:
    client = browser(enforce_csrf_checks=True)
    for address in ("", "card/", "device/", "staff/", "first/"):
        assert client.post(f"/sign-in/{address}", {"pin": PIN}).status_code == 403


def test_half_a_sign_in_lasts_five_minutes(here: Village) -> None:
    secret = at_work(here.ville)
    client = half_way(here.ville)
    with later(6):
        assert client.post("/sign-in/second/", {"code": app(secret)})["Location"] == "/sign-in/staff/"
    assert browser().get("/sign-in/second/")["Location"] == "/sign-in/staff/"


def test_second_key_guessing_ends_too(here: Village) -> None:
    at_work(here.ville)
    client = half_way(here.ville)
    for _each in range(limits.PER_NAME):
        client.post("/sign-in/second/", {"code": "000000"})
    assert client.post("/sign-in/second/", {"code": "000000"}).status_code == 429


def test_signing_out_at_the_lock_and_the_lock_by_hand(here: Village) -> None:
    secret, client = at_work(here.ville), browser()
    come_to_work(client, here.ville, secret)
    assert client.post("/keys/", {"act": "lock"})["Location"] == "/sign-in/locked/"
    assert not inside(client)
    assert client.get("/sign-in/locked/").status_code == 200
    assert client.post("/sign-in/locked/", {"act": "leave"})["Location"] == "/sign-in/"
    assert client.get("/my/")["Location"].startswith("/sign-in/?")
    with as_owner():
        assert not Visit.objects.whole(WHY).filter(ended_at=None).exists()


def test_who_is_in_already_is_led_on(here: Village) -> None:
    client = signed_in(here.ville)
    assert client.get("/sign-in/?next=/people/")["Location"] == "/people/"
    assert client.get("/sign-in/locked/")["Location"] == "/my/"


# ---------------------------------------------------------------- the first time


@pytest.fixture
def antti(here: Village) -> User:
    return staff("Antti Hietala", here.ville.roles.get().organisation, role="administrator")


def first_words(client: Client, code: str, **more: str) -> dict[str, str]:
    secret, sealed = secret_on(client.get("/sign-in/first/"))
    return {"code": code, "password": PASSWORD, "secret": sealed, "totp": app(secret)} | more


def test_an_administrator_opens_an_account_and_the_colleague_comes_in_once_by_the_code(here: Village, antti: User) -> None:
    admin, client = signed_in(antti), browser()
    unit = antti.roles.get().unit
    words = {"name": "Uusi Työntekijä", "handle": "Uusi.Tyo", "role": "worker", "unit": str(unit.uuid), "language": "sv"}
    code = code_on(admin.post("/staff/", words))
    assert code not in admin.get("/staff/").content.decode()
    assert client.post("/sign-in/first/", first_words(client, code, password="short")).status_code == 422
    assert client.post("/sign-in/first/", first_words(client, code, password="salasana1234")).status_code == 422
    assert client.post("/sign-in/first/", first_words(client, code, password="uusi työntekijä täällä")).status_code == 422
    assert client.post("/sign-in/first/", first_words(client, code, totp="000000")).status_code == 422
    assert client.post("/sign-in/first/", first_words(client, "AAAA-BBBB-CCCC")).status_code == 422
    assert client.post("/sign-in/first/", first_words(client, code.lower().replace("-", " "))).status_code == 302
    assert inside(client)
    assert browser().post("/sign-in/first/", first_words(browser(), code)).status_code == 422
    assert admin.post("/staff/", words).status_code == 422  # the name is taken


def test_a_code_that_nobody_fetched_in_three_days_is_dead(here: Village, antti: User) -> None:
    code = code_on(signed_in(antti).post("/staff/", {"act": "code", "person": str(here.ville.uuid)}))
    with later(3 * 24 * 60 + 1):
        assert browser().post("/sign-in/first/", first_words(browser(), code)).status_code == 422


def test_a_new_first_code_stops_the_keys_before_it(here: Village, antti: User) -> None:
    secret, client = at_work(here.ville), browser()
    come_to_work(client, here.ville, secret)
    code = code_on(signed_in(antti).post("/staff/", {"act": "code", "person": str(here.ville.uuid)}))
    assert not inside(client)
    words = {"handle": here.ville.handle, "password": PASSWORD}
    assert browser().post("/sign-in/staff/", words).status_code == 422
    assert browser().post("/sign-in/first/", first_words(browser(), code)).status_code == 302


def test_an_administrator_reaches_only_colleagues_of_their_own_organisation(here: Village, antti: User) -> None:
    admin = signed_in(antti)
    for person in (here.kaisa, antti):
        assert admin.post("/staff/", {"act": "code", "person": str(person.uuid)}).status_code == 404
    assert admin.post("/staff/", {"act": "code", "person": str(here.aino.user.uuid)}).status_code == 404
    assert admin.post("/staff/", {"act": "code", "person": "nobody"}).status_code == 404
    for other in (here.ville, here.marja):
        assert signed_in(other).get("/staff/").status_code == 404
    assert here.kaisa.name not in admin.get("/staff/").content.decode()


# ---------------------------------------------------------------- more keys, and the account


def test_more_keys_are_made_by_one_who_has_just_shown_both(here: Village) -> None:
    secret, client, key = at_work(here.ville), browser(), Authenticator()
    come_to_work(client, here.ville, secret)
    page = client.get("/keys/new/")
    assert client.post("/keys/new/", made(key, page) | {"act": "passkey"})["Location"] == "/keys/"
    assert (
        client.post("/keys/new/", made(Authenticator(rp="x"), client.get("/keys/new/")) | {"act": "passkey"}).status_code
        == 422
    )
    assert client.post("/keys/new/", made(key, client.get("/keys/new/")) | {"act": "passkey"}).status_code == 422
    assert client.post("/keys/new/", {"act": "password", "password": "neljä keltaista kissaa"}).status_code == 302
    new, sealed = secret_on(client.get("/keys/new/"))
    assert client.post("/keys/new/", {"act": "app", "secret": sealed, "code": "000000"}).status_code == 422
    assert client.post("/keys/new/", {"act": "app", "secret": sealed, "code": app(new)}).status_code == 302
    assert client.post("/keys/new/", {"act": "pin", "pin": PIN}).status_code == 200
    with as_owner():
        assert Totp.objects.whole(WHY).get(user=here.ville).secret == new
    with later(11):
        assert client.get("/my/").status_code == 200
        assert client.get("/keys/new/")["Location"] == "/sign-in/locked/?next=/keys/new/"


def test_keys_are_not_made_by_one_who_came_in_another_way(here: Village) -> None:
    page = signed_in(here.ville).get("/keys/new/")
    assert page.status_code == 200
    assert "data-passkey" not in page.content.decode()
    assert (
        signed_in(here.ville).post("/keys/new/", {"act": "password", "password": "neljä keltaista kissaa"}).status_code
        == 200
    )


def test_the_only_second_key_is_kept(here: Village) -> None:
    secret, client, key = at_work(here.ville), browser(), Authenticator()
    come_to_work(client, here.ville, secret)
    row = key.row(here.ville)
    with as_owner():
        Totp.objects.whole(WHY).all().delete()
    kept = client.post("/keys/", {"act": "close", "key": str(row.pk)})
    assert kept.status_code == 422
    second = Authenticator().row(here.ville)
    assert client.post("/keys/", {"act": "close", "key": str(row.pk)}).status_code == 302
    with as_owner():
        assert Passkey.objects.whole(WHY).get(pk=row.pk).closed_at is not None
        assert Passkey.objects.whole(WHY).get(pk=second.pk).closed_at is None


def test_language_title_and_promise_are_ones_own_and_read_in_the_readers_language(here: Village) -> None:
    client = signed_in(here.ville)
    words = {"language": "sv", "title": "counsellor", "own_title": "", "answers": "two_days"}
    assert client.post("/account/", words).status_code == 302
    assert "Socialhandledare".casefold() in client.get("/account/").content.decode().casefold()
    page = signed_in(here.aino.user).get("/my/people/").content.decode()
    assert "sosiaaliohjaaja" in page
    assert "kahden työpäivän" in page
    assert client.post("/account/", words | {"title": "", "own_title": "Arjen tuki"}).status_code == 302
    assert "Arjen tuki" in client.get("/account/").content.decode()
    assert client.post("/account/", words | {"answers": "soon"}).status_code == 422
    assert signed_in(here.aino.user).get("/account/").status_code == 404


def test_no_code_is_kept_in_plain_words(here: Village, antti: User) -> None:
    code = code_on(signed_in(antti).post("/staff/", {"act": "code", "person": str(here.ville.uuid)}))
    with as_owner():
        assert code not in str(list(Invitation.objects.whole(WHY).values_list("code", flat=True)))
