"""A draft is kept by turns, gives way when its text goes on elsewhere, and is nobody's but its writer's."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection

from sosiaalikyla.access.actions import CannotBe, Refused
from sosiaalikyla.access.actors import Actor, Guest, Job, Person, acting
from sosiaalikyla.access.jobs import NobodyActs, running
from sosiaalikyla.access.models import User
from sosiaalikyla.audit.models import Entry
from sosiaalikyla.base import clock
from sosiaalikyla.drafts import actions, jobs
from sosiaalikyla.drafts.models import Draft
from sosiaalikyla.drafts.sittings import Sitting
from sosiaalikyla.people.tests import factories
from tests.ground import as_owner, as_role

pytestmark = pytest.mark.django_db
WHY = "made for a test"


@pytest.fixture
def ville() -> User:
    return factories.staff("Ville", factories.county())


def sitting(user: User, **more: object) -> Sitting:
    return replace(Sitting(user.pk, "/my/plan/", "add", uuid4(), texts=("text",)), **more)


def kept(by: User, where: Sitting, text: str, turn: int = 10, base: str = "") -> Draft:
    with acting(Person(by)) as who:
        return actions.keep(by=who, sitting=where, fields={"text": [text]}, turn=turn, base=base)


def rows() -> dict[object, Draft]:
    with as_owner():
        return {row.pk: row for row in Draft.objects.whole(WHY)}


def test_a_later_turn_takes_the_place_of_an_earlier_one_and_never_the_other_way(ville: User) -> None:
    here = sitting(ville)
    kept(ville, here, "Olen", 10)
    kept(ville, here, "Olen nyt", 30, base="4")
    kept(ville, here, "Olen n", 20)
    row = rows()[here.key]
    assert (row.texts, row.turn, row.base) == (["Olen nyt"], 30, "4")
    assert Sitting.of(here.token) == here
    assert Sitting.of(here.token + "x") is None


def test_what_was_sent_stays_sent_when_a_late_copy_comes(ville: User) -> None:
    here = sitting(ville)
    kept(ville, here, "Valmis", 10)
    with acting(Person(ville)) as by:
        actions.sent(by=by, sitting=here, turn=20)
    kept(ville, here, "Valmi", 15)
    row = rows()[here.key]
    assert (row.words, row.fields, row.base, row.texts) == (None, {}, "", [])
    kept(ville, here, "Vielä jotain", 30)
    with acting(Person(ville)) as by:
        actions.sent(by=by, sitting=here, turn=25)
    assert rows()[here.key].texts == ["Vielä jotain"]


def test_a_draft_gives_way_to_the_one_that_goes_on_with_it_unless_it_went_on_itself(ville: User) -> None:
    first = sitting(ville)
    kept(ville, first, "Alku", 10)
    kept(ville, sitting(ville, continues=first.key, seen=10), "Alku ja jatko", 20)
    assert rows()[first.key].words is None
    second = sitting(ville)
    kept(ville, second, "Alku", 10)
    kept(ville, second, "Alku, toinen jatko", 15)
    kept(ville, sitting(ville, continues=second.key, seen=10), "Alku ja jatko", 20)
    assert rows()[second.key].texts == ["Alku, toinen jatko"]


def test_a_text_that_is_too_long_is_refused_with_words(ville: User) -> None:
    with pytest.raises(CannotBe, match="enemmän kuin mahtuu"):
        kept(ville, sitting(ville), "x" * 200_000)
    assert rows() == {}


def test_nobody_keeps_throws_away_or_reads_anothers_draft(ville: User) -> None:
    marja = factories.staff("Marja", factories.county(), role="manager")
    here = sitting(ville)
    row = kept(ville, here, "Oma")
    strangers: tuple[Actor, ...] = (Person(marja), Guest(uuid4()), Job("drafts.test"))
    for actor in strangers:
        with acting(actor) as by:
            assert not Draft.objects.visible_to(by).exists()
            with pytest.raises(Refused):
                actions.keep(by=by, sitting=here, fields={}, turn=99)
            with pytest.raises(Refused):
                actions.sent(by=by, sitting=here, turn=99)
            with pytest.raises(Refused):
                actions.throw_away(by=by, draft=row)
    with acting(Person(marja)), connection.cursor() as cursor:
        cursor.execute("select count(*) from drafts_draft")
        assert cursor.fetchone() == (0,)
        cursor.execute("delete from drafts_draft")
        assert cursor.rowcount == 0
    assert rows()[here.key].texts == ["Oma"]
    with acting(Person(ville)) as by:
        actions.throw_away(by=by, draft=row)
    assert rows()[here.key].words is None


def test_writing_leaves_no_line_in_the_trace_and_no_readable_word_in_the_database(ville: User) -> None:
    here = sitting(ville)
    kept(ville, here, "Salainen lause")
    with acting(Person(ville)) as by:
        actions.sent(by=by, sitting=here, turn=20)
    kept(ville, here, "Salainen lause", 30)
    with as_owner():
        assert not Entry.objects.filter(what__startswith="drafts.").exists()
        with connection.cursor() as cursor:
            cursor.execute("select words from drafts_draft")
            assert b"Salainen" not in bytes(cursor.fetchone()[0])


def test_old_drafts_go_by_the_clock_and_marks_of_what_was_sent_sooner(ville: User) -> None:
    new, old, mark = sitting(ville), sitting(ville), sitting(ville)
    with clock.at(clock.now() - timedelta(days=31)):
        kept(ville, old, "Vanha")
    with clock.at(clock.now() - timedelta(days=9)), acting(Person(ville)) as by:
        actions.sent(by=by, sitting=mark, turn=1)
    with clock.at(clock.now() - timedelta(days=29)):
        kept(ville, new, "Uusi")
    with pytest.raises(NobodyActs):
        jobs.purge()
    with as_role("sk_worker"), running(jobs.NAME):
        assert jobs.purge() == 2
    assert set(rows()) == {new.key}
