"""Each voice is its owner's, promises have owners and days, and nothing is agreed to by silence."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest

from sosiaalikyla.access.actions import CannotBe, Refused
from sosiaalikyla.access.actors import Guest, Job, Person, acting
from sosiaalikyla.base import clock
from sosiaalikyla.journal.models import Event
from sosiaalikyla.journal.refresh import refresh
from sosiaalikyla.notices.models import Notice
from sosiaalikyla.paths.tests.ground import DAY, brought_up, seen_by, village
from sosiaalikyla.people.tests import factories
from sosiaalikyla.plans import actions, policy
from sosiaalikyla.plans.content import digest_of
from sosiaalikyla.plans.models import (
    Answer,
    Decision,
    Intention,
    Item,
    OwnVoice,
    Plan,
    PrivateNote,
    Promise,
    PromiseDay,
    Version,
    WorkerView,
)
from sosiaalikyla.plans.tests.ground import WHY, Village, account, do, frozen, good_day, item, now, promised, said
from tests.ground import as_owner

pytestmark = pytest.mark.django_db
LONG = "a" * 4_001


@pytest.fixture
def here() -> Iterator[Village]:
    with clock.at(DAY):
        found = village()
        brought_up(found.aino, found.ville)
        yield found


def told(whom: Any) -> int:
    return len(seen_by(whom, Notice))


def refused_to(actors: list[Any], deed: Callable[..., Any], **words: Any) -> None:
    for actor in (*map(Person, actors), Guest(uuid4()), Job("plans.test")):
        with acting(actor), pytest.raises(Refused):
            deed(by=actor, **words)


def cannot(who: Any, deed: Callable[..., Any], field: str = "", **words: Any) -> None:
    with pytest.raises(CannotBe) as caught:
        do(who, deed, **words)
    assert caught.value.field == field, caught.value.message


# ---------------------------------------------------------------- the plan and its items


def test_a_plan_is_begun_once_with_a_good_day_and_the_eleven_matters(here: Village) -> None:
    first = do(here.ville, actions.begin, youth=here.aino)
    again = do(account(here.aino), actions.begin, youth=here.aino)
    assert first.pk == again.pk
    kinds = [row.kind for row in seen_by(account(here.aino), Item)]
    assert kinds.count("matter") == 11
    assert kinds.count("good_day") == 1
    assert len(seen_by(account(here.aino), Event, kind="plan_begun")) == 1
    refused_to(here.strangers, actions.begin, youth=here.aino)
    assert seen_by(here.sirpa, Plan) == seen_by(here.marja, Plan) == []


def test_dreams_strengths_goals_and_the_future_are_added_by_either(here: Village) -> None:
    assert item(here, "dream").area == ""
    assert do(here.ville, actions.add_item, youth=here.aino, kind="goal", area="home").area == "home"
    do(account(here.aino), actions.add_item, youth=here.aino, kind="future", key="good_year")
    cannot(here.ville, actions.add_item, youth=here.aino, kind="future", key="good_year")
    for field, words in (
        ("kind", {"kind": "matter", "key": "need"}),
        ("kind", {"kind": "good_day"}),
        ("area", {"kind": "goal"}),
        ("area", {"kind": "goal", "area": "moon"}),
        ("area", {"kind": "dream", "area": "home"}),
        ("key", {"kind": "future", "key": "need"}),
        ("key", {"kind": "strength", "key": "need"}),
    ):
        cannot(account(here.aino), actions.add_item, field, youth=here.aino, **words)
    refused_to(here.strangers, actions.add_item, youth=here.aino, kind="dream")


def test_the_young_person_puts_anything_away_and_a_worker_only_goals(here: Village) -> None:
    dream, goal, day = item(here, "dream"), item(here), good_day(here)
    aino = account(here.aino)
    do(aino, actions.end_item, item=dream, stands="reached")
    assert now(dream).reached_on == DAY
    do(aino, actions.end_item, item=dream, stands="away")
    assert (now(dream).reached_on, now(dream).put_away_on) == (None, DAY)
    do(aino, actions.end_item, item=dream, stands="back")
    assert now(dream).put_away_on is None
    do(here.ville, actions.end_item, item=goal, stands="reached")
    cannot(aino, actions.end_item, item=day, stands="away")
    cannot(aino, actions.end_item, "stands", item=goal, stands="gone")
    refused_to([*here.strangers, here.ville], actions.end_item, item=dream, stands="away")
    with as_owner():
        type(here.aino).objects.whole(WHY).filter(pk=here.aino.pk).update(user=None)
    dream = now(dream)
    do(here.ville, actions.end_item, item=dream, stands="away")
    assert now(dream).put_away_on == DAY


# ---------------------------------------------------------------- voices


def test_what_the_young_person_types_holds_at_once_and_grows_by_versions(here: Village) -> None:
    goal = item(here)
    first, second = said(account(here.aino), goal), said(account(here.aino), goal, "  Haluan kissan.  ")
    assert (first.version, second.version, second.text) == (1, 2, "Haluan kissan.")
    assert (second.agreed, second.scribe_id) == ("own", None)
    assert now(first).text == "Haluan oman kodin."
    assert told(here.ville) == 0
    cannot(account(here.aino), actions.say, "text", item=goal, text="  ")
    cannot(account(here.aino), actions.say, "text", item=goal, text=LONG)
    refused_to(here.strangers, actions.say, item=goal, text="Ei käy")


def test_what_a_scribe_types_waits_until_the_young_person_says_whether_it_is_so(here: Village) -> None:
    goal, aino = item(here), account(here.aino)
    voice = said(here.ville, goal)
    assert (voice.agreed, voice.agreed_at, voice.scribe_id) == ("", None, here.ville.pk)
    assert told(aino) == 1
    refused_to([*here.strangers, here.ville, here.piia], actions.agree, voice=voice, how="own")
    refused_to([aino, here.piia, here.leena], actions.agree, voice=voice, how="table")
    do(aino, actions.agree, voice=voice, how="own")
    assert now(voice).agreed == "own"
    assert told(here.ville) == 1
    cannot(aino, actions.agree, voice=voice, how="no")


@pytest.mark.parametrize("then", ["own", "no"])
def test_what_was_agreed_at_the_table_the_young_person_may_still_answer_alone(here: Village, then: str) -> None:
    voice = said(here.ville, item(here))
    do(here.ville, actions.agree, voice=voice, how="table")
    assert now(voice).agreed == "table"
    cannot(here.ville, actions.agree, voice=voice, how="no")
    do(account(here.aino), actions.agree, voice=voice, how=then)
    assert now(voice).agreed == then


def test_the_scribe_takes_back_what_was_not_said_so(here: Village) -> None:
    voice = said(here.ville, item(here))
    do(here.ville, actions.agree, voice=voice, how="no")
    assert now(voice).agreed == "no"


def test_a_scribe_who_works_with_somebody_no_longer_agrees_to_nothing(here: Village) -> None:
    voice = said(here.piia, item(here))
    with clock.at(DAY + timedelta(days=1)):
        with as_owner():
            factories.WorkRelation.objects.whole(WHY).filter(youth=here.aino, kind="pair").update(
                during=factories.days(-10, 0)
            )
        refused_to([here.piia], actions.agree, voice=voice, how="table")


def test_a_workers_view_stands_beside_and_grows_by_versions(here: Village) -> None:
    goal = item(here)
    said(account(here.aino), goal)
    first = do(here.ville, actions.write_view, item=goal, text="Haemme asuntoa.")
    second = do(here.piia, actions.write_view, item=goal, text="Asunto löytyi.")
    assert (first.version, second.version, second.author_id) == (1, 2, here.piia.pk)
    assert told(account(here.aino)) == 2
    assert [row.text for row in seen_by(here.ville, OwnVoice)] == ["Haluan oman kodin."]
    cannot(here.ville, actions.write_view, "view", item=goal, text="")
    refused_to([*here.strangers, account(here.aino)], actions.write_view, item=goal, text="Ei käy")
    assert len(seen_by(account(here.aino), WorkerView)) == 2


def test_a_private_note_is_the_young_persons_alone(here: Village) -> None:
    goal, other, aino = item(here), item(here, "dream", youth=here.eetu), account(here.aino)
    note = do(aino, actions.keep_note, youth=here.aino, text="Pelkään muuttoa.", item=goal)
    do(aino, actions.keep_note, youth=here.aino, text="Muista kysyä.")
    assert len(seen_by(aino, PrivateNote)) == 2
    for worker in (here.ville, here.leena, here.piia, here.marja):
        assert seen_by(worker, PrivateNote) == []
    cannot(aino, actions.keep_note, "note", youth=here.aino, text="Ei", item=other)
    refused_to([*here.strangers, here.ville], actions.keep_note, youth=here.aino, text="Ei")
    refused_to([*here.strangers, here.ville], actions.drop_note, note=note)
    do(aino, actions.drop_note, note=note)
    assert [row.text for row in seen_by(aino, PrivateNote)] == ["Muista kysyä."]
    assert seen_by(aino, Event, kind="plan_words_said") == []


# ---------------------------------------------------------------- promises


def test_a_promise_has_an_owner_who_works_with_the_young_person_and_is_told(here: Village) -> None:
    mine = promised(here)
    assert (mine.owner_id, mine.is_open, mine.is_late(DAY), mine.is_late(DAY + timedelta(days=4))) == (
        here.ville.pk, True, False, True,
    )  # fmt: skip
    assert promised(here, owner=here.leena, item=item(here)).owner_id == here.leena.pk
    assert promised(here, owner=here.roosa).owner_id == here.roosa.pk
    assert told(here.leena) == 1
    assert told(here.ville) == 0
    for owner in (here.lasse, here.sirpa, here.kaisa, account(here.aino)):
        cannot(here.ville, actions.promise, "owner", youth=here.aino, text="Soitan.", due=DAY, owner=owner)
    cannot(here.ville, actions.promise, "due", youth=here.aino, text="Soitan.", due=DAY - timedelta(days=1))
    cannot(here.ville, actions.promise, "promise", youth=here.aino, text=" ", due=DAY)
    cannot(here.ville, actions.promise, "promise", youth=here.aino, text="a" * 241, due=DAY)
    other = item(here, "dream", youth=here.eetu)
    cannot(here.ville, actions.promise, "promise", youth=here.aino, text="Soitan.", due=DAY, item=other)
    refused_to([*here.strangers, account(here.aino)], actions.promise, youth=here.aino, text="Soitan.", due=DAY)


def test_a_promise_is_kept_once_by_anybody_who_works_with_the_young_person(here: Village) -> None:
    row = promised(here)
    refused_to([*here.strangers, account(here.aino)], actions.keep, promise=row)
    do(here.piia, actions.keep, promise=row)
    assert now(row).kept_on == DAY
    for deed, words in (
        (actions.keep, {}),
        (actions.call_off, {"why": "Ei onnistu."}),
        (actions.hand_promise_to, {"owner": here.leena}),
    ):
        cannot(here.ville, deed, promise=row, **words)


def test_a_promise_is_called_off_only_with_a_reason(here: Village) -> None:
    row = promised(here)
    cannot(here.ville, actions.call_off, "why", promise=row, why=" ")
    refused_to([*here.strangers, account(here.aino)], actions.call_off, promise=row, why="Ei onnistu.")
    do(here.ville, actions.call_off, promise=row, why="Asunto meni toiselle.")
    assert (now(row).called_off_on, now(row).called_off_why, now(row).is_open) == (DAY, "Asunto meni toiselle.", False)


def test_a_promise_is_handed_over_with_its_words_and_day(here: Village) -> None:
    row = promised(here)
    do(here.ville, actions.hand_promise_to, promise=row, owner=here.piia)
    assert (now(row).owner_id, now(row).text, now(row).due) == (here.piia.pk, row.text, row.due)
    assert told(here.piia) == 1
    do(here.ville, actions.hand_promise_to, promise=row, owner=here.ville)
    assert told(here.ville) == 0
    cannot(here.ville, actions.hand_promise_to, "owner", promise=row, owner=here.ville)
    cannot(here.ville, actions.hand_promise_to, "owner", promise=row, owner=here.sirpa)
    refused_to([*here.strangers, account(here.aino)], actions.hand_promise_to, promise=row, owner=here.leena)


def test_open_promises_rise_to_the_board_without_a_word_and_stay_when_their_owner_leaves(here: Village) -> None:
    row, kept = promised(here, owner=here.piia), promised(here)
    do(here.ville, actions.keep, promise=kept)
    brought_up_whole(here)
    days = seen_by(here.marja, PromiseDay)
    assert [(each.promise_id, each.owner_id, each.due) for each in days] == [(row.pk, here.piia.pk, row.due)]
    assert seen_by(here.marja, Promise) == []
    with as_owner():
        factories.WorkRelation.objects.whole(WHY).filter(youth=here.aino, kind="pair").update(during=factories.days(-10, 0))
    brought_up_whole(here)
    assert [each.owner_id for each in seen_by(here.marja, PromiseDay)] == [here.piia.pk]
    do(here.ville, actions.hand_promise_to, promise=row, owner=here.ville)
    brought_up_whole(here)
    brought_up_whole(here)
    assert [each.owner_id for each in seen_by(here.ville, PromiseDay)] == [here.ville.pk]
    do(here.ville, actions.call_off, promise=row, why="Ei tarvita.")
    brought_up_whole(here)
    assert seen_by(here.ville, PromiseDay) == []


def brought_up_whole(here: Village) -> None:
    with acting(Person(here.ville)):
        refresh(here.aino.pk)


def test_promises_to_one_under_turvakielto_are_on_nobodys_board(here: Village) -> None:
    factories.protected(here.aino, here.leena)
    promised(here)
    brought_up_whole(here)
    assert [row.board_org_id for row in seen_by(here.ville, PromiseDay)] == [None]
    assert seen_by(here.marja, PromiseDay) == []


# ---------------------------------------------------------------- intentions


def test_an_intention_is_the_young_persons_and_shown_to_one_only_by_choice(here: Village) -> None:
    aino = account(here.aino)
    alone = do(aino, actions.intend, youth=here.aino, text="Kysyn avaimesta.", day=DAY)
    shown = do(aino, actions.intend, youth=here.aino, text="Soitan Kelaan.", shown_to=here.ville)
    assert [row.pk for row in seen_by(here.ville, Intention)] == [shown.pk]
    assert seen_by(here.leena, Intention) == seen_by(here.marja, Intention) == []
    assert seen_by(aino, Event) == seen_by(here.ville, Event)
    assert not [row for row in seen_by(aino, Event) if "intention" in row.kind]
    for whom in (here.sirpa, here.lasse, aino):
        cannot(aino, actions.intend, "shown_to", youth=here.aino, text="Soitan.", shown_to=whom)
    cannot(aino, actions.intend, "intention", youth=here.aino, text="")
    refused_to([*here.strangers, here.ville], actions.intend, youth=here.aino, text="Soitan.")
    do(aino, actions.move_intention, intention=alone, day=None)
    assert now(alone).day is None
    cannot(aino, actions.settle_intention, "stands", intention=alone, stands="late")
    do(aino, actions.settle_intention, intention=alone, stands="done")
    do(aino, actions.settle_intention, intention=shown, stands="let_go")
    assert (now(alone).done_on, now(shown).let_go_on) == (DAY, DAY)
    for settled in (alone, shown):
        cannot(aino, actions.move_intention, intention=settled, day=DAY)
    for deed, words in ((actions.settle_intention, {"stands": "done"}), (actions.move_intention, {"day": DAY})):
        refused_to([*here.strangers, here.ville], deed, intention=shown, **words)


# ---------------------------------------------------------------- decisions


def test_a_decision_tells_the_last_day_to_ask_for_a_change(here: Village) -> None:
    words = {"youth": here.aino, "what": "Päätös jälkihuollosta", "made_on": DAY - timedelta(days=4)}
    row = do(here.leena, actions.note_decision, told_on=date(2026, 3, 1), **words)
    assert row.last_day == date(2026, 3, 31)
    later = do(here.leena, actions.note_decision, **words)
    assert (later.told_on, later.last_day) == (None, None)
    do(here.ville, actions.note_told, decision=later, told_on=DAY)
    assert now(later).last_day == date(2026, 4, 1)
    cannot(here.ville, actions.note_told, "told_on", decision=later, told_on=DAY)
    ahead = {**words, "made_on": DAY + timedelta(days=1)}
    cannot(here.ville, actions.note_decision, "made_on", **ahead)
    cannot(here.ville, actions.note_decision, "told_on", told_on=DAY + timedelta(days=1), **words)
    cannot(here.ville, actions.note_decision, "told_on", told_on=DAY - timedelta(days=5), **words)
    cannot(here.ville, actions.note_decision, "what", **{**words, "what": ""})
    refused_to([*here.strangers, account(here.aino)], actions.note_decision, **words)
    refused_to([*here.strangers, account(here.aino)], actions.note_told, decision=row, told_on=DAY)


def test_a_decision_that_departs_from_the_plan_gives_its_reason(here: Village) -> None:
    words = {"youth": here.aino, "what": "Päätös tuesta", "made_on": DAY, "departs": True}
    cannot(here.ville, actions.note_decision, "departs_why", **words)
    row = do(here.ville, actions.note_decision, departs_why="Asuntoa ei ollut vapaana.", **words)
    assert row.departs_why == "Asuntoa ei ollut vapaana."
    plain = do(here.ville, actions.note_decision, **{**words, "departs": False}, departs_why="Ei tarvita")
    assert plain.departs_why == ""
    assert len(seen_by(account(here.aino), Decision)) == 2


# ---------------------------------------------------------------- put together and answered


def test_the_plan_put_together_holds_what_is_shared_and_nothing_private(here: Village) -> None:
    goal, away, aino = item(here), item(here, "dream"), account(here.aino)
    said(aino, goal)
    said(here.ville, goal, "Haluan kodin keskustasta.")
    said(aino, away, "Lentäjäksi")
    do(aino, actions.end_item, item=away, stands="away")
    do(here.ville, actions.write_view, item=goal, text="Haemme asuntoa.")
    do(aino, actions.keep_note, youth=here.aino, text="Salaisuus", item=goal)
    do(aino, actions.intend, youth=here.aino, text="Aikomus", shown_to=here.ville)
    do(here.ville, actions.note_decision, youth=here.aino, what="Päätös tuesta", made_on=DAY, told_on=DAY)
    kept, off = promised(here), promised(here)
    do(here.ville, actions.keep, promise=kept)
    do(here.ville, actions.call_off, promise=off, why="Ei tarvita.")
    version = frozen(here)
    assert (version.number, version.language) == (1, "fi")
    assert now(version).digest == digest_of(now(version).content)
    text = str(version.content)
    for word in ("Haluan oman kodin.", "Haluan kodin keskustasta.", "Haemme asuntoa.", "Päätös tuesta", "Ei tarvita."):
        assert word in text
    for word in ("Salaisuus", "Aikomus", "Lentäjäksi"):
        assert word not in text
    goals = next(each for each in version.content["sections"] if each["kind"] == "goal")["items"]
    assert [(each["own"]["text"], each["waiting"]["scribe"]) for each in goals] == [("Haluan oman kodin.", "Ville")]
    matters = next(each for each in version.content["sections"] if each["kind"] == "matter")["items"]
    assert len(matters) == 11
    with as_owner():
        assert Plan.objects.whole(WHY).get().stage == "negotiation"
    cannot(here.ville, actions.freeze, youth=here.aino)
    said(aino, goal, "Haluan kissan.")
    assert do(here.piia, actions.freeze, youth=here.aino).number == 2
    refused_to([*here.strangers, aino], actions.freeze, youth=here.aino)
    cannot(here.sirpa, actions.freeze, youth=here.eetu)


def test_every_answer_is_from_ones_own_account_and_the_latest_holds(here: Village) -> None:
    version, aino = frozen(here), account(here.aino)
    for says in ("thinks", "disagrees", "reserves", "signs"):
        row = do(aino, actions.answer, version=version, says=says)
        assert (row.whose, row.on_paper, row.written_by_id, row.words) == ("youth", False, aino.pk, "")
    with as_owner():
        assert Plan.objects.whole(WHY).get().stage == "negotiation"
    for says in ("reserves", "disagrees"):
        cannot(here.ville, actions.answer, "words", version=version, says=says)
    assert do(here.ville, actions.answer, version=version, says="reserves", words="Asunto puuttuu.").whose == "worker"
    with as_owner():
        plan = Plan.objects.whole(WHY).get()
    assert (plan.stage, plan.review_due) == ("follow_up", date(2027, 3, 2))
    cannot(aino, actions.answer, "says", version=version, says="perhaps")
    cannot(aino, actions.answer, "words", version=version, says="signs", words=LONG)
    refused_to(here.strangers, actions.answer, version=version, says="signs")
    said(aino, item(here))
    do(here.ville, actions.freeze, youth=here.aino)
    cannot(aino, actions.answer, version=version, says="signs")


def test_silence_and_thinking_are_not_consent(here: Village) -> None:
    version = frozen(here)
    do(here.ville, actions.answer, version=version, says="signs")
    do(here.leena, actions.answer, version=version, says="signs")
    do(account(here.aino), actions.answer, version=version, says="thinks")
    with as_owner():
        assert Plan.objects.whole(WHY).get().stage == "negotiation"


def test_a_paper_is_written_down_by_the_responsible_worker_and_its_words_become_the_young_persons(here: Village) -> None:
    goal, other = item(here), item(here, "dream")
    first, second = said(here.piia, goal, "Vanha"), said(here.piia, goal, "Haluan kodin.")
    version = frozen(here)
    after = said(here.piia, other, "Sanottu myöhemmin")
    do(here.ville, actions.answer, version=version, says="signs")
    refused_to([*here.strangers, here.piia, here.leena, account(here.aino)], actions.record_paper,
               version=version, says="signs", day=DAY)  # fmt: skip
    for field, words in (
        ("day", {"says": "signs", "day": DAY + timedelta(days=1)}),
        ("day", {"says": "signs", "day": DAY - timedelta(days=1)}),
        ("says", {"says": "", "day": DAY}),
        ("words", {"says": "signs", "day": DAY, "words": LONG}),
    ):
        cannot(here.ville, actions.record_paper, field, version=version, **words)
    do(here.ville, actions.record_paper, version=version, says="disagrees", day=DAY)
    assert [now(row).agreed for row in (first, second, after)] == ["", "", ""]
    row = do(here.ville, actions.record_paper, version=version, says="signs", day=DAY, words=" Hyvä näin. ")
    assert (row.whose, row.on_paper, row.words) == ("youth", True, "Hyvä näin.")
    assert [now(row).agreed for row in (first, second, after)] == ["", "paper", ""]
    with as_owner():
        assert Plan.objects.whole(WHY).get().stage == "follow_up"
        assert Answer.objects.whole(WHY).count() == 3


def test_the_stage_is_moved_and_follows_only_when_there_is_something_to_follow(here: Village) -> None:
    cannot(here.ville, actions.move_stage, youth=here.aino, stage="negotiation")
    do(here.ville, actions.begin, youth=here.aino)
    cannot(here.ville, actions.move_stage, "stage", youth=here.aino, stage="over")
    cannot(here.ville, actions.move_stage, "stage", youth=here.aino, stage="follow_up")
    do(here.ville, actions.move_stage, youth=here.aino, stage="negotiation")
    do(here.ville, actions.freeze, youth=here.aino)
    do(here.ville, actions.move_stage, youth=here.aino, stage="follow_up")
    refused_to([*here.strangers, account(here.aino)], actions.move_stage, youth=here.aino, stage="preparation")
    assert seen_by(here.ville, Version)


def test_the_plan_is_looked_at_again_within_a_year_of_the_last_signing(here: Village) -> None:
    good_day(here)
    year = date(2027, 3, 2)
    do(here.ville, actions.set_review, youth=here.aino, day=year)
    version = frozen(here)
    cannot(here.ville, actions.set_review, "day", youth=here.aino, day=DAY - timedelta(days=1))
    cannot(here.ville, actions.set_review, "day", youth=here.aino, day=year + timedelta(days=1))
    do(here.ville, actions.set_review, youth=here.aino, day=DAY + timedelta(days=90))
    for who in (account(here.aino), here.ville):
        do(who, actions.answer, version=version, says="signs")
    with as_owner():
        assert Plan.objects.whole(WHY).get().review_due == DAY + timedelta(days=90)
    with clock.at(DAY + timedelta(days=30)):
        cannot(here.ville, actions.set_review, "day", youth=here.aino, day=year + timedelta(days=1))
        do(here.ville, actions.set_review, youth=here.aino, day=year)
    refused_to([*here.strangers, account(here.aino)], actions.set_review, youth=here.aino, day=year)


def test_those_who_may_be_asked_to_promise_are_those_who_stay(here: Village) -> None:
    with acting(Person(here.ville)) as by:
        names = {user.name for user in policy.adults_of(by, here.aino)}
    assert names == {"Ville", "Leena", "Piia", "Roosa"}
