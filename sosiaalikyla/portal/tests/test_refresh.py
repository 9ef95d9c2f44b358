"""Derived rows follow the facts, by the clock within seconds. Pages that refresh: `journal/tests`."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sosiaalikyla.access.actors import Job, acting
from sosiaalikyla.access.jobs import NobodyActs
from sosiaalikyla.audit import trail
from sosiaalikyla.base import clock
from sosiaalikyla.journal import models as journal
from sosiaalikyla.journal import refresh as derived
from sosiaalikyla.people.models import Youth
from sosiaalikyla.people.tests import county
from sosiaalikyla.portal import refresh
from tests.ground import as_owner, as_role

pytestmark = pytest.mark.django_db


@pytest.fixture
def refreshed(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """A refresher that remembers whom it refreshed."""
    found: list[int] = []
    monkeypatch.setattr(derived, "REFRESHERS", [found.append])
    return found


def something_happens(*clients: int) -> None:
    with as_owner():
        for client in clients:
            journal.record(client, "taken_in", by="job:test")


def stale() -> list[int]:
    return sorted(journal.Stale.objects.values_list("client", flat=True))


def by_the_clock(limit: int = 200) -> int:
    with as_role("sk_worker"):
        return refresh.refresh_stale(limit)


def test_an_event_marks_its_client_and_the_clock_refreshes_it_once(refreshed: list[int]) -> None:
    something_happens(7, 8, 7)
    assert stale() == [7, 8]
    assert by_the_clock() == 2
    assert sorted(refreshed) == [7, 8]
    assert stale() == []
    assert by_the_clock() == 0


def test_the_longest_waiting_go_first(refreshed: list[int]) -> None:
    something_happens(9)
    something_happens(3)
    assert by_the_clock(limit=1) == 1
    assert refreshed == [9]


def test_one_failing_client_does_not_stop_the_others(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    done: list[int] = []

    def refresher(client: int) -> None:
        if client == 2:
            raise ValueError("a young person's words")
        done.append(client)

    monkeypatch.setattr(derived, "REFRESHERS", [refresher])
    something_happens(1, 2, 3)
    with pytest.raises(refresh.SomeFailed):
        by_the_clock()
    assert done == [1, 3]
    assert stale() == [2]
    assert "words" not in " ".join(record.getMessage() for record in caplog.records)


def test_what_happens_during_a_refresh_keeps_the_client_stale(monkeypatch: pytest.MonkeyPatch) -> None:
    with clock.at(clock.today()):  # both events at one moment of the house's clock
        something_happens(5)
        monkeypatch.setattr(derived, "REFRESHERS", [lambda client: journal.record(client, "step_marked", by="job:test")])
        assert by_the_clock() == 1
        assert stale() == [5]
        monkeypatch.setattr(derived, "REFRESHERS", [])
        assert by_the_clock() == 1
        assert stale() == []


def test_the_clock_reads_young_people_and_leaves_no_trace_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    here = county.organisation()
    youth = county.youth(here, county.staff(here, "worker"))
    seen: list[Youth] = []
    monkeypatch.setattr(
        derived, "REFRESHERS", [lambda client: seen.extend(Youth.objects.whole("refresh").filter(pk=client))]
    )
    something_happens(youth.pk)
    with trail.keep() as kept:
        assert by_the_clock() == 1
    assert [row.pk for row in seen] == [youth.pk]
    assert kept.clients == set()


def test_nobody_refreshes_nothing(refreshed: list[int]) -> None:
    something_happens(4)
    with pytest.raises(NobodyActs):
        refresh.refresh_stale()
    with acting(Job("portal.refresh")), pytest.raises(NobodyActs):
        refresh.refresh_stale()
    assert (refreshed, stale()) == ([], [4])


def test_a_mark_tells_the_real_moment_whatever_the_day_of_a_replayed_life() -> None:
    with clock.at(clock.now() - timedelta(days=400)):
        something_happens(1)
    since = journal.Stale.objects.get(client=1).since
    assert clock.now() - since < timedelta(minutes=1)
