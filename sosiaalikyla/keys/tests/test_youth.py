"""A young person's phone is bound at the table, opens with six numbers or a passkey, and closes at once by a call."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from sosiaalikyla.audit.models import Entry
from sosiaalikyla.base import clock
from sosiaalikyla.keys.models import CodeCard, Device, Invitation, Passkey, Visit
from sosiaalikyla.keys.tests.ground import PIN, WHY, Authenticator, browser, code_on, codes_on, made, shown
from sosiaalikyla.notices.models import Notice
from sosiaalikyla.paths.tests.ground import DAY, Village, village
from sosiaalikyla.people.models import Youth
from sosiaalikyla.people.tests.factories import beside, cover, signed_in, staff, youth
from tests.ground import as_owner

pytestmark = pytest.mark.django_db
ANDROID = "Mozilla/5.0 (Linux; Android 14) Chrome/130"


@pytest.fixture
def here() -> Iterator[Village]:
    with clock.at(DAY):
        yield village()


def later(minutes: float) -> Any:
    return clock.at(clock.now() + timedelta(minutes=minutes))


def worker(here: Village) -> Client:
    """Ville at his desk, with a visit of his own: a code lives as long as it does."""
    client = browser()
    client.force_login(here.ville, backend="sosiaalikyla.access.backend.OpenAccounts")
    begin(client, here.ville)
    return client


def begin(client: Client, user: Any) -> None:
    from sosiaalikyla.access.middleware import FACTOR_KEY, SEEN_KEY
    from sosiaalikyla.keys.codes import session_hash

    session = client.session
    session[SEEN_KEY] = session[FACTOR_KEY] = clock.now().isoformat()
    session.save()
    with as_owner():
        Visit.objects.whole(WHY).create(user=user, session=session_hash(session.session_key), machine="windows", how="code")


def handed(desk: Client, one: Youth) -> str:
    return code_on(desk.post(f"/people/{one.uuid}/keys/phone/", {"identity": "known"}))


def phone(**more: Any) -> Client:
    return browser(headers={"user-agent": ANDROID}, **more)


def bound(here: Village, pin: str = PIN) -> Client:
    """Aino's own phone, bound by six numbers."""
    client = phone()
    answer = client.post("/sign-in/device/", {"code": handed(worker(here), here.aino), "pin": pin})
    assert (answer.status_code, answer["Location"]) == (302, "/my/")
    return client


def away(client: Client) -> Client:
    """The same phone another day: the session is gone, the device's cookie has stayed."""
    del client.cookies["visit"]
    return client


def inside(client: Client) -> bool:
    return client.get("/my/").status_code == 200


# ---------------------------------------------------------------- binding


def test_a_phone_is_bound_at_the_table_and_opens_with_six_numbers(here: Village) -> None:
    aino = bound(here)
    assert inside(aino)
    cookie = aino.cookies["device"]
    assert cookie["httponly"]
    assert cookie["max-age"] > 300 * 24 * 3600
    page = away(aino).get("/sign-in/").content.decode()
    assert "Android-puhelin" in page
    assert "Avaa kuudella numerolla" in page
    assert here.aino.used_name not in page
    assert not inside(aino)
    assert aino.post("/sign-in/", {"pin": "407 913"}).status_code == 302
    assert inside(aino)
    with as_owner():
        row = Device.objects.whole(WHY).get()
        assert (row.bound_by_id, row.machine, row.tries_left) == (here.ville.pk, "android", 5)
        assert cookie.value not in (row.token, row.pin)
        assert PIN not in row.pin
        assert Notice.objects.whole(WHY).filter(receiver=here.aino.user, kind="new_key").count() == 1
        assert Invitation.objects.whole(WHY).get().identity == "known"


def test_the_code_is_good_once_ten_minutes_and_while_the_worker_is_here(here: Village) -> None:
    desk = worker(here)
    code = handed(desk, here.aino)
    words = {"code": code, "pin": PIN}
    with later(11):
        assert phone().post("/sign-in/device/", words).status_code == 422
    assert phone().get(f"/sign-in/device/?code={code}").status_code == 200  # opening the page uses nothing up
    assert phone().post("/sign-in/device/", words).status_code == 302
    assert phone().post("/sign-in/device/", words).status_code == 422
    second = handed(desk, here.aino)
    desk.post("/sign-out/")
    page = phone().post("/sign-in/device/", {"code": second, "pin": PIN})
    assert page.status_code == 422
    assert "Koodi ei ole enää voimassa" in page.content.decode()


def test_a_code_of_a_worker_whose_account_has_closed_is_dead(here: Village) -> None:
    giver = staff("Sijainen", here.ville.roles.get().organisation)
    cover(here.ville, giver)
    desk = browser()
    desk.force_login(giver, backend="sosiaalikyla.access.backend.OpenAccounts")
    begin(desk, giver)
    code = handed(desk, here.aino)
    assert phone().get(f"/sign-in/device/?code={code}").status_code == 200
    with as_owner():
        type(giver).objects.filter(pk=giver.pk).update(closed_at=clock.now())
    assert phone().get(f"/sign-in/device/?code={code}").status_code == 422


@pytest.mark.parametrize("pin", ["000000", "777777", "123456", "654321", "890123", "121212", "123123", "112233", "159753"])
def test_easy_numbers_are_refused_kindly_and_the_code_stays_good(here: Village, pin: str) -> None:
    code = handed(worker(here), here.aino)
    page = phone().post("/sign-in/device/", {"code": code, "pin": pin})
    assert page.status_code == 422
    assert "Keksi toiset, jotka vain sinä muistat" in page.content.decode()
    assert phone().post("/sign-in/device/", {"code": code, "pin": PIN}).status_code == 302


def test_the_day_of_birth_is_refused_in_every_order(here: Village) -> None:
    code, born = handed(worker(here), here.aino), here.aino.born
    for form in ("%d%m%y", "%y%m%d", "%m%d%y", "%d%Y", "%m%Y", "%Y%m", "%Y%d"):
        assert phone().post("/sign-in/device/", {"code": code, "pin": born.strftime(form)}).status_code == 422, form


@pytest.mark.parametrize("pin", ["", "12345", "1234567", "abcdef", "４０７９１３"])
def test_only_six_plain_numbers_will_do(here: Village, pin: str) -> None:
    code = handed(worker(here), here.aino)
    assert phone().post("/sign-in/device/", {"code": code, "pin": pin}).status_code == 422


def test_a_passkey_on_the_phone_is_a_key_alone(here: Village) -> None:
    code, key, client = handed(worker(here), here.aino), Authenticator(), phone()
    page = client.get(f"/sign-in/device/?code={code}")
    assert client.post("/sign-in/device/", made(key, page) | {"code": code}).status_code == 302
    assert inside(client)
    other = browser()
    assert other.post("/sign-in/", shown(key, other.get("/sign-in/"))).status_code == 302
    assert inside(other)


@pytest.mark.parametrize("wrong", [{"origin": "http://localhost.example"}, {"rp": "example"}])
def test_a_passkey_made_on_a_page_elsewhere_is_refused(here: Village, wrong: dict[str, str]) -> None:
    code, client = handed(worker(here), here.aino), phone()
    page = client.get(f"/sign-in/device/?code={code}")
    assert client.post("/sign-in/device/", made(Authenticator(**wrong), page) | {"code": code}).status_code == 422
    assert not inside(client)
    with as_owner():
        assert not Passkey.objects.whole(WHY).exists()


def test_the_same_passkey_isnt_made_twice(here: Village) -> None:
    desk, key = worker(here), Authenticator()
    for status in (302, 422):
        code, client = handed(desk, here.aino), phone()
        page = client.get(f"/sign-in/device/?code={code}")
        assert client.post("/sign-in/device/", made(key, page) | {"code": code}).status_code == status


def test_an_account_is_opened_along_with_the_first_key(here: Village) -> None:
    one = youth("Uusi", here.ville, account=False)
    desk = worker(here)
    assert desk.get(f"/people/{one.uuid}/keys/").status_code == 200
    client = phone()
    assert client.post("/sign-in/device/", {"code": handed(desk, one), "pin": PIN}).status_code == 302
    assert inside(client)


def test_how_the_worker_knew_is_asked(here: Village) -> None:
    for form in ("phone", "card"):
        for words in ({}, {"identity": "guess"}):
            assert worker(here).post(f"/people/{here.aino.uuid}/keys/{form}/", words).status_code == 422


def test_a_new_phone_in_the_same_hands_replaces_its_numbers(here: Village) -> None:
    client = bound(here)
    client.post("/sign-in/device/", {"code": handed(worker(here), here.aino), "pin": "528314"})
    with as_owner():
        assert Device.objects.whole(WHY).filter(closed_at=None).count() == 1


# ---------------------------------------------------------------- five tries


def test_five_wrong_numbers_close_the_phone_and_the_worker_opens_it(here: Village) -> None:
    aino = away(bound(here))
    for left in ("4 kertaa", "3 kertaa", "2 kertaa", "vielä kerran"):
        page = aino.post("/sign-in/", {"pin": "111222"})
        assert page.status_code == 422
        assert left in page.content.decode()
    assert "Soita työntekijällesi" in aino.post("/sign-in/", {"pin": "111222"}).content.decode()
    assert aino.post("/sign-in/", {"pin": PIN}).status_code == 422  # also the right ones
    desk, address = worker(here), f"/people/{here.aino.uuid}/keys/"
    page = desk.get(address).content.decode()
    assert "kiinni väärien numeroiden takia" in page
    device = re.search(r'name="device" value="([^"]+)"', page)
    assert device
    assert desk.post(address, {"device": device[1]}).status_code == 302
    assert aino.post("/sign-in/", {"pin": PIN}).status_code == 302


def test_the_right_numbers_give_five_tries_again(here: Village) -> None:
    aino = away(bound(here))
    for minutes in (0, 20):  # ten tries a quarter of an hour are the most
        with later(minutes):
            for _each in range(4):
                aino.post("/sign-in/", {"pin": "111222"})
            assert aino.post("/sign-in/", {"pin": PIN}).status_code == 302
            away(aino)


def test_a_passkey_opens_a_phone_that_wrong_numbers_closed(here: Village) -> None:
    aino, key = away(bound(here)), Authenticator()
    key.row(here.aino.user)
    for _each in range(5):
        aino.post("/sign-in/", {"pin": "111222"})
    assert aino.post("/sign-in/", shown(key, aino.get("/sign-in/"))).status_code == 302
    assert away(aino).post("/sign-in/", {"pin": PIN}).status_code == 302


def test_numbers_without_the_phone_open_nothing(here: Village) -> None:
    bound(here)
    stranger = browser()
    assert stranger.post("/sign-in/", {"pin": PIN}).status_code == 422
    stranger.cookies["device"] = "guessed"
    assert stranger.post("/sign-in/", {"pin": PIN}).status_code == 422


def test_a_device_that_is_closed_for_good_isnt_opened(here: Village) -> None:
    bound(here)
    with as_owner():
        row = Device.objects.whole(WHY).get()
        Device.objects.whole(WHY).update(closed_at=clock.now())
    answer = worker(here).post(f"/people/{here.aino.uuid}/keys/", {"device": str(row.pk)})
    assert answer.status_code == 422
    assert worker(here).post(f"/people/{here.aino.uuid}/keys/", {"device": "x"}).status_code == 404


# ---------------------------------------------------------------- the card


def card(here: Village) -> tuple[str, list[str]]:
    page = worker(here).post(f"/people/{here.aino.uuid}/keys/card/", {"identity": "passport"})
    number = re.search(r"Kortti ([A-Z0-9-]+)", page.content.decode())
    assert number
    return number[1], codes_on(page)


def test_each_code_of_the_card_opens_the_page_once(here: Village) -> None:
    number, ten = card(here)
    assert len(set(ten)) == 10
    for code in (ten[3], ten[0].lower().replace("-", "")):
        client = browser()
        assert client.post("/sign-in/card/", {"number": number.lower(), "code": code}).status_code == 302
        assert inside(client)
        assert browser().post("/sign-in/card/", {"number": number, "code": code}).status_code == 422
    with as_owner():
        assert ten[5] not in str(CodeCard.objects.whole(WHY).get().codes)


def test_five_wrong_codes_close_the_card_and_a_new_one_replaces_it(here: Village) -> None:
    number, ten = card(here)
    for _each in range(5):
        assert browser().post("/sign-in/card/", {"number": number, "code": "AAAA-AAAA"}).status_code == 422
    assert browser().post("/sign-in/card/", {"number": number, "code": ten[0]}).status_code == 422
    new, codes = card(here)
    assert browser().post("/sign-in/card/", {"number": number, "code": ten[1]}).status_code == 422
    assert browser().post("/sign-in/card/", {"number": new, "code": codes[0]}).status_code == 302


def test_one_in_by_a_card_binds_no_new_device(here: Village) -> None:
    number, ten = card(here)
    client = browser()
    client.post("/sign-in/card/", {"number": number, "code": ten[0]})
    page = client.get("/keys/new/")
    assert "data-passkey" not in page.content.decode()
    assert client.post("/keys/new/", {"act": "pin", "pin": PIN}).status_code == 200
    with as_owner():
        assert not Device.objects.whole(WHY).exists()


def test_one_in_by_a_passkey_binds_the_device_in_hand(here: Village) -> None:
    key, client = Authenticator(), phone()
    key.row(here.aino.user)
    client.post("/sign-in/", shown(key, client.get("/sign-in/")))
    assert client.post("/keys/new/", {"act": "pin", "pin": "123456"}).status_code == 422
    assert client.post("/keys/new/", {"act": "pin", "pin": PIN})["Location"] == "/keys/"
    assert away(client).post("/sign-in/", {"pin": PIN}).status_code == 302
    with as_owner():
        assert Device.objects.whole(WHY).get().bound_by_id is None


# ---------------------------------------------------------------- the call


def test_a_call_closes_everything_at_once(here: Village) -> None:
    aino, key, desk = bound(here), Authenticator(), worker(here)
    key.row(here.aino.user)
    number, ten = card(here)
    unused = handed(desk, here.aino)
    assert inside(aino)
    address = f"/people/{here.aino.uuid}/keys/end/"
    assert desk.get(address).status_code == 200
    assert inside(aino)
    assert desk.post(address).status_code == 302
    assert not inside(aino)
    assert away_or_gone(aino).post("/sign-in/", {"pin": PIN}).status_code == 422
    other = browser()
    assert other.post("/sign-in/", shown(key, other.get("/sign-in/"))).status_code == 422
    assert other.post("/sign-in/card/", {"number": number, "code": ten[0]}).status_code == 422
    assert other.get(f"/sign-in/device/?code={unused}").status_code == 422
    assert "Ei vielä avaimia" in desk.get(f"/people/{here.aino.uuid}/keys/").content.decode()
    assert phone().post("/sign-in/device/", {"code": handed(desk, here.aino), "pin": PIN}).status_code == 302


def away_or_gone(client: Client) -> Client:
    if "visit" in client.cookies:
        del client.cookies["visit"]
    return client


def test_whoever_works_with_them_may_close_and_only_the_responsible_gives(here: Village) -> None:
    base = f"/people/{here.aino.uuid}/keys/"
    pair, receiving = here.sirpa, here.kaisa
    beside(here.aino, pair, "pair")
    beside(here.aino, receiving, "receiving")
    friend = signed_in(pair)
    assert friend.get(base).status_code == friend.get(f"{base}end/").status_code == 200
    assert friend.get(f"{base}phone/").status_code == friend.get(f"{base}card/").status_code == 404
    assert friend.post(f"{base}phone/", {"identity": "known"}).status_code == 404
    assert friend.post(f"{base}end/").status_code == 302
    newcomer = signed_in(receiving)
    for form in ("", "phone/", "card/", "end/"):
        assert newcomer.get(base + form).status_code == 404, form
    assert newcomer.post(f"{base}end/").status_code == 404
    for other in (here.marja, here.jonna, here.aino.user):
        assert signed_in(other).get(base).status_code == 404


def test_a_deputy_gives_keys_too(here: Village) -> None:
    cover(here.ville, here.sirpa)
    desk = browser()
    desk.force_login(here.sirpa, backend="sosiaalikyla.access.backend.OpenAccounts")
    begin(desk, here.sirpa)
    assert phone().post("/sign-in/device/", {"code": handed(desk, here.aino), "pin": PIN}).status_code == 302


def test_the_workers_page_says_nothing_of_when_they_were_here(here: Village) -> None:
    aino = away(bound(here))
    desk, address = worker(here), f"/people/{here.aino.uuid}/keys/"

    def told() -> str:
        return re.sub(r'value="[^"]*"', "", desk.get(address).content.decode())

    before = told()
    aino.post("/sign-in/", {"pin": PIN})
    aino.get("/my/")
    aino.post("/sign-out/")
    assert told() == before


# ---------------------------------------------------------------- visits, the lock, one's own keys


def test_the_own_list_ends_one_visit_and_all_others(here: Village) -> None:
    first = bound(here)
    key = Authenticator()
    key.row(here.aino.user)
    others = []
    for _each in range(2):
        client = browser(headers={"user-agent": "Mozilla/5.0 (Windows NT 10.0)"})
        client.post("/sign-in/", shown(key, client.get("/sign-in/")))
        others.append(client)
    page = first.get("/keys/").content.decode()
    assert page.count("Windows-tietokone") >= 2
    visit = re.search(r'name="visit" value="([^"]+)"', page)
    assert visit
    assert first.post("/keys/", {"act": "end", "visit": visit[1]}).status_code == 302
    assert sorted(inside(each) for each in others) == [False, True]
    assert first.post("/keys/", {"act": "end_others"}).status_code == 302
    assert [inside(each) for each in others] == [False, False]
    assert inside(first)
    assert first.post("/keys/", {"act": "end_others"}).status_code == 302


def test_nobody_ends_anothers_visit_or_key(here: Village) -> None:
    aino = bound(here)
    with as_owner():
        visit = Visit.objects.whole(WHY).get(user=here.aino.user)
        device = Device.objects.whole(WHY).get()
    eetu = signed_in(here.eetu.user)
    eetu.post("/keys/", {"act": "end", "visit": str(visit.pk)})
    key = Authenticator()
    key.row(here.eetu.user)
    mine = browser()
    mine.post("/sign-in/", shown(key, mine.get("/sign-in/")))
    mine.post("/keys/", {"act": "close", "key": str(device.pk)})
    assert inside(aino)
    assert away(aino).post("/sign-in/", {"pin": PIN}).status_code == 302


def test_a_key_taken_out_of_use_opens_nothing(here: Village) -> None:
    aino = bound(here)
    with as_owner():
        device = Device.objects.whole(WHY).get()
    with later(11):
        assert inside(aino)
        shut = aino.post("/keys/", {"act": "close", "key": str(device.pk)})
        assert shut["Location"] == "/sign-in/locked/?next=/keys/"
        assert aino.post("/sign-in/locked/", {"pin": PIN, "next": "/keys/"})["Location"] == "/keys/"
        assert aino.post("/keys/", {"act": "close", "key": str(device.pk)}).status_code == 302
    assert away(aino).post("/sign-in/", {"pin": PIN}).status_code == 422


@pytest.mark.parametrize("minutes", [5, 15, 60])
def test_when_the_page_locks_is_the_young_persons_own_choice(here: Village, minutes: int) -> None:
    aino = bound(here)
    assert aino.post("/keys/", {"act": "lock_after", "minutes": str(minutes)}).status_code == 302
    with later(minutes - 1):
        assert inside(aino)
    with later(2 * minutes):
        assert aino.get("/my/path/")["Location"] == "/sign-in/locked/?next=%2Fmy%2Fpath%2F"
        assert aino.post("/sign-in/locked/", {"pin": "111222"}).status_code == 422
        assert aino.post("/sign-in/locked/", {"pin": PIN, "next": "/my/path/"})["Location"] == "/my/path/"
        assert inside(aino)


def test_other_times_than_those_shown_are_not_taken(here: Village) -> None:
    for minutes in ("0", "600", "x"):
        assert bound_or_in(here).post("/keys/", {"act": "lock_after", "minutes": minutes}).status_code == 422
    assert signed_in(here.ville).post("/keys/", {"act": "lock_after", "minutes": "5"}).status_code == 422


def bound_or_in(here: Village) -> Client:
    return signed_in(here.aino.user)


def test_anothers_phone_doesnt_unlock_my_page(here: Village) -> None:
    bound(here)
    desk, eetu = worker(here), here.eetu
    with as_owner():
        from sosiaalikyla.people.models import Responsibility

        Responsibility.objects.whole(WHY).filter(youth=eetu).update(worker=here.ville)
    client = phone()
    client.post("/sign-in/device/", {"code": handed(desk, eetu), "pin": "528314"})
    with later(20):
        aino = browser()
        key = Authenticator()
        key.row(here.aino.user)
        aino.post("/sign-in/", shown(key, aino.get("/sign-in/")))
        aino.cookies["device"] = client.cookies["device"].value
        aino.post("/keys/", {"act": "lock"})
        assert aino.post("/sign-in/locked/", {"pin": "528314"}).status_code == 422
        assert not inside(aino)
        page = aino.get("/sign-in/locked/")
        assert aino.post("/sign-in/locked/", shown(key, page)).status_code == 302


def test_a_passkey_that_isnt_mine_doesnt_unlock_my_page(here: Village) -> None:
    mine, other, aino = Authenticator(), Authenticator(), browser()
    mine.row(here.aino.user)
    other.row(here.eetu.user)
    aino.post("/sign-in/", shown(mine, aino.get("/sign-in/")))
    aino.post("/keys/", {"act": "lock"})
    page = aino.get("/sign-in/locked/")
    assert aino.post("/sign-in/locked/", shown(other, page)).status_code == 422
    assert not inside(aino)


def test_a_closed_account_is_out_at_its_next_request_and_comes_in_no_more(here: Village) -> None:
    aino = bound(here)
    assert inside(aino)
    with as_owner():
        type(here.aino.user).objects.filter(pk=here.aino.user_id).update(closed_at=clock.now())
    assert not inside(aino)
    assert away_or_gone(aino).post("/sign-in/", {"pin": PIN}).status_code == 422


def test_a_link_in_a_mail_opens_only_the_page_that_says_there_is_something(here: Village) -> None:
    page = signed_in(here.aino.user).get("/waiting/").content.decode()
    assert "Sinulle on jotain luettavaa" in page
    assert here.aino.used_name not in page
    assert page == browser().get("/waiting/").content.decode()


def test_coming_in_leaves_a_line_and_being_refused_leaves_no_name(here: Village, caplog: pytest.LogCaptureFixture) -> None:
    aino = away(bound(here))
    aino.post("/sign-in/", {"pin": "111222"})
    assert "not opened: pin" in caplog.text
    assert "111222" not in caplog.text
    assert here.aino.used_name not in caplog.text
    with as_owner():
        lines = Entry.objects.filter(what="keys.sign_in", actor=f"user:{here.aino.user_id}")
        assert lines.count() == 1


@pytest.mark.parametrize(
    ("agent", "name"),
    [("(iPhone; CPU)", "iPhone"), ("(iPad; CPU)", "iPad"), (ANDROID, "Android-puhelin"), ("(Macintosh)", "Mac"),
     ("(X11; Linux x86_64)", "Linux-tietokone"), ("curl", "Jokin muu laite"), ("", "Jokin muu laite")],
)  # fmt: skip
def test_a_device_is_named_in_one_plain_word(here: Village, agent: str, name: str) -> None:
    key, client = Authenticator(), browser(headers={"user-agent": agent})
    key.row(here.aino.user)
    client.post("/sign-in/", shown(key, client.get("/sign-in/")))
    assert name in client.get("/keys/").content.decode()


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_doors_speak_three_languages(language: str) -> None:
    for address in ("sign-in/", "sign-in/card/", "sign-in/device/", "sign-in/staff/", "sign-in/first/", "waiting/"):
        page = browser().get(f"/{language}/{address}")
        assert page.status_code == 200
        assert f'<html lang="{language}">' in page.content.decode()
