"""One list of what is derived, run for a page that has found a client stale."""

from __future__ import annotations

import pytest
from django.db import connection

from sosiaalikyla.access.actors import Person, acting
from sosiaalikyla.audit import trail
from sosiaalikyla.handovers.refresh import refresh as refresh_handover
from sosiaalikyla.journal import models as journal
from sosiaalikyla.journal import refresh
from sosiaalikyla.paths.refresh import refresh as refresh_path
from sosiaalikyla.people.models import Youth
from sosiaalikyla.people.tests import county
from sosiaalikyla.plans.refresh import refresh as refresh_plan
from tests.ground import as_owner

pytestmark = pytest.mark.django_db


@pytest.fixture
def stale() -> int:
    with as_owner():
        journal.record(6, "taken_in", by="job:test")
    return 6


@pytest.fixture
def worker() -> Person:
    return Person(county.staff(county.organisation(), "worker"))


def waiting() -> list[int]:
    return sorted(journal.Stale.objects.values_list("client", flat=True))


def test_what_the_apps_above_derive_is_named_when_they_are_loaded_and_once_only() -> None:
    assert [refresh_path, refresh_plan, refresh_handover] == refresh.REFRESHERS, "a storey's own after those below it"
    refresh.derives(refresh_path)
    assert refresh.REFRESHERS.count(refresh_path) == 1


def test_refreshers_run_in_the_order_in_which_they_were_named(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    monkeypatch.setattr(refresh, "REFRESHERS", [])
    for name in ("below", "above"):
        refresh.derives(lambda client, name=name: said.append(f"{name} {client}"))
    refresh.refresh(3)
    assert said == ["below 3", "above 3"]


def test_a_page_refreshes_without_a_trace_and_the_mark_stays_for_the_clock_that_sees_every_fact(
    monkeypatch: pytest.MonkeyPatch, stale: int, worker: Person
) -> None:
    done: list[int] = []

    def refresher(client: int) -> None:
        done.append(client)
        list(Youth.objects.whole("refresh"))

    monkeypatch.setattr(refresh, "REFRESHERS", [refresher])
    with acting(worker), trail.keep() as kept:
        assert refresh.for_a_page(stale)
    assert (done, waiting(), kept.clients) == ([6], [6], set())


def test_a_page_shows_what_there_was_when_refreshing_fails(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, stale: int, worker: Person
) -> None:
    def refresher(client: int) -> None:
        with connection.cursor() as cursor:
            cursor.execute("select 1 / 0")

    monkeypatch.setattr(refresh, "REFRESHERS", [refresher])
    with acting(worker):
        assert not refresh.for_a_page(stale)
        assert waiting() == [6]
    assert "could not be refreshed" in caplog.text
