"""Calls, messages and meetings: logged in a tap, written by their writer, taken to the record once, then only added to."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import ProgrammingError

from sosiaalikyla.access.actions import CannotBe, Refused
from sosiaalikyla.access.actors import Guest, Job, Person, acting
from sosiaalikyla.base import clock
from sosiaalikyla.journal.models import Event
from sosiaalikyla.meetings import actions, policy, readings
from sosiaalikyla.meetings.models import CallWish, ContactAddition, ContactMade, ContactOwnWords, Meeting, Rhythm
from sosiaalikyla.meetings.tests.test_meetings import held, proposed, text_of
from sosiaalikyla.notices.models import Notice
from sosiaalikyla.paths.tests.ground import DAY, WHY, Village, account, brought_up, do, seen_by, village
from sosiaalikyla.people.tests import factories
from sosiaalikyla.people.tests.factories import signed_in, statements
from tests.ground import as_owner

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Iterator[Village]:
    with clock.at(DAY):
        found = village()
        brought_up(found.aino, found.ville)
        yield found


def logged(here: Village, way: str = "call", reached: bool = True, **more: Any) -> ContactMade:
    return do(here.ville, actions.log_contact, youth=here.aino, way=way, reached=reached, **more)


def now_of(contact: ContactMade) -> ContactMade:
    with as_owner():
        return ContactMade.objects.whole(WHY).get(pk=contact.pk)


def said(contact: ContactMade) -> list[str]:
    with as_owner():
        rows = ContactOwnWords.objects.whole(WHY).filter(contact=contact).order_by("version")
        return [row.text for row in rows]


def read(here: Village, contact: ContactMade) -> readings.ContactRead:
    with acting(Person(here.ville)) as by:
        rows = ContactMade.objects.visible_to(by).filter(pk=contact.pk).select_related("worker")
        return readings.contacts_read(by, rows)[0]


# ---------------------------------------------------------------- a time called off, held or not


def test_a_worker_calls_off_with_a_reason_the_young_person_sees(here: Village) -> None:
    meeting = proposed(here)
    for why in ("", "  "):
        with pytest.raises(CannotBe) as caught:
            do(here.ville, actions.call_off, meeting=meeting, why=why)
        assert caught.value.field == "why"
    do(here.ville, actions.call_off, meeting=meeting, why="Olen koulutuksessa.")
    row = held(meeting)
    assert (row.cancelled_at, row.cancelled_by_id, row.cancelled_why) == (clock.now(), here.ville.pk, "Olen koulutuksessa.")
    page = text_of(signed_in(account(here.aino)).get("/my/meetings/"))
    assert "Olen koulutuksessa." in page
    assert [notice.kind for notice in seen_by(account(here.aino), Notice)] == ["waiting", "waiting"]


def test_the_young_person_calls_off_in_one_tap_without_a_reason(here: Village) -> None:
    meeting = proposed(here)
    do(account(here.aino), actions.answer, meeting=meeting, answer="suits")
    aino = signed_in(account(here.aino))
    assert "En pääsekään" in text_of(aino.get("/my/meetings/"))
    assert aino.post(f"/my/meetings/{meeting.uuid}/call-off", {"why": "x"})["Location"] == "/my/meetings/"
    assert (held(meeting).cancelled_by_id, held(meeting).cancelled_why) == (account(here.aino).pk, "")
    assert len(seen_by(here.ville, Notice)) == 2
    assert aino.post(f"/my/meetings/{meeting.uuid}/call-off").status_code == 422


def test_what_has_gone_or_been_called_off_is_not_called_off(here: Village) -> None:
    meeting = proposed(here)
    with clock.at(meeting.starts_at), pytest.raises(CannotBe):
        do(here.ville, actions.call_off, meeting=meeting, why="Liian myöhään.")
    do(here.ville, actions.call_off, meeting=meeting, why="Koulutus.")
    with pytest.raises(CannotBe):
        do(here.ville, actions.call_off, meeting=meeting, why="Taas.")
    with clock.at(meeting.starts_at), pytest.raises(CannotBe):
        do(here.ville, actions.note_held, meeting=meeting, took_place=True)


def test_a_held_time_becomes_a_contact_in_one_tap(here: Village) -> None:
    meeting = proposed(here, way="visit", place="Kahvila Sipuli")
    with pytest.raises(CannotBe):
        do(here.ville, actions.note_held, meeting=meeting, took_place=True)
    with clock.at(meeting.starts_at + timedelta(hours=2)):
        address = f"/people/{here.aino.uuid}/meetings/"
        ville = signed_in(here.ville)
        assert "Tapasitteko?" in text_of(ville.get(address))
        assert ville.post(f"{address}{meeting.uuid}/held", {"held": ""}).status_code == 422
        answer = ville.post(f"{address}{meeting.uuid}/held", {"held": "yes"})
        contact = seen_by(here.ville, ContactMade)[0]
        assert answer["Location"] == f"/people/{here.aino.uuid}/contacts/{contact.uuid}/"
        assert (contact.at, contact.way, contact.reached, contact.place) == (
            meeting.starts_at,
            "visit",
            True,
            "Kahvila Sipuli",
        )
        assert held(meeting).held is True
        ville.post(f"{address}{meeting.uuid}/held", {"held": "yes"})
        assert len(seen_by(here.ville, ContactMade)) == 1
        assert ville.post(f"{address}{meeting.uuid}/held", {"held": "no"}).status_code == 422
        assert "Tapasitteko?" not in text_of(ville.get(address))


def test_a_time_that_was_not_held_is_noted_and_may_be_mended(here: Village) -> None:
    meeting = proposed(here)
    with clock.at(meeting.starts_at + timedelta(hours=2)):
        answer = signed_in(here.ville).post(f"/people/{here.aino.uuid}/meetings/{meeting.uuid}/held", {"held": "no"})
        assert answer["Location"] == f"/people/{here.aino.uuid}/meetings/"
        assert held(meeting).held is False
        assert do(here.ville, actions.note_held, meeting=meeting, took_place=False) is None
        assert do(here.ville, actions.note_held, meeting=meeting, took_place=True).meeting_id == meeting.pk
    with as_owner():
        assert Event.objects.whole(WHY).filter(kind="meeting_held").count() == 2


def test_the_reason_page_says_what_is_missing(here: Village) -> None:
    meeting = proposed(here)
    ville, address = signed_in(here.ville), f"/people/{here.aino.uuid}/meetings/{meeting.uuid}/call-off/"
    assert "Tämän näkee: Nuori" in text_of(ville.get(address))
    assert ville.post(address, {"why": ""}).status_code == 422
    assert ville.post(address, {"why": "Koulutus."})["Location"] == f"/people/{here.aino.uuid}/meetings/"
    assert "peruttu" in text_of(ville.get(f"/people/{here.aino.uuid}/meetings/"))
    assert signed_in(here.roosa).get(address).status_code == 404
    other = f"/people/{here.eetu.uuid}/meetings/{meeting.uuid}/call-off/"
    assert ville.get(other).status_code == 404


# ---------------------------------------------------------------- logging


def test_no_answer_is_logged_from_the_open_app_in_four_taps_and_nothing_is_typed(here: Village) -> None:
    ville = signed_in(here.ville)
    taps = 1  # the app is opened at today's page
    page = ville.get("/my/").content.decode()
    assert f'href="/people/{here.aino.uuid}/"' in page
    taps += 1
    page = ville.get(f"/people/{here.aino.uuid}/").content.decode()
    assert f'href="/people/{here.aino.uuid}/contacts/new/"' in page
    taps += 1
    page = text_of(ville.get(f"/people/{here.aino.uuid}/contacts/new/"))
    assert "Soitin, ei vastannut" in page
    taps += 1
    answer = ville.post(f"/people/{here.aino.uuid}/contacts/new/", {"quick": "call_missed"})
    assert taps == 4
    contact = seen_by(here.ville, ContactMade)[0]
    assert (contact.way, contact.reached, contact.at, contact.worker_id) == ("call", False, clock.now(), here.ville.pk)
    assert "tallennettu" in text_of(ville.get(answer["Location"]))


def test_another_way_and_time_is_told_on_the_same_page(here: Village) -> None:
    ville, address = signed_in(here.ville), f"/people/{here.aino.uuid}/contacts/new/"
    words = {"way": "whatsapp", "reached": "yes", "day": "2026-03-01", "time": "18:05"}
    assert ville.post(address, words).status_code == 302
    contact = seen_by(here.ville, ContactMade)[0]
    assert (contact.way, contact.at.astimezone(clock.HELSINKI).isoformat()) == ("whatsapp", "2026-03-01T18:05:00+02:00")
    for wrong in ({**words, "day": "2026-03-03"}, {**words, "way": "pigeon"}, {}):
        assert ville.post(address, wrong).status_code == 422
    assert len(seen_by(here.ville, ContactMade)) == 1


def test_an_odd_way_and_a_time_to_come_are_refused_in_words(here: Village) -> None:
    for words, field in (({"way": "pigeon"}, "way"), ({"at": clock.now() + timedelta(minutes=1)}, "day")):
        with pytest.raises(CannotBe) as caught:
            logged(here, **words)  # type: ignore[arg-type]
        assert caught.value.field == field


def test_only_those_who_work_with_the_young_person_log_and_note_and_agree(here: Village) -> None:
    meeting = proposed(here)
    deeds: list[tuple[Any, dict[str, Any]]] = [
        (actions.log_contact, {"youth": here.aino, "way": "call", "reached": True}),
        (actions.agree_rhythm, {"youth": here.aino, "every_weeks": 2, "agreed_on": DAY}),
        (actions.note_held, {"meeting": meeting, "took_place": True}),
    ]
    for deed, words in deeds:
        for actor in (*map(Person, [*here.strangers, account(here.aino)]), Guest(uuid4()), Job("meetings.test")):
            with acting(actor), pytest.raises(Refused):
                deed(by=actor, **words)
    for actor in (*map(Person, here.strangers), Guest(uuid4()), Job("meetings.test")):
        with acting(actor), pytest.raises(Refused):
            actions.call_off(by=actor, meeting=meeting, why="x")
    for worker in (here.ville, here.leena, here.piia):
        assert do(worker, actions.log_contact, youth=here.aino, way="call", reached=True).worker_id == worker.pk


def test_a_call_that_reaches_meets_the_wish_and_an_attempt_or_an_earlier_call_does_not(here: Village) -> None:
    do(account(here.aino), actions.wish_call, youth=here.aino)

    def waits() -> bool:
        return seen_by(here.ville, CallWish)[0].done_at is None

    with clock.at(clock.now() + timedelta(hours=1)):
        logged(here, reached=False)
        logged(here, way="text")
        logged(here, at=clock.now() - timedelta(hours=2))
        assert waits()
        logged(here)
        assert not waits()


# ---------------------------------------------------------------- writing, taking, adding


WORDS = {
    "place": "Kahvila Sipuli", "present": "Aino ja Ville", "own_words": "Haluan kissan.", "view": "Kissa sopii asuntoon.",
    "agreed": "Ville kysyy vuokranantajalta.", "following": "Tavataan torstaina.",
}  # fmt: skip


def test_its_writer_fills_six_fields_and_mends_them_and_own_words_leave_their_versions(here: Village) -> None:
    contact = logged(here, way="visit")
    ville, address = signed_in(here.ville), f"/people/{here.aino.uuid}/contacts/{contact.uuid}/"
    page = ville.get(address).content.decode()
    assert page.count('<div class="field">') == 6 + 1, "six fields to write and one to copy from"
    assert page.count("required") == 0
    assert ville.post(address, WORDS)["Location"] == address
    assert ville.post(address, WORDS)["Location"] == address
    assert said(contact) == ["Haluan kissan."]
    ville.post(address, {**WORDS, "own_words": "Haluan kaksi kissaa."})
    assert said(contact) == ["Haluan kissan.", "Haluan kaksi kissaa."]
    page = ville.get(address).content.decode()
    copied = page[page.index('id="text-1"') :]
    assert "nuoren sanoin, kirjasi Ville): Haluan kaksi kissaa." in copied
    assert "readonly" in copied[: copied.index("</textarea>")]
    ville.post(address, {})
    assert (said(contact)[-1], now_of(contact).view) == ("", "")
    assert read(here, contact).said is not None
    assert "Nuoren näkemys" not in read(here, contact).text("fi")


def test_what_has_been_taken_stands_and_more_comes_as_an_addition(here: Village) -> None:
    contact = logged(here, way="visit")
    ville, address = signed_in(here.ville), f"/people/{here.aino.uuid}/contacts/{contact.uuid}/"
    with pytest.raises(CannotBe):
        do(here.ville, actions.add_to_contact, contact=contact, text="Liian aikaisin.")
    ville.post(address, WORDS)
    assert ville.post(f"{address}taken")["Location"] == address
    assert (now_of(contact).taken_at, now_of(contact).taken_by_id) == (clock.now(), here.ville.pk)
    assert "viety kirjaukseen" in text_of(ville.get(address))
    with pytest.raises(CannotBe):
        do(here.ville, actions.write_contact, contact=contact, **{**WORDS, "view": "Toista mieltä."})
    assert ville.post(address, {"text": " ", "own_words": ""}).status_code == 422
    ville.post(address, {"text": "Avaimet saa perjantaina.", "own_words": "Kolme kissaa."})
    ville.post(address, {"text": "Vuokra on 560 €.", "own_words": ""})
    found = read(here, contact)
    assert not found.is_taken
    assert found.untaken_text("fi").count("Lisäys aiempaan kirjaukseen") == 2
    assert "Kissa sopii" not in found.untaken_text("fi")
    assert "Kolme kissaa." in found.text("fi")
    assert [words.text if words else "" for _addition, words in found.added] == ["Kolme kissaa.", ""]
    assert "Avaimet saa perjantaina." in text_of(ville.get("/people/unrecorded/"))
    with clock.at(clock.now() + timedelta(days=1)):
        do(here.ville, actions.take_contact, contact=contact)
        do(here.ville, actions.take_contact, contact=contact)
    found = read(here, contact)
    assert found.is_taken
    assert found.row.taken_at == clock.now()
    assert found.untaken_text("fi") == ""
    assert "Kissa sopii" in found.text("fi")
    assert "Vuokra on 560 €." in found.text("fi")
    page = text_of(signed_in(account(here.aino)).get("/my/contacts/"))
    for words in ("Haluan kissan.", "Kolme kissaa.", "Kissa sopii asuntoon.", "Vuokra on 560 €.", "Tavataan torstaina."):
        assert words in page


def test_nobody_but_its_writer_writes_adds_or_takes(here: Village) -> None:
    contact = logged(here)
    others = [*here.strangers, here.leena, here.piia, account(here.aino)]
    for deed, words in (
        (actions.write_contact, WORDS),
        (actions.add_to_contact, {"text": "x"}),
        (actions.take_contact, {}),
    ):
        for actor in (*map(Person, others), Guest(uuid4()), Job("meetings.test")):
            with acting(actor), pytest.raises(Refused):
                deed(by=actor, contact=contact, **words)
    assert now_of(contact).taken_at is None
    address = f"/people/{here.aino.uuid}/contacts/{contact.uuid}/"
    for colleague in (here.leena, here.roosa):
        visit = signed_in(colleague)
        assert "data-draft" not in visit.get(address).content.decode()
        assert visit.post(address, WORDS).status_code == visit.post(f"{address}taken").status_code == 404


def test_one_who_has_handed_over_finishes_what_they_wrote(here: Village) -> None:
    with as_owner():
        contact = ContactMade.objects.whole(WHY).create(
            youth=here.aino, worker=here.lasse, at=clock.now(), way="call", reached=True
        )
    do(here.lasse, actions.write_contact, contact=contact, agreed="Soitetaan.")
    do(here.lasse, actions.take_contact, contact=contact)
    assert now_of(contact).taken_by_id == here.lasse.pk
    assert not policy.has_written(Person(here.sirpa), contact)


def as_web(who: Any, statement: str, values: list[Any]) -> int:
    """Rows a statement of the web role changes when somebody acts."""
    with acting(Person(who)), connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.rowcount


def test_the_database_refuses_too(here: Village) -> None:
    """Another's contact, a contact in the young person's hand, what has been taken, and anybody's words."""
    contact = logged(here)
    do(here.ville, actions.write_contact, contact=contact, own_words="Haluan kissan.")
    change = "update meetings_contactmade set view = 'x' where id = %s"
    assert as_web(here.leena, change, [contact.pk]) == 0
    assert as_web(account(here.aino), change, [contact.pk]) == 0
    for who in (account(here.aino), here.leena):
        with pytest.raises(ProgrammingError), transaction.atomic(), acting(Person(who)):
            ContactMade(youth=here.aino, worker=who if who != here.leena else here.ville, at=clock.now(), way="call",
                        reached=True).save()  # fmt: skip
    for verb in ("update meetings_contactownwords set text = 'x'", "delete from meetings_contactownwords"):
        with pytest.raises(ProgrammingError), transaction.atomic():
            as_web(here.ville, verb, [])
    with pytest.raises(ProgrammingError), transaction.atomic(), acting(Person(here.leena)):
        ContactOwnWords(youth=here.aino, contact=contact, version=9, text="x", scribe=here.ville).save()
    with pytest.raises(IntegrityError), transaction.atomic():
        as_web(here.ville, "update meetings_contactmade set youth_id = %s where id = %s", [here.eetu.pk, contact.pk])
    do(here.ville, actions.take_contact, contact=contact)
    with pytest.raises(IntegrityError), transaction.atomic():
        as_web(here.ville, change, [contact.pk])
    do(here.ville, actions.add_to_contact, contact=contact, text="Lisää.")
    do(here.ville, actions.take_contact, contact=contact)
    with pytest.raises(IntegrityError), transaction.atomic():
        as_web(here.ville, "update meetings_contactaddition set text = 'x'", [])
    with as_owner():
        assert ContactAddition.objects.whole(WHY).get().text == "Lisää."


# ---------------------------------------------------------------- unrecorded, and how often


def test_unrecorded_lists_only_ones_own_untaken_contacts(here: Village) -> None:
    mine, taken = logged(here, at=clock.now() - timedelta(hours=3)), logged(here)
    do(here.ville, actions.take_contact, contact=taken)
    do(here.leena, actions.log_contact, youth=here.aino, way="visit", reached=True)
    ville = signed_in(here.ville)
    page = text_of(ville.get("/people/unrecorded/"))
    assert "Kirjaamatta: 1" in page
    assert "puhelu" in page
    assert "tapaaminen" not in page
    answer = ville.post(f"/people/{here.aino.uuid}/contacts/{mine.uuid}/taken", {"from": "unrecorded"})
    assert answer["Location"] == "/people/unrecorded/"
    assert "Kaikki on kirjattu" in text_of(ville.get("/people/unrecorded/"))
    assert "Kirjaamatta: 1" in text_of(signed_in(here.leena).get("/people/unrecorded/"))


def test_lists_ask_as_little_of_thirty_contacts_as_of_three(here: Village) -> None:
    def several(count: int) -> None:
        for number in range(count):
            contact = logged(here, way="visit", at=clock.now() - timedelta(days=number, minutes=count))
            do(here.ville, actions.write_contact, contact=contact, **WORDS)
            if number % 2:
                do(here.ville, actions.take_contact, contact=contact)
                do(here.ville, actions.add_to_contact, contact=contact, text="Lisää.", own_words="Vielä yksi.")

    ville, aino = signed_in(here.ville), signed_in(account(here.aino))
    base = f"/people/{here.aino.uuid}/"
    pages = [(ville, "/people/unrecorded/"), (ville, f"{base}contacts/"), (ville, f"{base}meetings/"),
             (aino, "/my/contacts/"), (aino, "/my/meetings/")]  # fmt: skip
    do(here.ville, actions.agree_rhythm, youth=here.aino, every_weeks=2, agreed_on=DAY)
    do(here.ville, actions.agree_quiet, youth=here.aino, days=21)
    proposed(here)
    several(3)
    few = [statements(*page) for page in pages]
    print("figure: statements of meetings' pages", few)
    assert max(few[:3]) <= 12
    assert max(few[3:]) <= 10
    several(27)
    assert [statements(*page) for page in pages] == few


def test_the_other_pages_stay_under_the_ceilings(here: Village) -> None:
    contact = logged(here)
    do(account(here.aino), actions.give_sign, youth=here.aino, what="call")
    ville, aino = signed_in(here.ville), signed_in(account(here.aino))
    base = f"/people/{here.aino.uuid}/"
    for address in ("contacts/new/", f"contacts/{contact.uuid}/", "rhythm/", "quiet/"):
        assert statements(ville, base + address) <= 12, address
    for address in ("/my/sign/", "/my/quiet/"):
        assert statements(aino, address) <= 10, address


def test_how_often_is_shown_to_both_with_the_days_they_met(here: Village) -> None:
    ville, address = signed_in(here.ville), f"/people/{here.aino.uuid}/rhythm/"
    assert ville.post(address, {}).status_code == 422
    assert ville.post(address, {"every_weeks": "2", "agreed_on": "2026-03-03"}).status_code == 422
    answer = ville.post(address, {"every_weeks": "2", "agreed_on": "2026-02-27"})
    assert answer["Location"] == f"/people/{here.aino.uuid}/meetings/"
    logged(here, way="visit", at=clock.now() - timedelta(days=3))
    logged(here, way="visit", reached=False)
    logged(here, way="call")
    for page in (ville.get(answer["Location"]), signed_in(account(here.aino)).get("/my/meetings/")):
        text = text_of(page)
        assert "Sovittu: tapaatte 2 viikon välein." in text
        assert "Olette tavanneet: pe 27.2." in text
        assert "ma 2.3." not in text
        assert "%" not in text
    do(here.ville, actions.agree_rhythm, youth=here.aino, every_weeks=1, agreed_on=DAY)
    assert "tapaatte joka viikko" in text_of(ville.get(f"/people/{here.aino.uuid}/meetings/"))
    for weeks in (0, 27):
        with pytest.raises(CannotBe):
            do(here.ville, actions.agree_rhythm, youth=here.aino, every_weeks=weeks, agreed_on=DAY)
    assert len(seen_by(account(here.aino), Rhythm)) == 2


def test_one_without_an_account_gets_no_notice_and_all_else(here: Village) -> None:
    one = factories.youth("Tilitön", here.ville, account=False)
    do(here.ville, actions.agree_rhythm, youth=one, every_weeks=4, agreed_on=DAY)
    do(here.ville, actions.agree_quiet, youth=one, days=14, read_back=True)
    meeting = do(here.ville, actions.propose, youth=one, starts_at=clock.now() + timedelta(days=1), way="visit")
    do(here.ville, actions.call_off, meeting=meeting, why="Sairastuin.")
    assert [row.cancelled_why for row in seen_by(here.ville, Meeting, youth=one)] == ["Sairastuin."]
