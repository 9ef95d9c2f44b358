"""The days of a path are derived: they follow from facts, and nothing is lost when they are thrown away."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sosiaalikyla.base import clock
from sosiaalikyla.paths import actions
from sosiaalikyla.paths.models import CheckDay, Following, PathDays, StepDay
from sosiaalikyla.paths.tests.ground import (
    DAY,
    WHY,
    Village,
    account,
    brought_up,
    checks,
    derived,
    do,
    line,
    publish,
    seen_by,
    steps,
    village,
)
from sosiaalikyla.people import actions as people
from sosiaalikyla.people.models import Placement
from sosiaalikyla.people.tests import factories
from tests.ground import as_owner

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Iterator[Village]:
    with clock.at(DAY):
        found = village()
        brought_up(found.aino, found.ville)
        yield found


def move_end(here: Village, to: date | None, by: str = "ville") -> None:
    do(getattr(here, by), people.move_placement_end, placement=here.placement, to=to, why="Asunto valmistuu myöhemmin.")
    brought_up(here.aino, here.ville)


def test_a_path_has_its_line_its_steps_and_its_checks_after_a_refresh(here: Village) -> None:
    found = steps(here.aino)
    assert found["first_meeting"].begins == date(2026, 5, 1)
    assert found["first_meeting"].last == date(2026, 5, 15)
    assert found["first_meeting"].anchor == "placement_end"
    assert line(here.aino).anchors["placement_end"] == "2026-05-01"
    assert line(here.aino).bound_by == "upper_age"
    assert checks(here.aino)["build_together"].due == date(2026, 4, 1)
    assert {row.responsible_id for row in checks(here.aino).values()} == {here.ville.pk}
    assert len(seen_by(account(here.aino), Following)) == 3


def test_an_unknown_day_is_asked_for_and_shows_no_date(here: Village) -> None:
    home = steps(here.aino)["keep_home"]
    assert (home.begins, home.last, home.asks_for) == (None, None, "move_in")


@pytest.mark.parametrize("who", ["ville", "aino"])
def test_deleted_days_come_back_the_same_whoever_opens_the_path(here: Village, who: str) -> None:
    do(here.ville, actions.mark_step, youth=here.aino, step="plan_together", status="agreed", agreed_day=date(2026, 3, 20))
    do(account(here.aino), actions.answer_check, youth=here.aino, phase="look_ahead", given={"told": "no"})
    brought_up(here.aino, here.ville)
    before = derived(here.aino)
    with as_owner():
        for model in (StepDay, PathDays, CheckDay):
            model.objects.whole(WHY).filter(youth=here.aino).delete()
    assert derived(here.aino) != before
    brought_up(here.aino, here.ville if who == "ville" else account(here.aino))
    assert derived(here.aino) == before


def test_a_second_refresh_writes_nothing(here: Village) -> None:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        brought_up(here.aino, here.ville)
    writes = [one["sql"] for one in asked if one["sql"].split()[0] in {"INSERT", "UPDATE", "DELETE"}]
    assert writes == []


def test_what_hangs_on_the_end_of_the_placement_moves_with_it_and_the_rest_stays(here: Village) -> None:
    before = steps(here.aino)
    move_end(here, date(2026, 5, 29))
    after = steps(here.aino)
    assert after["first_meeting"].begins == date(2026, 5, 29)
    assert after["income_clear"].begins == date(2026, 5, 30)
    assert after["id_and_bank"].last == before["id_and_bank"].last
    assert checks(here.aino)["build_together"].due == date(2026, 4, 29)
    assert line(here.aino).anchors["placement_end"] == "2026-05-29"


def test_a_day_agreed_by_hand_stays_and_is_marked_as_moved(here: Village) -> None:
    agreed = date(2026, 5, 8)
    do(here.ville, actions.mark_step, youth=here.aino, step="first_meeting", status="agreed", agreed_day=agreed)
    do(here.ville, actions.mark_step, youth=here.aino, step="id_and_bank", status="agreed", agreed_day=agreed)
    brought_up(here.aino, here.ville)
    assert not steps(here.aino)["first_meeting"].moved
    move_end(here, date(2026, 5, 29))
    assert (steps(here.aino)["first_meeting"].agreed_day, steps(here.aino)["first_meeting"].moved) == (agreed, True)
    assert (steps(here.aino)["id_and_bank"].agreed_day, steps(here.aino)["id_and_bank"].moved) == (agreed, False)
    do(here.ville, actions.mark_step, youth=here.aino, step="first_meeting", status="agreed", agreed_day=date(2026, 6, 2))
    brought_up(here.aino, here.ville)
    assert not steps(here.aino)["first_meeting"].moved


def test_the_latest_agreed_day_holds_whoever_agreed_it(here: Village) -> None:
    do(
        account(here.aino),
        actions.mark_step,
        youth=here.aino,
        step="first_meeting",
        status="agreed",
        agreed_day=date(2026, 5, 8),
    )
    with clock.at(DAY + timedelta(days=1)):
        do(
            here.ville,
            actions.mark_step,
            youth=here.aino,
            step="first_meeting",
            status="agreed",
            agreed_day=date(2026, 5, 11),
        )
    brought_up(here.aino, here.ville)
    assert steps(here.aino)["first_meeting"].agreed_day == date(2026, 5, 11)


def test_when_the_end_of_the_placement_is_not_known_its_steps_ask_for_it(here: Village) -> None:
    move_end(here, None)
    assert steps(here.aino)["first_meeting"].asks_for == "placement_end"
    assert checks(here.aino)["build_together"].due is None
    assert {each["asks_for"] for each in line(here.aino).stations if each["phase"] == "step_over"} == {"placement_end"}


def test_steps_are_cut_where_the_right_ends_but_not_those_counted_from_the_end_itself(here: Village) -> None:
    right_ends = line(here.aino).right_ends
    assert right_ends == date(2031, 2, 17)
    rows = steps(here.aino)
    assert rows["kela_month"].cut
    assert rows["kela_month"].last == right_ends - timedelta(days=1)
    for row in rows.values():
        if row.anchor != "right_end" and row.last is not None:
            assert row.last < right_ends, row.step
    assert rows["alumni"].last is not None
    assert rows["alumni"].last > right_ends


def test_what_would_begin_after_the_right_has_ended_is_not_on_the_path(here: Village) -> None:
    do(here.ville, actions.set_anchor, youth=here.aino, anchor="move_in", day=date(2032, 1, 1))
    brought_up(here.aino, here.ville)
    assert "keep_home" not in steps(here.aino)


def test_a_step_comes_with_its_condition_and_goes_with_it(here: Village) -> None:
    assert "stay_where_you_are" not in steps(here.aino)
    for holds in (True, False):
        do(account(here.aino), actions.say_wish, youth=here.aino, condition="wants_to_stay", holds=holds)
        brought_up(here.aino, here.ville)
        assert ("stay_where_you_are" in steps(here.aino)) is holds


def test_a_told_day_brings_its_steps_and_the_latest_telling_holds(here: Village) -> None:
    for day in (date(2026, 6, 1), date(2026, 7, 1)):
        do(account(here.aino), actions.set_anchor, youth=here.aino, anchor="move_in", day=day)
    brought_up(here.aino, here.ville)
    assert line(here.aino).anchors["move_in"] == "2026-07-01"
    assert steps(here.aino)["keep_home"].asks_for == ""
    do(here.ville, actions.set_anchor, youth=here.aino, anchor="move_in", day=None)
    brought_up(here.aino, here.ville)
    assert steps(here.aino)["keep_home"].asks_for == "move_in"


def test_a_step_left_out_of_an_adopted_version_leaves_the_path(here: Village) -> None:
    def without_peers(content: dict) -> None:
        for phase in content["phases"]:
            phase["steps"] = [step for step in phase["steps"] if step["key"] != "peer_invite"]

    newer = publish("from_substitute_care_to_aftercare", without_peers)
    brought_up(here.aino, here.ville)
    assert "peer_invite" in steps(here.aino), "a newer version is never forced on anybody"
    do(account(here.aino), actions.adopt_version, youth=here.aino, version=newer)
    brought_up(here.aino, here.ville)
    assert "peer_invite" not in steps(here.aino)
    assert line(here.aino).versions["from_substitute_care_to_aftercare"] == newer.pk


def test_silence_is_never_a_yes(here: Village) -> None:
    row = checks(here.aino)["build_together"]
    assert (row.waiting, row.said_no) == (4, 0)
    waits = {each["phase"]: (each["youth_waits"], each["worker_waits"]) for each in line(here.aino).checks}
    assert waits["build_together"][0] > 0
    assert waits["build_together"][1] > 0


def test_an_item_for_both_waits_until_both_have_answered_and_a_no_is_counted(here: Village) -> None:
    def answer(who: str, given: dict[str, str]) -> None:
        by = account(here.aino) if who == "aino" else here.ville
        do(by, actions.answer_check, youth=here.aino, phase="build_together", given=given)
        brought_up(here.aino, here.ville)

    answer("aino", {"home": "no"})
    assert (checks(here.aino)["build_together"].waiting, checks(here.aino)["build_together"].said_no) == (4, 1)
    answer("ville", {"home": "yes"})
    assert (checks(here.aino)["build_together"].waiting, checks(here.aino)["build_together"].said_no) == (3, 1)
    answer("aino", {"home": "unknown"})
    assert checks(here.aino)["build_together"].said_no == 0
    answer("aino", {"worker_met": "unknown"})
    assert checks(here.aino)["build_together"].waiting == 2


def test_the_right_of_one_who_came_alone_is_carried_by_the_parallel_right() -> None:
    with clock.at(DAY):
        found = village()
        noor = factories.youth("Noor", found.ville, born=date(2007, 2, 1))
        with as_owner():
            type(noor).objects.whole(WHY).filter(pk=noor.pk).update(came_alone=True)
        factories.placement(noor, begins=-400, ends=-30, kind=Placement.Kind.FAMILY_GROUP_HOME)
        brought_up(noor, found.ville)
        assert line(noor).right_ends is not None
        assert line(noor).bound_by != ""
        assert "residence_permit" in steps(noor)


def test_one_without_placement_or_right_has_a_path_that_asks(here: Village) -> None:
    brought_up(here.eetu, here.sirpa)
    assert line(here.eetu).right_ends is None
    assert line(here.eetu).bound_by == ""
    assert steps(here.eetu)["first_meeting"].asks_for == "placement_end"


def test_one_under_turvakielto_is_on_no_board(here: Village) -> None:
    factories.protected(here.aino, here.marja)
    brought_up(here.aino, here.ville)
    assert {row.board_org_id for row in checks(here.aino).values()} == {None}
    assert seen_by(here.marja, CheckDay, youth=here.aino) == []


def test_whoever_does_not_work_with_the_young_person_cannot_refresh_their_path(here: Village) -> None:
    before = derived(here.aino)
    for stranger in (here.sirpa, here.kaisa, here.marja, here.jonna, account(here.eetu)):
        brought_up(here.aino, stranger)  # sees nobody of that key, and writes nothing
    assert derived(here.aino) == before
