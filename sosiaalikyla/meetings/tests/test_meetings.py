"""A time is proposed by the worker and answered by the young person; silence is not a yes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.test import Client

from sosiaalikyla.access.actions import CannotBe, Refused
from sosiaalikyla.access.actors import Guest, Job, Person, acting
from sosiaalikyla.audit.models import Entry
from sosiaalikyla.base import clock
from sosiaalikyla.meetings import actions
from sosiaalikyla.meetings.models import Meeting
from sosiaalikyla.notices.models import Notice
from sosiaalikyla.paths.tests.ground import DAY, WHY, Village, account, brought_up, do, seen_by, village
from sosiaalikyla.people.tests.factories import signed_in
from tests.ground import as_owner

pytestmark = pytest.mark.django_db
THURSDAY = datetime(2026, 3, 5, 14, 30, tzinfo=clock.HELSINKI)


@pytest.fixture
def here() -> Iterator[Village]:
    with clock.at(DAY):
        found = village()
        brought_up(found.aino, found.ville)
        yield found


def proposed(here: Village, way: str = "call", **more: str) -> Meeting:
    return do(here.ville, actions.propose, youth=here.aino, starts_at=THURSDAY, way=way, **more)


def text_of(response: object) -> str:
    body = response.content.decode()  # type: ignore[attr-defined]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body[body.index("<main") :]))


def held(meeting: Meeting) -> Meeting:
    with as_owner():
        return Meeting.objects.whole(WHY).get(pk=meeting.pk)


def test_a_proposed_time_waits_for_its_answer_and_the_young_person_hears_of_it(here: Village) -> None:
    meeting = proposed(here)
    assert (meeting.answer, meeting.worker_id) == ("", here.ville.pk)
    assert [row.kind for row in seen_by(account(here.aino), Notice)] == ["waiting"]
    assert [row.pk for row in seen_by(account(here.aino), Meeting)] == [meeting.pk]
    assert seen_by(here.sirpa, Meeting) == seen_by(here.marja, Meeting) == seen_by(account(here.eetu), Meeting) == []


@pytest.mark.parametrize("said", ["suits", "cant"])
def test_the_young_person_answers_and_the_worker_hears_of_it(here: Village, said: str) -> None:
    meeting = proposed(here)
    do(account(here.aino), actions.answer, meeting=meeting, answer=said)
    assert held(meeting).answer == said
    assert [row.kind for row in seen_by(here.ville, Notice)] == ["waiting"]


def test_a_time_gone_an_odd_answer_and_a_time_called_off_are_told_in_words(here: Village) -> None:
    for moment in (clock.now(), clock.now() - timedelta(minutes=1)):
        with pytest.raises(CannotBe) as caught:
            do(here.ville, actions.propose, youth=here.aino, starts_at=moment, way="call")
        assert caught.value.field == "starts_at"
    meeting = proposed(here)
    for answer in ("", "perhaps"):
        with pytest.raises(CannotBe) as caught:
            do(account(here.aino), actions.answer, meeting=meeting, answer=answer)
        assert caught.value.field == "answer"
    with as_owner():
        Meeting.objects.whole(WHY).filter(pk=meeting.pk).update(cancelled_at=clock.now())
    with pytest.raises(CannotBe):
        do(account(here.aino), actions.answer, meeting=meeting, answer="suits")
    assert held(meeting).answer == ""


def test_only_those_who_work_with_the_young_person_propose(here: Village) -> None:
    words = {"youth": here.aino, "starts_at": THURSDAY, "way": "call"}
    for actor in (*map(Person, [*here.strangers, account(here.aino)]), Guest(uuid4()), Job("meetings.test")):
        with acting(actor), pytest.raises(Refused):
            actions.propose(by=actor, **words)
    with as_owner():
        assert not Meeting.objects.whole(WHY).exists()
        assert Entry.objects.filter(kind="refused", what="meetings.propose").count() == len(here.strangers) + 3
    for worker in (here.ville, here.leena, here.piia):
        assert do(worker, actions.propose, **words).worker_id == worker.pk


def test_only_the_young_person_answers(here: Village) -> None:
    meeting = proposed(here)
    for actor in (*map(Person, [*here.strangers, here.ville, here.leena, here.piia]), Guest(uuid4()), Job("meetings.test")):
        with acting(actor), pytest.raises(Refused):
            actions.answer(by=actor, meeting=meeting, answer="suits")
    assert held(meeting).answer == ""


# ---------------------------------------------------------------- pages


def test_one_tap_answers_and_leads_home(here: Village) -> None:
    meeting = proposed(here, place="Kahvila Sipuli", about="Jutellaan asunnosta")
    aino = signed_in(account(here.aino))
    page = text_of(aino.get("/my/"))
    assert "Ville soittaa sinulle torstaina 5. maaliskuuta klo 14.30" in page
    assert "Jutellaan asunnosta" in page
    assert "Kahvila Sipuli" in page
    answer = aino.post(f"/my/meetings/{meeting.uuid}/answer", {"answer": "suits"})
    assert (answer.status_code, answer["Location"]) == (302, "/my/")
    assert "Kerroit, että aika sopii sinulle." in text_of(aino.get("/my/"))
    assert aino.post(f"/my/meetings/{meeting.uuid}/answer", {"answer": "cant"}).status_code == 302
    assert "soittaa" not in text_of(aino.get("/my/"))


def test_a_visit_is_told_as_a_meeting(here: Village) -> None:
    proposed(here, way="visit")
    assert "Tapaaminen torstaina 5. maaliskuuta klo 14.30: Ville" in text_of(signed_in(account(here.aino)).get("/my/"))


def test_a_foreign_time_is_not_there_and_the_anonymous_are_led_to_sign_in(here: Village) -> None:
    meeting = proposed(here)
    address = f"/my/meetings/{meeting.uuid}/answer"
    assert signed_in(account(here.eetu)).post(address, {"answer": "suits"}).status_code == 404
    assert signed_in(here.ville).post(address, {"answer": "suits"}).status_code == 404
    assert signed_in(account(here.aino)).post(f"/my/meetings/{uuid4()}/answer", {"answer": "suits"}).status_code == 404
    assert signed_in(account(here.aino)).get(address).status_code == 405
    assert Client().post(address)["Location"].startswith("/sign-in/")
    assert held(meeting).answer == ""


def test_an_odd_answer_says_what_is_wrong(here: Village) -> None:
    answer = signed_in(account(here.aino)).post(f"/my/meetings/{proposed(here).uuid}/answer", {"answer": "?"})
    assert answer.status_code == 422
    assert "Valitse, sopiiko aika sinulle." in text_of(answer)


def test_the_worker_proposes_on_the_page_and_sees_what_has_been_answered(here: Village) -> None:
    ville = signed_in(here.ville)
    address = f"/people/{here.aino.uuid}/meetings/"
    assert "Aikaa ei ole vielä sovittu." in text_of(ville.get(address))
    words = {"day": "2026-03-05", "time": "14:30", "way": "visit", "place": "Kahvila Sipuli"}
    assert ville.post(address, words).status_code == 302
    page = text_of(ville.get(address))
    assert "to 5.3. klo 14.30, tapaaminen, Kahvila Sipuli" in page
    assert "ei vielä vastausta" in page


def test_what_is_missing_is_told_and_the_words_are_kept(here: Village) -> None:
    ville = signed_in(here.ville)
    address = f"/people/{here.aino.uuid}/meetings/"
    for words in (
        {"day": "2026-03-01", "time": "14:30", "way": "call", "about": "Jutellaan asunnosta"},
        {"day": "huomenna", "time": "14:30", "way": "call", "about": "Jutellaan asunnosta"},
        {"day": "2026-03-05", "time": "", "way": "letter", "about": "Jutellaan asunnosta"},
    ):
        answer = ville.post(address, words)
        assert answer.status_code == 422
        assert "data-error-summary" in answer.content.decode()
        assert "Jutellaan asunnosta" in answer.content.decode()
    with as_owner():
        assert not Meeting.objects.whole(WHY).exists()


def test_the_page_of_times_is_for_those_who_work_with_the_young_person(here: Village) -> None:
    address = f"/people/{here.aino.uuid}/meetings/"
    words = {"day": "2026-03-05", "time": "14:30", "way": "visit"}
    for who in (here.sirpa, here.kaisa, here.marja, here.jonna, account(here.aino)):
        visit = signed_in(who)
        assert visit.get(address).status_code == visit.post(address, words).status_code == 404
    assert signed_in(here.roosa).get(address).status_code == 200
    assert signed_in(here.roosa).post(address, words).status_code == 404
    assert Client().get(address)["Location"].startswith("/sign-in/")


def test_an_empty_proposal_is_refused_in_words_as_any_bad_one(here: Village) -> None:
    refused = signed_in(here.ville).post(f"/people/{here.aino.uuid}/meetings/")
    assert refused.status_code == 422
    assert "data-error-summary" in refused.content.decode()
    assert seen_by(here.ville, Meeting) == []
