"""A change of worker, deed by deed: who may, what follows, and what never does."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from sosiaalikyla.access.actions import CannotBe, Refused
from sosiaalikyla.access.actors import Guest, Job, Person, acting
from sosiaalikyla.access.models import User
from sosiaalikyla.base import clock
from sosiaalikyla.handovers import actions, policy, readings
from sosiaalikyla.handovers.machine import Role, State, Wishes
from sosiaalikyla.handovers.models import CheckAnswer, Handover, HandoverDay, Proposal, Wish
from sosiaalikyla.handovers.tests.ground import (
    DAY,
    WHY,
    WORDS,
    Village,
    accepted,
    account,
    at,
    day_of,
    do,
    handed_over,
    later,
    met,
    proposed,
    row,
    seen_by,
    suggested,
    village,
)
from sosiaalikyla.journal.models import Event
from sosiaalikyla.meetings.models import Meeting
from sosiaalikyla.notices.models import Notice
from sosiaalikyla.people import actions as people
from sosiaalikyla.people.models import NamedReader, Responsibility, WorkRelation, Youth
from sosiaalikyla.people.tests import factories
from tests.ground import as_owner

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Iterator[Village]:
    with clock.at(DAY):
        yield village()


def change(who: User, handover: Handover) -> readings.Change:
    with acting(Person(who)) as by:
        found = readings.latest(by, handover.youth_id)
        assert found is not None
        return readings.change(by, found)


def notices_of(user: User) -> int:
    with as_owner():
        return Notice.objects.whole(WHY).filter(receiver=user).count()


def responsible(youth: Youth) -> str:
    with as_owner():
        rows = Responsibility.objects.whole(WHY).filter(youth=youth, during__contains=clock.today())
        return rows.select_related("worker").get().worker.name


# ---------------------------------------------------------------- it begins


def test_the_young_person_the_worker_the_pair_and_the_manager_may_bring_it_up(here: Village) -> None:
    for by, whose in ((account(here.aino), "youth"), (here.ville, "worker"), (here.piia, "worker")):
        handover = suggested(here.aino, by)
        assert (handover.begun_by, handover.giver_id) == (whose, here.ville.pk)
        do(here.ville, actions.withdraw, handover=handover, why="Jatketaan yhdessä.")
    board = factories.responsibility(here.aino)
    handover = do(here.marja, actions.suggest, relation=board, deadline=later(30))
    assert (handover.begun_by, handover.deadline, handover.giver_id) == ("manager", later(30), here.ville.pk)


def test_strangers_and_those_who_leave_or_receive_bring_up_nothing(here: Village) -> None:
    for who in (here.sirpa, here.kaisa, here.jonna, account(here.eetu), here.lasse, here.roosa, here.marja):
        with pytest.raises(Refused):
            suggested(here.aino, who)
    far = factories.staff("Birgitta", factories.county("Keski-Pohjanmaan hyvinvointialue", "18"), role="manager")
    with pytest.raises(Refused):
        do(far, actions.suggest, relation=factories.responsibility(here.aino))


def test_what_the_young_person_says_when_they_bring_it_up_is_their_own_wish(here: Village) -> None:
    aino = account(here.aino)
    handover = suggested(here.aino, aino, words="Haluaisin jonkun muun.")
    (wish,) = seen_by(aino, Wish)
    assert (wish.kind, wish.text, wish.scribe_id, wish.counts) == ("another", "Haluaisin jonkun muun.", None, True)
    assert notices_of(here.ville) == 1
    assert change(aino, handover).facts.wishes is Wishes.SILENT, "it is no wish about what to tell"


def test_a_day_gone_by_and_a_second_open_change_are_refused_in_words(here: Village) -> None:
    with pytest.raises(CannotBe) as caught:
        suggested(here.aino, here.ville, deadline=later(-1))
    assert caught.value.field == "deadline"
    suggested(here.aino, here.ville)
    with pytest.raises(CannotBe):
        suggested(here.aino, here.ville)


# ---------------------------------------------------------------- asking


def test_the_one_asked_sees_the_short_words_and_no_row_of_the_young_person(here: Village) -> None:
    _handover, proposal = proposed(here.aino, here.ville, here.sirpa)
    assert [found.words for found in seen_by(here.sirpa, Proposal)] == [WORDS]
    for model in (Youth, Handover, Wish, CheckAnswer, HandoverDay, Meeting):
        assert not [found for found in seen_by(here.sirpa, model) if getattr(found, "youth_id", found.pk) == here.aino.pk]
    assert seen_by(here.kaisa, Proposal) == []
    assert notices_of(here.sirpa) == 1
    with acting(Guest(proposal.uuid)) as guest:
        assert not policy.is_asked(guest, proposal)


def test_asking_needs_words_a_day_ahead_and_a_worker_of_the_house_who_isnt_responsible(here: Village) -> None:
    handover = suggested(here.aino, here.ville)
    good = {"receiver": here.sirpa, "words": WORDS, "change_by": later(20)}
    for change_, field in (
        ({"words": "  "}, "words"),
        ({"change_by": later(-1)}, "change_by"),
        ({"receiver": here.kaisa}, "receiver"),
        ({"receiver": here.jonna}, "receiver"),
        ({"receiver": here.ville}, "receiver"),
    ):
        with pytest.raises(CannotBe) as caught:
            do(here.ville, actions.propose, handover=handover, **{**good, **change_})
        assert caught.value.field == field
    assert seen_by(here.ville, Proposal) == []


def test_only_the_responsible_worker_and_the_manager_ask(here: Village) -> None:
    handover = suggested(here.aino, here.ville)
    for who in here.strangers:
        if who == here.marja:
            continue
        with pytest.raises((Refused, CannotBe)):
            do(who, actions.propose, handover=handover, receiver=here.sirpa, words=WORDS, change_by=later(20))
    for who in (account(here.aino), here.piia):
        with pytest.raises(CannotBe):
            do(who, actions.propose, handover=handover, receiver=here.sirpa, words=WORDS, change_by=later(20))
    proposal = do(here.marja, actions.propose, handover=handover, receiver=here.sirpa, words=WORDS, change_by=later(20))
    assert proposal.asked_by_id == here.marja.pk
    with pytest.raises(CannotBe):
        do(here.ville, actions.propose, handover=handover, receiver=here.roosa, words=WORDS, change_by=later(20))


def test_saying_yes_opens_the_young_person_and_changes_nobody_yet(here: Village) -> None:
    handover = accepted(here.aino, here.ville, here.sirpa)
    assert handover.receiver_id == here.sirpa.pk
    assert [found.pk for found in seen_by(here.sirpa, Youth, pk=here.aino.pk)] == [here.aino.pk]
    with as_owner():
        beside = WorkRelation.objects.whole(WHY).get(youth=here.aino, worker=here.sirpa)
    assert (beside.kind, beside.during.lower) == ("receiving", DAY)
    assert responsible(here.aino) == "Ville"
    assert change(here.sirpa, handover).roles == {Role.RECEIVER}
    assert notices_of(here.ville) == 1
    assert notices_of(account(here.aino)) >= 3


def test_one_named_by_hand_to_receive_may_say_yes_too(here: Village) -> None:
    handover = accepted(here.aino, here.ville, here.roosa)
    with as_owner():
        assert WorkRelation.objects.whole(WHY).filter(youth=here.aino, worker=here.roosa).count() == 1
    assert change(here.roosa, handover).state is State.ACCEPTED


def test_a_no_has_a_reason_and_closes_the_item_and_another_may_be_asked(here: Village) -> None:
    handover, proposal = proposed(here.aino, here.ville, here.sirpa)
    with pytest.raises(CannotBe) as caught:
        do(here.sirpa, actions.refuse, proposal=proposal, why=" ")
    assert caught.value.field == "why"
    do(here.sirpa, actions.refuse, proposal=proposal, why="Minulla on jo liian monta nuorta.")
    assert seen_by(here.sirpa, Proposal) == []
    found = change(here.ville, handover)
    assert (found.state, found.facts.refused_why) == (State.REFUSED, "Minulla on jo liian monta nuorta.")
    assert seen_by(here.marja, Proposal)[0].refused_why, "the manager reads why"
    do(here.ville, actions.propose, handover=handover, receiver=here.roosa, words=WORDS, change_by=later(20))
    assert change(here.ville, handover).state is State.PROPOSED


def test_nobody_answers_for_the_one_asked(here: Village) -> None:
    _handover, proposal = proposed(here.aino, here.ville, here.sirpa)
    for who in (here.ville, here.marja, here.roosa, here.kaisa, account(here.aino)):
        for deed, more in ((actions.accept, {}), (actions.refuse, {"why": "x"})):
            with pytest.raises(Refused):
                do(who, deed, proposal=proposal, **more)
    # Also past the action's own question the database refuses.
    with pytest.raises(Refused), acting(Person(here.roosa)) as by:
        actions._answer(by, proposal, says_yes=True)


def test_an_answer_that_comes_too_late_opens_nothing(here: Village) -> None:
    handover, proposal = proposed(here.aino, here.ville, here.sirpa)
    do(here.ville, actions.withdraw, handover=handover, why="Aino muuttaa toiselle alueelle.")
    with pytest.raises(Refused):
        do(here.sirpa, actions.accept, proposal=proposal)
    # Withdrawn in the moment between asking the rule and answering: the database says so in words.
    with pytest.raises(CannotBe, match=r"vaihto on edennyt|moved on"), acting(Person(here.sirpa)) as by:
        actions._answer(by, proposal, says_yes=True)
    with as_owner():
        assert not WorkRelation.objects.whole(WHY).filter(worker=here.sirpa, youth=here.aino).exists()


def test_another_failure_of_the_database_is_no_sentence_for_anybody(here: Village) -> None:
    with pytest.raises(IntegrityError), actions._in_words(), acting(Person(here.ville)):
        Handover(youth=here.aino, relation=factories.relation(here.eetu), giver=here.ville, begun_by="worker").save()


# ---------------------------------------------------------------- wishes


def test_silence_is_no_wish_and_saying_there_is_none_is_its_own_answer(here: Village) -> None:
    aino = account(here.aino)
    handover = accepted(here.aino, here.ville, here.sirpa)
    with clock.at(later(200)):
        assert change(here.ville, handover).facts.wishes is Wishes.SILENT
    do(aino, actions.tell, handover=handover, kind="none")
    assert change(here.ville, handover).facts.wishes is Wishes.NONE
    do(aino, actions.tell, handover=handover, kind="dont_tell", text="Älä kerro siskostani.")
    assert change(here.ville, handover).facts.wishes is Wishes.TOLD
    with pytest.raises(CannotBe):
        do(aino, actions.tell, handover=handover, kind="tell", text="")
    with pytest.raises(CannotBe):
        do(aino, actions.tell, handover=handover, kind="order", text="x")


def test_what_another_types_is_the_young_persons_only_after_they_have_read_it(here: Village) -> None:
    aino = account(here.aino)
    handover = suggested(here.aino, here.ville)
    wish = do(here.ville, actions.tell, handover=handover, kind="tell", text="Kerro, että en pidä puhelimesta.")
    assert wish.scribe_id == here.ville.pk
    assert not wish.counts
    assert change(here.ville, handover).facts.wishes is Wishes.SILENT
    for who in (here.ville, here.marja, account(here.eetu)):
        with pytest.raises(Refused):
            do(who, actions.say_right, wish=wish)
        with pytest.raises(Refused):
            do(who, actions.take_back, wish=wish)
    do(aino, actions.say_right, wish=wish)
    assert change(here.ville, handover).facts.wishes is Wishes.TOLD
    do(aino, actions.take_back, wish=wish)
    assert change(here.ville, handover).facts.wishes is Wishes.SILENT
    assert change(here.ville, handover).of_kind("tell")[0].taken_back_on == DAY


def test_nobody_changes_the_young_persons_words_nor_reads_them_back_for_them(here: Village) -> None:
    aino = account(here.aino)
    handover = suggested(here.aino, here.ville)
    wish = do(here.ville, actions.tell, handover=handover, kind="tell", text="Kerro koirasta.")
    with acting(Person(here.ville)) as by:
        assert Wish.objects.visible_to(by).filter(pk=wish.pk).update(read_back_on=DAY) == 0
    with pytest.raises(IntegrityError, match="stays as it was said"), acting(Person(aino)) as by:
        Wish.objects.visible_to(by).filter(pk=wish.pk).update(text="Muuta")
    for scribe, read in ((None, None), (here.ville, DAY)):
        with pytest.raises(ProgrammingError), acting(Person(here.ville)), transaction.atomic():
            Wish(youth=here.aino, handover=handover, kind="tell", text="x", scribe=scribe, read_back_on=read).save()


def test_what_is_not_to_be_told_is_never_read_by_the_new_worker(here: Village) -> None:
    aino = account(here.aino)
    handover = accepted(here.aino, here.ville, here.sirpa)
    do(aino, actions.tell, handover=handover, kind="dont_tell", text="Älä kerro siskostani.")
    do(here.piia, actions.tell, handover=handover, kind="dont_tell", text="Älä kerro äidistä.")
    do(aino, actions.tell, handover=handover, kind="tell", text="Kerro koirasta.")

    def reads(who: User) -> set[str]:
        return {wish.text for wish in seen_by(who, Wish)}

    assert reads(here.sirpa) == reads(here.leena) == {"Kerro koirasta."}
    assert reads(here.piia) == {"Kerro koirasta.", "Älä kerro äidistä."}
    assert reads(here.ville) == reads(aino) == {"Kerro koirasta.", "Älä kerro siskostani.", "Älä kerro äidistä."}
    do(here.ville, actions.hand_over, handover=handover, from_day=DAY, no_meeting_why="Kiire.")
    with clock.at(later(1)):
        assert reads(here.sirpa) == {"Kerro koirasta."}
    with clock.at(later(29)):
        assert reads(here.ville) == set()


def test_in_a_sudden_leave_what_is_not_to_be_told_is_said_to_the_one_in_between(here: Village) -> None:
    board = factories.responsibility(here.aino)
    handover = do(here.marja, actions.sudden_leave, relation=board, takes_over=here.sirpa, for_good=False, why="Lopetti.")
    wish = do(account(here.aino), actions.tell, handover=handover, kind="dont_tell", text="Älä kerro siskostani.")
    assert wish.only_to_id == here.sirpa.pk


def test_the_board_shows_the_manager_no_word_of_the_young_person(here: Village) -> None:
    handover = suggested(here.aino, account(here.aino), words="Hän ei kuuntele.")
    found = change(here.marja, handover)
    assert found.wishes == []
    assert found.roles == {Role.MANAGER}
    assert seen_by(here.marja, Wish) == seen_by(here.marja, Youth) == []


# ---------------------------------------------------------------- meeting, and the change


def test_the_meeting_of_three_is_an_agreed_time_and_is_noted_when_held(here: Village) -> None:
    handover = accepted(here.aino, here.ville, here.sirpa)
    do(here.ville, actions.set_meeting, handover=handover, starts_at=at(5), place="Kahvila", about="Kolmestaan")
    (meeting,) = seen_by(account(here.aino), Meeting)
    assert (row(handover).meeting_id, meeting.place) == (meeting.pk, "Kahvila")
    for on in (later(1), later(-1)):
        with pytest.raises(CannotBe) as caught:
            do(here.sirpa, actions.hold_meeting, handover=handover, on=on)
        assert caught.value.field == "on"
    do(here.sirpa, actions.hold_meeting, handover=handover, on=DAY)
    assert change(here.ville, handover).state is State.MET
    for who in (here.kaisa, here.sirpa, account(here.aino)):
        with pytest.raises((CannotBe, Refused)):
            do(who, actions.set_meeting, handover=handover, starts_at=at(6))


def test_handing_over_changes_who_is_responsible_in_the_same_act(here: Village) -> None:
    handover = handed_over(here.aino, here.ville, here.sirpa)
    assert responsible(here.aino) == "Sirpa"
    assert change(here.sirpa, handover).state is State.HANDED_OVER
    with as_owner():
        kinds = set(Event.objects.whole(WHY).filter(client=here.aino.pk).values_list("kind", flat=True))
        leaving = WorkRelation.objects.whole(WHY).get(youth=here.aino, worker=here.ville)
    assert {"handed_over", "responsible_changed"} <= kinds
    assert leaving.kind == "leaving"
    with pytest.raises((CannotBe, Refused)):
        do(here.ville, actions.hand_over, handover=handover, from_day=DAY)


def test_a_meeting_that_was_not_held_does_not_stop_the_day_and_is_explained(here: Village) -> None:
    handover = accepted(here.aino, here.ville, here.sirpa)
    with pytest.raises(CannotBe) as caught:
        do(here.ville, actions.hand_over, handover=handover, from_day=DAY)
    assert caught.value.field == "no_meeting_why"
    assert responsible(here.aino) == "Ville"
    do(here.ville, actions.hand_over, handover=handover, from_day=DAY, no_meeting_why="Aino ei halunnut tavata.")
    found = change(here.sirpa, handover)
    assert responsible(here.aino) == "Sirpa"
    assert found.warm == (False, ("named_late", "not_met", "not_checked"))


def test_a_refusal_below_leaves_nothing_of_the_change(here: Village) -> None:
    handover = met(here.aino, here.ville, here.sirpa)
    with pytest.raises(CannotBe):
        do(here.ville, actions.hand_over, handover=handover, from_day=later(-3))
    assert row(handover).changed_on is None
    assert responsible(here.aino) == "Ville"


def test_a_deputy_stands_in_and_does_not_hand_over(here: Village) -> None:
    handover = met(here.aino, here.ville, here.sirpa)
    factories.cover(here.ville, here.roosa)
    with pytest.raises(Refused):
        do(here.roosa, actions.hand_over, handover=handover, from_day=DAY)
    assert row(handover).changed_on is None


def test_the_manager_may_make_the_agreed_change_without_seeing_whose_it_is(here: Village) -> None:
    handover = met(here.aino, here.ville, here.sirpa)
    do(here.marja, actions.hand_over, handover=handover, from_day=DAY)
    assert responsible(here.aino) == "Sirpa"
    assert seen_by(here.marja, Youth) == []


def test_without_one_who_has_accepted_nothing_is_handed_over(here: Village) -> None:
    handover = accepted(here.aino, here.ville, here.sirpa)
    with as_owner():
        Handover.objects.whole(WHY).filter(pk=handover.pk).update(receiver=None)
    with pytest.raises(CannotBe):
        do(here.ville, actions.hand_over, handover=handover, from_day=DAY, no_meeting_why="x")


# ---------------------------------------------------------------- four weeks after


def test_four_weeks_after_both_answer_and_the_change_is_closed_as_warm(here: Village) -> None:
    aino = account(here.aino)
    handover = accepted(here.aino, here.ville, here.sirpa)
    with clock.at(later(10)):
        do(here.ville, actions.hold_meeting, handover=handover, on=clock.today())
        do(here.ville, actions.hand_over, handover=handover, from_day=clock.today())
        with pytest.raises(CannotBe):
            do(aino, actions.answer_check, handover=handover, answer="good")
    with clock.at(DAY + timedelta(days=38)):
        with pytest.raises(CannotBe):
            do(here.sirpa, actions.answer_check, handover=handover, answer="excellent")
        do(aino, actions.answer_check, handover=handover, answer="good", words="Tutustuttiin rauhassa.")
        found = change(here.sirpa, handover)
        assert (found.state, found.may("answer_check"), found.check_open) == (State.HANDED_OVER, True, True)
        assert not change(aino, handover).may("answer_check"), "each voice answers once"
        with pytest.raises(CannotBe):
            do(aino, actions.answer_check, handover=handover, answer="bad")
        do(here.sirpa, actions.answer_check, handover=handover, answer="mixed")
        found = change(aino, handover)
        assert (found.state, found.warm, found.is_open) == (State.CLOSED, (True, ()), False)
        assert row(handover).closed_how == "answered"
        assert day_of(handover) is None


def test_nobody_answers_the_question_in_anothers_voice(here: Village) -> None:
    handover = handed_over(here.aino, here.ville, here.sirpa)
    with clock.at(later(28)):
        for who in (here.ville, here.marja, here.piia):
            with pytest.raises((CannotBe, Refused)):
                do(who, actions.answer_check, handover=handover, answer="good")
        for who, voice in ((here.sirpa, "youth"), (account(here.aino), "worker")):
            with pytest.raises(ProgrammingError), acting(Person(who)), transaction.atomic():
                CheckAnswer(youth=here.aino, handover=handover, voice=voice, author=who, answer="good").save()


def test_an_answer_that_never_came_closes_with_a_reason_and_not_as_warm(here: Village) -> None:
    handover = handed_over(here.aino, here.ville, here.sirpa)
    with clock.at(later(41)), pytest.raises(CannotBe):
        do(here.sirpa, actions.close_unanswered, handover=handover, why="Ei tavoitettu.")
    with clock.at(later(42)):
        with pytest.raises(CannotBe):
            do(here.sirpa, actions.close_unanswered, handover=handover, why="")
        do(here.sirpa, actions.close_unanswered, handover=handover, why="Kysyttiin kahdesti.")
        found = change(account(here.aino), handover)
    assert found.state is State.CLOSED
    assert "not_checked" in found.warm[1]
    suggested(here.aino, here.sirpa)


# ---------------------------------------------------------------- withdrawing


def test_withdrawing_says_why_and_shuts_the_door_that_had_opened(here: Village) -> None:
    handover = accepted(here.aino, here.ville, here.sirpa)
    with clock.at(later(3)):
        assert seen_by(here.sirpa, Youth, pk=here.aino.pk)
        with pytest.raises(CannotBe):
            do(here.ville, actions.withdraw, handover=handover, why="")
        do(here.ville, actions.withdraw, handover=handover, why="Aino halusi jatkaa Villen kanssa.")
        assert seen_by(here.sirpa, Youth, pk=here.aino.pk) == []
        assert seen_by(here.sirpa, Proposal) == []
    found = change(account(here.aino), handover)
    assert (found.state, found.facts.withdrawn_why) == (State.WITHDRAWN, "Aino halusi jatkaa Villen kanssa.")
    assert day_of(handover) is None
    with pytest.raises(CannotBe):
        do(account(here.aino), actions.tell, handover=handover, kind="stay")


def test_withdrawing_before_anybody_is_asked_tells_nobody_else(here: Village) -> None:
    handover = suggested(here.aino, account(here.aino))
    do(here.ville, actions.withdraw, handover=handover, why="Puhuimme, ja Aino jatkaa kanssani.")
    assert change(account(here.aino), handover).state is State.WITHDRAWN


# ---------------------------------------------------------------- a sudden leave


def test_a_vacancy_is_shown_as_one_with_somebody_answering_until_then(here: Village) -> None:
    board = factories.responsibility(here.aino)
    handover = do(
        here.marja, actions.sudden_leave, relation=board, takes_over=here.sirpa, for_good=False, why="Ville lopetti."
    )
    assert responsible(here.aino) == "Sirpa"
    found = change(account(here.aino), handover)
    assert (found.vacancy, found.handover.giver_id, found.state) == (True, None, State.SUGGESTED)
    waits = day_of(handover)
    assert (waits.step, waits.who, waits.rises_on, waits.sudden) == ("find_now", "manager", DAY, True)
    # The manager names one, who says yes and takes over from the one in between; it isn't warm for that.
    proposal = do(here.marja, actions.propose, handover=handover, receiver=here.roosa, words=WORDS, change_by=later(9))
    do(here.roosa, actions.accept, proposal=proposal)
    do(here.sirpa, actions.hand_over, handover=handover, from_day=DAY)
    assert responsible(here.aino) == "Roosa"
    assert "sudden" in change(account(here.aino), handover).warm[1]


def test_one_named_at_once_is_asked_four_weeks_after_like_everybody(here: Village) -> None:
    board = factories.responsibility(here.aino)
    handover = do(
        here.marja, actions.sudden_leave, relation=board, takes_over=here.sirpa, for_good=True, why="Ville lopetti."
    )
    assert (row(handover).receiver_id, row(handover).changed_on) == (here.sirpa.pk, DAY)
    with clock.at(later(28)):
        assert day_of(handover).step == "check"
        do(here.sirpa, actions.answer_check, handover=handover, answer="good")
        waits = day_of(handover)
        assert (waits.due, waits.rises_on) == (None, None), "what waits for the young person is never late"
        do(account(here.aino), actions.answer_check, handover=handover, answer="bad")
    assert change(here.sirpa, handover).warm == (False, ("sudden", "not_accepted", "not_met"))


def test_a_sudden_leave_ends_what_was_under_way_and_says_why(here: Village) -> None:
    planned = accepted(here.aino, here.ville, here.sirpa)
    board = factories.responsibility(here.aino)
    do(here.marja, actions.sudden_leave, relation=board, takes_over=here.roosa, for_good=True, why="Ville lopetti.")
    assert row(planned).withdrawn_why == "Ville lopetti."
    board = factories.responsibility(here.aino)
    again = do(here.marja, actions.sudden_leave, relation=board, takes_over=here.sirpa, for_good=False, why="Roosa lopetti.")
    with as_owner():
        before = Handover.objects.whole(WHY).filter(youth=here.aino, closed_how="unanswered").get()
    assert (before.closed_why, before.receiver_id) == ("Roosa lopetti.", here.roosa.pk)
    assert change(account(here.aino), again).vacancy


def test_only_the_manager_of_the_house_tells_of_a_sudden_leave(here: Village) -> None:
    far = factories.staff("Birgitta", factories.county("Keski-Pohjanmaan hyvinvointialue", "18"), role="manager")
    board = factories.responsibility(here.aino)
    for who in (far, here.ville, here.sirpa, account(here.aino)):
        for relation in (board, factories.relation(here.aino)):
            with pytest.raises(Refused):
                do(who, actions.sudden_leave, relation=relation, takes_over=here.sirpa, for_good=True, why="x")
    with pytest.raises(CannotBe) as caught:
        do(here.marja, actions.sudden_leave, relation=board, takes_over=here.sirpa, for_good=True, why="")
    assert caught.value.field == "why"
    with pytest.raises(CannotBe):
        do(here.marja, actions.sudden_leave, relation=board, takes_over=here.ville, for_good=True, why="x")
    with as_owner():
        assert not Handover.objects.whole(WHY).exists()


# ---------------------------------------------------------------- under turvakielto


@pytest.fixture
def hidden(here: Village) -> Village:
    supervisor = factories.staff("Salme", factories.county(), role="manager")
    factories.protected(here.aino, supervisor)
    here.__dict__["salme"] = supervisor
    return here


def test_a_protected_persons_change_is_on_nobodys_board_but_her_readers(hidden: Village) -> None:
    salme = hidden.__dict__["salme"]
    handover, _proposal = proposed(hidden.aino, hidden.ville, hidden.sirpa)
    day_of(handover)
    for who in (hidden.marja, hidden.kaisa, hidden.jonna):
        for model in (Handover, Proposal, HandoverDay, Wish):
            assert seen_by(who, model) == [], (who.name, model)
    assert len(seen_by(salme, Handover)) == len(seen_by(salme, HandoverDay)) == len(seen_by(salme, Proposal)) == 1
    assert seen_by(salme, Wish) == seen_by(salme, Youth) == []
    assert row(handover).board_org_id is None
    factories.cover(hidden.ville, hidden.jonna)
    assert seen_by(hidden.jonna, Handover) == [], "a deputy who isn't a named reader sees nothing"
    assert seen_by(hidden.sirpa, Proposal)[0].words == WORDS, "the one asked sees the words, without a name"
    with pytest.raises(Refused):
        do(hidden.marja, actions.withdraw, handover=handover, why="x")
    do(salme, actions.withdraw, handover=handover, why="Jatketaan näin.")


def test_the_new_worker_becomes_a_named_reader_with_the_change_and_not_before(hidden: Village) -> None:
    handover = met(hidden.aino, hidden.ville, hidden.sirpa)

    def reads() -> bool:
        with as_owner():
            rows = NamedReader.objects.whole(WHY).filter(youth=hidden.aino, reader=hidden.sirpa)
            return rows.filter(during__contains=clock.today()).exists()

    assert not reads()
    do(hidden.ville, actions.hand_over, handover=handover, from_day=DAY)
    assert reads()


def test_the_named_supervisor_alone_tells_of_a_sudden_leave_and_names_the_next(hidden: Village) -> None:
    salme = hidden.__dict__["salme"]
    relation = factories.relation(hidden.aino)
    with pytest.raises(Refused):
        do(hidden.marja, actions.sudden_leave, relation=relation, takes_over=hidden.sirpa, for_good=False, why="x")
    handover = do(salme, actions.sudden_leave, relation=relation, takes_over=hidden.sirpa, for_good=False, why="Lopetti.")
    assert responsible(hidden.aino) == "Sirpa"
    waits = day_of(handover)
    assert (waits.step, waits.board_org_id) == ("find_now", None)
    assert len(seen_by(salme, HandoverDay)) == 1
    proposal = do(salme, actions.propose, handover=handover, receiver=hidden.roosa, words=WORDS, change_by=later(9))
    do(hidden.roosa, actions.accept, proposal=proposal)
    do(salme, actions.hand_over, handover=handover, from_day=DAY)
    assert responsible(hidden.aino) == "Roosa"


def test_a_change_under_way_leaves_the_board_in_the_moment_protection_begins_and_comes_back(here: Village) -> None:
    salme = factories.staff("Salme", factories.county(), role="manager")
    handover, _proposal = proposed(here.aino, here.ville, here.sirpa)
    day_of(handover)
    assert len(seen_by(here.marja, HandoverDay)) == 1
    do(here.ville, people.protect, youth=here.aino, supervisor=salme, municipality="K", address="S", phone="")
    for model in (Handover, Proposal, HandoverDay):
        assert seen_by(here.marja, model) == [], model
        assert len(seen_by(salme, model)) == 1
    do(here.ville, people.unprotect, youth=here.aino, keep_phone=False)
    for model in (Handover, Proposal, HandoverDay):
        assert len(seen_by(here.marja, model)) == 1, model


# ---------------------------------------------------------------- the rule


def test_a_job_and_a_guest_have_no_part(here: Village) -> None:
    handover = suggested(here.aino, here.ville)
    for actor in (Job("x"), Guest(handover.uuid)):
        with acting(actor):
            assert policy.roles(actor, handover) == frozenset()
            with pytest.raises(Refused):
                actions.withdraw(by=actor, handover=handover, why="x")


def test_a_row_about_one_and_a_change_of_another_do_not_go_together(here: Village) -> None:
    handover = suggested(here.aino, here.ville)
    with pytest.raises(IntegrityError), as_owner(), transaction.atomic():
        Wish(youth=here.eetu, handover=handover, kind="none").save()


def test_one_who_sees_but_has_lost_the_row_meanwhile_is_refused(here: Village) -> None:
    handover = suggested(here.aino, here.ville)
    with acting(Person(here.ville)) as by, pytest.raises(Refused):
        actions._locked(by, Handover(pk=handover.pk + 1000, youth_id=here.aino.pk), actions.Move.WITHDRAW)


def test_the_waiting_step_is_worked_out_the_same_twice_and_after_deleting(here: Village) -> None:
    handover, _proposal = proposed(here.aino, here.ville, here.sirpa)
    first = day_of(handover)
    assert (first.step, first.acts_id, first.due) == ("answer", here.sirpa.pk, later(5))
    assert day_of(handover).pk == first.pk
    with as_owner():
        HandoverDay.objects.whole(WHY).all().delete()
    again = day_of(handover)
    same = ("step", "who", "acts_id", "due", "rises_on", "sudden", "board_org_id")
    assert [getattr(again, name) for name in same] == [getattr(first, name) for name in same]
    do(here.sirpa, actions.refuse, proposal=_proposal, why="Täynnä.")
    moved = day_of(handover)
    assert (moved.pk, moved.step, moved.acts_id) == (again.pk, "find", here.ville.pk)


def test_what_a_page_has_read_already_gives_the_same_part_as_asking(here: Village) -> None:
    handover = suggested(here.aino, here.ville)
    answers = factories.responsibility(here.aino)
    for who in (here.ville, here.piia, here.marja, here.kaisa, account(here.aino)):
        with acting(Person(who)) as by:
            assert policy.roles(by, handover) == policy.roles(by, handover, youth=here.aino, answers=answers), who.name


def test_nobody_but_staff_is_asked(here: Village) -> None:
    _handover, proposal = proposed(here.aino, here.ville, here.sirpa)
    assert policy.asked_ids(Person(account(here.aino))) == frozenset()
    assert policy.asked_ids(Job("test")) == frozenset()
    with acting(Person(here.sirpa)) as sirpa:
        assert policy.asked_ids(sirpa) == {proposal.pk}
