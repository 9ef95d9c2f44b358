"""A check's questions to a young person who has no account: asked aloud, typed by the worker, still the young person's."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext

from sosiaalikyla.access.actions import CannotBe, Refused
from sosiaalikyla.access.actors import Person, acting
from sosiaalikyla.access.models import User
from sosiaalikyla.base import clock
from sosiaalikyla.journal.models import Stale
from sosiaalikyla.notices.models import Notice
from sosiaalikyla.paths import actions
from sosiaalikyla.paths.models import CheckAnswer, CheckDay, StepMark
from sosiaalikyla.paths.tests.ground import DAY, WHY, Village, account, brought_up, checks, do, seen_by, village
from sosiaalikyla.people.models import Youth
from sosiaalikyla.people.tests.factories import signed_in
from tests.ground import as_owner

pytestmark = pytest.mark.django_db
PHASE = "look_ahead"
"""Its question `told` is for the young person alone, `right_known` for the worker alone."""


@pytest.fixture
def here() -> Iterator[Village]:
    with clock.at(DAY):
        found = village()
        brought_up(found.aino, found.ville)
        yield found


def without_account(here: Village) -> User:
    """Aino as one who has never signed in; her account is given back to be handed to her later."""
    own = account(here.aino)
    with as_owner():
        Youth.objects.whole(WHY).filter(pk=here.aino.pk).update(user=None)
        here.aino.refresh_from_db()
    return own


def given_account(here: Village, own: User) -> None:
    with as_owner():
        Youth.objects.whole(WHY).filter(pk=here.aino.pk).update(user=own)
        here.aino.refresh_from_db()


def told(here: Village, answer: str = "no", by: User | None = None, **more: Any) -> int:
    words = {"youth": here.aino, "phase": PHASE, "given": {"told": answer}, "told": "table", **more}
    found: int = do(by or here.ville, actions.answer_check, **words)
    return found


def address(here: Village) -> str:
    return f"/people/{here.aino.uuid}/path/checks/{PHASE}/"


def waits(here: Village) -> tuple[int, int]:
    brought_up(here.aino, here.ville)
    row: CheckDay = checks(here.aino)[PHASE]
    return row.waiting, row.said_no


def test_what_is_said_at_the_table_is_the_young_person_s_voice_with_the_worker_as_scribe(here: Village) -> None:
    without_account(here)
    assert told(here) == 1
    row = seen_by(here.ville, CheckAnswer)[0]
    assert (row.voice, row.answer, row.author_id, row.scribe_id, row.told) == ("youth", "no", None, here.ville.pk, "table")
    page = signed_in(here.piia).get(address(here)).content.decode()
    assert "Ville kirjoitti, Aino sanoi" in page


def test_the_board_counts_it_and_silence_still_waits(here: Village) -> None:
    without_account(here)
    before, said_no = waits(here)
    told(here)
    assert waits(here) == (before - 1, said_no + 1)
    told(here, "yes", told="paper")
    assert waits(here) == (before - 1, said_no)


def test_no_worker_answers_for_a_young_person_who_has_an_account(here: Village) -> None:
    for worker in (here.ville, here.leena, here.piia):
        with pytest.raises(Refused):
            told(here, by=worker)
    page = signed_in(here.ville).get(address(here)).content.decode()
    assert 'name="said-told"' not in page
    assert signed_in(here.ville).post(address(here), {"do": "table", "said-told": "table"}).status_code == 404
    with as_owner():
        assert not CheckAnswer.objects.whole(WHY).exists()


def test_strangers_and_those_who_only_read_write_nothing_at_any_table(here: Village) -> None:
    without_account(here)
    for stranger in here.strangers:
        with pytest.raises(Refused):
            told(here, by=stranger)


def test_how_it_was_told_is_one_of_two_and_only_the_young_person_s_questions_are_answered_so(here: Village) -> None:
    without_account(here)
    with pytest.raises(CannotBe) as caught:
        told(here, told="guessed")
    assert caught.value.field == "how"
    with pytest.raises(CannotBe) as caught:
        told(here, given={"right_known": "yes"})
    assert caught.value.field == "right_known"


def test_the_database_refuses_words_in_another_s_mouth(here: Village) -> None:
    ville, words = here.ville, {"youth": here.aino, "phase": PHASE, "item": "told", "answer": "yes"}

    def refused(by: User, **more: Any) -> None:
        with acting(Person(by)), pytest.raises((ProgrammingError, IntegrityError)), transaction.atomic():
            CheckAnswer(**words, **more).save()

    own = account(here.aino)
    refused(ville, voice="youth", author=ville, scribe=ville)
    refused(ville, voice="youth", author=own, scribe=own)
    refused(ville, voice="youth", author=None, scribe=ville, told="table")
    refused(own, voice="worker", author=own, scribe=own)
    refused(own, voice="youth", author=None, scribe=own)
    without_account(here)
    refused(ville, voice="youth", author=None, scribe=here.piia, told="table")
    refused(ville, voice="youth", author=ville, scribe=ville, told="table")
    refused(ville, voice="worker", author=None, scribe=ville, told="table")
    refused(ville, voice="youth", author=None, scribe=ville)
    refused(here.sirpa, voice="youth", author=None, scribe=here.sirpa, told="table")
    with acting(Person(ville)):
        CheckAnswer(**words, voice="youth", author=None, scribe=ville, told="paper").save()


# ---------------------------------------------------------------- later, from an account of one's own


def test_later_the_young_person_may_say_that_they_did_not_say_so(here: Village) -> None:
    own = without_account(here)
    before = waits(here)
    told(here)
    given_account(here, own)
    aino = signed_in(own)
    page = aino.get(f"/my/path/checks/{PHASE}/").content.decode()
    assert "Ville kirjoitti, sinä sanoit" in page
    assert "En sanonut näin" in page
    assert aino.post(f"/my/path/checks/{PHASE}/", {"do": "no", "item": "told"}).status_code == 302
    page = aino.get(f"/my/path/checks/{PHASE}/").content.decode()
    assert "En sanonut näin" not in page
    assert "Ville kirjoitti" not in page
    assert waits(here) == before
    assert [row.kind for row in seen_by(here.ville, Notice)] == ["waiting"]


def test_only_what_somebody_else_typed_is_taken_back_and_only_by_the_young_person(here: Village) -> None:
    own = without_account(here)
    told(here)
    with pytest.raises(Refused):
        do(here.ville, actions.take_back_answer, youth=here.aino, phase=PHASE, item="told")
    given_account(here, own)
    assert signed_in(here.ville).post(address(here), {"do": "no", "item": "told"}).status_code == 404
    do(own, actions.answer_check, youth=here.aino, phase=PHASE, given={"told": "yes"})
    for item in ("told", "right_known"):
        with pytest.raises(CannotBe):
            do(own, actions.take_back_answer, youth=here.aino, phase=PHASE, item=item)
    assert signed_in(own).post(f"/my/path/checks/{PHASE}/", {"do": "no", "item": "told"}).status_code == 422


# ---------------------------------------------------------------- the page


def test_the_worker_s_page_asks_the_young_person_s_questions_apart_from_the_worker_s_own(here: Village) -> None:
    without_account(here)
    ville = signed_in(here.ville)
    page = ville.get(address(here)).content.decode()
    assert "Mitä Aino sanoo" in page
    assert page.index('name="right_known"') < page.index('name="said-told"')
    assert ville.post(address(here), {"do": "table", "said-told": "no"}).status_code == 422
    assert ville.post(address(here), {"do": "elsewhere"}).status_code == 404
    assert ville.post(address(here), {"do": "table", "said-how": "table", "said-told": "no"}).status_code == 302
    assert [row.answer for row in seen_by(here.ville, CheckAnswer)] == ["no"]


def test_a_check_page_asks_the_same_number_of_questions_of_the_database_with_answers_and_without(here: Village) -> None:
    without_account(here)
    ville = signed_in(here.ville)

    def statements() -> int:
        ville.get(address(here))
        with CaptureQueriesContext(connection) as asked:
            assert ville.get(address(here)).status_code == 200
        return len([one for one in asked if not one["sql"].upper().startswith(("SAVEPOINT", "RELEASE"))])

    before = statements()
    told(here)
    brought_up(here.aino, here.ville)
    with as_owner():  # as the worker process does when it has worked the path out anew
        Stale.objects.all().delete()
    assert statements() == before <= 12


def test_past_the_actions_too_nobody_marks_a_step_in_another_voice(here: Village) -> None:
    own = account(here.aino)
    for who, voice, lets in (
        (here.ville, "worker", True),
        (own, "youth", True),
        (here.ville, "youth", False),
        (own, "worker", False),
    ):
        mark = StepMark(youth=here.aino, step="home_found", status="done", voice=voice, marked_by=who)
        with acting(Person(who)):
            if lets:
                mark.save()
            else:
                with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
                    mark.save()
