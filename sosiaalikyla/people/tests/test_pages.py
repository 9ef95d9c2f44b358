"""Pages about people: for whom each is, what it shows, and what its forms do."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, reverse

from sosiaalikyla.access.actions import DEEDS, Refused
from sosiaalikyla.access.actors import Person, acting
from sosiaalikyla.audit.models import Entry
from sosiaalikyla.base import clock, text
from sosiaalikyla.notices.models import Notice
from sosiaalikyla.people import actions, looked
from sosiaalikyla.people.models import (
    Absence,
    ClientRelation,
    Contact,
    Cover,
    PlacementEndMove,
    ProtectedContact,
    Residence,
    Responsibility,
    WorkRelation,
    Youth,
)
from sosiaalikyla.people.tests import factories
from tests.ground import as_owner

pytestmark = pytest.mark.django_db
WHY = "looked at by a test"


def iso(offset: int) -> str:
    return (clock.today() + timedelta(days=offset)).isoformat()


def day(offset: int) -> str:
    return text.day(clock.today() + timedelta(days=offset), "fi")


@pytest.fixture
def village() -> SimpleNamespace:
    """Aino and her own worker Ville; Sirpa and Leena of the same team; Kaisa of another county; Marja manages."""
    here, there = factories.county(), factories.county("Keski-Pohjanmaan hyvinvointialue", "18")
    people = {
        "ville": factories.staff("Ville Koskela", here),
        "sirpa": factories.staff("Sirpa Hautala", here),
        "leena": factories.staff("Leena Nyman", here, title="sosiaalityöntekijä"),
        "marja": factories.staff("Marja Sundqvist", here, role="manager"),
        "kaisa": factories.staff("Kaisa Ojala", there, team="Nuorten tiimi"),
        "birgitta": factories.staff("Birgitta Ahlnäs", there, role="manager", team="Nuorten tiimi"),
    }
    aino = factories.youth("Aino", people["ville"])
    eetu = factories.youth("Eetu", people["sirpa"])
    return SimpleNamespace(here=here, there=there, aino=aino, eetu=eetu, **people)


def at(name: str, one: Youth | None = None, *more: object) -> str:
    return reverse(name, args=([one.uuid] if one else []) + list(more))


def page(user: object, address: str) -> str:
    answer = factories.signed_in(user).get(address)  # type: ignore[arg-type]
    assert answer.status_code == 200, answer.status_code
    return " ".join(answer.content.decode().split())


# ---------------------------------------------------------------- whose page it is

ACTS = [
    "youth", "youth_name", "youth_contact", "youth_residence", "youth_protect", "youth_responsible", "youth_beside",
    "youth_close", "placement_new",
]  # fmt: skip


@pytest.mark.parametrize("name", ACTS)
def test_a_young_persons_pages_are_there_for_the_responsible_worker_and_for_nobody_else(village, name):
    address = at(name, village.aino)
    assert factories.signed_in(village.ville).get(address).status_code == 200
    for stranger in (village.sirpa, village.kaisa, village.marja, village.eetu.user, village.aino.user):
        assert factories.signed_in(stranger).get(address).status_code == 404, stranger


@pytest.mark.parametrize("name", ACTS)
def test_what_is_foreign_is_also_closed_to_posting(village, name):
    for stranger in (village.sirpa, village.kaisa, village.marja, village.eetu.user):
        answer = factories.signed_in(stranger).post(at(name, village.aino), {"used_name": "Muu", "language": "fi"})
        assert answer.status_code in {404, 405}, stranger
    with as_owner():
        assert Youth.objects.whole(WHY).get(pk=village.aino.pk).used_name == "Aino"


@pytest.mark.parametrize("name", ["my_people", "looked", "my_name"])
def test_own_pages_are_for_young_people_only(village, name):
    assert factories.signed_in(village.aino.user).get(reverse(name)).status_code == 200
    assert factories.signed_in(village.ville).get(reverse(name)).status_code == 404


def test_one_who_has_handed_over_reads_but_writes_nothing(village):
    factories.beside(village.aino, village.sirpa, "leaving")
    assert factories.signed_in(village.sirpa).get(at("youth", village.aino)).status_code == 200
    for name in ACTS[1:]:
        assert factories.signed_in(village.sirpa).get(at(name, village.aino)).status_code == 404, name


def test_a_visitor_is_led_to_the_way_in(client, village):
    assert client.get(at("youth", village.aino)).status_code == 302


# ---------------------------------------------------------------- a worker's list


def test_the_list_holds_those_one_answers_for_works_beside_and_stands_in_for(village):
    noor = factories.youth("Noor", village.leena)
    factories.beside(noor, village.ville, "pair")
    factories.cover(village.sirpa, village.ville)
    factories.youth("Stina", village.kaisa)
    words = page(village.ville, reverse("youths"))
    assert words.index("Aino") < words.index("Eetu") < words.index("Noor")
    assert "vastuussa" in words
    assert "työpari" in words
    assert "sijaisena tänään" in words
    assert "Stina" not in words


def test_the_list_asks_as_often_for_thirty_as_for_three(village):
    def asked() -> int:
        browser = factories.signed_in(village.ville)
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert browser.get(reverse("youths")).status_code == 200
        return len([one for one in seen if not one["sql"].startswith(("SAVEPOINT", "RELEASE"))])

    for name in ("Noor", "Otto"):
        factories.beside(factories.youth(name, village.ville), village.leena, "decides")
    few = asked()
    for number in range(27):
        factories.beside(factories.youth(f"Nuori {number}", village.ville), village.leena, "decides")
    assert asked() == few
    assert few <= 12, few


def test_an_empty_list_says_what_to_do(village):
    assert reverse("take_in") in page(village.leena, reverse("youths"))


# ---------------------------------------------------------------- taking in


def test_three_fields_take_a_young_person_in(village):
    browser = factories.signed_in(village.ville)
    answer = browser.post(
        reverse("take_in"), {"used_name": "Noor", "born": "2007-04-03", "phone": "040 000 0009", "language": "en"}
    )
    with as_owner():
        noor = Youth.objects.whole(WHY).get(used_name="Noor")
        assert Responsibility.objects.whole(WHY).get(youth=noor).worker == village.ville
        assert Contact.objects.whole(WHY).get(youth=noor).phone == "040 000 0009"
    assert (noor.language, noor.user) == ("en", None)
    assert answer["Location"] == at("youth", noor)
    assert browser.get(answer["Location"]).status_code == 200


def test_two_who_are_called_alike_are_told_apart_by_their_birthdays(village):
    factories.youth("Anton", village.ville, born=date(2008, 3, 5))
    assert "Anton 5.3.2008" not in page(village.ville, reverse("youths"))
    factories.youth("Anton", village.ville, born=date(2008, 11, 2))
    words = page(village.ville, reverse("youths"))
    assert "Anton 5.3.2008" in words
    assert "Anton 2.11.2008" in words
    assert "Anton 2.11.2008" in page(village.ville, reverse("home"))


def test_an_error_keeps_the_text_and_says_what_is_missing(village):
    answer = factories.signed_in(village.ville).post(
        reverse("take_in"), {"used_name": "Noor", "born": "", "phone": "040 000 0009", "language": "fi"}
    )
    words = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="Noor"' in words
    assert "040 000 0009" in words
    assert "data-error-summary" in words
    assert 'href="#id_born"' in words
    assert "Kirjoita syntymäaika." in words


def test_nobody_is_born_tomorrow(village):
    answer = factories.signed_in(village.ville).post(
        reverse("take_in"), {"used_name": "Noor", "born": iso(1), "language": "fi"}
    )
    assert "data-error-summary" in answer.content.decode()


# ---------------------------------------------------------------- one young person


def test_the_page_tells_who_helps_who_decides_and_who_stands_in(village):
    factories.beside(village.aino, village.leena, "decides")
    factories.cover(village.ville, village.sirpa)
    words = page(village.ville, at("youth", village.aino))
    for name in ("Ville Koskela", "Leena Nyman", "Sirpa Hautala"):
        assert name in words


def test_one_never_to_be_called_has_no_number_to_press(village):
    factories.contact(village.aino, "040 111 2222", never_call=True)
    words = page(village.ville, at("youth", village.aino))
    assert "Älä koskaan soita" in words
    assert "tel:0401112222" not in words


def test_protected_contact_is_shown_to_the_named_reader_and_masked_from_the_rest(village):
    factories.placement(village.aino)
    factories.beside(village.aino, village.leena, "decides")
    factories.protected(village.aino, village.marja)
    named, other = page(village.ville, at("youth", village.aino)), page(village.leena, at("youth", village.aino))
    assert "Suojakatu 0" in named
    assert "Kaskinen" in named
    assert "turvakielto" in named
    for secret in ("Suojakatu", "Kaskinen", "040 000 0006", "Pohjanmaa", "urvakiel"):
        assert secret not in other, secret


def test_a_deputy_who_isnt_named_doesnt_reach_one_under_turvakielto(village):
    factories.cover(village.ville, village.sirpa)
    assert factories.signed_in(village.sirpa).get(at("youth", village.aino)).status_code == 200
    factories.protected(village.aino, village.marja)
    assert factories.signed_in(village.sirpa).get(at("youth", village.aino)).status_code == 404
    assert "Aino" not in page(village.sirpa, reverse("youths"))


# ---------------------------------------------------------------- acts


def test_moving_a_placements_end_keeps_the_old_day_and_the_reason(village):
    row = factories.placement(village.aino, ends=30)
    browser = factories.signed_in(village.ville)
    address = at("placement_end", village.aino, row.uuid)
    answer = browser.post(address, {"to": iso(60), "why": "Asunto valmistuu vasta silloin."})
    assert answer.status_code == 302
    with as_owner():
        move = PlacementEndMove.objects.whole(WHY).get(youth=village.aino)
    assert (move.was, move.became) == (clock.today() + timedelta(30), clock.today() + timedelta(60))
    words = page(village.ville, at("youth", village.aino))
    assert f"{day(30)} → {day(60)}" in words
    assert "Asunto valmistuu vasta silloin." in words


def test_an_end_that_isnt_known_is_ticked(village):
    row = factories.placement(village.aino, ends=30)
    browser = factories.signed_in(village.ville)
    address = at("placement_end", village.aino, row.uuid)
    unclear = browser.post(address, {"to": iso(60), "not_known": "on", "why": "Odotamme päätöstä."})
    assert "Odotamme päätöstä." in unclear.content.decode()
    assert browser.post(address, {"to": "", "not_known": "on", "why": "Odotamme päätöstä."}).status_code == 302
    assert browser.post(address, {"to": "", "not_known": "on", "why": "Uudestaan."}).status_code == 422, "nothing changes"


def test_a_placement_of_another_young_person_isnt_moved_through_this_one(village):
    row = factories.placement(village.eetu)
    address = at("placement_end", village.aino, row.uuid)
    assert factories.signed_in(village.ville).get(address).status_code == 404


def test_a_placement_is_written_down(village):
    browser = factories.signed_in(village.ville)
    words = {
        "kind": "open_care_37",
        "begins_on": iso(-400),
        "ends_on": iso(-500),
        "placed_by_county": "17",
        "child_alone": "no",
    }
    assert "data-error-summary" in browser.post(at("placement_new", village.aino), words).content.decode()
    assert browser.post(at("placement_new", village.aino), {**words, "ends_on": ""}).status_code == 302
    shown = page(village.ville, at("youth", village.aino))
    assert "ei tiedossa" in shown
    assert "perhe yhdessä" in shown


def test_contact_is_written_with_its_marks(village):
    browser = factories.signed_in(village.ville)
    browser.post(at("youth_contact", village.aino), {"phone": "040 5", "email": "", "never_text": "on"})
    with as_owner():
        row = Contact.objects.whole(WHY).get(youth=village.aino)
    assert (row.phone, row.never_call, row.never_text) == ("040 5", False, True)
    assert 'value="040 5"' in page(village.ville, at("youth_contact", village.aino))


def test_a_move_gives_the_county_from_the_municipality(village):
    browser = factories.signed_in(village.ville)
    assert browser.post(at("youth_residence", village.aino), {"municipality": "272", "from_day": iso(0)}).status_code == 302
    with as_owner():
        assert Residence.objects.whole(WHY).get(youth=village.aino).county_code == "18"
    words = page(village.ville, at("youth", village.aino))
    assert "Kokkola" in words
    assert "Keski-Pohjanmaa" in words


def test_a_colleague_doesnt_write_whereabouts_beside_turvakielto_by_mistake(village):
    factories.beside(village.aino, village.leena, "decides")
    factories.protected(village.aino, village.marja)
    browser = factories.signed_in(village.leena)
    contact = browser.post(at("youth_contact", village.aino), {"phone": "040 7"})
    moved = browser.post(at("youth_residence", village.aino), {"municipality": "272", "from_day": iso(0)})
    assert "040 7" in contact.content.decode()
    assert "data-error-summary" in contact.content.decode()
    assert "data-error-summary" in moved.content.decode()
    with as_owner():
        assert not Contact.objects.whole(WHY).filter(youth=village.aino).exists()
        assert not Residence.objects.whole(WHY).filter(youth=village.aino).exists()


def test_protection_ends_after_it_has_been_talked_about(village):
    factories.protected(village.aino, village.marja)
    browser, address = factories.signed_in(village.ville), at("youth_unprotect", village.aino)
    assert address in page(village.ville, at("youth", village.aino))
    assert browser.post(address, {"keep_phone": "on"}).status_code == 422
    assert browser.post(address, {"known": "on", "keep_phone": "on"})["Location"] == at("youth", village.aino)
    after = page(village.ville, at("youth", village.aino))
    assert "040 000 0006" in after
    assert "Suojakatu" not in after
    assert browser.get(address).status_code == 404


def test_standing_beside_begins_and_ends(village):
    browser = factories.signed_in(village.ville)
    words = {"worker": str(village.leena.uuid), "kind": "decides", "since": iso(0), "until": ""}
    assert browser.post(at("youth_beside", village.aino), words).status_code == 302
    again = browser.post(at("youth_beside", village.aino), {**words, "worker": str(village.sirpa.uuid)})
    assert "data-error-summary" in again.content.decode(), "one decides"
    end = at("youth_beside_end", village.aino, village.leena.uuid, "decides")
    assert browser.post(end, {"on": iso(0)}).status_code == 302
    with as_owner():
        assert WorkRelation.objects.whole(WHY).get(youth=village.aino).during.upper == clock.today() + timedelta(1)


def test_nobody_of_another_county_is_named_beside(village):
    browser = factories.signed_in(village.ville)
    words = {"worker": str(village.kaisa.uuid), "kind": "pair", "since": iso(0)}
    assert "data-error-summary" in browser.post(at("youth_beside", village.aino), words).content.decode()


def test_the_worker_hands_over_to_one_who_receives(village):
    browser = factories.signed_in(village.ville)
    address = at("youth_responsible", village.aino)
    assert reverse("youth_beside", args=[village.aino.uuid]) in page(village.ville, address)
    factories.beside(village.aino, village.sirpa, "receiving")
    assert browser.post(address, {"to": str(village.leena.uuid), "from_day": iso(0)}).status_code == 422
    assert browser.post(address, {"to": str(village.sirpa.uuid), "from_day": iso(5)}).status_code == 302
    words = page(village.ville, at("youth", village.aino))
    assert day(4) in words
    assert "Sirpa Hautala" in words


def test_closing_says_what_follows_and_then_nobody_opens_the_page(village):
    browser = factories.signed_in(village.ville)
    address = at("youth_close", village.aino)
    assert "data-error-summary" in browser.post(address, {"last_day": iso(0)}).content.decode()
    assert browser.post(address, {"last_day": iso(-3), "reason": "moved"}).status_code == 422
    assert browser.post(address, {"last_day": iso(0), "reason": "moved"}).status_code == 302
    with as_owner():
        assert ClientRelation.objects.whole(WHY).get(youth=village.aino).end_reason == "moved"
    with clock.at(clock.today() + timedelta(1)):
        assert factories.signed_in(village.ville).get(at("youth", village.aino)).status_code == 404


def test_protection_begins_with_a_supervisor_of_the_county(village):
    factories.contact(village.aino)
    browser = factories.signed_in(village.ville)
    words = {"municipality": "Kaskinen", "address": "Suojakatu 0", "phone": ""}
    address = at("youth_protect", village.aino)
    missing = browser.post(address, {**words, "supervisor": str(village.birgitta.uuid)}).content.decode()
    assert "data-error-summary" in missing
    assert "Suojakatu 0" in missing
    assert browser.post(address, {**words, "supervisor": str(village.marja.uuid)}).status_code == 302
    assert "Suojakatu 0" in page(village.ville, at("youth", village.aino))
    assert browser.get(at("youth_contact", village.aino))["Location"] == at("youth_protected", village.aino)
    changed = {"municipality": "Kaskinen", "address": "Suojakatu 1", "phone": ""}
    assert browser.post(at("youth_protected", village.aino), changed).status_code == 302
    with as_owner():
        assert ProtectedContact.objects.whole(WHY).get(youth=village.aino).address == "Suojakatu 1"
        assert not Contact.objects.whole(WHY).filter(youth=village.aino).exists()


def test_an_account_is_opened_once(village):
    noor = factories.youth("Noor", village.ville, account=False)
    browser = factories.signed_in(village.ville)
    taken = browser.post(at("youth_account", noor), {"handle": village.aino.user.handle})
    assert "data-error-summary" in taken.content.decode()
    assert browser.post(at("youth_account", noor), {"handle": "Polku-1234"}).status_code == 302
    assert browser.get(at("youth_account", noor)).status_code == 404
    with as_owner():
        assert Youth.objects.whole(WHY).select_related("user").get(pk=noor.pk).user.handle == "polku-1234"


def test_the_worker_leaves_the_language_to_one_who_has_an_account(village):
    browser = factories.signed_in(village.ville)
    assert 'name="language"' not in page(village.ville, at("youth_name", village.aino))
    browser.post(at("youth_name", village.aino), {"used_name": "Ainu", "language": "sv"})
    with as_owner():
        one = Youth.objects.whole(WHY).get(pk=village.aino.pk)
    assert (one.used_name, one.language) == ("Ainu", "fi")


# ---------------------------------------------------------------- away


def test_a_worker_writes_their_own_absence_and_comes_back(village):
    browser = factories.signed_in(village.ville)
    assert browser.post(reverse("absence"), {"since": iso(0), "until": ""}).status_code == 302
    assert "data-error-summary" in browser.post(reverse("absence"), {"since": iso(2), "until": iso(3)}).content.decode()
    assert "Ville Koskela" in page(village.sirpa, reverse("away"))
    assert factories.signed_in(village.sirpa).get(at("absence_end", village.ville)).status_code == 404
    assert browser.post(at("absence_end", village.ville), {"on": iso(2)}).status_code == 302
    with as_owner():
        assert Absence.objects.whole(WHY).get().during.upper == clock.today() + timedelta(2)


def test_an_absence_cant_end_before_it_begins(village):
    answer = factories.signed_in(village.ville).post(reverse("absence"), {"since": iso(2), "until": iso(1)})
    assert "data-error-summary" in answer.content.decode()


def test_a_manager_agrees_who_stands_in_and_ends_it(village):
    browser = factories.signed_in(village.marja)
    words = {"worker": str(village.ville.uuid), "deputy": str(village.sirpa.uuid), "since": iso(0), "until": iso(6)}
    assert "data-error-summary" in browser.post(reverse("cover"), {**words, "deputy": words["worker"]}).content.decode()
    assert browser.post(reverse("cover"), words).status_code == 302
    assert "Aino" in page(village.sirpa, reverse("youths"))
    with as_owner():
        row = Cover.objects.whole(WHY).get()
    assert browser.post(at("cover_end", row), {"on": iso(2)}).status_code == 302
    with as_owner():
        assert Cover.objects.whole(WHY).get().during.upper == clock.today() + timedelta(3)
    assert factories.signed_in(village.leena).get(at("cover_end", row)).status_code == 404
    assert factories.signed_in(village.birgitta).get(at("cover_end", row)).status_code == 404


def test_nobody_from_outside_the_organisation_stands_in(village):
    browser = factories.signed_in(village.marja)
    for worker, deputy in ((village.ville, village.kaisa), (village.kaisa, village.sirpa)):
        words = {"worker": str(worker.uuid), "deputy": str(deputy.uuid), "since": iso(0), "until": iso(6)}
        assert "data-error-summary" in browser.post(reverse("cover"), words).content.decode()
    with as_owner():
        assert not Cover.objects.whole(WHY).exists()


def test_a_manager_of_another_county_sees_nobody_of_this_one_away(village):
    factories.cover(village.ville, village.sirpa)
    assert "Sirpa" not in page(village.birgitta, reverse("away"))


# ---------------------------------------------------------------- the young person's own pages


def test_aino_sees_names_and_never_why_somebody_is_away(village):
    factories.beside(village.aino, village.leena, "decides")
    factories.cover(village.ville, village.sirpa)
    with as_owner():
        Absence.objects.whole(WHY).create(worker=village.ville, organisation=village.here, during=factories.days(-1))
    words = page(village.aino.user, reverse("my_people"))
    assert "Tänään sinua auttaa Sirpa Hautala" in words
    assert "Ville Koskela" in words
    assert "Leena Nyman" in words
    assert "saman päivän aikana" in words
    for word in ("poissa", "sairas", "loma"):
        assert word not in words


def test_aino_sees_until_when_and_who_comes_then(village):
    factories.beside(village.aino, village.sirpa, "receiving")
    browser = factories.signed_in(village.ville)
    browser.post(at("youth_responsible", village.aino), {"to": str(village.sirpa.uuid), "from_day": iso(5)})
    words = page(village.aino.user, reverse("my_people"))
    assert day(4) in words
    assert day(5) in words


def test_aino_changes_her_name_and_language_everywhere(village):
    browser = factories.signed_in(village.aino.user)
    assert "data-error-summary" in browser.post(reverse("my_name"), {"used_name": " ", "language": "fi"}).content.decode()
    assert browser.post(reverse("my_name"), {"used_name": "Ainu", "language": "sv"}).status_code == 302
    assert '<html lang="sv"' in browser.get(reverse("my_name")).content.decode()
    assert "Ainu" in page(village.ville, reverse("youths"))


def test_aino_sees_who_has_looked_with_name_and_unit_but_not_her_own_visits(village):
    page(village.ville, at("youth", village.aino))
    page(village.sirpa, reverse("youths"))
    page(village.aino.user, reverse("my_people"))
    words = page(village.aino.user, reverse("looked"))
    assert "Ville Koskela" in words
    assert "Jälkihuollon tiimi" in words
    assert "Katsoi sivuasi." in words
    assert "Sirpa" not in words, "whoever opened another young person isn't on this page"
    with as_owner():
        assert Entry.objects.filter(actor_name="Ville Koskela, Jälkihuollon tiimi").exists()


def test_what_the_clock_did_says_so(village):
    with as_owner():
        Entry.objects.create(actor="job:refresh", kind="act", what="paths.refresh", clients=[village.aino.pk])
    assert "Kello teki tämän itse" in page(village.aino.user, reverse("looked"))


def test_the_unit_is_masked_from_one_under_turvakielto(village):
    page(village.ville, at("youth", village.aino))
    factories.protected(village.aino, village.marja)
    words = page(village.aino.user, reverse("looked"))
    assert "Ville Koskela" in words
    assert "Jälkihuollon tiimi" not in words


def test_fifty_lines_make_a_page_and_none_is_lost(village):
    begins = clock.now() - timedelta(days=2)
    with as_owner():
        Entry.objects.bulk_create(
            Entry(
                actor="user:0", actor_name=f"Katsoja {number:03}", kind="page", what="youth", clients=[village.aino.pk],
                at=begins + timedelta(seconds=number // 2),
            )
            for number in range(120)
        )  # fmt: skip
    browser, seen, address = factories.signed_in(village.aino.user), [], reverse("looked")
    for _round in range(3):
        answer = browser.get(address)
        seen += [visit.name for _day, visits in answer.context["page"].days for visit in visits]
        address = f"{reverse('looked')}?before={answer.context['page'].older.replace('+', '%2B')}"
    assert len(seen) == len(set(seen)) == 120
    assert browser.get(f"{reverse('looked')}?before=nonsense").status_code == 200


def test_what_was_refused_is_told_as_refused(village):
    with as_owner():
        Entry.objects.create(
            actor="user:0", actor_name="Kaisa Ojala, Nuorten tiimi", kind="refused", what="people.protect",
            clients=[village.aino.pk],
        )  # fmt: skip
    assert str(looked.REFUSED) not in page(village.aino.user, reverse("my_people"))
    assert "ei onnistunut" in page(village.aino.user, reverse("looked"))


SHOWS_NO_CLIENT = {"sign_out", "account", "colleagues", "away", "absence", "absence_end", "cover", "cover_end"} | {
    "draft_keep", "draft_away",
}  # fmt: skip
"""Signed-in pages that open no young person's rows, and so leave no line in the trace."""


def test_every_page_that_can_show_a_young_person_has_its_sentence():
    signed_in = {"signed_in", "staff", "worker", "substitute_care", "manager", "administrator"}
    names = {
        pattern.name
        for _prefix, pattern in _patterns(get_resolver().url_patterns)
        if getattr(pattern.callback, "door", "") in signed_in
    }
    assert "youth" in names
    boards = {"transitions"}  # told as "board"
    assert names - SHOWS_NO_CLIENT - boards - set(looked.PAGES) == set()


def _patterns(found, prefix=""):
    for pattern in found:
        if hasattr(pattern, "url_patterns"):
            yield from _patterns(pattern.url_patterns, prefix + str(pattern.pattern))
        else:
            yield prefix, pattern


def test_every_action_has_its_sentence():
    """But those of the directory: services are nobody's matter, and no client stands in their trace."""
    assert {name for name in set(DEEDS) - set(looked.DEEDS) if not name.startswith("directory.")} == set()


def test_a_page_or_a_deed_has_one_sentence_only():
    before = dict(looked.PAGES), dict(looked.DEEDS)
    with pytest.raises(ImproperlyConfigured, match="youth"):
        looked.tell(pages={"youth": "Looked elsewhere."})
    with pytest.raises(ImproperlyConfigured, match="tick"):
        looked.tell(pages={}, deeds={"paths.tick": "Ticked elsewhere."})
    assert before == (looked.PAGES, looked.DEEDS)


# ---------------------------------------------------------------- the manager's board


def test_the_manager_changes_the_responsible_worker_without_seeing_the_young_person(village):
    row = factories.responsibility(village.aino)
    browser = factories.signed_in(village.marja)
    words = page(village.marja, at("board_responsible", row))
    assert "Ville Koskela" in words
    assert "Aino" not in words
    answer = browser.post(at("board_responsible", row), {"to": str(village.sirpa.uuid), "from_day": iso(0)})
    assert answer.status_code == 302
    with as_owner():
        now = Responsibility.objects.whole(WHY).get(youth=village.aino, during__contains=clock.today())
        told = set(Notice.objects.whole(WHY).values_list("receiver_id", flat=True))
    assert now.worker == village.sirpa
    assert {village.sirpa.pk, village.aino.user_id} <= told


def test_the_board_of_another_county_and_one_under_turvakielto_are_not_there(village):
    row = factories.responsibility(village.aino)
    for stranger in (village.birgitta, village.ville, village.aino.user):
        assert factories.signed_in(stranger).get(at("board_responsible", row)).status_code == 404
    factories.protected(village.aino, village.marja)
    assert factories.signed_in(village.marja).get(at("board_responsible", row)).status_code == 404


def test_the_manager_chooses_a_worker_of_the_county_and_a_day_to_come(village):
    row = factories.responsibility(village.aino)
    browser = factories.signed_in(village.marja)
    for words in ({"to": str(village.kaisa.uuid), "from_day": iso(0)}, {"to": str(village.sirpa.uuid), "from_day": iso(-2)}):
        answer = browser.post(at("board_responsible", row), words)
        assert "data-error-summary" in answer.content.decode()


# ---------------------------------------------------------------- the wall behind the pages


def test_the_database_refuses_a_deputy_from_outside_whatever_the_code_says(village):
    def insert(worker: object, deputy: object) -> None:
        with acting(Person(village.marja)), transaction.atomic():
            Cover(worker=worker, deputy=deputy, organisation=village.here, during=factories.days(0, 5)).save()

    insert(village.ville, village.sirpa)
    for worker, deputy in ((village.sirpa, village.kaisa), (village.kaisa, village.sirpa)):
        with pytest.raises(ProgrammingError, match="row-level security"):
            insert(worker, deputy)


def test_a_cover_is_never_given_to_somebody_else(village):
    row = factories.cover(village.ville, village.sirpa)
    with acting(Person(village.marja)), pytest.raises(IntegrityError, match="ended and agreed anew"), transaction.atomic():
        Cover.objects.visible_to(Person(village.marja)).filter(pk=row.pk).update(deputy=village.leena)


@pytest.mark.parametrize(("teller", "told"), [("marja", 1), ("ville", 1), ("birgitta", 0), ("sirpa", 0)])
def test_a_notice_reaches_the_young_person_only_from_those_who_may_change_who_answers(village, teller, told):
    held = factories.relation(village.aino)
    with acting(Person(getattr(village, teller))), connection.cursor() as cursor:
        cursor.execute("select sk.tell_youth_of(%s, %s, now())", [held.pk, uuid4()])
    with as_owner():
        assert Notice.objects.whole(WHY).filter(receiver=village.aino.user).count() == told


def test_what_the_database_refuses_leaves_its_line_too(village):
    """A deputy passes the action's first question about handing over, and the database's second one refuses."""
    factories.cover(village.ville, village.leena)
    factories.beside(village.aino, village.sirpa, "receiving")
    deputy, held = Person(village.leena), factories.relation(village.aino)
    with acting(deputy), pytest.raises(Refused):
        actions.change_responsible(by=deputy, relation=held, to=village.sirpa, from_day=clock.today())
    with as_owner():
        lines = Entry.objects.filter(what="people.change_responsible").values_list("kind", "clients")
        assert list(lines) == [("refused", [village.aino.pk])]
