"""What is the young person's alone stays so; what they show is exactly what they ticked, and goes when they take it back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection

from sosiaalikyla.access.actions import Refused
from sosiaalikyla.access.actors import Guest, Job, Person, acting
from sosiaalikyla.access.jobs import NobodyActs, running
from sosiaalikyla.base import clock
from sosiaalikyla.journal.models import Event, Stale
from sosiaalikyla.notices.models import Notice
from sosiaalikyla.paths.tests.ground import DAY, brought_up, seen_by, village
from sosiaalikyla.people.models import ClientRelation, Responsibility, Youth
from sosiaalikyla.people.tests.factories import days
from sosiaalikyla.plans import actions, jobs
from sosiaalikyla.plans.models import (
    ChosenSkill,
    Feeling,
    Plan,
    PrivateNote,
    Reminder,
    SharedFeeling,
    SkillAnswer,
)
from sosiaalikyla.plans.tests.ground import WHY, Village, account, do, frozen, good_day, now
from sosiaalikyla.plans.tests.test_actions import cannot
from tests.ground import as_owner, as_role

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Iterator[Village]:
    with clock.at(DAY):
        found = village()
        brought_up(found.aino, found.ville)
        yield found


def felt(here: Village, *answers: tuple[str, int | None, str], visit: UUID | None = None) -> UUID:
    visit = visit or uuid4()
    given = answers or (("home", 2, "Yksin illalla."), ("people", 4, ""))
    do(account(here.aino), actions.say_feelings, youth=here.aino, visit=visit, answers=given)
    return visit


def only_by_aino(here: Village, deed: Any, **words: Any) -> None:
    """Nobody else at all: not a worker, not a guest, not a job."""
    others = [*here.strangers, here.ville, here.leena, here.piia]
    for actor in (*map(Person, others), Guest(uuid4()), Job("plans.test")):
        with acting(actor), pytest.raises(Refused):
            deed(by=actor, **words)


def events() -> tuple[int, int, int]:
    with as_owner():
        notices = Notice.objects.whole(WHY).count()
        return Event.objects.whole(WHY).count(), Stale.objects.count(), notices


# ---------------------------------------------------------------- how am I doing


def test_an_answer_is_the_young_persons_alone_and_nothing_else_moves(here: Village) -> None:
    before = events()
    felt(here)
    assert events() == before
    rows = seen_by(account(here.aino), Feeling)
    assert [(row.area, row.face, row.words) for row in rows] == [("home", 2, "Yksin illalla."), ("people", 4, "")]
    for who in (here.ville, here.leena, here.marja, here.sirpa):
        assert seen_by(who, Feeling) == []
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("select words from plans_feeling where face = 2")
        assert b"Yksin" not in bytes(cursor.fetchone()[0])
    only_by_aino(here, actions.say_feelings, youth=here.aino, visit=uuid4(), answers=[("home", 1, "")])


def test_empty_answers_are_left_out_and_nothing_at_all_is_said_kindly(here: Village) -> None:
    felt(here, ("home", None, " "), ("people", None, "Hyvä ilta."))
    assert [row.area for row in seen_by(account(here.aino), Feeling)] == ["people"]
    words = {"youth": here.aino, "visit": uuid4()}
    cannot(account(here.aino), actions.say_feelings, answers=[("home", None, "")], **words)
    cannot(account(here.aino), actions.say_feelings, answers=[("moon", 3, "")], **words)
    cannot(account(here.aino), actions.say_feelings, answers=[("home", 6, "")], **words)
    cannot(account(here.aino), actions.say_feelings, "words_home", answers=[("home", 3, "a" * 4_001)], **words)


def test_sent_again_it_corrects_and_what_was_shown_of_it_is_asked_anew(here: Village) -> None:
    aino = account(here.aino)
    visit = felt(here)
    do(aino, actions.share_feelings, youth=here.aino, visit=visit, faces=["home"])
    felt(here, ("home", 3, ""), visit=visit)
    assert [(row.area, row.face) for row in seen_by(aino, Feeling)] == [("home", 3)]
    assert seen_by(here.ville, SharedFeeling) == []


def test_a_visit_of_somebody_else_is_not_joined(here: Village) -> None:
    visit = felt(here)
    eetu = here.eetu
    cannot(account(eetu), actions.say_feelings, youth=eetu, visit=visit, answers=[("home", 3, "")])
    assert [row.face for row in seen_by(account(here.aino), Feeling, area="home")] == [2]


def test_only_what_is_ticked_is_shown_faces_and_words_apart(here: Village) -> None:
    aino, visit = account(here.aino), felt(here)
    words = {"youth": here.aino, "visit": visit}
    cannot(aino, actions.share_feelings, **words)
    cannot(aino, actions.share_feelings, faces=["money"], words=["people"], **words)
    before = events()
    do(aino, actions.share_feelings, faces=["home"], **words)
    assert [(row.area, row.face, row.words) for row in seen_by(here.ville, SharedFeeling)] == [("home", 2, "")]
    do(aino, actions.share_feelings, words=["home"], faces=["people"], **words)
    shown = seen_by(here.ville, SharedFeeling)
    assert sorted((row.area, row.face, row.words) for row in shown if row.face) == [("people", 4, "")]
    assert [(row.area, row.words) for row in shown if row.face is None] == [("home", "Yksin illalla.")]
    assert events() == before
    assert seen_by(here.marja, SharedFeeling) == seen_by(here.sirpa, SharedFeeling) == []
    only_by_aino(here, actions.share_feelings, faces=["home"], **words)


def test_what_is_shown_is_taken_back_and_the_own_answer_stays(here: Village) -> None:
    aino, visit = account(here.aino), felt(here)
    (shown,) = do(aino, actions.share_feelings, youth=here.aino, visit=visit, faces=["home"])
    only_by_aino(here, actions.take_back_feeling, shared=shown)
    do(aino, actions.take_back_feeling, shared=shown)
    assert seen_by(here.ville, SharedFeeling) == []
    assert len(seen_by(aino, Feeling)) == 2


def test_one_answer_or_all_are_taken_away_with_what_was_shown_of_them(here: Village) -> None:
    aino, visit = account(here.aino), felt(here)
    do(aino, actions.share_feelings, youth=here.aino, visit=visit, faces=["home", "people"])
    home, _people = seen_by(aino, Feeling)
    only_by_aino(here, actions.drop_feeling, feeling=home)
    do(aino, actions.drop_feeling, feeling=home)
    assert [row.area for row in seen_by(aino, Feeling)] == [row.area for row in seen_by(here.ville, SharedFeeling)]
    only_by_aino(here, actions.drop_feelings, youth=here.aino)
    do(aino, actions.drop_feelings, youth=here.aino)
    assert seen_by(aino, Feeling) == seen_by(here.ville, SharedFeeling) == []


# ---------------------------------------------------------------- the future talk


def test_an_answer_of_the_future_talk_makes_no_item_and_is_seen_by_nobody_else(here: Village) -> None:
    before, words = events(), {"youth": here.aino, "question": "good_year"}
    note = do(account(here.aino), actions.keep_future, text=" Oma koti. ", **words)
    assert (note.text, note.item_id, note.question) == ("Oma koti.", None, "good_year")
    assert events() == before
    assert seen_by(here.ville, PrivateNote) == []
    cannot(account(here.aino), actions.keep_future, "good_year", text=" ", **words)
    cannot(account(here.aino), actions.keep_future, "moon", youth=here.aino, question="moon", text="Sana")
    only_by_aino(here, actions.keep_future, text="Ei käy", **words)


def test_a_note_answers_a_question_or_hangs_on_an_item_never_both(here: Village) -> None:
    item = good_day(here)
    with as_owner(), pytest.raises(IntegrityError, match="plans_privatenote_of_one_thing"):
        PrivateNote(youth=here.aino, item=item, question="good_year", text="x").save()


# ---------------------------------------------------------------- everyday skills


def test_what_i_say_of_skills_is_mine_and_the_latest_holds(here: Village) -> None:
    aino, before = account(here.aino), events()
    for says in ("not_yet", "not_yet", "alone"):
        do(aino, actions.rate_skills, youth=here.aino, says={"cooking": says, "laundry": "alone"})
    rows = seen_by(aino, SkillAnswer)
    assert [row.says for row in rows if row.skill == "cooking"] == ["not_yet", "alone"]
    assert len(rows) == 3
    assert events() == before
    assert seen_by(here.ville, SkillAnswer) == []
    cannot(aino, actions.rate_skills, youth=here.aino, says={"moon": "alone"})
    cannot(aino, actions.rate_skills, youth=here.aino, says={"cooking": "well"})
    only_by_aino(here, actions.rate_skills, youth=here.aino, says={"cooking": "alone"})
    only_by_aino(here, actions.forget_skills, youth=here.aino)
    do(aino, actions.forget_skills, youth=here.aino)
    assert seen_by(aino, SkillAnswer) == []


def test_three_are_practised_at_a_time_and_the_fourth_names_what_to_put_away(here: Village) -> None:
    aino = account(here.aino)
    for key in ("cooking", "laundry", "saying_no"):
        do(aino, actions.choose_skill, youth=here.aino, skill=key)
    assert [row.skill for row in seen_by(here.ville, ChosenSkill)] == ["cooking", "laundry", "saying_no"]
    with pytest.raises(actions.CannotBe) as caught:
        do(aino, actions.choose_skill, youth=here.aino, skill="doctor")
    assert "Ruoan laittaminen, Pyykin peseminen, Ei-sanan sanominen" in caught.value.message
    cannot(aino, actions.choose_skill, youth=here.aino, skill="cooking")
    cannot(aino, actions.choose_skill, youth=here.aino, skill="moon")
    laundry = seen_by(aino, ChosenSkill, skill="laundry")[0]
    only_by_aino(here, actions.end_skill, chosen=laundry)
    do(aino, actions.end_skill, chosen=laundry)
    assert now(laundry).ended_on == DAY
    cannot(aino, actions.end_skill, chosen=laundry)
    assert do(aino, actions.choose_skill, youth=here.aino, skill="doctor").place == 2
    only_by_aino(here, actions.choose_skill, youth=here.aino, skill="calling")


def test_two_taps_at_once_choose_one(here: Village, monkeypatch: pytest.MonkeyPatch) -> None:
    def taken(self: ChosenSkill, **_words: Any) -> None:
        raise IntegrityError("the place is taken")

    monkeypatch.setattr(ChosenSkill, "save", taken)
    cannot(account(here.aino), actions.choose_skill, youth=here.aino, skill="cooking")


# ---------------------------------------------------------------- the one reminder


def reminded() -> int:
    with as_role("sk_worker"), running(jobs.NAME):
        return jobs.remind_thinking()


def thinking(here: Village, says: str = "thinks") -> Any:
    version = frozen(here)
    do(account(here.aino), actions.answer, version=version, says=says)
    return version


def test_whoever_thinks_is_reminded_once_after_a_week_and_never_again(here: Village) -> None:
    version = thinking(here)
    before = len(seen_by(account(here.aino), Notice))
    with clock.at(DAY + timedelta(days=6)):
        assert reminded() == 0
    with clock.at(DAY + timedelta(days=8)):
        assert reminded() == 1
        assert reminded() == 0
        do(account(here.aino), actions.answer, version=version, says="thinks")
    for later in (16, 60, 400):
        with clock.at(DAY + timedelta(days=later)):
            assert reminded() == 0
    notices = seen_by(account(here.aino), Notice)
    assert len(notices) == before + 1
    assert notices[-1].kind == "waiting"
    assert len(seen_by(account(here.aino), Reminder)) == 1
    assert seen_by(here.ville, Reminder) == []


def test_who_has_answered_since_or_reads_a_newer_version_is_not_reminded(here: Village) -> None:
    version = thinking(here)
    do(account(here.aino), actions.answer, version=version, says="signs")
    with clock.at(DAY + timedelta(days=30)):
        assert reminded() == 0
    do(account(here.aino), actions.answer, version=version, says="thinks")
    do(account(here.aino), actions.say, item=good_day(here), text="Herään myöhään.")
    do(here.ville, actions.freeze, youth=here.aino)
    with clock.at(DAY + timedelta(days=30)):
        assert reminded() == 0


@pytest.mark.parametrize("gone", ["relation", "account", "life"])
def test_who_is_no_client_any_more_is_left_in_peace(here: Village, gone: str) -> None:
    thinking(here)
    with as_owner():
        if gone == "relation":
            ClientRelation.objects.whole(WHY).filter(youth=here.aino).update(open_during=days(-100, 3))
            Responsibility.objects.whole(WHY).filter(youth=here.aino).update(during=days(-100, 3))
        elif gone == "account":
            type(account(here.aino)).objects.filter(pk=account(here.aino).pk).update(closed_at=clock.now())
        else:
            Youth.objects.whole(WHY).filter(pk=here.aino.pk).update(died_on=DAY)
    with clock.at(DAY + timedelta(days=8)):
        assert reminded() == 0


def test_nobody_but_the_clock_reminds_and_the_clock_only_as_itself(here: Village) -> None:
    with acting(Person(here.ville)) as by, pytest.raises(Refused):
        actions.remind(by=by, youth=here.aino)
    with acting(Person(here.ville)), pytest.raises(NobodyActs):
        jobs.remind_thinking()


# ---------------------------------------------------------------- looking at the whole again


def test_when_both_have_signed_the_review_is_a_year_away_at_most(here: Village) -> None:
    version = frozen(here)
    for who in (here.ville, account(here.aino)):
        do(who, actions.answer, version=version, says="signs")
    with as_owner():
        assert Plan.objects.whole(WHY).get(youth=here.aino).review_due == DAY.replace(year=DAY.year + 1)
