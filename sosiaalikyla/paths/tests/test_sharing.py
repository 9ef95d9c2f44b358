"""The path shown to the own adult of the placement: its line and what is asked of them, to a last day, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from uuid import uuid4

import pytest

from sosiaalikyla.access.actions import CannotBe, Refused
from sosiaalikyla.access.actors import Guest, Job, Person, acting
from sosiaalikyla.base import clock
from sosiaalikyla.paths import actions
from sosiaalikyla.paths.models import (
    AnchorDay,
    CheckAnswer,
    CheckDay,
    Following,
    MemoryTick,
    OwnStation,
    PathShare,
    SharedLine,
    StepDay,
    StepMark,
    Wish,
)
from sosiaalikyla.paths.policy import shared_ids
from sosiaalikyla.paths.tests.ground import DAY, Village, account, brought_up, do, seen_by, village
from sosiaalikyla.people.models import ClientRelation, Contact, Placement, Responsibility, Youth
from sosiaalikyla.people.tests import factories
from sosiaalikyla.people.tests.factories import signed_in

pytestmark = pytest.mark.django_db
LAST = DAY + timedelta(days=30)


@pytest.fixture
def here() -> Iterator[Village]:
    with clock.at(DAY):
        found = village()
        factories.contact(found.aino)
        brought_up(found.aino, found.ville)
        yield found


def shared(here: Village, last_day: date = LAST) -> PathShare:
    return do(account(here.aino), actions.share_path, youth=here.aino, member=here.jonna, last_day=last_day)


def test_the_member_sees_the_line_and_the_steps_and_no_other_row(here: Village) -> None:
    aino = account(here.aino)
    do(aino, actions.add_station, youth=here.aino, title="Salainen haave")
    do(aino, actions.say_wish, youth=here.aino, condition="wants_to_stay", holds=True)
    do(aino, actions.mark_step, youth=here.aino, step="farewell", status="agreed")
    do(aino, actions.answer_check, youth=here.aino, phase="look_ahead", given={"told": "yes"})
    share = shared(here)
    assert len(seen_by(here.jonna, SharedLine)) == 1
    steps = seen_by(here.jonna, StepDay)
    assert steps
    assert all(step.for_placement for step in steps)
    assert [row.pk for row in seen_by(here.jonna, PathShare)] == [share.pk]
    for model in (OwnStation, StepMark, Wish, AnchorDay, MemoryTick, CheckAnswer, CheckDay, Following):
        assert seen_by(here.jonna, model) == [], model
    for model in (Youth, Contact, Placement, ClientRelation, Responsibility):
        assert seen_by(here.jonna, model) == [], model


def test_the_shared_page_shows_the_line_and_what_is_asked_and_no_word_of_her_own(here: Village) -> None:
    do(account(here.aino), actions.add_station, youth=here.aino, title="Salainen haave")
    share = shared(here)
    visit = signed_in(here.jonna)
    listed = visit.get("/shared/").content.decode()
    assert "Aino" in listed
    assert "1.4.2026 asti" in listed
    page = visit.get(f"/shared/{share.uuid}/").content.decode()
    assert "Polku: Aino" in page
    assert "Salainen haave" not in page
    assert page.count("<svg") >= 1
    assert "Missä sinua tarvitaan" in page
    assert "1.4.2026 asti" in page


def test_the_last_day_is_the_last_day_it_is_shown(here: Village) -> None:
    share = shared(here)
    visit = signed_in(here.jonna)
    with clock.at(LAST):
        assert visit.get(f"/shared/{share.uuid}/").status_code == 200
    with clock.at(LAST + timedelta(days=1)):
        assert visit.get(f"/shared/{share.uuid}/").status_code == 404
        assert "Aino" not in visit.get("/shared/").content.decode()
        assert seen_by(here.jonna, StepDay) == seen_by(here.jonna, SharedLine) == []


def test_an_ended_share_opens_nothing_from_the_next_request_on(here: Village) -> None:
    share = shared(here)
    with clock.at(DAY + timedelta(days=3)):
        do(account(here.aino), actions.end_share, share=share)
        assert signed_in(here.jonna).get(f"/shared/{share.uuid}/").status_code == 404
        assert seen_by(here.jonna, StepDay) == []


def test_a_path_shared_and_ended_and_shared_again_on_one_day_follows_each_word(here: Village) -> None:
    for _ in range(3):
        share = shared(here)
        assert len(seen_by(here.jonna, SharedLine)) == 1
        do(account(here.aino), actions.end_share, share=share)
        assert seen_by(here.jonna, SharedLine) == []


def test_a_path_cannot_be_shared_twice_with_the_same_person_nor_for_days_gone_nor_with_another_young_person(
    here: Village,
) -> None:
    shared(here)
    aino = account(here.aino)
    for words, field in (
        ({"member": here.jonna, "last_day": LAST}, "member"),
        ({"member": here.kaisa, "last_day": DAY - timedelta(days=1)}, "last_day"),
        ({"member": account(here.eetu), "last_day": LAST}, "member"),
    ):
        with pytest.raises(CannotBe) as caught:
            do(aino, actions.share_path, youth=here.aino, **words)
        assert caught.value.field == field
    assert len(seen_by(aino, PathShare)) == 1


def test_only_the_young_person_and_the_responsible_worker_share_and_end(here: Village) -> None:
    share = shared(here)
    for who in (here.piia, here.leena, *here.strangers):
        with pytest.raises(Refused):
            do(who, actions.end_share, share=share)
    do(here.ville, actions.end_share, share=share)
    do(here.ville, actions.share_path, youth=here.aino, member=here.jonna, last_day=LAST)


def test_a_young_person_s_account_gets_nothing_by_sharing(here: Village) -> None:
    assert shared_ids(Guest(uuid4())) == frozenset()
    assert shared_ids(Person(account(here.eetu))) == frozenset()


@pytest.mark.parametrize("who", ["ville", "sirpa", "kaisa", "marja"])
def test_the_shared_page_is_the_members_only(here: Village, who: str) -> None:
    share = shared(here)
    visit = signed_in(getattr(here, who))
    assert visit.get(f"/shared/{share.uuid}/").status_code == 404
    assert visit.get("/shared/").status_code == 404


def test_an_adult_with_whom_it_is_not_shared_finds_nothing(here: Village) -> None:
    share = shared(here)
    other = factories.staff("Toni", factories.county(), role="substitute_care")
    visit = signed_in(other)
    assert visit.get(f"/shared/{share.uuid}/").status_code == 404
    assert "Aino" not in visit.get("/shared/").content.decode()


def test_nothing_is_shared_with_a_young_person_or_with_nobody(here: Village) -> None:
    shared(here)
    assert shared_ids(Person(account(here.aino))) == frozenset()
    assert shared_ids(Job("test")) == frozenset()
    with acting(Person(here.jonna)) as jonna:
        assert shared_ids(jonna) == {here.aino.pk}
