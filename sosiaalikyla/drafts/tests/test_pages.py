"""Text is never lost: kept while it is written, offered back, carried through sign-in, and shown beside a newer one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sosiaalikyla.access.models import User
from sosiaalikyla.base import clock
from sosiaalikyla.drafts import carrying, views
from sosiaalikyla.drafts.device import keys_for
from sosiaalikyla.drafts.models import Draft
from sosiaalikyla.drafts.sittings import Sitting
from sosiaalikyla.drafts.tests.ground import WHY, drafts_of, hidden, kept, offers, text_of
from sosiaalikyla.keys.tests.ground import app, at_work
from sosiaalikyla.meetings import actions as meetings
from sosiaalikyla.paths.tests.ground import DAY, brought_up, village
from sosiaalikyla.people.tests.factories import signed_in
from sosiaalikyla.plans.models import OwnVoice, WorkerView
from sosiaalikyla.plans.tests.ground import Village, account, do, good_day, item, now, said
from tests.ground import as_owner

pytestmark = pytest.mark.django_db
SALAINEN = "Haluan asua lähellä Minnaa."


@pytest.fixture
def here() -> Iterator[Village]:
    with clock.at(DAY):
        found = village()
        brought_up(found.aino, found.ville)
        yield found


def page_of(here: Village, *, worker: bool = False) -> str:
    goal = item(here)
    return f"/people/{here.aino.uuid}/plan/items/{goal.uuid}/" if worker else f"/my/plan/items/{goal.uuid}/"


def voices(here: Village) -> list[str]:
    with as_owner():
        return [row.text for row in OwnVoice.objects.whole(WHY).filter(youth=here.aino).order_by("pk")]


# ---------------------------------------------------------------- kept and offered back


def test_what_was_written_is_offered_back_and_never_put_in_by_itself(here: Village) -> None:
    aino, page = signed_in(account(here.aino)), page_of(here)
    answer = kept(aino, hidden(aino.get(page), "say"), text=SALAINEN)
    assert (answer.status_code, answer.content.decode()[:11]) == (200, "Tallennettu")
    opened = aino.get(page)
    ((text, key),) = offers(opened)
    assert text == SALAINEN
    assert f'rows="4">\n{SALAINEN}' not in opened.content.decode()
    gone_on = aino.get(f"{page}?draft={key}")
    assert SALAINEN in gone_on.content.decode()
    assert offers(gone_on) == []
    assert aino.get(page, {"draft": "x"}).status_code == 200
    assert aino.post(page, {**hidden(gone_on, "say"), "do": "say", "text": SALAINEN}).status_code == 302
    assert voices(here) == [SALAINEN]
    assert (offers(aino.get(page)), drafts_of(account(here.aino))) == ([], [])


def test_a_text_that_was_sent_is_not_offered_again_by_a_copy_that_comes_late(here: Village) -> None:
    aino, page = signed_in(account(here.aino)), page_of(here)
    words = hidden(aino.get(page), "say")
    aino.post(page, {**words, "draft_turn": "50", "do": "say", "text": SALAINEN})
    assert kept(aino, words, 40, text=SALAINEN).status_code == 204
    assert offers(aino.get(page)) == []


def test_two_devices_keep_their_own_texts(here: Village) -> None:
    phone, tablet, page = signed_in(account(here.aino)), signed_in(account(here.aino)), page_of(here)
    one, two = hidden(phone.get(page), "say"), hidden(tablet.get(page), "say")
    kept(phone, one, text="Puhelimella")
    kept(tablet, two, text="Tabletilla")
    assert {text for text, _key in offers(phone.get(page))} == {"Puhelimella", "Tabletilla"}


def test_a_draft_is_thrown_away_by_its_writer_alone(here: Village) -> None:
    aino, ville, page = signed_in(account(here.aino)), signed_in(here.ville), page_of(here)
    kept(aino, hidden(aino.get(page), "note"), note="Vain minulle")
    ((_text, key),) = offers(aino.get(page))
    for word in (key, str(uuid4()), "x"):
        assert ville.post("/drafts/away/", {"draft": word})["Location"] == "/drafts/"
    assert len(offers(aino.get(page))) == 1
    assert "Vain minulle" in text_of(aino.get("/drafts/"))
    assert "Vain minulle" not in text_of(ville.get("/drafts/"))
    assert aino.post("/drafts/away/", {"draft": key})["Location"] == page
    assert offers(aino.get(page)) == []


def test_the_list_of_unfinished_texts_leads_back_to_the_form(here: Village) -> None:
    aino = signed_in(account(here.aino))
    good_day(here)
    kept(aino, hidden(aino.get("/my/plan/"), "good_day"), text="Hyvä päivä on hiljainen.")
    kept(aino, hidden(aino.get("/my/plan/"), "add"), kind="dream", area="", text="Oma koira")
    listed = text_of(aino.get("/drafts/"))
    assert "Oma koira" in listed
    assert "dream" not in listed
    opened = aino.get("/my/plan/")
    keys = dict(offers(opened))
    begun = aino.get(f"/my/plan/?draft={keys['Oma koira']}").content.decode()
    assert re.search(r'value="dream"[^>]* checked', begun)
    assert 'id="add" open' in begun
    good = aino.get(f"/my/plan/?draft={keys['Hyvä päivä on hiljainen.']}").content.decode()
    assert ">Hyvä päivä on hiljainen.</textarea>" in good
    assert aino.post("/drafts/away/", {"draft": keys["Oma koira"], "from": "all"})["Location"] == "/drafts/"


def test_a_draft_says_nothing_new_when_the_form_begins_with_the_same_text(here: Village) -> None:
    aino, goal = signed_in(account(here.aino)), item(here)
    said(account(here.aino), goal, SALAINEN)
    page = f"/my/plan/items/{goal.uuid}/"
    kept(aino, hidden(aino.get(page), "say"), text=SALAINEN)
    assert offers(aino.get(page)) == []


def test_the_button_without_scripts_keeps_the_text_and_sends_nothing(here: Village) -> None:
    aino, page = signed_in(account(here.aino)), page_of(here)
    opened = aino.get(page)
    assert "<noscript>" in opened.content.decode()
    answer = aino.post(page, {**hidden(opened, "say"), "draft_keep": "1", "text": SALAINEN})
    assert (answer.status_code, answer["Location"]) == (302, page)
    assert [text for text, _key in offers(aino.get(page))] == [SALAINEN]
    assert voices(here) == []
    long = aino.post(page, {**hidden(opened, "say"), "draft_keep": "1", "text": "x" * 200_001})
    assert long.status_code == 413
    assert "x" * 1000 in long.content.decode()


def test_a_form_that_was_refused_keeps_its_text(here: Village) -> None:
    aino, page = signed_in(account(here.aino)), page_of(here)
    answer = aino.post(page, {**hidden(aino.get(page), "say"), "do": "say", "text": "y" * 5000})
    assert answer.status_code == 422
    assert [len(text) for text, _key in offers(aino.get(page))] == [5000]
    too_much = aino.post(page, {**hidden(aino.get(page), "say"), "do": "say", "text": "y" * 200_001})
    assert too_much.status_code == 422


def test_a_worker_who_may_write_no_more_finds_the_text_among_their_own(here: Village) -> None:
    ville, page = signed_in(here.ville), page_of(here, worker=True)
    words = hidden(ville.get(page), "view")
    other = page.replace(str(here.aino.uuid), str(here.eetu.uuid))
    assert ville.post(other, {**words, "do": "view", "view": "Arvioni"}).status_code == 404
    assert "Arvioni" in text_of(ville.get("/drafts/"))


def test_only_ones_own_sitting_is_kept_for(here: Village, monkeypatch: pytest.MonkeyPatch) -> None:
    aino, ville, page = signed_in(account(here.aino)), signed_in(here.ville), page_of(here)
    words = hidden(aino.get(page), "say")
    assert kept(ville, words, text="Vieras").status_code == 422
    assert ville.post("/account/", {**words, "draft_keep": "1", "language": "fi"}).status_code != 413
    assert kept(aino, {"draft_token": "made up"}, text="Vieras").status_code == 422
    assert kept(aino, words, text="z" * 200_001).status_code == 422
    assert drafts_of(here.ville) == drafts_of(account(here.aino)) == []
    kept(aino, words, 1, text="Ensimmäinen")
    monkeypatch.setattr(views, "MANY", 1)
    assert kept(aino, words, 2, text="Yhä sama").status_code == 200
    assert kept(aino, hidden(aino.get(page), "say"), text="Toinen").status_code == 422


def test_the_words_stand_in_no_address_and_on_nobody_elses_page(here: Village) -> None:
    aino, ville, page = signed_in(account(here.aino)), signed_in(here.ville), page_of(here)
    kept(aino, hidden(aino.get(page), "say"), text=SALAINEN)
    for address in (page.replace("/my/", f"/people/{here.aino.uuid}/"), f"/people/{here.aino.uuid}/plan/", "/my/"):
        assert SALAINEN not in ville.get(address).content.decode()
    with as_owner():
        assert SALAINEN not in repr(list(Draft.objects.whole(WHY).values_list("address", "form")))


def test_the_key_of_a_device_is_the_same_after_signing_in_again_and_nobody_elses(here: Village) -> None:
    aino, page = signed_in(account(here.aino)), page_of(here)
    key = keys_for(account(here.aino))
    assert f'data-key="{key}"' in aino.get(page).content.decode()
    assert f'data-key="{key}"' in signed_in(account(here.aino)).get(page).content.decode()
    assert keys_for(here.ville) != key


def test_the_lookup_costs_one_question_where_there_is_a_form_and_none_elsewhere(here: Village) -> None:
    aino = signed_in(account(here.aino))
    good_day(here)

    def asked(address: str) -> list[str]:
        aino.get(address)
        with CaptureQueriesContext(connection) as queries:
            aino.get(address)
        return [one["sql"] for one in queries if "drafts_draft" in one["sql"]]

    assert len(asked("/my/plan/")) == len(asked("/my/plan/intentions/")) == 1
    assert asked("/my/") == asked("/my/path/") == []


# ---------------------------------------------------------------- the session dies in mid-sentence


def come_in(client: Client, user: User) -> None:
    """Somebody at work signs in with both keys, in this very browser."""
    secret = at_work(user)
    first = client.post("/sign-in/staff/", {"handle": user.handle, "password": "kolme keltaista kissaa"})
    assert first.status_code == 302
    assert client.post("/sign-in/second/", {"code": app(secret)}).status_code == 302


def dies(client: Client) -> None:
    client.session.flush()


def test_a_form_posted_after_the_session_died_comes_back_to_its_writer(here: Village) -> None:
    ville, page = signed_in(here.ville), page_of(here, worker=True)
    words = hidden(ville.get(page), "view")
    dies(ville)
    answer = ville.post(page, {**words, "do": "view", "view": SALAINEN})
    assert answer["Location"] == f"/sign-in/?next={page.replace('/', '%2F')}"
    assert drafts_of(here.ville) == []
    session = ville.session
    assert SALAINEN not in repr(dict(session))
    assert SALAINEN.encode().hex() not in repr(dict(session))
    come_in(ville, here.ville)
    assert [text for text, _key in offers(ville.get(page))] == [SALAINEN]
    assert carrying.KEY not in ville.session
    with as_owner():
        assert not WorkerView.objects.whole(WHY).exists(), "it is offered, never sent by itself"


def test_another_who_signs_in_gets_nothing_and_it_is_thrown_away(here: Village) -> None:
    browser, page = signed_in(account(here.aino)), page_of(here)
    words = hidden(browser.get(page), "say")
    dies(browser)
    browser.post(page, {**words, "do": "say", "text": SALAINEN})
    come_in(browser, here.ville)
    assert drafts_of(here.ville) == drafts_of(account(here.aino)) == []
    assert carrying.KEY not in browser.session
    assert SALAINEN not in text_of(browser.get("/drafts/"))


def test_the_page_that_locked_itself_gives_the_text_back_when_it_opens(here: Village) -> None:
    ville, page = Client(), page_of(here, worker=True)
    ville.cookies = signed_in(here.ville).cookies
    secret = at_work(here.ville)
    words = hidden(ville.get(page), "say")
    with clock.at(clock.now() + timedelta(minutes=20)):
        answer = ville.post(page, {**words, "do": "say", "text": SALAINEN})
        assert answer["Location"].startswith("/sign-in/locked/?next=")
        opened = ville.post("/sign-in/locked/", {"code": app(secret), "next": page})
        assert opened["Location"] == page
        assert [text for text, _key in offers(ville.get(page))] == [SALAINEN]


def test_what_waits_too_long_at_the_door_is_gone(here: Village) -> None:
    ville, page = signed_in(here.ville), page_of(here, worker=True)
    words = hidden(ville.get(page), "say")
    dies(ville)
    ville.post(page, {**words, "do": "say", "text": SALAINEN})
    with clock.at(clock.now() + timedelta(minutes=70)):
        come_in(ville, here.ville)
    assert drafts_of(here.ville) == []


def test_a_text_too_long_to_be_carried_is_shown_to_be_copied(here: Village) -> None:
    ville, page = signed_in(here.ville), page_of(here, worker=True)
    words = hidden(ville.get(page), "say")
    dies(ville)
    answer = ville.post(page, {**words, "do": "say", "text": "x" * 200_001})
    assert answer.status_code == 413
    assert "Kopioi se turvaan" in text_of(answer)
    assert "x" * 200_001 in answer.content.decode()


def test_without_our_signed_word_nothing_is_carried(here: Village) -> None:
    browser, page = Client(), page_of(here)
    for token in ({}, {"draft_token": "made up"}, {"draft_token": Sitting(1, page, "say", uuid4()).token[:-2]}):
        assert browser.post(page, {**token, "do": "say", "text": SALAINEN})["Location"] == "/sign-in/"
    assert carrying.KEY not in browser.session


def test_a_form_that_another_window_made_too_old_keeps_its_text(here: Village) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.cookies = signed_in(here.ville).cookies
    page = page_of(here, worker=True)
    words = hidden(browser.get(page), "say")
    answer = browser.post(page, {**words, "do": "say", "text": SALAINEN})
    assert (answer.status_code, answer["Location"]) == (302, page)
    assert [text for text, _key in offers(browser.get(page))] == [SALAINEN]
    assert voices(here) == []


# ---------------------------------------------------------------- both texts, side by side


def test_a_text_begun_from_an_older_version_shows_both_and_both_stay(here: Village) -> None:
    phone, tablet, page = signed_in(account(here.aino)), signed_in(account(here.aino)), page_of(here)
    one, two = hidden(phone.get(page), "say"), hidden(tablet.get(page), "say")
    assert phone.post(page, {**one, "do": "say", "text": "Puhelimella"}).status_code == 302
    both = tablet.post(page, {**two, "do": "say", "text": "Tabletilla"})
    assert both.status_code == 409
    shown = text_of(both)
    assert shown.index("Tabletilla") < shown.index("Tallennettu toisella laitteella") < shown.index("Puhelimella")
    assert voices(here) == ["Puhelimella"]
    assert [text for text, _key in offers(tablet.get(page))] == ["Tabletilla"], "also for who keeps the saved text"
    again = {"draft_token": two["draft_token"], "draft_base": "1", "do": "say", "text": "Tabletilla"}
    assert tablet.post(page, again).status_code == 302
    assert voices(here) == ["Puhelimella", "Tabletilla"]
    assert offers(tablet.get(page)) == []
    assert "Puhelimella" in text_of(tablet.get(page))


def test_a_young_person_sees_what_a_scribe_wrote_meanwhile_and_a_worker_a_colleagues_view(here: Village) -> None:
    aino, goal = signed_in(account(here.aino)), item(here)
    page = f"/my/plan/items/{goal.uuid}/"
    words = hidden(aino.get(page), "say")
    said(here.ville, goal, "Ville kirjasi tämän.")
    both = aino.post(page, {**words, "do": "say", "text": "Oma versio"})
    assert both.status_code == 409
    assert "Tallentaja: Ville" in text_of(both)
    ville, piia, theirs = signed_in(here.ville), signed_in(here.piia), page.replace("/my/", f"/people/{here.aino.uuid}/")
    words = hidden(ville.get(theirs), "view")
    piia.post(theirs, {**hidden(piia.get(theirs), "view"), "do": "view", "view": "Piian arvio"})
    both = ville.post(theirs, {**words, "do": "view", "view": "Villen arvio"})
    assert both.status_code == 409
    assert "Tallentaja: Piia" in text_of(both)


def test_a_contact_mended_on_two_devices_keeps_also_what_gives_way(here: Village) -> None:
    desk, phone = signed_in(here.ville), signed_in(here.ville)
    contact = do(here.ville, meetings.log_contact, youth=here.aino, way="call", reached=True)
    page = f"/people/{here.aino.uuid}/contacts/{contact.uuid}/"
    one, two = hidden(desk.get(page), "words"), hidden(phone.get(page), "words")
    assert desk.post(page, {**one, "view": "Pöydällä", "agreed": "Sama"}).status_code == 302
    both = phone.post(page, {**two, "view": "Puhelimella", "agreed": "Sama"})
    assert both.status_code == 409
    shown = text_of(both)
    assert "Puhelimella" in shown
    assert "Pöydällä" in shown
    assert "Mitä sovittiin" not in shown, "only what differs"
    base = hidden(desk.get(page), "words")["draft_base"]
    words = {"draft_token": two["draft_token"], "draft_base": base}
    assert phone.post(page, {**words, "view": "Puhelimella", "agreed": "Sama"}).status_code == 302
    assert now(contact).view == "Puhelimella"
    listed = text_of(phone.get(page))
    assert "Pöydällä" in listed
    assert "Aiempi tekstisi, jonka tilalle tallennettiin toinen" in listed


def test_a_contact_taken_to_the_record_meanwhile_takes_the_text_as_an_addition(here: Village) -> None:
    desk, phone = signed_in(here.ville), signed_in(here.ville)
    contact = do(here.ville, meetings.log_contact, youth=here.aino, way="call", reached=True)
    page = f"/people/{here.aino.uuid}/contacts/{contact.uuid}/"
    words = hidden(phone.get(page), "words")
    desk.post(f"{page}taken")
    both = phone.post(page, {**words, "view": "Puhelimella", "own_words": "Hyvin menee."})
    assert both.status_code == 409
    assert "Tallenna minun tekstini" not in text_of(both)
    again = {"draft_token": words["draft_token"], "draft_base": "", "text": "Puhelimella", "own_words": "Hyvin menee."}
    assert phone.post(page, again).status_code == 302
    assert "Puhelimella" in text_of(phone.get(page))
    assert offers(phone.get(page)) == []


def test_a_form_that_tells_no_version_is_taken_as_before(here: Village) -> None:
    aino, goal = signed_in(account(here.aino)), item(here)
    said(account(here.aino), goal, "Ensin")
    page = f"/my/plan/items/{goal.uuid}/"
    assert aino.post(page, {"do": "say", "text": "Sitten"}).status_code == 302
    contact = do(here.ville, meetings.log_contact, youth=here.aino, way="call", reached=True)
    page = f"/people/{here.aino.uuid}/contacts/{contact.uuid}/"
    assert signed_in(here.ville).post(page, {"view": "Näin"}).status_code == 302
    both = signed_in(here.ville).post(page, {"view": "Toisin", "draft_base": "made up"})
    assert both.status_code == 409, "also without a draft of its own"
