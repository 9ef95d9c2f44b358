"""An absence over one working day without cover rises the same day, to those whom it concerns and to nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.test.utils import CaptureQueriesContext

from sosiaalikyla.access.actors import Job, Person, acting
from sosiaalikyla.access.jobs import NobodyActs, running
from sosiaalikyla.audit import trail
from sosiaalikyla.base import clock
from sosiaalikyla.notices.models import Notice
from sosiaalikyla.people import jobs, uncovered
from sosiaalikyla.people.tests import county
from tests.ground import as_owner, as_role

pytestmark = pytest.mark.django_db

MONDAY = date(2026, 11, 23)
FRIDAY = MONDAY + timedelta(days=4)
NEXT_MONDAY = MONDAY + timedelta(days=7)


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    with clock.at(MONDAY):
        yield


@pytest.fixture
def here(db: None) -> county.Organisation:
    return county.organisation()


def rise() -> int:
    with as_role("sk_worker"), running(jobs.NAME):
        return jobs.rise_absences()


def told() -> list[int]:
    with as_owner():
        return sorted(Notice.objects.whole("what the test asks").values_list("receiver_id", flat=True))


def test_a_long_absence_without_cover_rises_to_the_managers_the_same_day(here: county.Organisation) -> None:
    worker = county.staff(here, "worker")
    managers = [county.staff(here, "manager"), county.staff(here, "manager")]
    county.staff(here, "manager", closed=True)
    county.staff(county.organisation("15"), "manager")
    county.youth(here, worker)
    county.absent(worker, here, MONDAY, FRIDAY)
    assert rise() == 2
    assert told() == sorted(manager.pk for manager in managers)


def test_it_rises_once_a_day_and_again_the_next_day(here: county.Organisation) -> None:
    worker, manager = county.staff(here, "worker"), county.staff(here, "manager")
    county.youth(here, worker)
    county.absent(worker, here, MONDAY, None)
    assert [rise(), rise()] == [1, 0]
    with clock.at(MONDAY + timedelta(days=1)):
        assert [rise(), rise()] == [1, 0]
    assert told() == [manager.pk, manager.pk]


@pytest.mark.parametrize(
    ("begins", "ends", "rises"),
    [
        (MONDAY, MONDAY + timedelta(days=1), 0),  # one working day
        (MONDAY, MONDAY + timedelta(days=2), 1),  # two
        (MONDAY - timedelta(days=2), MONDAY + timedelta(days=1), 0),  # a weekend and one working day
        (MONDAY - timedelta(days=3), MONDAY + timedelta(days=1), 1),  # Friday to Monday
        (MONDAY, None, 1),  # nobody knows how long
        (MONDAY + timedelta(days=1), FRIDAY, 0),  # has not begun
        (MONDAY - timedelta(days=7), MONDAY, 0),  # is over
    ],
)
def test_weekends_are_not_counted_and_an_open_end_is_long(
    here: county.Organisation, begins: date, ends: date | None, rises: int
) -> None:
    worker = county.staff(here, "worker")
    county.staff(here, "manager")
    county.youth(here, worker)
    county.absent(worker, here, begins, ends)
    assert rise() == rises


def test_cover_on_each_working_day_left_keeps_it_down(here: county.Organisation) -> None:
    worker, deputy, other = (county.staff(here, "worker") for _ in range(3))
    county.staff(here, "manager")
    county.youth(here, worker)
    county.absent(worker, here, MONDAY - timedelta(days=7), NEXT_MONDAY)
    county.covered(worker, deputy, here, MONDAY, MONDAY + timedelta(days=2))
    assert rise() == 1
    county.covered(worker, other, here, MONDAY + timedelta(days=2), FRIDAY + timedelta(days=1))
    with clock.at(MONDAY + timedelta(days=1)):
        assert rise() == 0


def test_an_open_end_needs_cover_for_the_week_ahead(here: county.Organisation) -> None:
    worker, deputy = county.staff(here, "worker"), county.staff(here, "worker")
    county.staff(here, "manager")
    county.youth(here, worker)
    county.absent(worker, here, MONDAY, None)
    county.covered(worker, deputy, here, MONDAY, NEXT_MONDAY + timedelta(days=1))
    assert rise() == 0
    with clock.at(MONDAY + timedelta(days=2)):
        assert rise() == 1


@pytest.mark.parametrize("why", ["away too", "account closed"])
def test_a_deputy_who_is_not_there_covers_nobody(here: county.Organisation, why: str) -> None:
    worker, deputy = county.staff(here, "worker"), county.staff(here, "worker", closed=why == "account closed")
    county.staff(here, "manager")
    county.youth(here, worker)
    county.absent(worker, here, MONDAY, FRIDAY)
    county.covered(worker, deputy, here, MONDAY, FRIDAY)
    if why == "away too":
        county.absent(deputy, here, MONDAY + timedelta(days=1), MONDAY + timedelta(days=2))
    assert rise() == 1


def test_a_worker_who_answers_for_nobody_is_simply_away(here: county.Organisation) -> None:
    worker = county.staff(here, "worker")
    county.staff(here, "manager")
    county.absent(worker, here, MONDAY, FRIDAY)
    assert rise() == 0


def test_one_under_turvakielto_rises_to_the_named_supervisor_only(here: county.Organisation) -> None:
    worker, deputy, supervisor = (county.staff(here, "worker") for _ in range(3))
    county.staff(here, "manager")
    hidden = county.youth(here, worker)
    county.protect(hidden, supervisor=supervisor)
    county.absent(worker, here, MONDAY, FRIDAY)
    county.covered(worker, deputy, here, MONDAY, FRIDAY)
    assert rise() == 1
    assert told() == [supervisor.pk]


def test_a_deputy_who_is_a_named_reader_covers_one_under_turvakielto(here: county.Organisation) -> None:
    worker, deputy, supervisor = (county.staff(here, "worker") for _ in range(3))
    county.staff(here, "manager")
    hidden = county.youth(here, worker)
    county.protect(hidden, supervisor=supervisor, readers=(deputy,))
    county.absent(worker, here, MONDAY, FRIDAY)
    county.covered(worker, deputy, here, MONDAY, FRIDAY)
    assert rise() == 0


def test_an_absence_that_rises_to_nobody_is_said_in_the_log(
    here: county.Organisation, caplog: pytest.LogCaptureFixture
) -> None:
    worker = county.staff(here, "worker")
    county.youth(here, worker)
    county.absent(worker, here, MONDAY, FRIDAY)
    assert rise() == 0
    assert "has no manager" in caplog.text
    assert worker.name not in caplog.text


def test_nobody_cannot_raise_absences(here: county.Organisation) -> None:
    worker = county.staff(here, "worker")
    county.staff(here, "manager")
    county.youth(here, worker)
    county.absent(worker, here, MONDAY, FRIDAY)
    with as_role("sk_worker"), pytest.raises(NobodyActs):
        jobs.rise_absences()
    with acting(Job(jobs.NAME)), pytest.raises(NobodyActs):
        jobs.rise_absences()
    assert told() == []


# ---------------------------------------------------------------- the manager's board


def test_the_board_names_the_worker_and_counts_the_young(here: county.Organisation) -> None:
    worker, supervisor = county.staff(here, "worker"), county.staff(here, "worker")
    manager = county.staff(here, "manager")
    for _ in range(3):
        county.youth(here, worker)
    county.protect(county.youth(here, worker), supervisor=supervisor)
    county.absent(worker, here, MONDAY, FRIDAY)
    with acting(Person(manager)) as by, trail.keep() as kept:
        assert uncovered.uncovered(here.pk, MONDAY, by=by) == [
            uncovered.Uncovered(worker=worker, from_day=MONDAY, until=FRIDAY, first_day=MONDAY, young_people=3)
        ]
    assert kept.clients == set()


def test_the_board_says_the_first_day_without_cover_and_forgets_what_is_covered(here: county.Organisation) -> None:
    worker, deputy, manager = county.staff(here, "worker"), county.staff(here, "worker"), county.staff(here, "manager")
    county.youth(here, worker)
    county.absent(worker, here, MONDAY, FRIDAY)
    county.covered(worker, deputy, here, MONDAY, MONDAY + timedelta(days=2))
    with acting(Person(manager)) as by:
        assert [row.first_day for row in uncovered.uncovered(here.pk, MONDAY, by=by)] == [MONDAY + timedelta(days=2)]
    county.covered(worker, deputy, here, MONDAY + timedelta(days=2), FRIDAY)
    with acting(Person(manager)) as by:
        assert uncovered.uncovered(here.pk, MONDAY, by=by) == []


def test_a_manager_of_another_county_sees_no_absence(here: county.Organisation) -> None:
    worker = county.staff(here, "worker")
    stranger = county.staff(county.organisation("15"), "manager")
    county.youth(here, worker)
    county.absent(worker, here, MONDAY, FRIDAY)
    with acting(Person(stranger)) as by:
        assert uncovered.uncovered(here.pk, MONDAY, by=by) == []


def test_the_board_asks_as_many_questions_for_thirty_as_for_three(here: county.Organisation) -> None:
    from django.db import connection

    manager = county.staff(here, "manager")
    asked = []
    for more in (3, 27):
        for _ in range(more):
            worker = county.staff(here, "worker")
            county.youth(here, worker)
            county.absent(worker, here, MONDAY, FRIDAY)
        with acting(Person(manager)) as by, CaptureQueriesContext(connection) as queries:
            found = uncovered.uncovered(here.pk, MONDAY, by=by)
        asked.append((len(found), len(queries)))
    assert [rows for rows, _ in asked] == [3, 30]
    assert asked[0][1] == asked[1][1]
