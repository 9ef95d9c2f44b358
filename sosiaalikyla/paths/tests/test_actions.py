"""What may be said and agreed on a path, by whom, and what is refused."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import ProgrammingError, transaction

from sosiaalikyla.access.actions import CannotBe, Refused
from sosiaalikyla.access.actors import Guest, Job, Person, acting
from sosiaalikyla.access.models import User
from sosiaalikyla.audit.models import Entry
from sosiaalikyla.base import clock
from sosiaalikyla.journal.models import Event, Stale
from sosiaalikyla.notices.models import Notice
from sosiaalikyla.paths import actions, policy
from sosiaalikyla.paths.models import (
    AnchorDay,
    CheckAnswer,
    Following,
    MemoryTick,
    ModelVersion,
    OwnStation,
    PathDays,
    StepMark,
    Wish,
)
from sosiaalikyla.paths.readings import CheckRead, Path
from sosiaalikyla.paths.tests.ground import DAY, WHY, Village, account, brought_up, do, publish, seen_by, village
from sosiaalikyla.people import actions as people
from sosiaalikyla.people.models import ClientRelation
from sosiaalikyla.people.tests import factories
from tests.ground import as_owner

pytestmark = pytest.mark.django_db
MODEL = "from_substitute_care_to_aftercare"


@pytest.fixture
def here() -> Iterator[Village]:
    with clock.at(DAY):
        found = village()
        brought_up(found.aino, found.ville)
        yield found


def path_of(here: Village, by: User) -> Path:
    with acting(Person(by)) as actor:
        days = Path.days_of(here.aino.pk, actor)
        assert days is not None
        return Path.of(here.aino.pk, actor, "fi", days)


def check_of(here: Village, phase: str) -> dict[str, Any]:
    path = path_of(here, here.ville)
    with acting(Person(here.ville)) as actor:
        found = CheckRead.of(path, phase, here.aino.pk, actor)
    assert found is not None
    return {item.key: item for item in found.items}


def cannot(who: User, deed: Any, **words: Any) -> CannotBe:
    with pytest.raises(CannotBe) as caught:
        do(who, deed, **words)
    assert caught.value.message
    return caught.value


# ---------------------------------------------------------------- steps


def test_both_voices_say_how_a_step_stands_and_neither_writes_over_the_other(here: Village) -> None:
    do(account(here.aino), actions.mark_step, youth=here.aino, step="money_in_place", status="agreed")
    do(here.ville, actions.mark_step, youth=here.aino, step="money_in_place", status="done")
    brought_up(here.aino, here.ville)
    step = next(each for each in path_of(here, here.ville).steps if each.row.step == "money_in_place")
    assert (step.row.said_by_youth, step.row.said_by_worker) == ("agreed", "done")
    assert step.status_by_youth != step.status_by_worker
    assert step.done


@pytest.mark.parametrize("status", ["not_needed", "refused_now"])
def test_only_the_young_person_says_that_a_step_is_not_wanted(here: Village, status: str) -> None:
    for worker in (here.ville, here.leena, here.piia):
        assert cannot(worker, actions.mark_step, youth=here.aino, step="peer_invite", status=status).field == "status"
    do(account(here.aino), actions.mark_step, youth=here.aino, step="peer_invite", status=status)
    brought_up(here.aino, here.ville)
    path = path_of(here, account(here.aino))
    assert "peer_invite" not in [each.row.step for each in path.in_phase("settle")]
    do(account(here.aino), actions.mark_step, youth=here.aino, step="peer_invite", status="not_started")
    brought_up(here.aino, here.ville)
    path = path_of(here, account(here.aino))
    assert "peer_invite" in [each.row.step for each in path.in_phase("settle")]


def test_a_step_not_on_the_path_and_an_unknown_state_are_refused_in_words(here: Village) -> None:
    cannot(here.ville, actions.mark_step, youth=here.aino, step="stay_where_you_are", status="done")
    assert cannot(here.ville, actions.mark_step, youth=here.aino, step="farewell", status="maybe").field == "status"


def test_a_step_can_be_marked_before_the_line_has_been_worked_out(here: Village) -> None:
    with as_owner():
        PathDays.objects.whole(WHY).filter(youth=here.aino).delete()
    day = date(2026, 4, 1)
    mark = do(here.ville, actions.mark_step, youth=here.aino, step="farewell", status="agreed", agreed_day=day)
    assert (mark.agreed_day, mark.reason_day) == (day, None)


def test_a_memory_list_is_ticked_and_unticked_and_the_latest_holds(here: Village) -> None:
    for ticked in (True, False, True):
        do(here.ville, actions.tick, youth=here.aino, step="know_your_right", item="told_in_talk", ticked=ticked)
    rows = seen_by(account(here.aino), MemoryTick, step="know_your_right")
    assert [row.ticked for row in rows] == [True, False, True]
    cannot(here.ville, actions.tick, youth=here.aino, step="know_your_right", item="nothing_like_it", ticked=True)
    cannot(here.ville, actions.tick, youth=here.aino, step="stay_where_you_are", item="asked", ticked=True)


# ---------------------------------------------------------------- stations


def test_own_stations_are_added_renamed_and_hidden_and_look_like_the_others(here: Village) -> None:
    aino = account(here.aino)
    row = do(aino, actions.add_station, youth=here.aino, title="  Inter-kortti  ", day=date(2026, 3, 20))
    do(aino, actions.change_station, youth=here.aino, phase="step_over", title="Muuttopäivä")
    do(aino, actions.change_station, youth=here.aino, phase="settle", hidden=True)
    path = path_of(here, aino)
    marks = {mark.label: mark for mark in path.marks(whole=True)}
    assert marks["Inter-kortti"].own
    assert marks["Inter-kortti"].state == "agreed"
    assert "Muuttopäivä" in marks
    assert "settle" not in [station.key for station in path.all_stations]
    assert len(path.stations) <= 7
    do(aino, actions.change_station, youth=here.aino, key=row.uuid, title="Reilikortti", day=None)
    do(aino, actions.change_station, youth=here.aino, phase="step_over", title="")
    do(aino, actions.change_station, youth=here.aino, phase="settle", hidden=False)
    path = path_of(here, aino)
    labels = [mark.label for mark in path.marks(whole=True)]
    assert "Reilikortti" in labels
    assert "Muuttopäivä" not in labels
    assert "settle" in [station.key for station in path.all_stations]
    do(aino, actions.change_station, youth=here.aino, key=row.uuid, title="Reilikortti", hidden=True)
    assert "Reilikortti" not in [mark.label for mark in path_of(here, aino).marks(whole=True)]


def test_at_most_seven_stations_are_on_the_screen_and_all_in_the_whole(here: Village) -> None:
    for number in range(9):
        do(account(here.aino), actions.add_station, youth=here.aino, title=f"Oma {number}", day=DAY + timedelta(days=number))
    path = path_of(here, account(here.aino))
    assert len(path.marks()) == 7
    assert len(path.marks(whole=True)) > 15
    assert [station.state for station in path.stations].count("here") == 1


def test_a_station_needs_a_name_of_at_most_sixty_letters_and_there_are_thirty_at_most(here: Village) -> None:
    aino = account(here.aino)
    row = do(aino, actions.add_station, youth=here.aino, title="Oma")
    for title in ("", "   ", "x" * 61):
        assert cannot(aino, actions.add_station, youth=here.aino, title=title).field == "title"
        assert cannot(aino, actions.change_station, youth=here.aino, key=row.uuid, title=title).field == "title"
    with as_owner():
        OwnStation.objects.whole(WHY).bulk_create([OwnStation(youth=here.aino, title=f"Oma {n}") for n in range(29)])
    assert cannot(aino, actions.add_station, youth=here.aino, title="Yksi liikaa").field == "title"
    do(aino, actions.change_station, youth=here.aino, key=row.uuid, title="Oma", hidden=True)
    do(aino, actions.add_station, youth=here.aino, title="Mahtuu taas")


def test_a_station_that_is_not_there_cannot_be_changed(here: Village) -> None:
    aino = account(here.aino)
    cannot(aino, actions.change_station, youth=here.aino, phase="no_such_phase", title="Nimi")
    cannot(aino, actions.change_station, youth=here.aino, key=uuid4(), title="Nimi")
    with as_owner():
        foreign = OwnStation(youth=here.eetu, title="Eetun oma")
        foreign.save()
        PathDays.objects.whole(WHY).filter(youth=here.aino).delete()
    cannot(aino, actions.change_station, youth=here.aino, key=foreign.uuid, title="Nimi")
    cannot(aino, actions.change_station, youth=here.aino, phase="settle", title="Nimi")


# ---------------------------------------------------------------- days and wishes


def test_days_that_come_from_elsewhere_are_not_told_by_hand(here: Village) -> None:
    for anchor in ("placement_end", "turns_18", "right_end", "worker_change"):
        assert cannot(here.ville, actions.set_anchor, youth=here.aino, anchor=anchor, day=DAY).field == "anchor"
    assert cannot(here.ville, actions.set_anchor, youth=here.aino, anchor="child_expected", day=DAY).field == "anchor"
    do(account(here.aino), actions.set_anchor, youth=here.aino, anchor="child_expected", day=DAY)
    do(here.piia, actions.set_anchor, youth=here.aino, anchor="move_in", day=None)
    assert [row.anchor for row in seen_by(here.ville, AnchorDay)] == ["child_expected", "move_in"]


def test_a_wish_is_one_of_the_conditions(here: Village) -> None:
    assert cannot(here.ville, actions.say_wish, youth=here.aino, condition="is_nice", holds=True).field == "condition"
    do(here.ville, actions.say_wish, youth=here.aino, condition="wants_to_stay", holds=True)
    assert [(row.condition, row.holds, row.set_by_id) for row in seen_by(account(here.aino), Wish)] == [
        ("wants_to_stay", True, here.ville.pk)
    ]


# ---------------------------------------------------------------- checks


def test_two_voices_stand_side_by_side_and_differences_are_shown(here: Village) -> None:
    phase = "build_together"
    do(account(here.aino), actions.answer_check, youth=here.aino, phase=phase, given={"home": "no", "money": "yes"})
    do(here.ville, actions.answer_check, youth=here.aino, phase=phase, given={"home": "yes", "money": "yes"})
    items = check_of(here, "build_together")
    assert items["home"].differ
    assert items["home"].asks
    assert (items["home"].youth_answer, items["home"].worker_answer) == ("no", "yes")
    assert items["home"].worker.by == "Ville"
    assert not items["money"].differ
    assert not items["money"].asks
    assert items["someone"].youth is None
    assert not items["someone"].differ


def test_the_other_voice_s_answer_stays_as_it_was_said(here: Village) -> None:
    do(account(here.aino), actions.answer_check, youth=here.aino, phase="look_ahead", given={"told": "no"})
    words = {"youth": here.aino, "phase": "look_ahead"}
    assert cannot(here.ville, actions.answer_check, given={"told": "yes"}, **words).field == "told"
    assert cannot(account(here.aino), actions.answer_check, given={"right_known": "yes"}, **words).field == "right_known"
    assert [(row.voice, row.answer) for row in seen_by(here.ville, CheckAnswer)] == [("youth", "no")]
    do(here.ville, actions.answer_check, youth=here.aino, phase="build_together", given={"home": "yes"})
    assert check_of(here, "build_together")["home"].youth is None


def test_nothing_is_saved_when_nothing_was_chosen_or_one_answer_is_unknown(here: Village) -> None:
    aino = account(here.aino)
    for given in ({}, {"home": ""}, {"not_an_item": "yes"}):
        cannot(aino, actions.answer_check, youth=here.aino, phase="build_together", given=given)
    given = {"home": "yes", "money": "perhaps"}
    assert cannot(aino, actions.answer_check, youth=here.aino, phase="build_together", given=given).field == "money"
    cannot(aino, actions.answer_check, youth=here.aino, phase="no_such_phase", given={"home": "yes"})
    assert seen_by(aino, CheckAnswer) == []


def test_a_check_cannot_be_answered_before_the_line_is_there(here: Village) -> None:
    with as_owner():
        PathDays.objects.whole(WHY).filter(youth=here.aino).delete()
    cannot(account(here.aino), actions.answer_check, youth=here.aino, phase="look_ahead", given={"told": "yes"})


def test_a_check_whose_station_has_passed_out_of_the_line_can_still_be_answered(here: Village) -> None:
    with as_owner():
        row = PathDays.objects.whole(WHY).get(youth=here.aino)
        row.stations = [each for each in row.stations if each["phase"] != "look_ahead"]
        row.save()
    assert do(account(here.aino), actions.answer_check, youth=here.aino, phase="look_ahead", given={"told": "yes"}) == 1


def test_the_young_person_hears_that_the_worker_has_answered_and_not_the_other_way(here: Village) -> None:
    do(account(here.aino), actions.answer_check, youth=here.aino, phase="build_together", given={"home": "yes"})
    assert seen_by(here.ville, Notice) == []
    do(here.ville, actions.answer_check, youth=here.aino, phase="build_together", given={"home": "yes"})
    assert [row.kind for row in seen_by(account(here.aino), Notice)] == ["waiting"]


# ---------------------------------------------------------------- newer versions


def test_a_version_is_taken_put_off_or_refused_when_it_is_not_newer(here: Village) -> None:
    newer = publish(MODEL, lambda content: content["title"].update(fi="Uusi nimi"))
    with as_owner():
        first = ModelVersion.objects.get(key=MODEL, number=1)
    do(account(here.aino), actions.put_off_version, youth=here.aino, version=newer)
    row = seen_by(here.ville, Following, model_key=MODEL)[0]
    assert (row.version_id, row.not_now) == (first.pk, newer.number)
    do(here.ville, actions.adopt_version, youth=here.aino, version=newer)
    assert seen_by(here.ville, Following, model_key=MODEL)[0].version_id == newer.pk
    for old in (first, newer):
        cannot(here.ville, actions.adopt_version, youth=here.aino, version=old)
    assert seen_by(here.ville, Following, model_key=MODEL)[0].version_id == newer.pk


def test_a_model_that_is_not_followed_cannot_be_changed_to_a_newer_one(here: Village) -> None:
    newer = publish(MODEL, lambda content: None)
    with as_owner():
        Following.objects.whole(WHY).filter(youth=here.aino).delete()
    cannot(here.ville, actions.adopt_version, youth=here.aino, version=newer)


# ---------------------------------------------------------------- who may


DEEDS: dict[str, tuple[Any, dict[str, Any]]] = {
    "mark_step": (actions.mark_step, {"step": "farewell", "status": "done"}),
    "tick": (actions.tick, {"step": "know_your_right", "item": "told_in_talk", "ticked": True}),
    "add_station": (actions.add_station, {"title": "Oma"}),
    "change_station": (actions.change_station, {"phase": "settle", "hidden": True}),
    "set_anchor": (actions.set_anchor, {"anchor": "move_in", "day": DAY}),
    "say_wish": (actions.say_wish, {"condition": "wants_to_stay", "holds": True}),
    "answer_check": (actions.answer_check, {"phase": "build_together", "given": {"home": "yes"}}),
    "adopt_version": (actions.adopt_version, {}),
    "put_off_version": (actions.put_off_version, {}),
    "share_path": (actions.share_path, {"last_day": DAY}),
}
FACTS = (StepMark, MemoryTick, OwnStation, AnchorDay, Wish, CheckAnswer)


def words_of(here: Village, name: str) -> tuple[Any, dict[str, Any]]:
    deed, words = DEEDS[name]
    words = {"youth": here.aino, **words}
    if name.endswith("version"):
        with as_owner():
            words["version"] = ModelVersion.objects.filter(key=MODEL).latest("number")
    if name == "share_path":
        words["member"] = here.jonna
    return deed, words


@pytest.mark.parametrize("name", DEEDS)
def test_nobody_who_does_not_work_with_the_young_person_does_anything_on_their_path(here: Village, name: str) -> None:
    deed, words = words_of(here, name)
    for actor in (*map(Person, here.strangers), Guest(uuid4()), Job("path.test")):
        with acting(actor), pytest.raises(Refused):
            deed(by=actor, **words)
    with as_owner():
        assert not any(model.objects.whole(WHY).exists() for model in FACTS)
        refused = Entry.objects.filter(kind="refused", what=f"paths.{name}", clients=[here.aino.pk]).count()
    assert refused == len(here.strangers) + 2


@pytest.mark.parametrize("name", ["add_station", "change_station"])
def test_no_worker_writes_the_young_persons_own_stations(here: Village, name: str) -> None:
    deed, words = words_of(here, name)
    for worker in (here.ville, here.leena, here.piia):
        with pytest.raises(Refused):
            do(worker, deed, **words)


def test_the_database_too_refuses_a_worker_who_writes_own_stations(here: Village) -> None:
    with acting(Person(here.ville)), pytest.raises(ProgrammingError), transaction.atomic():
        OwnStation(youth=here.aino, title="Työntekijän sana").save()


def test_whoever_decides_and_the_pair_and_the_deputy_act_like_the_responsible_one(here: Village) -> None:
    factories.cover(here.ville, here.sirpa)
    for worker in (here.leena, here.piia, here.sirpa):
        do(worker, actions.mark_step, youth=here.aino, step="farewell", status="in_progress")
    assert [row.marked_by_id for row in seen_by(here.ville, StepMark)] == [here.leena.pk, here.piia.pk, here.sirpa.pk]
    with acting(Person(here.sirpa)) as deputy:
        assert policy.can_share(deputy, here.aino)
    with pytest.raises(Refused):
        do(here.piia, actions.share_path, youth=here.aino, member=here.jonna, last_day=DAY)


def test_rights_end_with_the_client_relation(here: Village) -> None:
    with as_owner():
        relation = ClientRelation.objects.whole(WHY).get(youth=here.aino)
    do(here.ville, people.close_relation, relation=relation, on=DAY + timedelta(days=1), reason="right_ended")
    with clock.at(DAY + timedelta(days=1)), pytest.raises(Refused):
        do(here.ville, actions.mark_step, youth=here.aino, step="farewell", status="done")


def test_each_deed_marks_the_path_as_waiting_for_a_refresh_and_tells_the_journal(here: Village) -> None:
    with as_owner():
        Stale.objects.all().delete()
        before = Event.objects.whole(WHY).count()
    do(here.ville, actions.mark_step, youth=here.aino, step="farewell", status="done")
    with as_owner():
        assert list(Stale.objects.values_list("client", flat=True)) == [here.aino.pk]
        event = Event.objects.whole(WHY).filter(client=here.aino.pk).latest("at")
        assert Event.objects.whole(WHY).count() == before + 1
    assert (event.kind, event.detail["step"], event.actor) == ("step_marked", "farewell", "user")
